// Explores the world of one effect breadth first, so that the first history found for an answer is its shortest. Reached with an ordinary fault (F2, F3) or none:
// exposed; reached only with a crash, or a failure of the guard's own book-keeping: window; not reached: never.
import { answers, type Answer } from '../facts/vocabulary.ts';
import type { Node } from './contract.ts';
import { movesFrom } from './moves.ts';
import { createReached, type Reached } from './reached.ts';
import type { Happening } from './turn.ts';
import { broker, fault, head, initialStates, runAt } from './world.ts';
import type { State, World } from './world.ts';

export interface Found {
  readonly answer: Answer;
  /** What happened, in order; empty for never, and for what is only not excluded. */
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

/** The two answers for one effect, each with the shortest history that shows it. */
export function explore(world: World): Explored {
  const wide = search(world, 'shortest first', all);
  if (!wide.truncated) return wide;
  // Too large to be looked at as a whole: any history in which the effect's own call fails, the process dies or the broker does not hear is better than none,
  // first of deliveries one after the other, then of overlapping ones, of which there are too many to see the end of.
  const narrow = withoutOtherFailures(world);
  const calm = further(wide, { ...narrow, overlaps: false }, 'shortest first');
  return unproven(world, further(calm, narrow, 'deepest first'));
}

/** A message that may come again repeats what nothing was seen to keep from it: that no history was found in time is no evidence. */
function unproven(world: World, found: Explored): Explored {
  const isOpen = found.truncated && found.taken && found.repeated.answer === 'never' && world.countRepeats && world.mayReturn;
  return isOpen ? { ...found, repeated: { answer: 'exposed', history: [] } } : found;
}

/** What is known so far, and what a search of a smaller world adds to it. */
function further(so: Explored, world: World, order: Order): Explored {
  const added = search(world, order, { lost: so.lost.answer !== 'exposed', repeated: so.repeated.answer !== 'exposed' });
  const lost = worse(so.lost, added.lost);
  const repeated = worse(so.repeated, added.repeated);
  const isOpen = lost.answer !== 'exposed' || (world.countRepeats && repeated.answer !== 'exposed');
  return { lost, repeated, taken: so.taken || added.taken, truncated: isOpen, states: so.states + added.states };
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

type Order = 'shortest first' | 'deepest first';

function search(world: World, order: Order, wanted: Wanted): Explored {
  const first = initialStates(world);
  const reached = createReached(first[0]?.length ?? 0);
  const ahead: number[] = [];
  const reach = (state: State, before: number): void => void (reached.add(state, before) && ahead.push(reached.count() - 1));
  for (const state of first) reach(state, -1);
  const found: Findings = { lostExposed: -1, lostByItself: -1, lostWindow: -1, repeatedExposed: -1, repeatedWindow: -1, taken: false, since: 0 };
  const isOpen = (): boolean => (wanted.lost && wantsLost(found)) || (wanted.repeated && wantsRepeated(world, found));
  for (let next = 0; reached.count() < budget && isOpen(); next++) {
    const visit = order === 'deepest first' ? ahead.pop() : ahead[next];
    if (visit === undefined) break;
    const state = reached.at(visit);
    note(world, state, visit, found);
    if (isSettled(world, state, found, isOpen())) continue;
    for (const move of movesFrom(world, state)) reach(move.state, visit);
  }
  const answer = (exposed: number, window: number): Found => answerOf(world, reached, exposed, window);
  return {
    lost: answer(found.lostByItself < 0 ? found.lostExposed : found.lostByItself, found.lostWindow),
    repeated: answer(found.repeatedExposed, found.repeatedWindow),
    taken: found.taken,
    truncated: reached.count() >= budget && (found.lostExposed < 0 || wantsRepeated(world, found)),
    states: reached.count(),
  };
}

/** Numbers of the first states that show something; -1 where none does so far. */
interface Findings {
  lostExposed: number;
  /** Lost because the effect's own call failed: what a reader expects to be told, though another call may fail sooner. */
  lostByItself: number;
  lostWindow: number;
  repeatedExposed: number;
  repeatedWindow: number;
  taken: boolean;
  /** States looked at since a loss was found. */
  since: number;
}

/** How long a better story is looked for once the answer is known. */
const patience = 600;

function note(world: World, state: State, visit: number, found: Findings): void {
  if (found.lostExposed >= 0) found.since++;
  const count = state[head.count] ?? 0;
  const isRepeated = count > 1;
  found.taken ||= count > 0;
  if (isWindow(state)) {
    if (found.lostWindow < 0 && isLost(world, state)) found.lostWindow = visit;
    if (found.repeatedWindow < 0 && isRepeated) found.repeatedWindow = visit;
    return;
  }
  if (found.repeatedExposed < 0 && isRepeated) found.repeatedExposed = visit;
  if (!isLost(world, state)) return;
  if (found.lostExposed < 0) found.lostExposed = visit;
  if (found.lostByItself < 0 && world.nodes[(state[head.fault] ?? 0) - fault.outage]?.kind === 'effect') found.lostByItself = visit;
}

const wantsLost = (found: Findings): boolean => found.lostByItself < 0 && (found.lostExposed < 0 || found.since < patience);
const wantsRepeated = (world: World, found: Findings): boolean => world.countRepeats && found.repeatedExposed < 0;

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

function answerOf(world: World, reached: Reached, exposed: number, window: number): Found {
  if (exposed >= 0) return { answer: 'exposed', history: historyOf(world, reached, exposed) };
  if (window >= 0) return { answer: 'window', history: historyOf(world, reached, window) };
  return { answer: 'never', history: [] };
}

/** Only the states were kept: what happened between two of them is what first leads from the one to the other. */
function historyOf(world: World, reached: Reached, visit: number): Happening[] {
  const history: Happening[] = [];
  for (let [at, before] = [visit, reached.before(visit)]; before >= 0; [at, before] = [before, reached.before(before)]) {
    const state = reached.at(at);
    const move = movesFrom(world, reached.at(before)).find((one) => one.state.every((value, index) => value === state[index]));
    if (move !== undefined) history.push(move.happening);
  }
  return history.toReversed();
}
