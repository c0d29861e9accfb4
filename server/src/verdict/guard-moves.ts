// How checks, claims, marks and transactions move the world on: who sees which mark, what waits for whom, what becomes durable when.
import type { Node } from './contract.ts';
import { broker, fault, field, flag, head, holding, mark, markAt, pending, runAt, waysOn } from './world.ts';
import type { World } from './world.ts';
import { clear, count, discard, failed, has, isOpen, goalOf, mayFail, moved, roundOfMessage, runOf, set, settle } from './turn.ts';
import type { Turn } from './turn.ts';

/** How a mark looks to a run. `orphaned`: claimed by a run that has ended; `mine`: claimed by this one. */
type Seen = 'absent' | 'mine' | 'held' | 'orphaned' | 'done' | 'locked';

function seen(turn: Turn): Seen {
  const { world, state, slot, node } = turn;
  const fact = world.marks[node.of];
  if (fact === undefined || fact.keyStable === false) return 'absent';
  const mine = state[runOf(turn) + field.marks + node.of];
  if (mine === pending.claimed) return 'mine';
  if (mine === pending.done) return 'done';
  if (mine === pending.released) return 'absent';
  const theirs = state[runAt(world, 1 - slot) + field.marks + node.of] ?? 0;
  if (theirs !== pending.nothing && fact.atomicBy !== 'nothing') return 'locked';
  const value = state[markAt(world, node.of, state[runOf(turn) + field.instance] ?? 0)];
  if (value === mark.absent) return 'absent';
  if (value === mark.done) return 'done';
  if (value === mark.orphaned) return 'orphaned';
  return value === mark.bySlot + slot ? 'mine' : 'held';
}

/** Whether a claim left behind frees itself: a lease does; a claim that is the mark itself is taken to outlast the redelivery. */
function freesItself(world: World, of: number): boolean {
  const fact = world.marks[of];
  return fact !== undefined && fact.expiry !== 'none' && !world.singlePhase[of];
}

/** The guard's store does not answer. Where the code goes on regardless there is no guard to speak of, so that it costs no fault. */
function failGuard(turn: Turn): void {
  const inMemory = turn.world.marks[turn.node.of]?.inMemory === true;
  if (inMemory || turn.node.error === null) return;
  if (turn.world.failsOpen[turn.id]) {
    turn.add(moved(turn, turn.node.error), { kind: 'fails', node: turn.id });
    return;
  }
  if (mayFail(turn)) turn.add(failed(turn, fault.outage + turn.id), { kind: 'fails', node: turn.id });
}

export function check(turn: Turn): void {
  const { world, node, add, state } = turn;
  const looks = seen(turn);
  const fact = world.marks[node.of];
  const locks =
    fact !== undefined &&
    (fact.atomicBy === 'row-lock' || fact.atomicBy === 'serializable') &&
    isOpen(state, runOf(turn), world.markTransaction[node.of] ?? -1);
  failGuard(turn);
  if (looks === 'locked' && locks) return;
  const recognised = looks === 'done' || looks === 'held' || looks === 'orphaned';
  const far = distanceOf(turn, node.other) + 1 < distanceOf(turn, node.next[0] ?? null);
  if (recognised || far) add(recognise(turn, far), { kind: 'recognised', node: turn.id });
  if (far || (recognised && !(looks === 'orphaned' && freesItself(world, node.of)))) return;
  const next = moved(turn, null);
  if (locks && looks === 'absent') next[runOf(turn) + field.marks + node.of] = pending.locked;
  roundOfMessage(turn, next);
  add(next, { kind: 'step', node: turn.id });
}

/** On from a recognised duplicate. In a loop the items that follow are others, and the effect is not ahead any more; `far`: it lies on this very way. */
function recognise(turn: Turn, far: boolean): number[] {
  const next = moved(turn, turn.node.other);
  if (turn.node.recurs && !far) set(next, runOf(turn), flag.free);
  return next;
}

/** To what the run is still to reach; nowhere once decisions are free. */
function distanceOf(turn: Turn, node: number | null): number {
  const goal = goalOf(turn);
  return goal === null || node === null ? Infinity : (turn.world.nodes[node]?.towards[goal].distance ?? Infinity);
}

export function claim(turn: Turn): void {
  const { world, node, add } = turn;
  const looks = seen(turn);
  failGuard(turn);
  if (looks === 'locked') return;
  const fact = world.marks[node.of];
  const far = Math.min(distanceOf(turn, node.other), distanceOf(turn, node.busy)) + 1 < distanceOf(turn, node.next[0] ?? null);
  const races =
    fact !== undefined &&
    (fact.atomicBy === 'nothing' || fact.outlived === true) &&
    (looks === 'held' || (looks === 'done' && fact.atomicBy === 'nothing' && isOverlapping(turn)));
  const faded = world.fading[node.of] === true && looks !== 'mine' && !isOverlapping(turn);
  const wins = looks === 'absent' || races || faded || (looks === 'orphaned' && freesItself(world, node.of));
  if (wins && !far) {
    const next = moved(turn, null);
    write(turn, next, pending.claimed);
    roundOfMessage(turn, next);
    add(next, { kind: 'step', node: turn.id });
  }
  if (looks === 'done' || looks === 'mine' || far || (looks === 'orphaned' && world.singlePhase[node.of]))
    return add(recognise(turn, far), { kind: 'recognised', node: turn.id });
  if (looks === 'absent') return;
  const next = moved(turn, node.busy);
  if (looks === 'orphaned' && !freesItself(world, node.of)) set(next, runOf(turn), flag.refused);
  add(next, { kind: 'refused', node: turn.id });
}

const isOverlapping = (turn: Turn): boolean => turn.state[runAt(turn.world, 1 - turn.slot)] === 1;

/** Writes a mark: at once, or at the commit of the transaction it belongs to. */
function write(turn: Turn, next: number[], value: number): void {
  const { world, slot, node } = turn;
  const at = runOf(turn);
  if (world.marks[node.of]?.keyStable === false) return;
  if (isOpen(turn.state, at, world.markTransaction[node.of] ?? -1)) next[at + field.marks + node.of] = value;
  else next[markAt(world, node.of, next[at + field.instance] ?? 0)] = committed(world, node.of, value, slot);
}

function committed(world: World, of: number, value: number, slot: number): number {
  if (value === pending.released) return mark.absent;
  const final = value === pending.done || (world.singlePhase[of] && world.markTransaction[of] !== -1);
  return final ? mark.done : mark.bySlot + slot;
}

export function complete(turn: Turn): void {
  const { world, node, add } = turn;
  const looks = seen(turn);
  if (looks === 'locked') return;
  const refusesTwice = world.marks[node.of]?.atomicBy === 'unique-key' && looks === 'done';
  if (refusesTwice) return add(moved(turn, node.error), { kind: 'recognised', node: turn.id });
  const next = moved(turn, null);
  write(turn, next, pending.done);
  add(next, { kind: 'step', node: turn.id });
  failBookkeeping(turn);
}

/** A failing mark, release or commit is the same gap as a crash at that place. */
function failBookkeeping(turn: Turn): void {
  const inMemory = turn.world.marks[turn.node.of]?.inMemory === true && turn.node.kind !== 'commit';
  if (inMemory || turn.state[head.fault] !== fault.none) return;
  if (turn.node.kind === 'commit' && turn.node.error === null) return;
  const next = failed(turn, fault.bookkeeping);
  if (turn.node.kind === 'commit') undo(turn, next);
  turn.add(next, { kind: 'fails', node: turn.id });
}

export function release(turn: Turn): void {
  const looks = seen(turn);
  const next = moved(turn, null);
  if (looks === 'mine' || looks === 'done') write(turn, next, pending.released);
  turn.add(next, { kind: 'step', node: turn.id });
  failBookkeeping(turn);
}

export function begin(turn: Turn): void {
  const next = moved(turn, null);
  next[runOf(turn) + field.open] = (next[runOf(turn) + field.open] ?? 0) | (1 << turn.node.of);
  turn.add(next, { kind: 'step', node: turn.id });
  if (mayFail(turn)) turn.add(failed(turn, fault.outage + turn.id), { kind: 'fails', node: turn.id });
}

export function commit(turn: Turn): void {
  const { world, state, node, add } = turn;
  const at = runOf(turn);
  if (!isOpen(state, at, node.of)) return add(moved(turn, null), { kind: 'step', node: turn.id });
  const isKafka = world.transactions[node.of]?.kind === 'kafka';
  if (isKafka && state[at + field.holding] !== holding.holds) {
    const next = moved(turn, node.error);
    undo(turn, next);
    return add(next, { kind: 'fails', node: turn.id });
  }
  const next = moved(turn, null);
  apply(turn, next);
  if (isKafka) settle(next, at, broker.forgotten);
  add(next, { kind: 'step', node: turn.id });
  failBookkeeping(turn);
  rerun(turn);
}

/** Everything done in the transaction becomes durable. */
function apply(turn: Turn, next: number[]): void {
  const { world, slot, node } = turn;
  const at = runOf(turn);
  if (world.transaction === node.of && next[at + field.effectPending] === 1) {
    next[at + field.effectPending] = 0;
    count(next, at);
  }
  world.marks.forEach((_, of) => {
    const value = next[at + field.marks + of] ?? 0;
    if (world.markTransaction[of] !== node.of || value === pending.nothing) return;
    if (value !== pending.locked) next[markAt(world, of, 0)] = committed(world, of, value, slot);
    next[at + field.marks + of] = pending.nothing;
  });
  next[at + field.open] = (next[at + field.open] ?? 0) & ~(1 << node.of);
}

/** Some engines run the callback once more by themselves on a conflict: what left the database in it happens again, and the message decides as it did before. */
function rerun(turn: Turn): void {
  const { world, state, node, add } = turn;
  const first = world.transactions[node.of]?.retries && state[head.fault] === fault.none ? beginOf(turn) : null;
  if (first === null) return;
  const next = moved(turn, first);
  discard(world, next, runOf(turn));
  next[head.fault] = fault.outage + turn.id;
  clear(next, runOf(turn), flag.did | flag.attempted | flag.free);
  add(next, { kind: 'rerun', node: turn.id });
}

/** Where the transaction of this commit was begun: of several copies of it, in which different things are known, one that leads here, to the effect where that may be. */
function beginOf({ world, node, id }: Turn): number | null {
  const begins = world.nodes.flatMap((other, at) => (other.kind === 'begin' && other.of === node.of ? [at] : []));
  const leading = begins.filter((start) => leadsTo(world.nodes, start, id));
  return leading.find((start) => Number.isFinite(world.distance[start] ?? Infinity)) ?? leading[0] ?? begins[0] ?? null;
}

function leadsTo(nodes: readonly Node[], from: number, to: number): boolean {
  const passed = new Set<number>();
  const queue = [from];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    const here = nodes[at];
    if (at === to) return true;
    if (here === undefined || passed.has(at)) continue;
    passed.add(at);
    queue.push(...waysOn(here).map(([next]) => next));
  }
  return false;
}

/** Takes back what the transaction held; an effect that was in it has had its chance. */
function undo(turn: Turn, next: number[]): void {
  discard(turn.world, next, runOf(turn));
  if (has(turn.state, runOf(turn), flag.attempted)) set(next, runOf(turn), flag.free);
}

export function rollback(turn: Turn): void {
  if (takesBackByDecision(turn)) return;
  const next = moved(turn, null);
  undo(turn, next);
  turn.add(next, { kind: 'step', node: turn.id });
}

/** Nothing has gone wrong and the code undoes the effect all the same: the message did not ask for it. */
function takesBackByDecision(turn: Turn): boolean {
  const { state, node, world } = turn;
  const at = runOf(turn);
  return state[head.fault] === fault.none && state[at + field.effectPending] === 1 && node.of === world.transaction && !has(state, at, flag.refused);
}
