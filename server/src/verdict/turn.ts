// One thread of one run about to take a step, and the few things every kind of step does with the state: moving on, failing, settling, ending.
import type { StepId } from '../facts/steps.ts';
import type { Node } from './contract.ts';
import { broker, fault, field, flag, head, holding, mark, pending, runAt, runSize, threadsOfRun } from './world.ts';
import type { State, World } from './world.ts';

/** What happened, for the story. */
export type Happening =
  | { readonly kind: 'delivered'; readonly again: boolean; readonly overlapping: boolean }
  | { readonly kind: 'copied' }
  | { readonly kind: 'step' | 'acknowledgement-lost' | 'refused' | 'recognised' | 'rerun'; readonly node: number }
  | { readonly kind: 'fails'; readonly node: number; readonly step?: StepId }
  | { readonly kind: 'crash'; readonly before: number }
  | {
      readonly kind:
        | 'lease-lost'
        | 'returned'
        | 'threw'
        | 'thread-ended'
        | 'given-up'
        | 'acknowledged-on-delivery'
        | 'return-unheard'
        | 'dropped'
        | 'passed-over'
        | 'silently-redelivered'
        | 'stuck';
    };

export interface Move {
  readonly state: State;
  readonly happening: Happening;
}

export type Add = (next: number[], happening: Happening) => void;

export interface Turn {
  readonly world: World;
  readonly state: State;
  readonly slot: number;
  readonly thread: number;
  readonly id: number;
  readonly node: Node;
  readonly add: Add;
}

export const runOf = (turn: Turn): number => runAt(turn.world, turn.slot);
export const has = (state: State, at: number, wanted: number): boolean => ((state[at + field.flags] ?? 0) & wanted) !== 0;
export const clear = (state: number[], at: number, unwanted: number): void => void (state[at + field.flags] = (state[at + field.flags] ?? 0) & ~unwanted);
export const set = (state: number[], at: number, wanted: number): void => void (state[at + field.flags] = (state[at + field.flags] ?? 0) | wanted);

/** What the run is still to reach: the effect, then the commit of its transaction; null when decisions are free. What the message decides leads there. */
export function goalOf(turn: Turn): 0 | 1 | null {
  const at = runOf(turn);
  if (has(turn.state, at, flag.free)) return null;
  const goal = turn.state[at + field.effectPending] === 1 ? 1 : has(turn.state, at, flag.attempted) ? null : 0;
  return goal !== null && Number.isFinite(turn.node.towards[goal].distance) ? goal : null;
}

/** The state after this thread went on to `to`; `null` stays where the code says nothing, which is the normal way on. */
export function moved(turn: Turn, to: number | null | undefined): number[] {
  const next = [...turn.state];
  next[runOf(turn) + field.threads + turn.thread] = (to ?? turn.node.next[0] ?? -1) + 1;
  return next;
}

/** An ordinary error (F2): this call fails, once or for as long as the outage lasts; then so does another attempt at the same effect. */
export function mayFail({ world, state, node, id }: Turn): boolean {
  const now = state[head.fault] ?? fault.none;
  const isOutage = now === fault.outage + id || (node.kind === 'effect' && world.nodes[now - fault.outage]?.kind === 'effect');
  return node.error !== null && (now === fault.none || isOutage);
}

/** `loops`: the failed call belongs to one item of a loop. The items that follow are others, and what they do does not make good for this one. */
export function failed(turn: Turn, kind: number, to: number | null = turn.node.error, loops = turn.node.loops): number[] {
  const next = moved(turn, to);
  next[head.fault] = kind;
  if (loops) set(next, runOf(turn), flag.free | flag.round);
  return next;
}

/** A mark that is set in another round of the loop is this message's only if the round is: then decisions lead to the effect again. One that a transaction may still take back tells nothing. */
export function roundOfMessage(turn: Turn, next: number[]): void {
  const at = runOf(turn);
  const isAnother = has(turn.state, at, flag.round) && !has(turn.state, at, flag.did) && turn.world.markTransaction[turn.node.of] === -1;
  if (isAnother) clear(next, at, flag.free | flag.attempted | flag.round);
}

/** Executions in a loop within one delivery count once. */
export function count(next: number[], at: number): void {
  if (!has(next, at, flag.did)) next[head.count] = Math.min(2, (next[head.count] ?? 0) + 1);
  set(next, at, flag.did | flag.free);
}

export function settle(next: number[], at: number, to: number): void {
  next[head.broker] = to;
  next[at + field.holding] = holding.settled;
}

/** Where the broker gives up after some attempts and discards, an outage (or a claim that nobody will ever release) outlasts them. */
export function giveUp(turn: Turn, redelivered: readonly number[]): void {
  if (turn.world.delivery.onError !== 'redelivered-then-dropped') return;
  const outlasts = (turn.state[head.fault] ?? 0) >= fault.outage || has(turn.state, runOf(turn), flag.refused);
  if (!outlasts) return;
  const next = [...redelivered];
  next[head.broker] = broker.forgotten;
  turn.add(next, { kind: 'given-up' });
}

/** The first node that is wanted of those at which the run's threads stand. Asked of every state, so it makes nothing. */
export function threadAt(state: State, at: number, wanted: (node: number) => boolean = () => true): number | null {
  for (let thread = at + field.threads; thread < at + field.threads + threadsOfRun; thread++) {
    const node = (state[thread] ?? 0) - 1;
    if (node >= 0 && wanted(node)) return node;
  }
  return null;
}

export const isOpen = (state: State, at: number, of: number): boolean => of >= 0 && ((state[at + field.open] ?? 0) & (1 << of)) !== 0;

export function discard(world: World, next: number[], at: number): void {
  next[at + field.open] = 0;
  next[at + field.effectPending] = 0;
  next.fill(pending.nothing, at + field.marks, at + field.marks + world.marks.length);
}

export function endRun(world: World, next: number[], slot: number): void {
  const at = runAt(world, slot);
  next.fill(0, at, at + runSize(world));
  for (let index = 4; index < 4 + world.marks.length * world.instances; index++) if (next[index] === mark.bySlot + slot) next[index] = mark.orphaned;
}
