// Reads off a history what decided it: the acknowledgement that stood first, the catch that swallowed, the guard that does not hold.
import type { Place } from '../base/place.ts';
import type { MarkFact, Step } from '../facts/steps.ts';
import type { Cause } from '../facts/verdict.ts';
import type { Explored } from './explore.ts';
import { failedStep, failingText, nextTold, stepOf } from './story.ts';
import type { Happening } from './turn.ts';
import { acknowledgementText, keyText, lineOf } from './wording.ts';
import type { World } from './world.ts';

/** Why the effect can be lost; null when it can't. */
export function lossCause(world: World, { lost }: Explored): Cause | null {
  if (lost.answer === 'never') return null;
  if (lost.answer === 'window') return windowCause(world, lost.history, 'loses it');
  const { acknowledged } = world.delivery;
  if (acknowledged === 'on-delivery' || acknowledged === 'never')
    return { code: 'forgotten-on-delivery', text: 'the broker forgets the message as it hands it over' };
  const dropping = lost.history.find((happening) => happening.kind === 'given-up' || happening.kind === 'dropped');
  if (dropping?.kind === 'given-up') return { code: 'attempts-used-up', text: 'when an outage outlasts the attempts, the message is dropped' };
  if (dropping?.kind === 'dropped') return { code: 'error-drops', text: 'an error drops the message' };
  return skippedCause(world, lost.history) ?? settledCause(world, lost.history) ?? unseenCause(world, lost.history);
}

/** A redelivery was taken for done, or sent away, although the effect had not taken place. */
function skippedCause(world: World, history: readonly Happening[]): Cause | null {
  const skipped = history.findLast((happening) => happening.kind === 'recognised' || happening.kind === 'refused');
  const mark = skipped !== undefined && 'node' in skipped ? world.marks[world.nodes[skipped.node]?.of ?? -1] : undefined;
  if (mark === undefined) return null;
  if (mark.collides !== undefined) return { code: 'colliding-key', text: `${keyText(mark)} is not this event's own key: ${mark.collides}`, place: mark.place };
  const at = lineOf(world, mark.place);
  const text =
    mark.gone === undefined
      ? `${keyText(mark)} is marked before it (${at}), so that a redelivery skips it`
      : `the ${mark.gone} is taken away before it, so that a redelivery does not find it (${at})`;
  return { code: 'marked-first', text, place: mark.place };
}

function settledCause(world: World, history: readonly Happening[]): Cause | null {
  const failure = history.findIndex((happening) => happening.kind === 'fails');
  for (const [index, happening] of history.entries()) {
    const step = happening.kind === 'step' ? stepOf(world, happening.node) : null;
    if (step === null) continue;
    const line = lineOf(world, step.place);
    if (step.kind === 'acknowledge' && step.byAnother === true)
      return { code: 'acknowledged-first', text: `another message of the batch acknowledges all of them (${line})`, place: step.place };
    if (step.kind === 'reject' && step.to === 'rejected')
      return { code: 'rejected', text: `an error rejects the message without requeue (${line}), with nowhere known to go`, place: step.place };
    if (step.kind === 'acknowledge' && (failure < 0 || index < failure))
      return { code: 'acknowledged-first', text: `the message ${step.stored ? 'counts as done' : 'is acknowledged'} before it (${line})`, place: step.place };
  }
  return null;
}

function unseenText({ effect }: World, settled: string): string {
  if (effect.unseen === undefined) return `its failure stops nothing, and ${settled} all the same`;
  return `it can fail without rejecting (${effect.unseen}), nobody looks, and ${settled}`;
}

function unseenCause(world: World, history: readonly Happening[]): Cause {
  const { promise, acknowledged } = world.delivery;
  if (promise === 'ignored' && world.graph.isAsync && acknowledged !== 'explicit')
    return { code: 'acknowledged-anyway', text: 'the library does not wait for the handler, so the message is acknowledged whether it succeeds or not' };
  const started = startedBy(world, history);
  if (started !== null) return { code: 'floating', text: `it is not awaited (${lineOf(world, started.place)}), so nobody sees it fail`, place: started.place };
  if (world.effect.floating) return { code: 'floating', text: 'it is not awaited, so nobody sees it fail', place: world.effect.place };
  const id = world.graph.effects.indexOf(world.effect);
  const swallow = world.graph.swallows.find((candidate) => candidate.effects.includes(id));
  const step = failureIn(world, history);
  if (step === null || acknowledged === 'on-settled') return { code: 'acknowledged-anyway', text: 'the message is acknowledged even when the handler fails' };
  const isItself = step.kind === 'effect' && step.effect === id;
  const settled = history.some(({ kind }) => kind === 'passed-over') ? 'the next acknowledgement passes over the message' : 'the message is acknowledged';
  if (isItself && swallow === undefined) return { code: 'failure-unseen', text: unseenText(world, settled), place: step.place };
  if (isItself && swallow !== undefined)
    return {
      code: 'swallowed',
      text: `its error is swallowed (${lineOf(world, swallow.place)}), and ${settled} all the same`,
      place: swallow.place,
    };
  const at = lineOf(world, step.place);
  if (swallow === undefined) return { code: 'swallowed', text: `${failingText(world, step)} (${at}), and ${settled} without this effect`, place: step.place };
  const text = `an error before it (${at}) is swallowed (${lineOf(world, swallow.place)}), and ${settled} without it`;
  return { code: 'swallowed', text, place: swallow.place };
}

/** The step that starts the work which the effect is part of and nobody waits for; null when it is reached without one, or when that work acknowledges by itself. */
function startedBy(world: World, history: readonly Happening[]): Step | null {
  const waited = new Set<number>();
  const queue = [world.entry];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const node = world.nodes[id];
    if (node === undefined || waited.has(id)) continue;
    if (node.kind === 'effect') return null;
    waited.add(id);
    queue.push(...node.next, ...node.failures.map(({ to }) => to));
    for (const to of [node.error, node.kind === 'fork' ? null : node.other, node.busy]) if (to !== null) queue.push(to);
  }
  if (history.some((happening) => happening.kind === 'step' && stepOf(world, happening.node)?.kind === 'acknowledge' && !waited.has(happening.node)))
    return null;
  const fork = world.nodes.findIndex((node) => node.kind === 'fork' && node.other !== null && Number.isFinite(world.distance[node.other]));
  return stepOf(world, fork);
}

function failureIn(world: World, history: readonly Happening[]): Step | null {
  return failedStep(
    world,
    history.find((happening) => happening.kind === 'fails'),
  );
}

/** Why the effect can be repeated; null when it can't. */
export function repetitionCause(world: World, { repeated }: Explored): Cause | null {
  if (repeated.answer === 'never') return null;
  if (repeated.history.length === 0) return { code: 'no-guard', text: 'it has more histories than were looked at, and nothing shows that none repeats it' };
  if (repeated.answer === 'window') return windowCause(world, repeated.history, 'repeats it');
  const { repeat } = world.effect;
  if (repeat.mask === 'unstable-key') return { code: 'unstable-key', text: repeat.why, place: repeat.place ?? world.effect.place };
  if (repeated.history.some((happening) => happening.kind === 'copied'))
    return { code: 'replicas', text: 'every running copy of the service gets the message' };
  if (repeated.history.some((happening) => happening.kind === 'rerun'))
    return { code: 'transaction-rerun', text: 'the database runs the callback again on a conflict, and this effect is not part of the transaction' };
  const guarding = world.marks.filter((_, of) => keepsOut(world, of));
  const weak = guarding.map((fact) => weakness(world, fact)).find((cause) => cause !== null);
  if (weak !== undefined) return weak;
  if (guarding.length > 0) return undoneCause(world, repeated.history);
  return { code: 'no-guard', text: `${repeat.keyless ? repeat.why : 'no idempotency key and no guard'}; ${acknowledgementText(world, repeated.history)}` };
}

/** A look whose answer leads on to the effect either way is for other work: `if (old) await old.destroy()`. */
function keepsOut({ nodes, distance }: World, of: number): boolean {
  return !nodes.some((node) => node.kind === 'check' && node.of === of && !node.recurs && node.other !== null && distance[node.other] === 0);
}

function weakness(world: World, fact: MarkFact): Cause | null {
  const at = `(${lineOf(world, fact.place)})`;
  if (fact.isUnfinished) return { code: 'no-guard', text: `the guard ${at} guards nothing yet: a name in it is still to be filled in`, place: fact.place };
  if (fact.keyStable === false)
    return { code: 'unstable-guard-key', text: `${keyText(fact)}, the guard's key ${at}, changes on redelivery`, place: fact.place };
  if (fact.inMemory)
    return {
      code: 'guard-in-memory',
      text: `the guard ${at} is kept in process memory, which a restart empties and another instance does not see`,
      place: fact.place,
    };
  if (fact.outlived) return { code: 'lease-too-short', text: `the lease ${at} is shorter than the work it covers`, place: fact.place };
  if (world.fading[world.marks.indexOf(fact)] === true)
    return { code: 'guard-forgets', text: `the guard ${at} keeps a pace: it ends by itself, and what comes again after that is done again`, place: fact.place };
  if (fact.atomicBy !== 'nothing') return null;
  return { code: 'guard-not-atomic', text: `looking and marking ${at} are not one atomic step, so two deliveries can both pass`, place: fact.place };
}

/** A sound claim that is undone too early, remembers nothing, or stops nobody. */
function undoneCause(world: World, history: readonly Happening[]): Cause {
  const open = history.find((happening) => happening.kind === 'fails' && world.failsOpen[happening.node]);
  const unanswered = failedStep(world, open);
  if (unanswered !== null)
    return {
      code: 'guard-forgets',
      text: `when the guard's store does not answer (${lineOf(world, unanswered.place)}), the work goes on without it`,
      place: unanswered.place,
    };
  const after = history.slice(1 + history.findIndex((happening) => happening.kind === 'step' && world.nodes[happening.node]?.kind === 'effect'));
  const step = failureIn(world, after);
  if (step !== null) {
    const text = `an error after it (${lineOf(world, step.place)}) gives the guard's claim back, so that the redelivery does it again`;
    return { code: 'released-after-effect', text, place: step.place };
  }
  const unheard = after.find((happening) => happening.kind === 'acknowledgement-lost');
  const acknowledgement = unheard?.kind === 'acknowledgement-lost' ? stepOf(world, unheard.node) : null;
  if (acknowledgement !== null && acknowledgement.onError !== null) {
    const text = `a lost acknowledgement (${lineOf(world, acknowledgement.place)}) gives the guard's claim back, so that the redelivery does it again`;
    return { code: 'released-after-effect', text, place: acknowledgement.place };
  }
  const mark = world.marks[0];
  const guard = mark === undefined ? 'the guard' : `the guard (${lineOf(world, mark.place)})`;
  const isReleased = after.some((happening) => happening.kind === 'step' && world.nodes[happening.node]?.kind === 'release');
  const isPassed = after.some((happening) => happening.kind === 'recognised');
  const text = isReleased
    ? `${guard} is given back after the work: it says who works now, not what has been done`
    : isPassed
      ? `${guard} recognises the duplicate, and it is done all the same`
      : asksGuard(world, history)
        ? `${guard} does not keep a redelivery from doing it again`
        : `there is a way to it past ${guard}`;
  return { code: 'guard-forgets', text, ...placed(mark?.place) };
}

function asksGuard(world: World, history: readonly Happening[]): boolean {
  return history.some((happening) => 'node' in happening && /^(?:claim|check)$/.test(world.nodes[happening.node]?.kind ?? ''));
}

function placed(place: Place | undefined): { place?: Place } {
  return place === undefined ? {} : { place };
}

/** "only a crash between A (line 9) and B (line 12) repeats it". */
function windowCause(world: World, history: readonly Happening[], verb: string): Cause {
  const index = history.findIndex((happening) => happening.kind === 'crash' || happening.kind === 'fails');
  const gap = history[index];
  const done = history.slice(0, index).flatMap((happening) => {
    const step = happening.kind === 'step' && world.nodes[happening.node]?.kind !== 'go' ? stepOf(world, happening.node) : null;
    return step === null || step.kind === 'check' ? [] : [step];
  });
  const last = done.at(-1);
  const node = gap?.kind === 'crash' ? nextTold(world, gap.before) : null;
  const next = node === null ? failedStep(world, gap) : stepOf(world, node);
  const from = last === undefined ? 'the delivery' : `${nameOf(last)} (${lineOf(world, last.place)})`;
  const to = next === null || next.kind === 'exit' ? 'the acknowledgement' : `${nameOf(next)} (${lineOf(world, next.place)})`;
  return { code: 'crash-window', text: `only a crash between ${from} and ${to} ${verb}`, ...placed(last?.place) };
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
