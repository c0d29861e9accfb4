// What can happen next in a state of the world: the broker delivers, a run takes a step or fails, the process dies, an acknowledgement is lost.
// Faults come one at a time; where a failure is the guard's own book-keeping it counts as a crash window.
import { begin, check, claim, commit, complete, release, rollback } from './guard-moves.ts';
import { clear, count, endRun, failed, giveUp, has, isOpen, goalOf, mayFail, moved, runOf, set, settle, threadAt } from './turn.ts';
import type { Add, Happening, Move, Turn } from './turn.ts';
import { broker, fault, field, flag, head, holding, mark, markAt, runAt, runSize, threadsOfRun } from './world.ts';
import type { State, World } from './world.ts';

/** Everything that can happen next. */
export function movesFrom(world: World, state: State): Move[] {
  const moves: Move[] = [];
  const add = (next: number[], happening: Happening): void => void moves.push({ state: next, happening });
  const first = firstOfIndependent(world, state);
  for (const slot of [0, 1]) {
    if (state[runAt(world, slot)] === 0 || (first !== null && slot !== first)) continue;
    for (let thread = 0; thread < threadsOfRun; thread++) {
      const at = state[runAt(world, slot) + field.threads + thread] ?? 0;
      const node = world.nodes[at - 1];
      if (node !== undefined) steps({ world, state, slot, thread, id: at - 1, node, add });
    }
    loseLease(world, state, slot, add);
  }
  crash(world, state, add);
  redeliver(world, state, add);
  return moves;
}

/** Where the broker has a message whose run never ended. */
const unfinished = { redelivered: broker.available, lost: broker.forgotten, parked: broker.parked } as const;

/** Runs meet only at marks: where there are none, one order of their steps stands for all, and the earlier run goes first. */
function firstOfIndependent(world: World, state: State): number | null {
  if (world.marks.length > 0 || state[runAt(world, 0)] === 0 || state[runAt(world, 1)] === 0) return null;
  return state[runAt(world, 0) + field.holding] === holding.holds ? 1 : 0;
}

function redeliver(world: World, state: State, add: Add): void {
  const free = [0, 1].find((slot) => state[runAt(world, slot)] === 0);
  if (state[head.broker] === broker.stuck) {
    const next = [...state];
    next[head.broker] = unfinished[world.delivery.onCrash];
    add(next, { kind: 'stuck' });
  }
  if (state[head.broker] === broker.softly && state[head.fault] === fault.none) {
    const next = [...state];
    next[head.broker] = broker.available;
    next[head.fault] = fault.lostAcknowledgement;
    add(next, { kind: 'silently-redelivered' });
  }
  if (free === undefined) return;
  const overlapping = state[runAt(world, 1 - free)] === 1;
  if (overlapping && !world.overlaps) return;
  for (let instance = 0; instance < world.instances; instance++) {
    if (state[head.broker] === broker.available) {
      const next = [...state];
      start(world, next, free, instance);
      handOver(world, next, free);
      add(next, { kind: 'delivered', again: isLater(state), overlapping });
    }
    if ((state[head.copies] ?? 0) > 0 && (instance === 1 || world.instances === 1) && overlapping) {
      const next = [...state];
      next[head.copies] = 0;
      start(world, next, free, instance);
      next[runAt(world, free) + field.holding] = holding.settled;
      add(next, { kind: 'copied' });
    }
  }
}

/** Has anything happened before this delivery? Only for the wording. */
function isLater(state: State): boolean {
  return state[head.fault] !== fault.none || state[head.count] !== 0 || state.slice(4).some((value) => value !== 0);
}

function start(world: World, next: number[], slot: number, instance: number): void {
  const at = runAt(world, slot);
  next.fill(0, at, at + runSize(world));
  next[at + field.alive] = 1;
  next[at + field.threads] = world.entry + 1;
  next[at + field.instance] = instance;
}

/** Who answers for the message once it is handed over. */
function handOver(world: World, next: number[], slot: number): void {
  const { acknowledged, promise } = world.delivery;
  const unheard = promise === 'ignored' && world.graph.isAsync && (acknowledged === 'on-success' || acknowledged === 'on-settled');
  const forgets = acknowledged === 'on-delivery' || acknowledged === 'never' || unheard;
  next[head.broker] = !forgets ? broker.inFlight : world.mayReturn ? broker.softly : broker.forgotten;
  next[runAt(world, slot) + field.holding] = forgets ? holding.settled : holding.holds;
}

/** The lease runs out, or the connection is lost, while the run goes on. */
function loseLease(world: World, state: State, slot: number, add: Add): void {
  const at = runAt(world, slot);
  if (!world.mayReturn || state[head.fault] !== fault.none || state[head.broker] !== broker.inFlight || state[at + field.holding] !== holding.holds) return;
  if (world.marks.length === 0 && !has(state, at, flag.did)) return;
  if (world.delivery.acknowledged === 'explicit' && !has(state, at, flag.attempted) && !mayReachUnacknowledged(world, state, at)) return;
  const next = [...state];
  next[head.fault] = fault.lostAcknowledgement;
  next[head.broker] = broker.available;
  next[at + field.holding] = holding.stale;
  add(next, { kind: 'lease-lost' });
}

/** By convention an acknowledgement that comes first settles the message: losing that one is not counted. */
function mayReachUnacknowledged(world: World, state: State, at: number): boolean {
  return threadAt(state, at, (node) => world.beforeAcknowledgement[node] === true) !== null;
}

function crash(world: World, state: State, add: Add): void {
  if (state[head.fault] !== fault.none) return;
  for (let instance = 0; instance < world.instances; instance++) {
    const dying = [0, 1].filter((slot) => state[runAt(world, slot)] === 1 && state[runAt(world, slot) + field.instance] === instance);
    if (dying.length === 0) continue;
    const next = [...state];
    next[head.fault] = fault.crash;
    const held = dying.some((slot) => state[runAt(world, slot) + field.holding] === holding.holds);
    const before = threadAt(state, runAt(world, dying[0] ?? 0)) ?? world.entry;
    for (const slot of dying) endRun(world, next, slot);
    world.marks.forEach((fact, of) => {
      if (fact.inMemory) next[markAt(world, of, instance)] = mark.absent;
    });
    if (state[head.broker] === broker.softly) {
      const returned = [...next];
      returned[head.broker] = broker.available;
      add(returned, { kind: 'crash', before });
    }
    if (held && state[head.broker] === broker.inFlight) next[head.broker] = unfinished[world.delivery.onCrash];
    add(next, { kind: 'crash', before });
  }
}

function steps(turn: Turn): void {
  switch (turn.node.kind) {
    case 'go':
      return go(turn);
    case 'attempt':
      return attempt(turn);
    case 'effect':
      return takeEffect(turn);
    case 'acknowledge':
      return acknowledge(turn);
    case 'reject':
      return reject(turn);
    case 'check':
      return check(turn);
    case 'claim':
      return claim(turn);
    case 'complete':
      return complete(turn);
    case 'release':
      return release(turn);
    case 'begin':
      return begin(turn);
    case 'commit':
      return commit(turn);
    case 'rollback':
      return rollback(turn);
    case 'fork':
      return fork(turn);
    case 'exit':
      return exit(turn);
  }
}

function go(turn: Turn): void {
  const { node, state, add, id } = turn;
  const goal = goalOf(turn);
  const ahead = goal === null ? null : node.towards[goal];
  for (const { to, step } of ahead?.ahead ?? []) add(moved(turn, to), step === null ? { kind: 'step', node: id } : { kind: 'fails', node: id, step });
  if (ahead === null) for (const to of node.next) add(moved(turn, to), { kind: 'step', node: id });
  const now = state[head.fault];
  if (now !== fault.none && now !== fault.outage + id) return;
  for (const { to, step, loops } of ahead?.failures ?? node.failures)
    add(failed(turn, fault.outage + id, to, loops), { kind: 'fails', node: id, ...(step === null ? {} : { step }) });
}

/** The same work from its start: what the message decides falls as before, so that it leads to the effect again. */
function attempt(turn: Turn): void {
  const at = runOf(turn);
  const next = moved(turn, null);
  const isOwn = !has(turn.state, at, flag.did | flag.round) && turn.state[at + field.effectPending] === 0;
  if (isOwn) clear(next, at, flag.free | flag.attempted);
  turn.add(next, { kind: 'step', node: turn.id });
}

function takeEffect(turn: Turn): void {
  const { world, state, add } = turn;
  const at = runOf(turn);
  const next = moved(turn, null);
  set(next, at, flag.attempted);
  if (isOpen(state, at, world.transaction)) next[at + field.effectPending] = 1;
  else count(next, at);
  add(next, { kind: 'step', node: turn.id });
  if (!mayFail(turn)) return;
  const without = failed(turn, fault.outage + turn.id);
  if (!turn.node.retried) set(without, at, flag.free | flag.attempted);
  add(without, { kind: 'fails', node: turn.id });
}

function acknowledge(turn: Turn): void {
  const { world, state, node, add } = turn;
  const at = runOf(turn);
  if (world.transactions.some((transaction, of) => transaction.kind === 'kafka' && isOpen(state, at, of)))
    return add(moved(turn, null), { kind: 'step', node: turn.id });
  const holds = state[at + field.holding];
  if (holds === holding.settled) return add(moved(turn, null), { kind: 'step', node: turn.id });
  if (holds === holding.stale) {
    const next = moved(turn, node.error);
    set(next, at, flag.free);
    return add(next, { kind: node.error === null ? 'step' : 'fails', node: turn.id });
  }
  const next = moved(turn, null);
  settle(next, at, broker.forgotten);
  add(next, { kind: 'step', node: turn.id });
  const comesFirst = !has(state, at, flag.attempted) && Number.isFinite(world.distance[node.next[0] ?? -1] ?? Infinity);
  if ((comesFirst && !isStored(turn)) || !world.mayReturn) return;
  if (state[head.fault] === fault.none) {
    const unheard = moved(turn, node.error);
    set(unheard, at, flag.free);
    unheard[head.fault] = fault.lostAcknowledgement;
    unheard[head.broker] = broker.available;
    unheard[at + field.holding] = holding.stale;
    add(unheard, { kind: 'acknowledgement-lost', node: turn.id });
  }
  if (mayFail(turn)) add(failed(turn, fault.outage + turn.id), { kind: 'fails', node: turn.id });
}

/** The broker hears of it later, so that the handler runs on as one whose acknowledgement may be lost. */
function isStored({ world, node }: Turn): boolean {
  const step = world.graph.steps[node.step];
  return step?.kind === 'acknowledge' && step.stored === true;
}

function reject(turn: Turn): void {
  const { world, state, node, add } = turn;
  const step = world.graph.steps[node.step];
  const isKept = step?.kind === 'reject' && step.to === 'handed-on' && state[head.broker] === broker.forgotten;
  if (step?.kind !== 'reject' || (state[runOf(turn) + field.holding] !== holding.holds && !isKept))
    return add(moved(turn, null), { kind: 'step', node: turn.id });
  const to = step.to === 'rejected' ? world.delivery.rejected : step.to;
  const next = moved(turn, null);
  settle(next, runOf(turn), to === 'redelivery' ? broker.available : to === 'parked' || to === 'handed-on' ? broker.parked : broker.forgotten);
  add(next, { kind: 'step', node: turn.id });
  if (to === 'redelivery') giveUp(turn, next);
}

function fork(turn: Turn): void {
  const next = moved(turn, null);
  const first = runOf(turn) + field.threads;
  const free = [1, 2].find((thread) => next[first + thread] === 0);
  if (free !== undefined && turn.node.other !== null) next[first + free] = turn.node.other + 1;
  turn.add(next, { kind: 'step', node: turn.id });
}

function exit(turn: Turn): void {
  const { world, state, node, add } = turn;
  const step = world.graph.steps[node.step];
  const at = runOf(turn);
  const next = moved(turn, -1);
  const outcome = step?.kind === 'exit' ? step.outcome : 'returned';
  const isMain = turn.thread === 0;
  const settles = isMain && state[at + field.holding] === holding.holds;
  if (!isMain) return endUnsettled(turn, next, 'thread-ended');
  // What follows may still do the effect, or let the failure out: nothing that was seen says that the message is lost.
  if (outcome === 'unseen' && (state[head.fault] !== fault.none || state[head.count] === 0)) return;
  if (!settles) return add(closed(turn, next), { kind: outcome === 'threw' ? 'threw' : 'returned' });
  if (outcome === 'threw' && world.delivery.acknowledged !== 'on-settled') return threw(turn, next);
  if (world.delivery.acknowledged === 'explicit') return endUnsettled(turn, next, 'returned');
  settle(next, at, broker.forgotten);
  add(closed(turn, next), { kind: 'returned' });
  if (!world.mayReturn || state[head.fault] !== fault.none) return;
  const unheard = [...next];
  unheard[head.fault] = fault.lostAcknowledgement;
  unheard[head.broker] = broker.available;
  add(closed(turn, unheard), { kind: 'return-unheard' });
}

/** A message left without an acknowledgement comes again when the connection ends, unless the next one's has passed over it by then. */
function endUnsettled(turn: Turn, next: number[], kind: 'returned' | 'thread-ended'): void {
  const after = closed(turn, next);
  turn.add(after, { kind });
  if (!turn.world.passesOver || after[head.broker] !== broker.stuck) return;
  const passed = [...after];
  passed[head.broker] = broker.forgotten;
  turn.add(passed, { kind: 'passed-over' });
}

function threw(turn: Turn, next: number[]): void {
  const { world, add } = turn;
  const at = runOf(turn);
  const unseen = world.delivery.promise === 'ignored' && world.graph.isAsync;
  const onError = unseen ? 'stuck' : world.delivery.onError;
  if (onError === 'stuck') return add(closed(turn, next), { kind: 'threw' });
  settle(next, at, onError === 'parked' ? broker.parked : onError === 'dropped' ? broker.forgotten : broker.available);
  const after = closed(turn, next);
  add(after, { kind: onError === 'dropped' ? 'dropped' : 'threw' });
  if (onError === 'redelivered-then-dropped') giveUp(turn, after);
}

/** Ends the run when its last thread has ended; a message it still answers for stays with the broker until the connection ends. */
function closed(turn: Turn, next: number[]): number[] {
  const { world, slot } = turn;
  const at = runAt(world, slot);
  if (threadAt(next, at) !== null) return next;
  if (next[at + field.holding] === holding.holds && next[head.broker] === broker.inFlight) next[head.broker] = broker.stuck;
  endRun(world, next, slot);
  return next;
}
