// The small world of one effect: what a state of it is, and how the code and the delivery look from inside it. States are short vectors of small numbers, so that
// a few thousand of them are cheap to copy and compare.
import type { DeliveryFact } from '../facts/delivery.ts';
import type { EffectFact, MarkFact, StepGraph, TransactionFact } from '../facts/steps.ts';
import type { Contracted, Node } from './contract.ts';

/** What the broker thinks of the message. `softly`: forgotten, but that may still be undone (an offset committed on a timer, an acknowledgement nobody waits for). */
export const broker = { available: 0, inFlight: 1, forgotten: 2, parked: 3, stuck: 4, softly: 5 } as const;

/** Values of a mark: absent, claimed by the run in slot 0 or 1, claimed by a run that is no more, done. */
export const mark = { absent: 0, bySlot: 1, orphaned: 3, done: 4 } as const;

/** What a run has done to a mark inside an open transaction. */
export const pending = { nothing: 0, claimed: 1, done: 2, released: 3, locked: 4 } as const;

/** The one fault of a history; from `outage` on, the node whose call fails. */
export const fault = { none: 0, crash: 1, lostAcknowledgement: 2, bookkeeping: 3, outage: 4 } as const;

/** Whether a run still answers for the message, has settled it, or has lost it to a later delivery. */
export const holding = { holds: 0, settled: 1, stale: 2 } as const;

export type State = readonly number[];

/** Flags of a run. */
export const flag = { did: 1, free: 2, attempted: 4, refused: 8, round: 16 } as const;

/** Offsets inside a run's part of the state. */
export const field = { alive: 0, threads: 1, flags: 4, holding: 5, instance: 6, open: 7, effectPending: 8, marks: 9 } as const;
export const threadsOfRun = 3;

export interface World {
  readonly graph: StepGraph;
  readonly delivery: DeliveryFact;
  readonly effect: EffectFact;
  readonly nodes: readonly Node[];
  readonly entry: number;
  readonly marks: readonly MarkFact[];
  readonly transactions: readonly TransactionFact[];
  /** Local index of the effect's own transaction, or -1. */
  readonly transaction: number;
  /** Local index of each mark's transaction, or -1. */
  readonly markTransaction: readonly number[];
  /** Marks that are never completed: the claim itself is the mark. */
  readonly singlePhase: readonly boolean[];
  /** Marks that only keep a pace: claimed, and left to end by themselves. */
  readonly fading: readonly boolean[];
  /** Distance of each node to the effect, counted in edges that are not the normal way on; Infinity when it can't be reached. */
  readonly distance: readonly number[];
  /** Whether the effect can be reached from each node without acknowledging first. */
  readonly beforeAcknowledgement: readonly boolean[];
  /** Checks and claims whose failure lets the handler go on to the effect unguarded. */
  readonly failsOpen: readonly boolean[];
  /** Can the broker bring the message again at all? */
  readonly mayReturn: boolean;
  /** Does a later message's acknowledgement pass over one whose handler ended without its own? */
  readonly passesOver: boolean;
  readonly instances: 1 | 2;
  readonly countRepeats: boolean;
  /** May a delivery begin while an earlier one runs? */
  readonly overlaps: boolean;
}

/** Lays out one effect's world. */
export function worldOf(graph: StepGraph, delivery: DeliveryFact, effect: EffectFact, contracted: Contracted): World {
  const { nodes } = contracted;
  const marks = contracted.marks.flatMap((id) => graph.marks[id] ?? []);
  const local = (id: number | null): number => (id === null ? -1 : contracted.transactions.indexOf(id));
  return {
    graph,
    delivery,
    effect,
    nodes,
    entry: contracted.entry,
    marks,
    transactions: contracted.transactions.flatMap((id) => graph.transactions[id] ?? []),
    transaction: local(effect.transaction),
    markTransaction: marks.map((fact) =>
      local(effect.transaction !== null && fact.alsoIn?.includes(effect.transaction) === true ? effect.transaction : fact.transaction),
    ),
    singlePhase: marks.map((_, index) => !nodes.some((node) => node.kind === 'complete' && node.of === index)),
    fading: marks.map((fact, of) => fact.fades === true && !nodes.some((node) => (node.kind === 'complete' || node.kind === 'release') && node.of === of)),
    distance: nodes.map((node) => node.towards[0].distance),
    beforeAcknowledgement: reaching(nodes, (node) => node.kind === 'acknowledge'),
    failsOpen: nodes.map((node) => failsOpen(nodes, node)),
    mayReturn: mayReturn(delivery),
    passesOver: delivery.acknowledged === 'explicit' && delivery.passesOver && nodes.some((node) => node.kind === 'acknowledge'),
    instances: marks.some((fact) => fact.inMemory) ? 2 : 1,
    countRepeats: effect.repeat.mask === 'exposed' || effect.repeat.mask === 'unstable-key',
    overlaps: true,
  };
}

/** A transport without memory brings nothing again; one that promises at most once by its configuration neither. */
export function mayReturn(delivery: DeliveryFact): boolean {
  return delivery.guarantee !== 'at-most-once';
}

export const runSize = (world: World): number => field.marks + world.marks.length;
export const headSize = (world: World): number => 4 + world.marks.length * world.instances;
export const runAt = (world: World, slot: number): number => headSize(world) + slot * runSize(world);
export const markAt = (world: World, of: number, instance: number): number => 4 + of * world.instances + (world.marks[of]?.inMemory ? instance : 0);

/** Offsets of the state's head. */
export const head = { broker: 0, copies: 1, fault: 2, count: 3 } as const;

/** The message has arrived at the broker; nothing has run. */
export function initialStates(world: World): State[] {
  const state = Array.from({ length: headSize(world) + 2 * runSize(world) }, () => 0);
  state[head.copies] = world.delivery.replicas ? 1 : 0;
  const collision = world.marks.findIndex((fact) => fact.collides !== undefined);
  if (collision < 0) return [state];
  const taken = [...state];
  taken[markAt(world, collision, 0)] = mark.done;
  return [state, taken];
}

/** Where a node can lead, and how far off the normal way that is. */
export function waysOn(node: Node): [to: number, cost: number][] {
  const ways = node.next.map((to): [number, number] => [to, 0]);
  if (node.error !== null) ways.push([node.error, 1]);
  if (node.other !== null) ways.push([node.other, node.kind === 'fork' ? 0 : 1]);
  if (node.busy !== null) ways.push([node.busy, 1]);
  for (const { to } of node.failures) ways.push([to, 1]);
  return ways;
}

/** From which nodes the effect can be reached on a way that does not pass a node of that kind. */
function reaching(nodes: readonly Node[], barred: (node: Node) => boolean): readonly boolean[] {
  const reached = nodes.map((node) => node.kind === 'effect');
  for (let changed = true; changed;) {
    changed = false;
    nodes.forEach((node, id) => {
      if (reached[id] || barred(node) || !waysOn(node).some(([to]) => reached[to])) return;
      reached[id] = true;
      changed = true;
    });
  }
  return reached;
}

function failsOpen(nodes: readonly Node[], node: Node): boolean {
  if ((node.kind !== 'check' && node.kind !== 'claim') || node.error === null) return false;
  const open = new Set<number>();
  const queue = [node.error];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const here = nodes[id];
    if (here === undefined || open.has(id) || (here.of === node.of && (here.kind === 'check' || here.kind === 'claim'))) continue;
    if (here.kind === 'effect') return true;
    open.add(id);
    queue.push(...here.next);
  }
  return false;
}
