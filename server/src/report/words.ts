// The words every report uses for the values of the contract, and the order in which a reader wants them: worst first.
import { comparePlaces } from '../base/place.ts';
import type { Place } from '../base/place.ts';
import type { Audit, HandlerReport } from '../facts/handler.ts';
import type { EffectFact } from '../facts/steps.ts';
import type { EffectVerdict } from '../facts/verdict.ts';
import type { Answer, Guarantee, Headline } from '../facts/vocabulary.ts';

/** Worst first; harmless last. */
export const headlineOrder: readonly Headline[] = [
  'no-guarantee',
  'at-most-once',
  'at-least-once',
  'unknown',
  'exactly-once-effect-except-crash-window',
  'exactly-once-effect',
  'harmless',
];

export function headlineWords(headline: Headline): string {
  switch (headline) {
    case 'exactly-once-effect':
      return 'exactly-once effect';
    case 'exactly-once-effect-except-crash-window':
      return 'exactly-once effect, except a crash window';
    case 'no-guarantee':
      return 'no guarantee';
    default:
      return headline;
  }
}

/** What a headline means, in one sentence for somebody who sees it for the first time. */
export function headlineMeaning(headline: Headline): string {
  switch (headline) {
    case 'no-guarantee':
      return 'effects can be lost and can be repeated';
    case 'at-most-once':
      return 'effects can be lost, not repeated';
    case 'at-least-once':
      return 'effects can be repeated, not lost';
    case 'exactly-once-effect-except-crash-window':
      return 'only a crash between two named lines loses or repeats';
    case 'exactly-once-effect':
      return 'no effect can be lost or repeated';
    case 'harmless':
      return 'nothing here that matters if lost or repeated';
    case 'unknown':
      return 'a deciding fact could not be found in the code';
  }
}

export function guaranteeWords(guarantee: Guarantee): string {
  return guarantee === 'none' ? 'no promise' : guarantee;
}

/** "can be lost, can be repeated" in a few words; where the walk was cut short, what it had not come to may still do either. */
export function answerWords(lost: Answer, repeated: Answer, { graph }: Pick<HandlerReport, 'graph'>): string {
  const words = [answerWord(lost, 'lost'), answerWord(repeated, 'repeated')].filter((word) => word !== null);
  if (words.length > 0) return words.join(', ');
  return graph.truncated ? 'neither lost nor repeated as far as it was followed' : 'neither lost nor repeated';
}

function answerWord(answer: Answer, what: string): string | null {
  if (answer === 'never') return null;
  return answer === 'exposed' ? `can be ${what}` : `${what} only in a crash window`;
}

export function handlerName({ handler }: HandlerReport): string {
  if (handler.name !== null) return printable(handler.name);
  return handler.source === null ? 'anonymous handler' : `handler of ${printable(handler.source)}`;
}

/** "kafka, topic orders" as far as known. */
export function sourceWords({ handler }: HandlerReport): string {
  const what = handler.source === null ? handler.transport : `${handler.transport} ${printable(handler.source)}`;
  return `${what} (${handler.library})`;
}

export function spotWords(place: Place): string {
  return `${printable(place.file)}:${place.line}`;
}

/** Names come from the audited code: none of them may move the cursor or colour the terminal. Line breaks in a call become spaces. */
export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.replaceAll(/\s*\n\s*/g, ' ').replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, '\ufffd');
}

export interface Shown {
  readonly effect: EffectFact;
  readonly verdict: EffectVerdict;
}

const severity: Readonly<Record<Answer, number>> = { exposed: 2, window: 1, never: 0 };

/** A handler's effects: counted before attempt-scoped, worst first, then in the order of the code. */
export function shownEffects({ graph, verdict }: HandlerReport): Shown[] {
  const shown = verdict.effects.flatMap((one): Shown[] => {
    const effect = graph.effects[one.effect];
    return effect === undefined ? [] : [{ effect, verdict: one }];
  });
  const rank = (each: Shown): number => (each.effect.attemptScoped ? -1 : severity[each.verdict.lost] + severity[each.verdict.repeated]);
  return shown.sort((left, right) => rank(right) - rank(left) || comparePlaces(left.effect.place, right.effect.place));
}

/** Handlers grouped by headline, worst first, each group in the order of the code. */
export function byHeadline(audit: Audit): { readonly headline: Headline; readonly handlers: readonly HandlerReport[] }[] {
  return headlineOrder.flatMap((headline) => {
    const handlers = audit.handlers
      .filter((report) => report.verdict.headline === headline)
      .sort((left, right) => comparePlaces(left.handler.place, right.handler.place));
    return handlers.length === 0 ? [] : [{ headline, handlers }];
  });
}

/** Said where the walk through a handler reached its budget of steps; null where it came to the end. */
export function cutWords({ graph }: HandlerReport): string | null {
  return graph.truncated ? 'not followed to its end: too many ways through it, so effects may be missing' : null;
}

export function isAtRisk({ verdict }: HandlerReport): boolean {
  return verdict.headline === 'no-guarantee' || verdict.headline === 'at-most-once' || verdict.headline === 'at-least-once';
}

export function counted(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** Effects that share their answers and the reason for them, in the order in which they are shown: told once. */
export function byReason(shown: readonly Shown[]): (readonly [Shown, ...Shown[]])[] {
  const groups = new Map<string, [Shown, ...Shown[]]>();
  for (const each of shown) {
    const { lost, repeated, why } = each.verdict;
    const key = `${lost} ${repeated} ${each.effect.attemptScoped} ${why}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [each]);
    else group.push(each);
  }
  return [...groups.values()];
}
