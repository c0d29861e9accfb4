// Contracts a handler's step graph to what matters for one effect: the effect itself, marks and transactions that decide whether it happens, settlements, exits.
// Everything between two of those becomes one node: where it can lead, and where a failing call in it can lead. Exploring stays at a few hundred states.
import type { EffectId, MarkId, Step, StepGraph, StepId, TransactionId } from '../facts/steps.ts';

/** `go` is a stretch of calls and decisions that change nothing here: it leads on, or one of its calls fails. */
export type NodeKind =
  | 'go'
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

export interface Node {
  readonly kind: NodeKind;
  readonly step: StepId;
  /** Successors; one for all kinds but `go`, none for `exit`. */
  readonly next: readonly number[];
  /** Where a failure leads; null when it can't fail. A `go` says it in `failures`. */
  readonly error: number | null;
  /** `seen` of a check, `done` of a claim, `thread` of a fork. */
  readonly other: number | null;
  /** `busy` of a claim. */
  readonly busy: number | null;
  /** Index into the contracted marks or transactions. */
  readonly of: number;
  /** Of a `go`: the calls in it that can fail, one for each place that leads to. */
  readonly failures: readonly Way[];
  /** Of a `go`, as long as the effect is still ahead: decisions go the way the effect lies. A way with a step is an error that the effect lies behind. */
  readonly ahead: readonly Way[];
  readonly failuresAhead: readonly Way[];
  /** Edges to the effect that are not the normal way on; Infinity when it can't be reached. */
  readonly distance: number;
}

/** An edge; `step` is the call that fails on it, null when nothing does. */
export interface Way {
  readonly to: number;
  readonly step: StepId | null;
}

export interface Contracted {
  readonly nodes: readonly Node[];
  readonly entry: number;
  readonly marks: readonly MarkId[];
  readonly transactions: readonly TransactionId[];
}

interface Draft {
  readonly kind: NodeKind;
  readonly next: readonly number[];
  readonly error: number | null;
  readonly other: number | null;
  readonly busy: number | null;
  readonly of: number;
}

/** The graph as one effect sees it. */
export function contract(graph: StepGraph, effect: EffectId): Contracted {
  const marks = decidingMarks(graph, effect);
  const transactions = decidingTransactions(graph, effect, marks);
  const drafts = graph.steps.map((step) => draftOf(step, effect, marks, transactions));
  const significant = significantFrom(drafts);
  const kept = drafts.map((draft) =>
    draft.kind === 'fork' && !(draft.other !== null && significant[draft.other]) ? { ...draft, kind: 'go' as const, other: null } : draft,
  );
  return { nodes: nodesOf(graph, kept), entry: 0, marks, transactions };
}

/** Every step that a step can lead to, in whatever way. */
export function successorsOf(step: Step): StepId[] {
  const all: StepId[] = [...step.next];
  if (step.onError !== null) all.push(step.onError);
  if (step.kind === 'check') all.push(step.seen);
  if (step.kind === 'claim') all.push(step.done, step.busy);
  if (step.kind === 'fork') all.push(step.thread);
  return all;
}

function decidingMarks(graph: StepGraph, effect: EffectId): MarkId[] {
  const leads = leadingTo(graph, (step) => step.kind === 'effect' && step.effect === effect);
  const marks = new Set<MarkId>();
  graph.steps.forEach((step, id) => {
    if ((step.kind === 'check' || step.kind === 'claim') && leads.has(id)) marks.add(step.mark);
  });
  return [...marks].sort((left, right) => left - right);
}

function decidingTransactions(graph: StepGraph, effect: EffectId, marks: readonly MarkId[]): TransactionId[] {
  const own = graph.effects[effect]?.transaction ?? null;
  return graph.transactions.flatMap((transaction, id) => {
    const matters = id === own || transaction.kind === 'kafka' || transaction.retries || marks.some((mark) => graph.marks[mark]?.transaction === id);
    return matters ? [id] : [];
  });
}

/** The steps from which a step of that description can be reached (itself included). */
function leadingTo(graph: StepGraph, wanted: (step: Step) => boolean): Set<StepId> {
  const before: StepId[][] = graph.steps.map(() => []);
  graph.steps.forEach((step, id) => successorsOf(step).forEach((to) => before[to]?.push(id)));
  const found = new Set<StepId>();
  const queue = graph.steps.flatMap((step, id) => (wanted(step) ? [id] : []));
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    queue.push(...(before[id] ?? []));
  }
  return found;
}

function draftOf(step: Step, effect: EffectId, marks: readonly MarkId[], transactions: readonly TransactionId[]): Draft {
  const draft: Draft = { kind: 'go', next: [...step.next], error: step.onError, other: null, busy: null, of: -1 };
  switch (step.kind) {
    case 'effect':
      if (step.effect === effect) return { ...draft, kind: 'effect', error: step.onError ?? (step.failureIgnored ? (step.next[0] ?? null) : null) };
      return draft;
    case 'call':
    case 'branch':
      return draft;
    case 'check': {
      const of = marks.indexOf(step.mark);
      return of < 0 ? { ...draft, next: [...step.next, step.seen] } : { ...draft, kind: 'check', other: step.seen, of };
    }
    case 'claim': {
      const of = marks.indexOf(step.mark);
      return of < 0 ? { ...draft, next: [...step.next, step.done, step.busy] } : { ...draft, kind: 'claim', other: step.done, busy: step.busy, of };
    }
    case 'complete':
    case 'release': {
      const of = marks.indexOf(step.mark);
      return of < 0 ? draft : { ...draft, kind: step.kind, of };
    }
    case 'begin':
    case 'commit':
    case 'rollback': {
      const of = transactions.indexOf(step.transaction);
      return of < 0 ? draft : { ...draft, kind: step.kind, of };
    }
    case 'fork':
      return { ...draft, kind: 'fork', other: step.thread };
    default:
      return { ...draft, kind: step.kind };
  }
}

/** Which steps can still lead to something that is kept for more than its failing. */
function significantFrom(drafts: readonly Draft[]): readonly boolean[] {
  const significant = drafts.map((draft) => !['go', 'fork', 'exit'].includes(draft.kind));
  for (let changed = true; changed;) {
    changed = false;
    drafts.forEach((draft, id) => {
      if (significant[id] || !targetsOf(draft).some((to) => significant[to])) return;
      significant[id] = true;
      changed = true;
    });
  }
  return significant;
}

function targetsOf(draft: Draft): number[] {
  return [...draft.next, draft.error, draft.other, draft.busy].filter((to) => to !== null);
}

/** How far the effect is from each step: the normal way on costs nothing, an error or a recognised duplicate one. */
function distancesOf(drafts: readonly Draft[]): readonly number[] {
  const before: [from: number, cost: number][][] = drafts.map(() => []);
  drafts.forEach((draft, id) => {
    for (const to of draft.next) before[to]?.push([id, 0]);
    if (draft.error !== null) before[draft.error]?.push([id, 1]);
    if (draft.other !== null) before[draft.other]?.push([id, draft.kind === 'fork' ? 0 : 1]);
    if (draft.busy !== null) before[draft.busy]?.push([id, 1]);
  });
  const distance = drafts.map(() => Infinity);
  let level = drafts.flatMap((draft, id) => (draft.kind === 'effect' ? [id] : []));
  for (let cost = 0; level.length > 0; cost++) {
    const later: number[] = [];
    for (let id = level.pop(); id !== undefined; id = level.pop()) {
      if ((distance[id] ?? 0) <= cost) continue;
      distance[id] = cost;
      for (const [from, more] of before[id] ?? []) (more === 0 ? level : later).push(from);
    }
    level = later;
  }
  return distance;
}

/** Numbers what is kept, from the entry on; a stretch of `go` steps becomes one node for each place it is entered at. */
function nodesOf(graph: StepGraph, drafts: readonly Draft[]): Node[] {
  const distance = distancesOf(drafts);
  const exits = new Map<string, number>();
  const numbers = new Map<number, number>();
  const order: number[] = [];
  const stretches = new Map<number, Stretch>();

  /** One exit stands for all of its outcome, and a stretch that only leads on for what it leads to. */
  function standIn(id: number): number {
    const step = graph.steps[id];
    if (step?.kind === 'exit') {
      const known = exits.get(step.outcome);
      if (known === undefined) exits.set(step.outcome, id);
      return known ?? id;
    }
    if (drafts[id]?.kind !== 'go') return id;
    const { next, failures, ahead } = stretchFrom(id);
    const [only] = next;
    return next.length === 1 && only !== undefined && failures.length === 0 && ahead.length <= 1 ? standIn(only) : id;
  }

  function stretchFrom(id: number): Stretch {
    const known = stretches.get(id);
    if (known !== undefined) return known;
    const made = stretchOf(drafts, distance, id);
    stretches.set(id, made);
    return made;
  }

  function number(id: number): number {
    const kept = standIn(id);
    const known = numbers.get(kept);
    if (known !== undefined) return known;
    numbers.set(kept, order.length);
    order.push(kept);
    return order.length - 1;
  }

  const optional = (id: number | null): number | null => (id === null ? null : number(id));
  const ways = (all: readonly Way[]): Way[] => distinct(all.map(({ to, step }) => ({ to: number(to), step })));

  function nodeOf(id: number, draft: Draft): Node {
    const base = { kind: draft.kind, step: id, of: draft.of, distance: distance[id] ?? Infinity };
    if (draft.kind !== 'go') {
      const next = draft.next.slice(0, 1).map(number);
      return {
        ...base,
        next,
        error: optional(draft.error),
        other: optional(draft.other),
        busy: optional(draft.busy),
        failures: [],
        ahead: [],
        failuresAhead: [],
      };
    }
    const stretch = stretchFrom(id);
    const next = [...new Set(stretch.next.map(number))];
    return {
      ...base,
      next,
      error: null,
      other: null,
      busy: null,
      failures: ways(stretch.failures),
      ahead: ways(stretch.ahead),
      failuresAhead: ways(stretch.failuresAhead),
    };
  }

  number(graph.entry);
  const nodes: Node[] = [];
  for (let at = 0; at < order.length; at++) {
    const id = order[at] ?? 0;
    const draft = drafts[id];
    if (draft !== undefined) nodes.push(nodeOf(id, draft));
  }
  return nodes;
}

function distinct(ways: readonly Way[]): Way[] {
  return ways.filter((way, index) => ways.findIndex((other) => other.to === way.to && (other.step === null) === (way.step === null)) === index);
}

interface Stretch {
  readonly next: readonly number[];
  readonly failures: readonly Way[];
  readonly ahead: readonly Way[];
  readonly failuresAhead: readonly Way[];
}

/** Where the calls and decisions from `start` on lead: everywhere, and as long as only ways towards the effect are taken. */
function stretchOf(drafts: readonly Draft[], distance: readonly number[], start: number): Stretch {
  const near = (id: number): number => distance[id] ?? Infinity;
  const everywhere = follow(drafts, start, ({ next, error }) => ({ on: next.map((to) => ({ to, step: null })), fails: error }));
  const towards = follow(drafts, start, ({ next, error }, id) => {
    const best = Math.min(...next.map(near));
    if (error !== null && near(error) + 1 < best) return { on: [{ to: error, step: id }], fails: null };
    return { on: next.filter((to) => near(to) === best).map((to) => ({ to, step: null })), fails: error };
  });
  return { next: everywhere.ways.map(({ to }) => to), failures: everywhere.failures, ahead: towards.ways, failuresAhead: towards.failures };
}

type Choice = (draft: Draft, id: number) => { readonly on: readonly Way[]; readonly fails: number | null };

function follow(drafts: readonly Draft[], start: number, choose: Choice): { ways: Way[]; failures: Way[] } {
  const ways: Way[] = [];
  const failures: Way[] = [];
  const passed = new Set<number>();
  const queue: Way[] = [{ to: start, step: null }];
  for (let at = 0; at < queue.length; at++) {
    const { to: id, step } = queue[at] ?? { to: start, step: null };
    const draft = drafts[id];
    if (draft === undefined || passed.has(id)) continue;
    passed.add(id);
    if (draft.kind !== 'go') {
      ways.push({ to: id, step });
      continue;
    }
    const { on, fails } = choose(draft, id);
    if (fails !== null && !failures.some((way) => way.to === fails)) failures.push({ to: fails, step: id });
    for (const way of on) queue.push({ to: way.to, step: way.step ?? step });
  }
  return { ways, failures };
}
