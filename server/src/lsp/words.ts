// How verdicts read in an editor: the short forms that lens, hover, tree and hints share. Text only; Markdown is made by who shows it.
import type { EffectFact } from '../facts/steps.ts';
import type { GuardFact, HandlerReport } from '../facts/handler.ts';
import type { EffectVerdict } from '../facts/verdict.ts';
import type { Answer, Headline } from '../facts/vocabulary.ts';

const headlineWords: Readonly<Record<Headline, string>> = {
  'exactly-once-effect': 'exactly-once effect',
  'exactly-once-effect-except-crash-window': 'exactly-once effect, except a crash window',
  'at-least-once': 'at-least-once',
  'at-most-once': 'at-most-once',
  'no-guarantee': 'no guarantee',
  harmless: 'harmless',
  unknown: 'unknown',
};

/** `at-least-once`, with the doubt said where there is one; a harmless handler shows its transport's own guarantee. */
export function headlineOf(report: HandlerReport): string {
  const { headline, verified, delivery } = report.verdict;
  if (headline === 'harmless') return `${delivery.guarantee === 'unknown' ? 'unknown delivery' : guaranteeWords(report)}, harmless effects only`;
  return verified || headline === 'unknown' ? headlineWords[headline] : `${headlineWords[headline]} (unverified)`;
}

/** The delivery alone. */
export function guaranteeWords(report: HandlerReport): string {
  const { guarantee } = report.verdict.delivery;
  return guarantee === 'none' ? 'no guarantee' : guarantee;
}

/** What stands over a handler: `at-least-once · 2 effects may repeat · no guard`. */
export function summaryOf(report: HandlerReport): string {
  const parts = [headlineOf(report), ...countsOf(report)];
  if (isAtRisk(report) && report.verdict.repeated !== 'never') parts.push(guardWords(report.guard));
  return parts.join(' · ');
}

function countsOf(report: HandlerReport): readonly string[] {
  const counted = report.verdict.effects.filter((verdict) => counts(report, verdict));
  const lost = counted.filter((verdict) => verdict.lost === 'exposed').length;
  const repeated = counted.filter((verdict) => verdict.repeated === 'exposed').length;
  const windows = counted.filter((verdict) => verdict.lost === 'window' || verdict.repeated === 'window').length;
  const opaque = report.graph.opaque.length;
  return [
    ...(lost > 0 ? [`${effectsWord(lost)} may be lost`] : []),
    ...(repeated > 0 ? [`${effectsWord(repeated)} may repeat`] : []),
    ...(windows > 0 && lost === 0 && repeated === 0 ? [`a crash window at ${effectsWord(windows)}`] : []),
    ...(opaque > 0 ? [`${opaque} ${opaque === 1 ? 'call' : 'calls'} not understood`] : []),
  ];
}

function effectsWord(count: number): string {
  return count === 1 ? '1 effect' : `${count} effects`;
}

/** Effects on a path that fails the delivery happen once an attempt on purpose: listed, not counted. */
export function counts(report: HandlerReport, verdict: EffectVerdict): boolean {
  return report.graph.effects[verdict.effect]?.attemptScoped !== true;
}

export function guardWords(guard: GuardFact | null): string {
  if (guard === null) return 'no guard';
  const kinds: Readonly<Record<GuardFact['kind'], string>> = {
    inbox: 'inbox',
    lease: 'lease',
    claim: 'claim',
    'check-then-mark': 'check-then-mark guard',
    'unique-violation': 'unique key',
    'state-check': 'state check',
    'in-memory': 'guard in process memory',
    'idempotency-key': 'idempotency key',
    library: 'library guard',
  };
  return kinds[guard.kind];
}

/** Whether a person should look at it: an ordinary fault loses or repeats an effect that matters. */
export function isAtRisk(report: HandlerReport): boolean {
  return report.verdict.headline !== 'harmless' && (report.verdict.lost === 'exposed' || report.verdict.repeated === 'exposed');
}

/** Its name; a handler without one goes by what it receives. */
export function nameOf(report: HandlerReport): string {
  const { name, source, transport } = report.handler;
  return name ?? (source === null ? `${transport} handler` : `handler of ${source}`);
}

/** Worst first, then by order in the code. */
export function worstEffect(report: HandlerReport): { readonly fact: EffectFact; readonly verdict: EffectVerdict } | null {
  const ranked = report.verdict.effects
    .filter((verdict) => counts(report, verdict))
    .toSorted((left, right) => badness(right) - badness(left) || left.effect - right.effect);
  const verdict = ranked[0];
  const fact = verdict === undefined ? undefined : report.graph.effects[verdict.effect];
  return verdict === undefined || fact === undefined ? null : { fact, verdict };
}

/** A lost effect is worse than a repeated one: nobody sees it. */
function badness(verdict: EffectVerdict): number {
  const weight: Readonly<Record<Answer, number>> = { never: 0, window: 1, exposed: 4 };
  return 2 * weight[verdict.lost] + weight[verdict.repeated];
}

export function historyOf(verdict: EffectVerdict): {
  readonly what: 'lost' | 'repeated';
  readonly moments: NonNullable<EffectVerdict['how']['lost']>;
} | null {
  const { lost, repeated } = verdict.how;
  if (lost !== undefined && verdict.lost !== 'never' && (verdict.lost === 'exposed' || verdict.repeated !== 'exposed')) return { what: 'lost', moments: lost };
  if (repeated !== undefined && verdict.repeated !== 'never') return { what: 'repeated', moments: repeated };
  return null;
}
