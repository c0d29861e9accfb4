// A configuration option that decides, and a guard, as hovers tell them.
import type { Reason } from '../../facts/delivery.ts';
import type { HandlerReport } from '../../facts/handler.ts';
import { code, plain } from '../markdown.ts';
import { guaranteeWords, nameOf } from '../words.ts';
import { capital, guardText, lineLink } from './parts.ts';

export function optionHover(root: string, report: HandlerReport, reason: Reason): string {
  return [
    `**Decides the delivery of ${code(nameOf(report))}: ${guaranteeWords(report)}**`,
    `${plain(capital(reason.text))}.`,
    `Handler: ${lineLink(root, report.handler.place)}.`,
  ].join('\n\n');
}

export function guardHover(root: string, report: HandlerReport): string {
  return [guardText(root, report), `Of handler ${code(nameOf(report))} (${lineLink(root, report.handler.place)}).`].join('\n\n');
}
