// What a rule is: a pattern with a name, looked for in the verdict of one handler. Rules decide nothing about guarantees; they point at what decided.
import { comparePlaces } from '../base/place.ts';
import type { Place } from '../base/place.ts';
import type { HandlerReport } from '../facts/handler.ts';
import type { EffectFact } from '../facts/steps.ts';
import type { Cause, CauseCode, EffectVerdict } from '../facts/verdict.ts';
import type { Severity } from '../facts/vocabulary.ts';

export interface Rule {
  /** Names the pattern, not the cure; also the code of the diagnostic and the name of its page. */
  readonly id: string;
  readonly severity: Severity;
  /** One finding per cause: everything one acknowledgement, catch or mark brings about is told once. */
  readonly check: (report: HandlerReport) => readonly Found[];
}

export interface Found {
  readonly place: Place;
  readonly message: string;
  readonly related: readonly { readonly place: Place; readonly message: string }[];
  /** Where this one weighs more or less than the rule usually does. */
  readonly severity?: Severity;
}

/** An effect together with what was concluded about it. */
export interface Judged {
  readonly effect: EffectFact;
  readonly verdict: EffectVerdict;
}

/** The effects that count: those whose answers the headline is made of. */
export function countedEffects({ graph, verdict }: HandlerReport): Judged[] {
  return verdict.effects.flatMap((one): Judged[] => {
    const effect = graph.effects[one.effect];
    return effect === undefined || effect.attemptScoped ? [] : [{ effect, verdict: one }];
  });
}

export interface Group {
  readonly cause: Cause;
  readonly effects: readonly Judged[];
}

/** Effects exposed for one of these reasons, grouped by where the reason stands, in the order of the code. */
export function exposedBy(report: HandlerReport, answer: 'lost' | 'repeated', codes: readonly CauseCode[]): Group[] {
  const groups = new Map<string, { cause: Cause; effects: Judged[] }>();
  for (const judged of countedEffects(report)) {
    const cause = judged.verdict.causes[answer];
    if (cause === undefined || judged.verdict[answer] !== 'exposed' || !codes.includes(cause.code)) continue;
    const at = cause.place ?? report.handler.place;
    const key = `${cause.code} ${at.file}:${at.line}:${at.column}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { cause, effects: [judged] });
    else group.effects.push(judged);
  }
  return [...groups.values()];
}

/** "charges the card", "charges the card and sends a mail", "charges the card and has 3 more effects". */
export function listVerbs(effects: readonly Judged[]): string {
  const { first, second, more } = verbsOf(effects);
  if (second === null) return first;
  return more === 0 ? `${first} and ${second}` : `${first} and has ${more + 1} more effects`;
}

/** "A redelivery charges the card and sends a mail again, and repeats 2 more effects." */
export function againSentence(effects: readonly Judged[]): string {
  const { first, second, more } = verbsOf(effects);
  return `A redelivery ${second === null ? first : `${first} and ${second}`} again${more === 0 ? '' : `, and repeats ${countOf(more)}`}.`;
}

/** "Then nothing charges the card or sends a mail, and 2 more effects are missing." */
export function nothingSentence(effects: readonly Judged[]): string {
  const { first, second, more } = verbsOf(effects);
  return `Then nothing ${second === null ? first : `${first} or ${second}`}${more === 0 ? '' : `, and ${countOf(more)} ${more === 1 ? 'is' : 'are'} missing`}.`;
}

function verbsOf(effects: readonly Judged[]): { first: string; second: string | null; more: number } {
  const [first = 'does something', second = null, ...rest] = new Set(effects.map(({ effect }) => effect.verb));
  return { first, second, more: rest.length };
}

const countOf = (more: number): string => (more === 1 ? 'one more effect' : `${more} more effects`);

/** Every effect of a group, for the evidence; without the place the finding itself stands at. */
export function relatedEffects(effects: readonly Judged[], except: Place): { place: Place; message: string }[] {
  return effects.flatMap(({ effect, verdict }) =>
    comparePlaces(effect.place, except) === 0 ? [] : [{ place: effect.place, message: `${effect.verb}: ${verdict.why}` }],
  );
}

/** The line that opens a history as evidence: where each of its moments stands. */
export function relatedMoments(judged: Judged, answer: 'lost' | 'repeated'): { place: Place; message: string }[] {
  return (judged.verdict.how[answer] ?? []).flatMap(({ place, text }) => (place === undefined ? [] : [{ place, message: text }]));
}

export function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
