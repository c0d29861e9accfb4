// The audit for a terminal: grouped by headline, worst first, two or three lines of why for each handler, one line of sum at the end.
import type { Audit, HandlerReport } from '../facts/handler.ts';
import type { Headline } from '../facts/vocabulary.ts';
import { acknowledgedHere } from '../verdict/delivery.ts';
import { plain } from './paint.ts';
import type { Paint } from './paint.ts';
import {
  answerWords,
  byHeadline,
  byReason,
  counted,
  cutWords,
  guaranteeWords,
  handlerName,
  headlineMeaning,
  headlineWords,
  isAtRisk,
  printable,
  shownEffects,
  sourceWords,
  spotWords,
} from './words.ts';
import type { Shown } from './words.ts';

const groupsShown = 3;
const effectsShown = 3;

/** The whole report; `paint` colours it where the terminal can. */
export function auditToText(audit: Audit, paint: Paint = plain): string {
  const groups = byHeadline(audit).map(({ headline, handlers }) => {
    const title = `${colourOf(paint, headline)(headlineWords(headline).toUpperCase())}  ${paint.dim(headlineMeaning(headline))}`;
    const isQuiet = headline === 'harmless' || headline === 'exactly-once-effect';
    return [
      title,
      ...handlers.map((report) => (isQuiet ? [heading(report, paint), ...notUnderstood(report, paint)].join('\n') : handlerText(report, paint))),
    ].join(isQuiet ? '\n' : '\n\n');
  });
  return [...groups, summary(audit, paint)].join('\n\n');
}

function heading(report: HandlerReport, paint: Paint): string {
  const unverified = report.verdict.verified || report.verdict.headline === 'unknown' ? '' : paint.dim('  unverified');
  return `  ${paint.bold(handlerName(report))}  ${spotWords(report.handler.place)}  ${paint.dim(sourceWords(report))}${unverified}`;
}

function handlerText(report: HandlerReport, paint: Paint): string {
  const groups = byReason(shownEffects(report).filter(({ effect }) => !effect.attemptScoped));
  const more = groups.slice(groupsShown).flat().length;
  const lines = [
    heading(report, paint),
    `    ${deliveryLine(report, paint)}`,
    ...groups.slice(0, groupsShown).flatMap((group) => groupLines(report, group, paint)),
  ];
  if (more > 0) lines.push(paint.dim(`    and ${counted(more, 'more effect')}`));
  lines.push(...notUnderstood(report, paint));
  for (const fact of report.verdict.unless) lines.push(paint.dim(`    unless ${printable(fact)}`));
  return lines.join('\n');
}

/** A verdict stands only for what was understood. */
function notUnderstood(report: HandlerReport, paint: Paint): readonly string[] {
  const cut = cutWords(report);
  return [
    ...(report.graph.opaque.length === 0 ? [] : [paint.dim(`    not understood: ${opaqueWords(report)}`)]),
    ...(cut === null ? [] : [paint.dim(`    ${cut}`)]),
  ];
}

/** "delivered at-least-once: kafkajs commits the offset after the handler resolves". */
function deliveryLine({ verdict }: HandlerReport, paint: Paint): string {
  const { guarantee, why } = verdict.delivery;
  const last = why.at(-1);
  const reason =
    guarantee !== why[0]?.text && why.length > 1 && last !== undefined && last.place !== undefined && last.text !== acknowledgedHere ? last : why[0];
  const delivered =
    guarantee === 'unknown' ? 'delivery unknown' : guarantee === 'none' ? 'delivery promises nothing' : `delivered ${guaranteeWords(guarantee)}`;
  return paint.dim(reason === undefined ? delivered : `${delivered}: ${reason.text}${reason.place === undefined ? '' : ` (${spotWords(reason.place)})`}`);
}

/** The effects, then their answer and why, once for all that share them; a line that several calls lead to is said once. */
function groupLines(report: HandlerReport, group: readonly [Shown, ...Shown[]], paint: Paint): string[] {
  const [{ verdict }] = group;
  const times = new Map<string, number>();
  for (const { effect } of group) {
    const line = `    ${effect.verb}  ${paint.dim(`${printable(effect.call)}, ${nearTo(report, effect)}`)}`;
    times.set(line, (times.get(line) ?? 0) + 1);
  }
  const shown = [...times].slice(0, effectsShown);
  const more = group.length - shown.reduce((sum, [, count]) => sum + count, 0);
  const effects = shown.map(([line, count]) => (count === 1 ? line : `${line}${paint.dim(`, reached ${count} ways`)}`));
  const answer = colourOfAnswers(paint, verdict)(answerWords(verdict.lost, verdict.repeated, report));
  return [...effects, ...(more > 0 ? [paint.dim(`    and ${counted(more, 'more effect')}`)] : []), `      ${answer}: ${printable(verdict.why)}`];
}

function nearTo({ handler }: HandlerReport, { place }: Shown['effect']): string {
  return place.file === handler.place.file ? `line ${place.line}` : spotWords(place);
}

export function colourOfAnswers(paint: Paint, { lost, repeated }: Shown['verdict']): (text: string) => string {
  if (lost === 'exposed' || repeated === 'exposed') return paint.red;
  return lost === 'never' && repeated === 'never' ? paint.green : paint.yellow;
}

function opaqueWords({ graph }: HandlerReport): string {
  const calls = [...new Set(graph.opaque.map(({ call, place }) => `${printable(call)} (line ${place.line})`))];
  return calls.length > 3 ? `${calls.slice(0, 3).join(', ')} and ${calls.length - 3} more` : calls.join(', ');
}

function summary(audit: Audit, paint: Paint): string {
  const { handlers, findings, skipped, stats } = audit;
  if (handlers.length === 0) return [`No message handlers found in ${counted(stats.filesDiscovered, 'file')}.`, ...skippedLines(skipped, paint)].join('\n');
  const parts = byHeadline(audit).map((group) => colourOf(paint, group.headline)(`${group.handlers.length} ${headlineWords(group.headline)}`));
  const risky = handlers.filter(isAtRisk).length;
  const lines = [
    `${paint.bold(counted(handlers.length, 'handler'))}: ${parts.join(', ')}`,
    `${risky === 0 ? 'None' : counted(risky, 'handler')} at risk, ${counted(findings.length, 'finding')}. ${counted(stats.filesDiscovered, 'file')} in ${(stats.milliseconds / 1000).toFixed(1)} s${skipped.length === 0 ? '' : `, ${skipped.length} skipped`}.`,
  ];
  lines.push(...skippedLines(skipped, paint));
  if (risky > 0) lines.push(paint.dim('Why, as a story: delivery-guarantees explain FILE:LINE'));
  return lines.join('\n');
}

const mostNamed = 3;

/** One line a reason: generated files come by the thousand. */
function skippedLines(skipped: Audit['skipped'], paint: Paint): readonly string[] {
  return [...new Set(skipped.map((one) => one.reason))].map((reason) => {
    const files = skipped.filter((one) => one.reason === reason).map(({ file }) => printable(file));
    return paint.dim(`skipped ${files.length > mostNamed ? `${files.length} files` : files.join(', ')}: ${printable(reason)}`);
  });
}

export function colourOf(paint: Paint, headline: Headline): (text: string) => string {
  switch (headline) {
    case 'no-guarantee':
      return paint.red;
    case 'at-most-once':
    case 'at-least-once':
      return paint.yellow;
    case 'exactly-once-effect':
    case 'exactly-once-effect-except-crash-window':
      return paint.green;
    default:
      return paint.dim;
  }
}
