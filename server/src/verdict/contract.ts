// Contracts a handler's step graph to what matters for one effect: the effect itself, marks and transactions that decide whether it happens, settlements, exits.
// Everything between two of those becomes one node: where it can lead, and where a failing call in it can lead. Exploring stays at a few hundred states.
import type { EffectId, MarkId, Step, StepGraph, StepId, TransactionId } from '../facts/steps.ts';
import { mergeAlike } from './merge.ts';
import { layOf, recursWhenSeen, retriesForEver, stretchOf } from './stretches.ts';
import type { Draft, NodeKind, Stretch, Towards, Way } from './stretches.ts';

export interface Node {
  readonly kind: NodeKind;
  readonly step: StepId;
  /** Successors; one for all kinds but `go`, none for `exit`. */
  readonly next: readonly number[];
  /** Where a failure leads; null when it can't fail. A `go` says it in `failures`. */
  readonly error: number | null;
  /** From where a failure leads this node is reached again, for another item of a loop. */
  readonly loops: boolean;
  /** A failure is answered by doing the same again until it succeeds. */
  readonly retried: boolean;
  /** A duplicate recognised here is one item of a loop. */
  readonly recurs: boolean;
  /** `seen` of a check, `done` of a claim, `thread` of a fork. */
  readonly other: number | null;
  /** `busy` of a claim. */
  readonly busy: number | null;
  /** Index into the contracted marks or transactions. */
  readonly of: number;
  /** Of a `go`: the calls in it that can fail, one for each place that leads to. */
  readonly failures: readonly Way[];
  /** As long as the effect (first) or the commit of its transaction (second) is still ahead. */
  readonly towards: readonly [Phase, Phase];
}

export interface Phase extends Towards {
  /** Edges to the goal that are not the normal way on; Infinity when it can't be reached. */
  readonly distance: number;
}

export interface Contracted {
  readonly nodes: readonly Node[];
  readonly entry: number;
  readonly marks: readonly MarkId[];
  readonly transactions: readonly TransactionId[];
}

/** The graph as one effect sees it. */
export function contract(graph: StepGraph, effect: EffectId): Contracted {
  const leads = leadingTo(graph, (step) => step.kind === 'effect' && step.effect === effect);
  const marks = decidingMarks(graph, leads);
  const transactions = decidingTransactions(graph, effect, marks);
  const drafts = graph.steps.map((step, id) => draftOf(step, effect, leads.has(id), marks, transactions));
  // Which steps can still lead to something that is kept for more than its failing.
  const significant = leadingTo(graph, (_, id) => !['go', 'attempt', 'fork', 'exit'].includes(drafts[id]?.kind ?? 'go'));
  const kept = drafts.map((draft) =>
    draft.kind === 'fork' && !(draft.other !== null && significant.has(draft.other)) ? { ...draft, kind: 'go' as const, other: null } : draft,
  );
  return {
    nodes: nodesOf(graph, mergeAlike(graph, kept, graph.entry), transactions.indexOf(graph.effects[effect]?.transaction ?? -1)),
    entry: 0,
    marks,
    transactions,
  };
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

function decidingMarks(graph: StepGraph, leads: ReadonlySet<StepId>): MarkId[] {
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
function leadingTo(graph: StepGraph, wanted: (step: Step, id: StepId) => boolean): Set<StepId> {
  const before = stepsBefore(graph);
  const found = new Set<StepId>();
  const queue = graph.steps.flatMap((step, id) => (wanted(step, id) ? [id] : []));
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    queue.push(...(before[id] ?? []));
  }
  return found;
}

const knownBefore = new WeakMap<StepGraph, readonly (readonly StepId[])[]>();

/** The same for every effect of a graph, so it is turned round once. */
function stepsBefore(graph: StepGraph): readonly (readonly StepId[])[] {
  const known = knownBefore.get(graph);
  if (known !== undefined) return known;
  const before: StepId[][] = graph.steps.map(() => []);
  graph.steps.forEach((step, id) => successorsOf(step).forEach((to) => before[to]?.push(id)));
  knownBefore.set(graph, before);
  return before;
}

function draftOf(step: Step, effect: EffectId, leads: boolean, marks: readonly MarkId[], transactions: readonly TransactionId[]): Draft {
  const draft: Draft = { kind: 'go', next: [...step.next], error: step.onError, other: null, busy: null, of: -1 };
  switch (step.kind) {
    case 'effect':
      if (step.effect === effect) return { ...draft, kind: 'effect', error: step.onError ?? (step.failureIgnored ? (step.next[0] ?? null) : null) };
      return draft;
    case 'call':
      return draft;
    case 'branch':
      return step.attempt === true && leads ? { ...draft, kind: 'attempt' } : draft;
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

/** Numbers what is kept, from the entry on; a stretch of `go` steps becomes one node for each place it is entered at. */
function nodesOf(graph: StepGraph, drafts: readonly Draft[], transaction: number): Node[] {
  const lay = layOf(graph, drafts, transaction);
  const stretchFrom = remember((id) => stretchOf(lay, id));
  const standIn = createStandIns(graph, drafts, stretchFrom);
  const numbers = new Map<number, number>();
  const order: number[] = [];

  function number(id: number): number {
    const kept = standIn(id);
    const known = numbers.get(kept);
    if (known !== undefined) return known;
    numbers.set(kept, order.length);
    order.push(kept);
    return order.length - 1;
  }

  const optional = (id: number | null): number | null => (id === null ? null : number(id));
  const ways = (all: readonly Way[]): Way[] => distinct(all.map((way) => ({ ...way, to: number(way.to) })));

  const phase = (id: number, goal: 0 | 1, { ahead, failures }: Towards): Phase => ({
    distance: lay.distances[goal][id] ?? Infinity,
    ahead: ways(ahead),
    failures: ways(failures),
  });

  function nodeOf(id: number, draft: Draft): Node {
    const base = {
      kind: draft.kind,
      step: id,
      of: draft.of,
      loops: lay.loops(id),
      retried: draft.kind === 'effect' && retriesForEver(graph, id),
      recurs: recursWhenSeen(graph, id),
    };
    if (draft.kind !== 'go') {
      const towards: Node['towards'] = [phase(id, 0, nowhere), phase(id, 1, nowhere)];
      return {
        ...base,
        next: draft.next.slice(0, 1).map(number),
        error: optional(draft.error),
        other: optional(draft.other),
        busy: optional(draft.busy),
        failures: [],
        towards,
      };
    }
    const stretch = stretchFrom(id);
    const next = [...new Set(stretch.next.map(number))];
    const towards: Node['towards'] = [phase(id, 0, stretch.towards[0]), phase(id, 1, stretch.towards[1])];
    return { ...base, next, error: null, other: null, busy: null, failures: ways(stretch.failures), towards };
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

const nowhere: Towards = { ahead: [], failures: [] };

/** One exit stands for all of its outcome, and a stretch that only leads on for what it leads to. */
function createStandIns(graph: StepGraph, drafts: readonly Draft[], stretchFrom: (id: number) => Stretch): (id: number) => number {
  const exits = new Map<string, number>();
  return function standIn(id: number): number {
    const step = graph.steps[id];
    if (step?.kind === 'exit') {
      const known = exits.get(step.outcome) ?? id;
      exits.set(step.outcome, known);
      return known;
    }
    if (drafts[id]?.kind !== 'go') return id;
    const { next, failures, towards } = stretchFrom(id);
    const [only] = next;
    const leadsOn = next.length === 1 && failures.length === 0 && towards.every(({ ahead }) => ahead.length <= 1);
    return leadsOn && only !== undefined ? standIn(only) : id;
  };
}

function remember<T>(make: (id: number) => T): (id: number) => T {
  const known = new Map<number, T>();
  return (id) => {
    const found = known.get(id);
    if (found !== undefined) return found;
    const made = make(id);
    known.set(id, made);
    return made;
  };
}

function distinct(ways: readonly Way[]): Way[] {
  const known = new Set<string>();
  return ways.filter(({ to, step, loops }) => {
    const key = `${to} ${step === null} ${loops}`;
    if (known.has(key)) return false;
    known.add(key);
    return true;
  });
}
