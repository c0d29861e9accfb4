// One short sentence per effect: the facts that decide its two answers, with the lines they stand on. Histories tell how; this says why.
import type { Place } from '../base/place.ts';
import type { MarkFact, Step } from '../facts/steps.ts';
import type { Explored } from './explore.ts';
import type { Happening } from './turn.ts';
import { failingText, nextTold, stepOf } from './story.ts';
import type { World } from './world.ts';

/** The deciding facts, without a full stop. */
export function whyOf(world: World, explored: Explored): string {
  const scoped = world.effect.attemptScoped ? 'happens once per attempt on purpose, so it does not count' : null;
  const lost = whyLost(world, explored);
  const repeated = whyRepeated(world, explored);
  return [...new Set([scoped, lost, repeated])].filter((clause) => clause !== null).join('; ');
}

/** "line 30", or "mail.ts:20" when it stands in another file than the effect. */
export function lineOf(world: World, place: Place): string {
  return place.file === world.effect.place.file ? `line ${place.line}` : `${place.file.split('/').at(-1) ?? place.file}:${place.line}`;
}

function whyLost(world: World, explored: Explored): string | null {
  const { history, answer } = explored.lost;
  if (answer === 'never') return null;
  if (answer === 'window') return windowText(world, history, 'loses it');
  const { acknowledged } = world.delivery;
  if (acknowledged === 'on-delivery' || acknowledged === 'never') return 'the broker forgets the message as it hands it over';
  const dropping = history.find((happening) => happening.kind === 'given-up' || happening.kind === 'dropped');
  if (dropping?.kind === 'given-up') return 'when an outage outlasts the attempts, the message is dropped';
  if (dropping?.kind === 'dropped') return 'an error drops the message';
  return settledText(world, history) ?? swallowedText(world, history);
}

/** Lost because something settled the message, or took it for done, although the effect had not taken place. */
function settledText(world: World, history: readonly Happening[]): string | null {
  const skipped = history.findLast((happening) => happening.kind === 'recognised' || happening.kind === 'refused');
  const mark = skipped !== undefined && 'node' in skipped ? world.marks[world.nodes[skipped.node]?.of ?? -1] : undefined;
  if (mark !== undefined)
    return mark.collides === undefined
      ? `${keyText(mark)} is marked before it (${lineOf(world, mark.place)}), so that a redelivery skips it`
      : `${keyText(mark)} is not this event's own key: ${mark.collides}`;
  const failure = history.findIndex((happening) => happening.kind === 'fails');
  for (const [index, happening] of history.entries()) {
    const step = happening.kind === 'step' ? stepOf(world, happening.node) : null;
    if (step?.kind === 'reject') return `an error rejects the message without requeue (${lineOf(world, step.place)}), with nowhere known to go`;
    if (step?.kind === 'acknowledge' && (failure < 0 || index < failure)) return `the message is acknowledged before it (${lineOf(world, step.place)})`;
  }
  return null;
}

function swallowedText(world: World, history: readonly Happening[]): string {
  if (world.effect.floating) return 'it is not awaited, so nobody sees it fail';
  const id = world.graph.effects.indexOf(world.effect);
  const swallow = world.graph.swallows.find((candidate) => candidate.effects.includes(id));
  if (swallow !== undefined) return `its error is swallowed (${lineOf(world, swallow.place)}), and the message acknowledged all the same`;
  const failure = history.find((happening) => happening.kind === 'fails');
  const step = failure !== undefined && 'node' in failure ? stepOf(world, failure.node) : null;
  if (step === null) return 'the message is acknowledged without it';
  if (world.delivery.acknowledged === 'on-settled') return 'the message is acknowledged even when the handler fails';
  if (step.kind === 'effect' && step.effect === id) return 'its failure is not looked at, and the message acknowledged all the same';
  return `${failingText(world, step)} (${lineOf(world, step.place)}), nobody hears of it, and the message is acknowledged without this effect`;
}

function whyRepeated(world: World, explored: Explored): string | null {
  const { repeat } = world.effect;
  if (repeat.mask === 'natural' || repeat.mask === 'keyed') return repeat.why;
  const { answer, history } = explored.repeated;
  if (answer === 'window') return windowText(world, history, 'repeats it');
  if (answer === 'exposed') return exposedText(world, history);
  return neverRepeatedText(world, explored);
}

function exposedText(world: World, history: readonly Happening[]): string {
  if (world.effect.repeat.mask === 'unstable-key') return world.effect.repeat.why;
  if (history.some((happening) => happening.kind === 'copied')) return 'every running copy of the service gets the message';
  if (history.some((happening) => happening.kind === 'rerun'))
    return 'the database runs the callback again on a conflict, and this effect is not part of the transaction';
  const guard = world.marks.find((fact) => weakness(fact) !== null);
  if (guard !== undefined) return `${weakness(guard)} (${lineOf(world, guard.place)})`;
  if (world.marks.length > 0) return guardedButText(world, history);
  return `no idempotency key and no guard; ${acknowledgementText(world)}`;
}

function weakness(fact: MarkFact): string | null {
  if (fact.keyStable === false) return `${keyText(fact)}, the guard's key, changes on redelivery`;
  if (fact.inMemory) return 'the guard is kept in process memory, which a restart empties and another instance does not see';
  if (fact.outlived) return 'the lease is shorter than the work it covers';
  if (fact.atomicBy === 'nothing') return 'looking and marking are not one atomic step, so two deliveries can both pass';
  return null;
}

/** A sound claim that is undone too early, or set too late. */
function guardedButText(world: World, history: readonly Happening[]): string {
  const first = history.findIndex((happening) => happening.kind === 'step' && world.nodes[happening.node]?.kind === 'effect');
  const after = history.slice(first + 1);
  const failure = after.find((happening) => happening.kind === 'fails');
  const step = failure !== undefined && 'node' in failure ? stepOf(world, failure.node) : null;
  if (step !== null) return `an error after it (${lineOf(world, step.place)}) gives the claim back, so that the redelivery does it again`;
  const mark = world.marks[0];
  const at = mark === undefined ? '' : ` (${lineOf(world, mark.place)})`;
  if (history.some((happening) => happening.kind === 'lease-lost')) return `the guard${at} does not hold off a second delivery that overlaps the first`;
  return `the guard${at} does not remember that it was done`;
}

function neverRepeatedText(world: World, explored: Explored): string {
  if (world.effect.neverSent) return 'it is never sent';
  if (!world.mayReturn) return 'nothing delivers the message again';
  const guard = world.marks[0];
  if (guard !== undefined) {
    const together = guard.transaction !== null && guard.transaction === world.effect.transaction;
    return together
      ? `marked by ${keyText(guard)} in its own transaction (${lineOf(world, guard.place)})`
      : `guarded by ${keyText(guard)} (${lineOf(world, guard.place)})`;
  }
  if (world.transactions[world.transaction]?.kind === 'kafka') return 'published in one Kafka transaction with the offsets';
  if (explored.lost.answer === 'never') return acknowledgementText(world);
  return 'once acknowledged, it is not delivered again';
}

export function keyText(fact: MarkFact): string {
  return fact.key === null ? 'the message' : `\`${fact.key}\``;
}

/** Where the acknowledgement stands, seen from the effect. */
function acknowledgementText(world: World): string {
  const call = world.nodes
    .map((node) => world.graph.steps[node.step])
    .find((step): step is Extract<Step, { kind: 'acknowledge' }> => step?.kind === 'acknowledge');
  if (call !== undefined) return `the acknowledgement comes after it (${lineOf(world, call.place)})`;
  switch (world.delivery.acknowledged) {
    case 'explicit':
      return 'nothing acknowledges the message';
    case 'on-delivery':
    case 'never':
      return 'the message may be handed over again';
    default:
      return world.delivery.promise === 'ignored' && world.graph.isAsync
        ? 'the message is acknowledged without waiting for the handler, and may come again'
        : 'the message is acknowledged only after the handler has ended';
  }
}

/** "a crash between A (line 9) and B (line 12) repeats it". */
function windowText(world: World, history: readonly Happening[], verb: string): string {
  const index = history.findIndex((happening) => happening.kind === 'crash' || happening.kind === 'fails');
  const gap = history[index];
  const steps = history.slice(0, index).flatMap((happening) => {
    const step = happening.kind === 'step' && world.nodes[happening.node]?.kind !== 'go' ? stepOf(world, happening.node) : null;
    return step === null || step.kind === 'check' ? [] : [step];
  });
  const last = steps.at(-1);
  const node = gap?.kind === 'crash' ? nextTold(world, gap.before) : gap?.kind === 'fails' ? gap.node : null;
  const next = node === null ? null : stepOf(world, node);
  const from = last === undefined ? 'the delivery' : `${nameOf(last)} (${lineOf(world, last.place)})`;
  const to = next === null || next.kind === 'exit' ? 'the acknowledgement' : `${nameOf(next)} (${lineOf(world, next.place)})`;
  return `only a crash between ${from} and ${to} ${verb}`;
}

function nameOf(step: Step): string {
  switch (step.kind) {
    case 'effect':
      return 'the effect';
    case 'claim':
      return 'the claim';
    case 'complete':
      return 'the mark';
    case 'release':
      return 'the release';
    case 'acknowledge':
      return 'the acknowledgement';
    case 'commit':
      return 'the commit';
    default:
      return `"${step.says}"`;
  }
}
