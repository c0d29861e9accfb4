// An effect as a hover tells it: its own two answers, why, and the history behind the worse one.
import type { HandlerReport } from '../../facts/handler.ts';
import type { EffectFact } from '../../facts/steps.ts';
import type { EffectVerdict } from '../../facts/verdict.ts';
import { code, plain } from '../markdown.ts';
import { counts, historyOf, nameOf } from '../words.ts';
import { answerText, capital, historyText, lineLink } from './parts.ts';

export function effectHover(root: string, report: HandlerReport, effect: EffectFact, verdict: EffectVerdict): string {
  const history = historyOf(verdict);
  return [
    `**${plain(capital(effect.verb))}** — ${code(effect.call)}`,
    `Lost? ${answerText(verdict.lost)} · Repeated? ${answerText(verdict.repeated)}`,
    `${plain(capital(verdict.why))}.`,
    ...(counts(report, verdict) ? [] : ['Once per attempt, on purpose: listed, not counted.']),
    ...(effect.assumed ? ['Assumed from the name of the call: its library has no model.'] : []),
    ...(history === null ? [] : [`**How it is ${history.what}**:\n\n${historyText(root, history.moments, 5)}`]),
    `In handler ${code(nameOf(report))} (${lineLink(root, report.handler.place)}).`,
  ].join('\n\n');
}
