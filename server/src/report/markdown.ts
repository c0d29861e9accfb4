// The audit as Markdown, for a pull request or a wiki: a table of sums, then handlers worst first.
import type { Audit, HandlerReport } from '../facts/handler.ts';
import {
  answerWords,
  byHeadline,
  counted,
  guaranteeWords,
  handlerName,
  headlineMeaning,
  headlineWords,
  shownEffects,
  sourceWords,
  spotWords,
} from './words.ts';
import type { Shown } from './words.ts';

export function auditToMarkdown(audit: Audit): string {
  const groups = byHeadline(audit);
  const sums = [
    '| headline | handlers | meaning |',
    '| --- | ---: | --- |',
    ...groups.map(({ headline, handlers }) => `| ${headlineWords(headline)} | ${handlers.length} | ${headlineMeaning(headline)} |`),
  ];
  const intro = audit.handlers.length === 0 ? [`No message handlers found in ${counted(audit.stats.filesDiscovered, 'file')}.`] : sums;
  const sections = groups.map(({ headline, handlers }) => [`## ${capital(headlineWords(headline))}`, '', ...handlers.flatMap(handlerLines)].join('\n'));
  return ['# Delivery guarantees', '', ...intro, '', ...sections].join('\n').trimEnd();
}

function handlerLines(report: HandlerReport): string[] {
  const { handler, verdict } = report;
  const effects = shownEffects(report);
  const title = `### ${code(handlerName(report))} ${code(spotWords(handler.place))}`;
  const delivery = `${escapeMarkdown(sourceWords(report))}; delivery: ${guaranteeWords(verdict.delivery.guarantee)}${verdict.verified ? '' : '; **unverified**'}`;
  if (effects.length === 0) return [title, '', delivery, ''];
  return [title, '', delivery, '', '| effect | where | answer | why |', '| --- | --- | --- | --- |', ...effects.map((effect) => effectRow(report, effect)), ''];
}

function effectRow(report: HandlerReport, { effect, verdict }: Shown): string {
  const answer = effect.attemptScoped ? 'not counted' : answerWords(verdict.lost, verdict.repeated, report);
  return `| ${escapeMarkdown(effect.verb)} ${code(effect.call)} | ${code(spotWords(effect.place))} | ${answer} | ${escapeMarkdown(verdict.why)} |`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Names come from the audited code: nothing in them may act as Markdown or HTML. Code spans in our own sentences are kept. */
export function escapeMarkdown(text: string): string {
  return text
    .split(/(`[^`\n]+`)/)
    .map((part, index) => (index % 2 === 1 ? code(part.slice(1, -1)) : part.replaceAll(/[\\[\]*_<>|#~&!]/g, (sign) => `\\${sign}`).replaceAll('`', '\\`')))
    .join('')
    .replaceAll(/\s*\n\s*/g, ' ');
}

function code(text: string): string {
  return `\`${text
    .replaceAll('`', "'")
    .replaceAll('|', '\\|')
    .replaceAll(/\s*\n\s*/g, ' ')}\``;
}
