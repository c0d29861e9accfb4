// Explores the world of one effect breadth first, so that the first history found for an answer is its shortest. Reached with an ordinary fault (F2, F3) or none:
// exposed; reached only with a crash, or a failure of the guard's own book-keeping: window; not reached: never.
import type { Answer } from '../facts/vocabulary.ts';
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
  const visits: Visit[] = initialStates(world).map((state) => ({ state, before: null, happening: null }));
  const known = new Set(visits.map((visit) => keyOf(visit.state)));
  const found: Record<'lostExposed' | 'lostWindow' | 'repeatedExposed' | 'repeatedWindow', Visit | null> = {
    lostExposed: null,
    lostWindow: null,
    repeatedExposed: null,
    repeatedWindow: null,
  };
  let next = 0;
  for (; next < visits.length && known.size < budget; next++) {
    const visit = visits[next];
    if (visit === undefined) break;
    const { state } = visit;
    const severity = isWindow(state) ? 'Window' : 'Exposed';
    if (isLost(world, state)) found[`lost${severity}`] ??= visit;
    if ((state[head.count] ?? 0) > 1) found[`repeated${severity}`] ??= visit;
    if (found.lostExposed !== null && (found.repeatedExposed !== null || !world.countRepeats)) break;
    if (isSettled(world, state, found.lostExposed !== null, found.repeatedExposed !== null)) continue;
    for (const move of movesFrom(world, state)) {
      const key = keyOf(move.state);
      if (known.has(key)) continue;
      known.add(key);
      visits.push({ state: move.state, before: visit, happening: move.happening });
    }
  }
  return {
    lost: answerOf(found.lostExposed, found.lostWindow),
    repeated: answerOf(found.repeatedExposed, found.repeatedWindow),
    truncated: known.size >= budget && !(found.lostExposed !== null && (found.repeatedExposed !== null || !world.countRepeats)),
    states: known.size,
  };
}

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
function isSettled(world: World, state: State, lost: boolean, repeated: boolean): boolean {
  const count = state[head.count] ?? 0;
  const wantsRepeated = world.countRepeats && !repeated;
  if (count > 1) return true;
  return count === 1 ? !wantsRepeated : lost && !wantsRepeated;
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
