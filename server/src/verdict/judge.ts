// Facts in, verdict out: explores the world of every effect, then takes the worst for the headline. Pure; knows nothing of syntax.
import type { DeliveryFact } from '../facts/delivery.ts';
import type { EffectFact, EffectId, StepGraph } from '../facts/steps.ts';
import type { Cause, EffectVerdict, HandlerVerdict } from '../facts/verdict.ts';
import { answers } from '../facts/vocabulary.ts';
import type { Answer, Headline } from '../facts/vocabulary.ts';
import { contract } from './contract.ts';
import { judgeDelivery } from './delivery.ts';
import { explore } from './explore.ts';
import { tell } from './story.ts';
import { whyOf } from './why.ts';
import { keyText } from './wording.ts';
import { worldOf } from './world.ts';
import type { World } from './world.ts';

/** What a handler guarantees, per effect and as a whole, with reasons and histories. */
export function judge(graph: StepGraph, delivery: DeliveryFact): HandlerVerdict {
  const judged = graph.effects.map((effect, id) => judgeEffect(graph, delivery, effect, id));
  const counted = judged.filter(({ verdict }) => graph.effects[verdict.effect]?.attemptScoped !== true);
  const lost = worst(counted.map(({ verdict }) => verdict.lost));
  const repeated = worst(counted.map(({ verdict }) => verdict.repeated));
  const undecided = [...new Set(judged.flatMap((one) => one.unless))];
  return {
    headline: headlineFor(graph, delivery, counted, lost, repeated),
    lost,
    repeated,
    verified: isVerified(graph, delivery) && undecided.length === 0 && !judged.some((one) => one.truncated),
    unless: [
      ...(delivery.unseen === undefined ? [] : [delivery.unseen]),
      ...delivery.unless,
      ...(reportsItems(graph) ? (delivery.unlessReported ?? []) : []),
      ...undecided,
    ],
    effects: judged.map(({ verdict }) => verdict),
    delivery: judgeDelivery(graph, delivery),
  };
}

interface Judged {
  readonly verdict: EffectVerdict;
  readonly unless: readonly string[];
  readonly truncated: boolean;
}

function judgeEffect(graph: StepGraph, delivery: DeliveryFact, effect: EffectFact, id: EffectId): Judged {
  if (effect.neverSent) return { verdict: neverSent(effect, id), unless: [], truncated: false };
  const world = worldOf(graph, delivery, effect, contract(graph, id));
  if (!Number.isFinite(world.distance[world.entry] ?? Infinity)) return { verdict: unreached(id), unless: [], truncated: true };
  const explored = explore(world);
  const { lost, repeated } = explored;
  if (lost.answer === 'never' && repeated.answer === 'never' && !explored.taken) return { verdict: unreached(id), unless: [], truncated: true };
  const how = {
    ...(lost.answer === 'never' ? {} : { lost: tell(world, lost.history, 'lost') }),
    ...(repeated.history.length === 0 ? {} : { repeated: tell(world, repeated.history, 'repeated') }),
  };
  const verdict: EffectVerdict = { effect: id, lost: lost.answer, repeated: repeated.answer, ...whyOf(world, explored), how };
  return {
    verdict,
    unless: [...unlessOf(world), ...(repeated.answer === 'never' && effect.repeat.unless !== undefined ? [effect.repeat.unless] : [])],
    truncated: explored.truncated,
  };
}

function reportsItems({ steps }: StepGraph): boolean {
  return steps.some((step) => step.kind === 'reject' && step.item === true);
}

/** A lazy call that nobody awaits or subscribes to does nothing at all. */
function neverSent(effect: EffectFact, id: EffectId): EffectVerdict {
  const story = [{ text: 'delivered' }, { text: `${effect.call} is built, but nobody awaits it, so it is never sent`, place: effect.place }];
  const cause: Cause = { code: 'never-sent', text: 'it is built but never awaited, so it is never sent', place: effect.place };
  return { effect: id, lost: 'exposed', repeated: 'never', why: cause.text, causes: { lost: cause }, how: { lost: story } };
}

/** The way to the effect, or to the commit of its transaction, was not found: what an unguarded, awaited effect would get, marked as unverified. */
function unreached(id: EffectId): EffectVerdict {
  return { effect: id, lost: 'never', repeated: 'exposed', why: 'the way to it was not followed to the end', causes: {}, how: {} };
}

function unlessOf(world: World): string[] {
  return world.marks.flatMap((fact) =>
    fact.keyStable === null
      ? [`the guard's key${fact.key === null ? '' : ` ${keyText(fact)}`} (${fact.place.file}:${fact.place.line}) changes on redelivery`]
      : [],
  );
}

export function worst(all: readonly Answer[]): Answer {
  return all.reduce((left, right) => (answers.indexOf(right) > answers.indexOf(left) ? right : left), 'never');
}

function isVerified(graph: StepGraph, delivery: DeliveryFact): boolean {
  return (
    graph.opaque.length === 0 &&
    delivery.unseen === undefined &&
    !graph.truncated &&
    delivery.guarantee !== 'unknown' &&
    !graph.effects.some((effect) => effect.assumed)
  );
}

/** What was not looked at to its end gives no evidence for an exactly-once effect. */
function headlineFor(graph: StepGraph, delivery: DeliveryFact, counted: readonly Judged[], lost: Answer, repeated: Answer): Headline {
  if (counted.length === 0) return graph.opaque.length > 0 || graph.truncated ? 'unknown' : 'harmless';
  if (delivery.guarantee === 'unknown') return 'unknown';
  const headline = headlineOf(lost, repeated);
  const isExact = headline === 'exactly-once-effect' || headline === 'exactly-once-effect-except-crash-window';
  return isExact && (graph.truncated || counted.some(({ truncated }) => truncated)) ? 'unknown' : headline;
}

/** The headline of two answers; `semantics` calls this table by that name. */
export function headlineOf(lost: Answer, repeated: Answer): Headline {
  if (lost !== 'never') return repeated === 'exposed' ? 'no-guarantee' : 'at-most-once';
  if (repeated === 'exposed') return 'at-least-once';
  return repeated === 'window' ? 'exactly-once-effect-except-crash-window' : 'exactly-once-effect';
}
