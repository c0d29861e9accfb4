// A handler as a hover tells it: headline, delivery and why, a row an effect, guard and event ID, the fix, and how the worst comes about.
import type { HandlerReport } from '../../facts/handler.ts';
import type { EffectVerdict } from '../../facts/verdict.ts';
import { cutWords } from '../../report/words.ts';
import { code, plain, table } from '../markdown.ts';
import { counts, historyOf, isAtRisk, worstEffect } from '../words.ts';
import { answerText, deliveryText, guardText, headlineText, historyText, lineLink } from './parts.ts';

const mostEffects = 8;
const mostMoments = 5;

export function handlerHover(root: string, report: HandlerReport, fixTitle: string | null): string {
  const story = worstStory(root, report, mostMoments);
  return [
    headlineText(report),
    deliveryText(root, report),
    effectsTable(root, report, mostEffects),
    ...opaqueText(root, report, 3),
    guardText(root, report),
    ...(fixTitle === null ? [] : [`Fix: ${plain(fixTitle)} *(quick fix)*`]),
    ...(story === null ? [] : [story]),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

export function effectsTable(root: string, report: HandlerReport, most: number): string {
  const verdicts = report.verdict.effects;
  if (verdicts.length === 0) return report.graph.harmless.length > 0 ? 'Only harmless effects (logs, metrics, traces, caches).' : 'No effects found.';
  const rows = countedAlike(verdicts.map((verdict) => effectRow(root, report, verdict)));
  const more = rows.length > most ? `\n\n… and ${rows.length - most} more.` : '';
  return table(['Effect', 'Lost?', 'Repeated?'], rows.slice(0, most)) + more;
}

/** One call that several ways lead to with the same outcome is one row. */
function countedAlike(rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const alike = new Map<string, { readonly row: readonly string[]; count: number }>();
  for (const row of rows) {
    const known = alike.get(row.join('|'));
    if (known === undefined) alike.set(row.join('|'), { row, count: 1 });
    else known.count += 1;
  }
  return [...alike.values()].map(({ row: [effect = '', ...answers], count }) => [count === 1 ? effect : `${effect}, reached ${count} ways`, ...answers]);
}

function effectRow(root: string, report: HandlerReport, verdict: EffectVerdict): readonly string[] {
  const fact = report.graph.effects[verdict.effect];
  if (fact === undefined) return ['', '', ''];
  const remark = counts(report, verdict) ? '' : ' *(once per attempt, on purpose)*';
  return [`${plain(fact.verb)}${remark} · ${lineLink(root, fact.place)}`, answerText(verdict.lost), answerText(verdict.repeated)];
}

export function opaqueText(root: string, report: HandlerReport, most: number): readonly string[] {
  const { opaque } = report.graph;
  const cut = cutWords(report);
  const note = cut === null ? [] : [`This handler was ${cut}.`];
  if (opaque.length === 0) return note;
  const shown = opaque.slice(0, most).map((call) => `${code(call.call)} (${lineLink(root, call.place)})`);
  return [`Not understood: ${shown.join(', ')}${opaque.length > most ? ` and ${opaque.length - most} more` : ''}.`, ...note];
}

/** The shortest history that loses or repeats the worst effect. */
export function worstStory(root: string, report: HandlerReport, most: number): string | null {
  const worst = isAtRisk(report) || report.verdict.headline === 'exactly-once-effect-except-crash-window' ? worstEffect(report) : null;
  const history = worst === null ? null : historyOf(worst.verdict);
  if (worst === null || history === null) return null;
  return `**How it is ${history.what}** — ${plain(worst.fact.verb)}:\n\n${historyText(root, history.moments, most)}`;
}
