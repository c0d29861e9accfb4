// The stretches between the steps that matter: how far the effect is from each step, and where calls and decisions that change nothing can lead.
import { comparePlaces } from '../base/place.ts';
import type { Step, StepGraph, StepId } from '../facts/steps.ts';

/** `go` is a stretch of calls and decisions that change nothing here: it leads on, or one of its calls fails. */
export type NodeKind =
  | 'go'
  | 'attempt'
  | 'effect'
  | 'acknowledge'
  | 'reject'
  | 'check'
  | 'claim'
  | 'complete'
  | 'release'
  | 'begin'
  | 'commit'
  | 'rollback'
  | 'fork'
  | 'exit';

/** A step as one effect sees it, before numbering. */
export interface Draft {
  readonly kind: NodeKind;
  readonly next: readonly number[];
  readonly error: number | null;
  readonly other: number | null;
  readonly busy: number | null;
  readonly of: number;
}

/** An edge; `step` is the call that fails on it, null when nothing does. `loops`: the call can be reached again from there, for another item of a loop. */
export interface Way {
  readonly to: number;
  readonly step: StepId | null;
  readonly loops: boolean;
}

type EdgeInto = readonly [from: number, cost: number];

/** The edges that lead to each step: the normal way on costs nothing; an error, a recognised duplicate, or another round of a loop one. */
function edgesInto(drafts: readonly Draft[], goesBack: GoesBack): readonly (readonly EdgeInto[])[] {
  const into: EdgeInto[][] = drafts.map(() => []);
  drafts.forEach((draft, id) => {
    for (const to of draft.next) into[to]?.push([id, goesBack(id, to) ? 1 : 0]);
    if (draft.error !== null) into[draft.error]?.push([id, 1]);
    if (draft.other !== null) into[draft.other]?.push([id, draft.kind === 'fork' ? 0 : 1]);
    if (draft.busy !== null) into[draft.busy]?.push([id, 1]);
  });
  return into;
}

/** How far a goal is from each step. */
function distancesTo(goals: readonly number[], into: readonly (readonly EdgeInto[])[]): readonly number[] {
  const distance = into.map(() => Infinity);
  let level = [...goals];
  for (let cost = 0; level.length > 0; cost++) {
    const later: number[] = [];
    for (let id = level.pop(); id !== undefined; id = level.pop()) {
      if ((distance[id] ?? 0) <= cost) continue;
      distance[id] = cost;
      for (const [from, more] of into[id] ?? []) (more === 0 ? level : later).push(from);
    }
    level = later;
  }
  return distance;
}

export interface Stretch {
  readonly next: readonly number[];
  readonly failures: readonly Way[];
  /** By goal: first the effect, then the commit of its transaction. */
  readonly towards: readonly [Towards, Towards];
}

/** The ways on as long as a goal is still ahead: decisions go the way it lies. A way with a step is an error that it lies behind. */
export interface Towards {
  readonly ahead: readonly Way[];
  readonly failures: readonly Way[];
}

/** What the steps of a graph are to the effect, worked out once for all stretches. */
export interface Lay {
  readonly drafts: readonly Draft[];
  /** To the effect, and to the commit of its transaction. */
  readonly distances: readonly [readonly number[], readonly number[]];
  readonly goesBack: GoesBack;
  /** Whether an error at a step leads to where the step, or a copy of it, is reached again, for another item than the one whose effect is looked at. */
  readonly loops: (id: number) => boolean;
}

export function layOf(graph: StepGraph, drafts: readonly Draft[], transaction: number): Lay {
  const goesBack = backEdgesOf(graph, drafts);
  const into = edgesInto(drafts, goesBack);
  const distances = (isGoal: (draft: Draft) => boolean): readonly number[] =>
    distancesTo(
      drafts.flatMap((draft, id) => (isGoal(draft) ? [id] : [])),
      into,
    );
  const toEffect = distances(({ kind }) => kind === 'effect');
  const toCommit = distances(({ kind, of }) => kind === 'commit' && of === transaction);
  const loops = loopsOf(graph);
  const inTurn = ahead(drafts, goesBack);
  return { drafts, distances: [toEffect, toCommit], goesBack, loops: (id) => loops(id) && !inTurn(id, drafts[id]?.error ?? null) };
}

/** Whether an edge leads to the effect in the same turn of a loop: an error that leads there leaves the item at hand the one that is looked at. */
function ahead(drafts: readonly Draft[], goesBack: GoesBack): (from: number, to: number | null) => boolean {
  const before: number[][] = drafts.map(() => []);
  drafts.forEach((draft, id) => {
    for (const to of [...draft.next, draft.error, draft.other, draft.busy]) if (to !== null && !goesBack(id, to)) before[to]?.push(id);
  });
  const found = new Set<number>();
  const queue = drafts.flatMap(({ kind }, id) => (kind === 'effect' ? [id] : []));
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    queue.push(...(before[id] ?? []));
  }
  return (from, to) => to !== null && !goesBack(from, to) && found.has(to);
}

/** Whether an edge closes a loop: the next round is another item's, which may be another message. */
type GoesBack = (from: number, to: number) => boolean;

function backEdgesOf(graph: StepGraph, drafts: readonly Draft[]): GoesBack {
  const isOpen = new Map<number, boolean>();
  const turns = openTurns(graph);
  const back = new Set<number>();
  const edge = (from: number, to: number): number => from * drafts.length + to;
  const stack: { readonly id: number; readonly isDone: boolean }[] = [{ id: graph.entry, isDone: false }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { id, isDone } = top;
    const draft = drafts[id];
    if (isDone) {
      isOpen.set(id, false);
      turns.close(id);
      continue;
    }
    if (isOpen.has(id) || draft === undefined) continue;
    isOpen.set(id, true);
    turns.open(id);
    stack.push({ id, isDone: true });
    for (const to of [...draft.next, draft.error, draft.other, draft.busy]) {
      if (to === null) continue;
      const isBack = isOpen.get(to) === true;
      if (isBack || turns.isOpen(to)) back.add(edge(id, to));
      if (!isBack) stack.push({ id: to, isDone: false });
    }
  }
  return (from, to) => back.has(edge(from, to));
}

/** Turns of one loop of which different things are known start at different steps: each of them leads back to the loop all the same. */
function openTurns({ steps }: StepGraph): { open(id: number): void; close(id: number): void; isOpen(id: number): boolean } {
  const counts = new Map<number, number>();
  const loopOf = (id: number): number | null => {
    const step = steps[id];
    return step?.kind === 'branch' ? (step.loop ?? null) : null;
  };
  const add = (id: number, more: number): void => {
    const loop = loopOf(id);
    if (loop !== null) counts.set(loop, (counts.get(loop) ?? 0) + more);
  };
  return { open: (id) => add(id, 1), close: (id) => add(id, -1), isOpen: (id) => (counts.get(loopOf(id) ?? -1) ?? 0) > 0 };
}

const knownLoops = new WeakMap<StepGraph, (id: StepId) => boolean>();

/** The same for every effect of a graph, so it is asked once for each step. */
function loopsOf(graph: StepGraph): (id: StepId) => boolean {
  const known = knownLoops.get(graph);
  if (known !== undefined) return known;
  const answers = new Map<StepId, boolean>();
  const loops = (id: StepId): boolean => {
    const answer = answers.get(id) ?? comesBack(graph, id);
    answers.set(id, answer);
    return answer;
  };
  knownLoops.set(graph, loops);
  return loops;
}

/** Whether a duplicate that a check or claim recognises is one item of a loop: the items that follow come by there again. */
export function recursWhenSeen(graph: StepGraph, id: StepId): boolean {
  const step = graph.steps[id];
  if (step?.kind === 'check') return leadsBack(graph, id, step.seen);
  return step?.kind === 'claim' && leadsBack(graph, id, step.done);
}

/** Where only the failure comes back, a retry does the same work again: there is no other item that would be dealt with instead. */
function comesBack(graph: StepGraph, id: StepId): boolean {
  const step = graph.steps[id];
  const from = step?.onError ?? null;
  return (
    step !== undefined &&
    from !== null &&
    leadsBack(graph, id, from, retriesOf(graph)) &&
    step.next.some((next) => leadsBack(graph, id, next, retriesOf(graph)))
  );
}

const knownRetries = new WeakMap<StepGraph, ReadonlySet<number>>();

/** The loops whose turns try the same work again. */
function retriesOf(graph: StepGraph): ReadonlySet<number> {
  const known =
    knownRetries.get(graph) ?? new Set(graph.steps.flatMap((step) => (step.kind === 'branch' && step.attempt === true ? (step.loops?.at(-1) ?? []) : [])));
  knownRetries.set(graph, known);
  return known;
}

/** What settles nothing. */
const goesOn: ReadonlySet<string> = new Set(['branch', 'call', 'effect', 'fork']);

/** Whether a failure only ever leads to the next turn of a loop without an end that comes by here again: it goes on until the call succeeds. */
export function retriesForEver(graph: StepGraph, id: StepId): boolean {
  const from = graph.steps[id]?.onError ?? null;
  if (from === null || comesBack(graph, id)) return false;
  const passed = new Set<StepId>();
  const queue = [from];
  let turns = 0;
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    const here = graph.steps[at];
    if (here === undefined || passed.has(at)) continue;
    passed.add(at);
    if (here.kind === 'branch' && here.endless === true) {
      if (!leadsBack(graph, id, at)) return false;
      turns++;
    } else if (goesOn.has(here.kind)) queue.push(...here.next);
    else return false;
  }
  return turns > 0;
}

/** Follows the normal way from `start` to the step itself, or to a copy of it that can fail as well, in another turn of the same loop: a helper may be called in many places. A way that only passes turns of `retries` does not count: it leads to the same work. */
function leadsBack(graph: StepGraph, id: StepId, start: StepId, retries: ReadonlySet<number> = new Set()): boolean {
  const step = graph.steps[id];
  if (step === undefined) return false;
  const passed = { fresh: new Set<StepId>(), retried: new Set<StepId>(), another: new Set<StepId>() };
  const queue: { readonly at: StepId; readonly as: keyof typeof passed }[] = [{ at: start, as: 'fresh' }];
  for (let top = queue.pop(); top !== undefined; top = queue.pop()) {
    const { at } = top;
    const here = graph.steps[at];
    if (here === undefined || passed[top.as].has(at)) continue;
    passed[top.as].add(at);
    const turn = here.kind === 'branch' ? (here.loop ?? null) : null;
    const as = turn === null || top.as === 'another' ? top.as : retries.has(turn) ? 'retried' : 'another';
    const isSame = at === id || (here.onError !== null && comparePlaces(here.place, step.place) === 0 && haveLoopInCommon(here, step));
    if (isSame && as !== 'retried') return true;
    const beside = here.kind === 'check' ? [here.seen] : here.kind === 'claim' ? [here.done, here.busy] : [];
    queue.push(...[...here.next, ...beside].map((to) => ({ at: to, as })));
  }
  return false;
}

function haveLoopInCommon(left: Step, right: Step): boolean {
  return left.loops?.some((loop) => right.loops?.includes(loop) === true) === true;
}

/** Where the calls and decisions from `start` on lead: everywhere, and as long as only ways towards a goal are taken. */
export function stretchOf(lay: Lay, start: number): Stretch {
  const everywhere = follow(lay, start, ({ next, error }) => ({ on: next, over: null, fails: error }));
  const [toEffect, toCommit] = lay.distances;
  return { next: everywhere.ways.map(({ to }) => to), failures: everywhere.failures, towards: [towards(lay, start, toEffect), towards(lay, start, toCommit)] };
}

function towards(lay: Lay, start: number, distance: readonly number[]): Towards {
  const near = (id: number): number => distance[id] ?? Infinity;
  if (!Number.isFinite(near(start))) return { ahead: [], failures: [] };
  const { ways, failures } = follow(lay, start, ({ next, error }, id) => {
    const far = (to: number): number => near(to) + (lay.goesBack(id, to) ? 1 : 0);
    const best = Math.min(...next.map(far));
    if (error !== null && near(error) + 1 < best) return { on: [], over: error, fails: null };
    return { on: next.filter((to) => far(to) === best), over: null, fails: error };
  });
  return { ahead: ways, failures };
}

/** `over`: the way on is the failure of this very step. */
type Choice = (draft: Draft, id: number) => { readonly on: readonly number[]; readonly over: number | null; readonly fails: number | null };

function follow({ drafts, loops }: Lay, start: number, choose: Choice): { ways: Way[]; failures: Way[] } {
  const ways: Way[] = [];
  const failures: Way[] = [];
  const failing = { once: new Set<number>(), looping: new Set<number>() };
  const passed = new Set<number>();
  const queue = [start];
  /** For each in the queue, the last step whose failure led there. */
  const behind: (StepId | null)[] = [null];
  const enqueue = (to: number, step: StepId | null): void => {
    if (passed.has(to)) return;
    queue.push(to);
    behind.push(step);
  };
  for (let at = 0; at < queue.length; at++) {
    const id = queue[at] ?? start;
    const step = behind[at] ?? null;
    const draft = drafts[id];
    if (draft === undefined || passed.has(id)) continue;
    passed.add(id);
    if (draft.kind !== 'go') {
      ways.push({ to: id, step, loops: false });
      continue;
    }
    const { on, over, fails } = choose(draft, id);
    if (fails !== null && !(loops(id) ? failing.looping : failing.once).has(fails)) {
      (loops(id) ? failing.looping : failing.once).add(fails);
      failures.push({ to: fails, step: id, loops: loops(id) });
    }
    for (const to of on) enqueue(to, step);
    if (over !== null) enqueue(over, id);
  }
  return { ways, failures };
}
