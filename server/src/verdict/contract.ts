// Contracts a handler's step graph to what matters for one effect: the effect itself, marks and transactions that decide whether it happens, settlements, exits,
// and one fallible call for each distinct consequence of failing. The rest is folded into edges, so that exploring stays at a few thousand states.
import type { EffectId, MarkId, Step, StepGraph, StepId, TransactionId } from '../facts/steps.ts';

/** `go` is any call or decision: fallible when `error` is set, several successors when the message (or something as constant) decides. */
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
  readonly error: number | null;
  /** `seen` of a check, `done` of a claim, `thread` of a fork. */
  readonly other: number | null;
  /** `busy` of a claim. */
  readonly busy: number | null;
  /** Index into the contracted marks or transactions. */
  readonly of: number;
}

export interface Contracted {
  readonly nodes: readonly Node[];
  readonly entry: number;
  readonly marks: readonly MarkId[];
  readonly transactions: readonly TransactionId[];
}

interface Draft {
  kind: NodeKind;
  next: number[];
  error: number | null;
  other: number | null;
  busy: number | null;
  of: number;
}

/** The graph as one effect sees it. */
export function contract(graph: StepGraph, effect: EffectId): Contracted {
  const marks = decidingMarks(graph, effect);
  const transactions = decidingTransactions(graph, effect, marks);
  const drafts = graph.steps.map((step) => draftOf(step, effect, marks, transactions));
  const alias = fold(drafts, significantFrom(drafts));
  return renumber(drafts, alias, graph.entry, marks, transactions);
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

/** Redirects edges past every step that makes no difference, until nothing changes; returns where each step has gone. */
function fold(drafts: readonly Draft[], significant: readonly boolean[]): (id: number) => number {
  const gone = new Map<number, number>();
  const at = (id: number): number => {
    let to = id;
    for (let next = gone.get(to); next !== undefined; next = gone.get(to)) to = next;
    return to;
  };
  for (let changed = true; changed;) {
    changed = false;
    drafts.forEach((draft, id) => {
      if (gone.has(id)) return;
      redirect(draft, id, at);
      const to = replacementOf(draft, id, drafts, significant);
      if (to === null || at(to) === id) return;
      gone.set(id, to);
      changed = true;
    });
  }
  drafts.forEach((draft, id) => {
    if (!gone.has(id)) redirect(draft, id, at);
  });
  return at;
}

function redirect(draft: Draft, id: number, at: (id: number) => number): void {
  const next = [...new Set(draft.next.map(at))];
  draft.next = draft.kind === 'go' ? next.filter((to) => to !== id) : next;
  draft.error = draft.error === null ? null : at(draft.error);
  draft.other = draft.other === null ? null : at(draft.other);
  draft.busy = draft.busy === null ? null : at(draft.busy);
  if (draft.kind === 'go' && draft.error !== null && draft.next.length === 1 && draft.next[0] === draft.error) draft.error = null;
}

function replacementOf(draft: Draft, id: number, drafts: readonly Draft[], significant: readonly boolean[]): number | null {
  const only = draft.next.length === 1 ? (draft.next[0] ?? null) : null;
  if (draft.kind === 'fork') return draft.other !== null && significant[draft.other] ? null : only;
  if (draft.kind !== 'go' || only === null || only === id) return null;
  if (draft.error === null) return only;
  const following = drafts[only];
  return following?.kind === 'go' && following.error === draft.error && following.next.length > 0 ? only : null;
}

function renumber(
  drafts: readonly Draft[],
  at: (id: number) => number,
  entry: number,
  marks: readonly MarkId[],
  transactions: readonly TransactionId[],
): Contracted {
  const number = new Map<number, number>();
  const order: number[] = [];
  const queue = [at(entry)];
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    const draft = drafts[id];
    if (number.has(id) || draft === undefined) continue;
    number.set(id, order.length);
    order.push(id);
    queue.push(...targetsOf(draft));
  }
  const to = (id: number | null): number | null => (id === null ? null : (number.get(id) ?? null));
  const nodes = order.flatMap((id): Node[] => {
    const draft = drafts[id];
    if (draft === undefined) return [];
    const next = draft.next.flatMap((target) => number.get(target) ?? []);
    return [{ kind: draft.kind, step: id, next, error: to(draft.error), other: to(draft.other), busy: to(draft.busy), of: draft.of }];
  });
  return { nodes, entry: 0, marks, transactions };
}
