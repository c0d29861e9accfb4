// Explores the world of one effect breadth first, so that the first history found for an answer is its shortest. Reached with an ordinary fault (F2, F3) or none:
// exposed; reached only with a crash, or a failure of the guard's own book-keeping: window; not reached: never.
import { answers, type Answer } from '../facts/vocabulary.ts';
import type { Node } from './contract.ts';
import { movesFrom } from './moves.ts';
import type { Happening } from './turn.ts';
import { broker, fault, head, initialStates, runAt } from './world.ts';
import type { State, World } from './world.ts';

export interface Found {
  readonly answer: Answer;
  /** What happened, in order; empty for never. */
  readonly history: readonly Happening[];
}

export interface Explored {
  readonly lost: Found;
  readonly repeated: Found;
  /** The effect took place in some history. */
  readonly taken: boolean;
  /** The states ran over the budget: a `never` is then only "not found". */
  readonly truncated: boolean;
  readonly states: number;
}

/** Far more than any handler read so far needs; reaching it makes the verdict unverified. */
const budget = 20_000;

interface Visit {
  readonly state: State;
  readonly before: Visit | null;
  readonly happening: Happening | null;
}

/** The two answers for one effect, each with the shortest history that shows it. */
export function explore(world: World): Explored {
  const wide = search(world, 'shortest first', all);
  if (!wide.truncated) return wide;
  // Too large to be looked at as a whole: any history in which the effect's own call fails, the process dies or the broker does not hear is better than none.
  const deep = search(withoutOtherFailures(world), 'deepest first', { lost: wide.lost.answer !== 'exposed', repeated: wide.repeated.answer !== 'exposed' });
  const lost = worse(wide.lost, deep.lost);
  const repeated = worse(wide.repeated, deep.repeated);
  const isOpen = lost.answer !== 'exposed' || (world.countRepeats && repeated.answer !== 'exposed');
  return { lost, repeated, taken: wide.taken || deep.taken, truncated: isOpen, states: wide.states + deep.states };
}

function worse(left: Found, right: Found): Found {
  return answers.indexOf(right.answer) > answers.indexOf(left.answer) ? right : left;
}

/** The same world, in which no call fails but the effect's and those of the guard. */
function withoutOtherFailures(world: World): World {
  const nodes = world.nodes.map((node): Node => {
    const [ahead, commit] = node.towards;
    return {
      ...node,
      failures: [],
      towards: [
        { ...ahead, failures: [] },
        { ...commit, failures: [] },
      ],
    };
  });
  return { ...world, nodes };
}

/** The answers that are still looked for. */
interface Wanted {
  readonly lost: boolean;
  readonly repeated: boolean;
}

const all: Wanted = { lost: true, repeated: true };

function search(world: World, order: 'shortest first' | 'deepest first', wanted: Wanted): Explored {
  const visits: Visit[] = initialStates(world).map((state) => ({ state, before: null, happening: null }));
  const known = new Set(visits.map((visit) => keyOf(visit.state)));
  const found: Findings = { lostExposed: null, lostByItself: null, lostWindow: null, repeatedExposed: null, repeatedWindow: null, taken: false, since: 0 };
  const isOpen = (): boolean => (wanted.lost && wantsLost(found)) || (wanted.repeated && wantsRepeated(world, found));
  for (let next = 0; known.size < budget && isOpen(); next++) {
    const visit = order === 'deepest first' ? visits.pop() : visits[next];
    if (visit === undefined) break;
    note(world, visit, found);
    if (isSettled(world, visit.state, found, isOpen())) continue;
    for (const move of movesFrom(world, visit.state)) {
      const key = keyOf(move.state);
      if (known.has(key)) continue;
      known.add(key);
      visits.push({ state: move.state, before: visit, happening: move.happening });
    }
  }
  return {
    lost: answerOf(found.lostByItself ?? found.lostExposed, found.lostWindow),
    repeated: answerOf(found.repeatedExposed, found.repeatedWindow),
    taken: found.taken,
    truncated: known.size >= budget && (found.lostExposed === null || wantsRepeated(world, found)),
    states: known.size,
  };
}

interface Findings {
  lostExposed: Visit | null;
  /** Lost because the effect's own call failed: what a reader expects to be told, though another call may fail sooner. */
  lostByItself: Visit | null;
  lostWindow: Visit | null;
  repeatedExposed: Visit | null;
  repeatedWindow: Visit | null;
  taken: boolean;
  /** States looked at since a loss was found. */
  since: number;
}

/** How long a better story is looked for once the answer is known. */
const patience = 600;

function note(world: World, visit: Visit, found: Findings): void {
  const { state } = visit;
  if (found.lostExposed !== null) found.since++;
  const count = state[head.count] ?? 0;
  const isRepeated = count > 1;
  found.taken ||= count > 0;
  if (isWindow(state)) {
    if (isLost(world, state)) found.lostWindow ??= visit;
    if (isRepeated) found.repeatedWindow ??= visit;
    return;
  }
  if (isRepeated) found.repeatedExposed ??= visit;
  if (!isLost(world, state)) return;
  found.lostExposed ??= visit;
  if (world.nodes[(state[head.fault] ?? 0) - fault.outage]?.kind === 'effect') found.lostByItself ??= visit;
}

const wantsLost = (found: Findings): boolean => found.lostByItself === null && (found.lostExposed === null || found.since < patience);
const wantsRepeated = (world: World, found: Findings): boolean => world.countRepeats && found.repeatedExposed === null;

function keyOf(state: State): string {
  return String.fromCharCode(...state);
}

function isWindow(state: State): boolean {
  return state[head.fault] === fault.crash || state[head.fault] === fault.bookkeeping;
}

/** The broker will not deliver again, nothing runs any more, and the effect did not take place. */
function isLost(world: World, state: State): boolean {
  const forgotten = state[head.broker] === broker.forgotten || state[head.broker] === broker.softly;
  return forgotten && state[head.count] === 0 && state[runAt(world, 0)] === 0 && state[runAt(world, 1)] === 0;
}

/** Nothing that is still open can be learned from here. */
function isSettled(world: World, state: State, found: Findings, isOpen: boolean): boolean {
  const count = state[head.count] ?? 0;
  if (count > 1) return true;
  return count === 1 ? !wantsRepeated(world, found) : !isOpen;
}

function answerOf(exposed: Visit | null, window: Visit | null): Found {
  if (exposed !== null) return { answer: 'exposed', history: historyOf(exposed) };
  if (window !== null) return { answer: 'window', history: historyOf(window) };
  return { answer: 'never', history: [] };
}

function historyOf(visit: Visit): Happening[] {
  const history: Happening[] = [];
  for (let at: Visit | null = visit; at !== null; at = at.before) if (at.happening !== null) history.push(at.happening);
  return history.toReversed();
}
