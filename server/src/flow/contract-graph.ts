// From what the walk wrote down to the graph that is handed over: steps that decide nothing go, loose ends end, and what follows from the whole is added.
import { comparePlaces } from '../base/place.ts';
import type { EffectFact, EffectId, ExitOutcome, Step, StepGraph, StepId, TransactionId } from '../facts/steps.ts';
import { isAsyncHandler } from './async-handler.ts';
import type { Written } from './graph-writer.ts';
import type { Walk } from './walk.ts';

export function contractGraph(w: Walk): StepGraph {
  const written = withoutUnended(w, w.writer.finish());
  const steps = withEnds(written.steps, w.budget.truncated ? 'unseen' : 'returned');
  const attempts = attemptScoped(steps, written.effects);
  const effects = written.effects.map((effect, id) => ({ ...effect, ...reachedFrom(w, id, effect), ...(attempts.has(id) ? { attemptScoped: true } : {}) }));
  const swallows = swallowsOf(w, steps);
  const { kept, entry } = renumber(steps);
  return {
    steps: kept,
    entry,
    effects,
    marks: written.marks,
    transactions: written.transactions,
    opaque: written.opaque,
    harmless: written.harmless,
    isAsync: isAsyncHandler(w),
    truncated: w.budget.truncated,
    swallows,
  };
}

/** Where the commit of a transaction begun by hand is out of sight, what is done in it counts as done at once: else it would seem never to take place. */
function withoutUnended(w: Walk, written: Written): Written {
  const unended = new Set([...w.opened.keys()].filter((id) => !w.committed.has(id)));
  if (unended.size === 0) return written;
  const outside = <Fact extends { readonly transaction: TransactionId | null }>(fact: Fact): Fact =>
    fact.transaction !== null && unended.has(fact.transaction) ? { ...fact, transaction: null } : fact;
  return {
    ...written,
    steps: written.steps.map((step) => ('transaction' in step && unended.has(step.transaction) ? callOf(step) : step)),
    effects: written.effects.map(outside),
    marks: written.marks.map(outside),
  };
}

function callOf({ place, via, says, next, onError }: Step): Step {
  return { kind: 'call', place, ...(via === undefined ? {} : { via }), says, next, onError };
}

/** Nothing for an effect that stands in the handler's own function. */
function reachedFrom(w: Walk, id: EffectId, { place }: EffectFact): Pick<EffectFact, 'reachedFrom'> {
  const places = [...(w.own.leadTo.get(id) ?? [])].map((call) => w.program.placeOf(call));
  const others = places.filter((other) => comparePlaces(other, place) !== 0);
  return others.length === 0 ? {} : { reachedFrom: others };
}

/** A way that leads nowhere ends the handler, or what was seen of it. */
function withEnds(steps: readonly Step[], outcome: 'returned' | 'unseen'): readonly Step[] {
  const loose = steps.some((step) => step.kind !== 'exit' && step.next.length === 0);
  const [first] = steps;
  if (!loose || first === undefined) return steps;
  const end = steps.length;
  return [
    ...steps.map((step) => (step.kind !== 'exit' && step.next.length === 0 ? { ...step, next: [end] } : step)),
    { kind: 'exit', outcome, place: first.place, says: 'returns', next: [], onError: null },
  ];
}

function waysOf(step: Step): readonly StepId[] {
  const ways = step.onError === null ? [...step.next] : [...step.next, step.onError];
  if (step.kind === 'check') ways.push(step.seen);
  if (step.kind === 'claim') ways.push(step.done, step.busy);
  if (step.kind === 'fork') ways.push(step.thread);
  return ways;
}

function reach(steps: readonly Step[], from: readonly StepId[], ways: (step: Step) => readonly StepId[]): ReadonlySet<StepId> {
  const seen = new Set<StepId>();
  const queue = [...from];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const step = steps[id];
    if (seen.has(id) || step === undefined) continue;
    seen.add(id);
    queue.push(...ways(step));
  }
  return seen;
}

/** Effects of an attempt rather than of the message: done only where the delivery fails, or in answer to a recognised duplicate. */
function attemptScoped(steps: readonly Step[], effects: readonly EffectFact[]): ReadonlySet<EffectId> {
  // A duplicate in flight that is refused fails its delivery as an error does.
  const withoutErrors = reach(steps, [0], (step) => (step.kind === 'claim' ? [...step.next, step.done] : ownTurn(steps, waysOf({ ...step, onError: null }))));
  const withoutDuplicates = reach(steps, [0], (step) =>
    step.onError === null || step.kind === 'fork' ? [...step.next, ...(step.kind === 'fork' ? [step.thread] : [])] : [...step.next, step.onError],
  );
  const found = new Set<EffectId>();
  effects.forEach((_, effect) => {
    const own = steps.flatMap((step, id) => (step.kind === 'effect' && step.effect === effect ? [id] : []));
    if (own.length === 0) return;
    if (
      own.every((id) => !withoutDuplicates.has(id)) ||
      own.every((id) => !withoutErrors.has(id) && !succeeds(steps, steps[id]?.next ?? [], new Set(), ['returned', 'unseen']))
    )
      found.add(effect);
  });
  return found;
}

/** Work that is tried up to a number of times is tried once at least: without an error a loop of attempts is left from inside. */
function ownTurn(steps: readonly Step[], ways: readonly StepId[]): readonly StepId[] {
  const attempts = ways.filter((id) => isAttempt(steps[id]));
  return attempts.length > 0 ? attempts : ways;
}

const isAttempt = (step: Step | undefined): boolean => step?.kind === 'branch' && step.attempt === true;

/** Whether the delivery can end well from here, without those effects and past none of the steps in `other`. */
function succeeds(
  steps: readonly Step[],
  from: readonly StepId[],
  without: ReadonlySet<EffectId>,
  well: readonly ExitOutcome[],
  other: ReadonlySet<StepId> = new Set(),
): boolean {
  const goes = (step: Step) => (step.kind === 'reject' || (step.kind === 'effect' && without.has(step.effect)) ? [] : waysOf(step));
  const ways = (step: Step) => goes(step).filter((id) => !other.has(id));
  return [...reach(steps, from, ways)].some((id) => {
    const step = steps[id];
    return step?.kind === 'exit' && well.includes(step.outcome);
  });
}

function swallowsOf(w: Walk, steps: readonly Step[]): StepGraph['swallows'] {
  const byPlace = new Map<string, { place: Step['place']; effects: Set<EffectId> }>();
  const entries = new Set(w.catches.map(({ step }) => step));
  for (const { step, place, from } of w.catches) {
    // What one catch hands on by a rethrow, another swallows.
    if (from.length === 0 || !succeeds(steps, [step], new Set(from), ['returned'], entries)) continue;
    const key = `${place.file}:${place.line}:${place.column}`;
    const entry = byPlace.get(key) ?? { place, effects: new Set<EffectId>() };
    from.forEach((effect) => entry.effects.add(effect));
    byPlace.set(key, entry);
  }
  return [...byPlace.values()].map(({ place, effects }) => ({ place, effects: [...effects].sort((a, b) => a - b) }));
}

/** Drops decisions with one way out and steps that nothing leads to. */
function renumber(all: readonly Step[]): { readonly kept: readonly Step[]; readonly entry: StepId } {
  const steps = flattened(all);
  const target = targets(steps);
  const order: StepId[] = [];
  const numbers = new Map<StepId, StepId>();
  const queue = [target(0)];
  for (let at = 0; at < queue.length; at++) {
    const id = queue[at] ?? 0;
    const step = steps[id];
    if (numbers.has(id) || step === undefined) continue;
    numbers.set(id, order.push(id) - 1);
    queue.push(...waysOf(step).map(target));
  }
  const to = (id: StepId): StepId => numbers.get(target(id)) ?? 0;
  const kept = order.flatMap((id) => {
    const step = steps[id];
    return step === undefined ? [] : [redirected(step, to)];
  });
  return { kept, entry: 0 };
}

function redirected(step: Step, to: (id: StepId) => StepId): Step {
  const next = [...new Set(step.next.map(to))];
  const onError = step.onError === null ? null : to(step.onError);
  switch (step.kind) {
    case 'check':
      return { ...step, next, onError, seen: to(step.seen) };
    case 'claim':
      return { ...step, next, onError, done: to(step.done), busy: to(step.busy) };
    case 'fork':
      return { ...step, next, onError, thread: to(step.thread) };
    default:
      return { ...step, next, onError };
  }
}

/** A hundred decisions in a row that may each be skipped have ten thousand ways past them. */
const mostWays = 12;

/** Decisions that follow one another without a step in between are one decision, as long as that has few ways. */
function flattened(steps: readonly Step[]): readonly Step[] {
  const known = new Map<StepId, readonly StepId[]>();
  const stays = oneOfSeveralTurns(steps);
  const waysPast = (id: StepId): readonly StepId[] => {
    const done = known.get(id);
    if (done !== undefined) return done;
    const decides = (step: Step | undefined): step is Step => step?.kind === 'branch' && !stays(step);
    const inside = reach(steps, steps[id]?.next ?? [], (step) => (decides(step) ? step.next : []));
    const all = [...inside].filter((way) => !decides(steps[way])).sort((a, b) => a - b);
    const ways = all.length > mostWays ? (steps[id]?.next ?? all) : all;
    known.set(id, ways);
    return ways;
  };
  return steps.map((step, id) =>
    step.kind === 'branch' && step.attempt !== true ? { ...step, next: waysPast(id), ...(comesToEndless(steps, id) ? { endless: true } : {}) } : step,
  );
}

/** The start of a turn, where other turns of the same loop start elsewhere: what leads there leads to another turn, which is to be seen. */
function oneOfSeveralTurns(steps: readonly Step[]): (step: Step) => boolean {
  const starts = new Map<number, number>();
  for (const step of steps) if (step.kind === 'branch' && step.loop !== undefined) starts.set(step.loop, (starts.get(step.loop) ?? 0) + 1);
  return (step) => step.kind === 'branch' && (step.attempt === true || (step.loop !== undefined && (starts.get(step.loop) ?? 0) > 1));
}

/** Whether a decision, whichever way it goes, comes to the next turn of a loop that only a jump leaves. */
function comesToEndless(steps: readonly Step[], id: StepId): boolean {
  const isTurn = (step: Step | undefined): boolean => step?.kind === 'branch' && step.endless === true;
  const inside = reach(steps, [id], (step) => (step.kind === 'branch' && !isTurn(step) ? step.next : []));
  return [...inside].every((way) => steps[way]?.kind === 'branch') && [...inside].some((way) => isTurn(steps[way]));
}

/** Where control really goes when it goes to a step: past decisions that decide nothing. */
function targets(steps: readonly Step[]): (id: StepId) => StepId {
  const gone = new Map<StepId, StepId>();
  const stays = oneOfSeveralTurns(steps);
  const at = (id: StepId): StepId => {
    let to = id;
    for (let next = gone.get(to); next !== undefined; next = gone.get(to)) to = next;
    return to;
  };
  for (let changed = true; changed;) {
    changed = false;
    steps.forEach((step, id) => {
      if (gone.has(id) || stays(step) || !mayGo(steps, step, at)) return;
      const [only, ...others] = new Set(step.next.map(at).filter((way) => way !== id));
      if (only === undefined || others.length > 0) return;
      gone.set(id, only);
      changed = true;
    });
  }
  return at;
}

/** Decisions, threads in which nothing happens, and calls that fail as the next one does. */
function mayGo(steps: readonly Step[], step: Step, at: (id: StepId) => StepId): boolean {
  if (step.kind === 'branch') return true;
  if (step.kind === 'fork') return endsAtOnce(steps, step.thread);
  const following = step.kind === 'call' ? steps[at(step.next[0] ?? 0)] : undefined;
  return following?.kind === 'call' && following !== step && step.onError !== null && following.onError !== null && at(following.onError) === at(step.onError);
}

/** A thread in which nothing happens. */
function endsAtOnce(steps: readonly Step[], thread: StepId): boolean {
  return [...reach(steps, [thread], waysOf)].every((id) => {
    const step = steps[id];
    return step?.kind === 'branch' || step?.kind === 'exit' || step?.kind === 'call';
  });
}
