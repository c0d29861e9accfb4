// Remembers evaluations, cuts cycles and keeps budgets. What was cut short by a cycle further out is not remembered: asked from elsewhere it may have an answer.
import type ts from 'typescript';
import { bug } from '../base/bug.ts';
import { unknown } from './making.ts';
import type { Environment, Frame, Value } from './values.ts';

interface Slot {
  value: Value | null;
  readonly depth: number;
}

interface Slots<Key> {
  get(key: Key): Slot | undefined;
  set(key: Key, slot: Slot): unknown;
  delete(key: Key): unknown;
}

export interface Memory {
  evaluate(node: ts.Node, env: Environment, work: (env: Environment) => Value): Value;
  /** A member of a value; remembered with the value. */
  member(of: Value, name: string, work: () => Value): Value;
  /** Counts as a level of depth, is not remembered. */
  nested(work: () => Value): Value;
  /** The same for answers that are no values. */
  bounded<Result>(work: () => Result, otherwise: Result): Result;
  /** Runs a search that is to be judged by a budget of its own. */
  afresh<Result>(work: () => Result): Result;
  /** `unknown` for a function that is already being entered (twice is allowed: a callback may come back through it). */
  once(node: ts.Node, work: () => Value): Value;
}

const deepest = 110;
const mostSteps = 20_000;

export function createMemory(): Memory {
  const free = new WeakMap<ts.Node, Slot>();
  const framed = new WeakMap<Frame, Map<ts.Node, Slot>>();
  const membered = new WeakMap<Value, Map<string, Slot>>();
  const entered = new Map<ts.Node, number>();
  const stack = createStack();

  function slots(env: Environment): Slots<ts.Node> {
    if (!env) return free;
    const known = framed.get(env) ?? new Map<ts.Node, Slot>();
    framed.set(env, known);
    return known;
  }

  function member(of: Value, name: string, work: () => Value): Value {
    const known = membered.get(of) ?? new Map<string, Slot>();
    membered.set(of, known);
    return stack.inSlot(known, name, work);
  }

  function once(node: ts.Node, work: () => Value): Value {
    const count = entered.get(node) ?? 0;
    if (count > 1) return unknown;
    entered.set(node, count + 1);
    try {
      return work();
    } finally {
      entered.set(node, count);
    }
  }

  return {
    evaluate: (node, env, work) => stack.inSlot(slots(env), node, () => work(env)),
    member,
    nested: (work) => stack.bounded(work, unknown),
    bounded: stack.bounded,
    afresh: stack.afresh,
    once,
  };
}

interface Stack {
  inSlot<Key>(table: Slots<Key>, key: Key, work: () => Value): Value;
  bounded<Result>(work: () => Result, otherwise: Result): Result;
  afresh<Result>(work: () => Result): Result;
}

/** How deep and how long the outermost question has been at work, and the outermost slot that a cycle was cut at. */
function createStack(): Stack {
  let depth = 0;
  let steps = 0;
  let lowest = Infinity;

  /** Deep enough code can exhaust the stack: the outermost question is then answered by `otherwise`, and the others stand. */
  function within<Result>(work: () => Result, otherwise: Result): Result {
    depth += 1;
    try {
      return work();
    } catch (error) {
      if (depth > 1) throw error;
      bug(`evaluation failed: ${String(error)}`);
      return otherwise;
    } finally {
      depth -= 1;
    }
  }

  function bounded<Result>(work: () => Result, otherwise: Result): Result {
    if (depth > deepest) {
      lowest = -1;
      return otherwise;
    }
    if (depth === 0) steps = 0;
    return within(work, otherwise);
  }

  function inSlot<Key>(table: Slots<Key>, key: Key, work: () => Value): Value {
    const known = table.get(key);
    if (known?.value) return known.value;
    if (known) {
      lowest = Math.min(lowest, known.depth);
      return unknown;
    }
    if (depth === 0) steps = 0;
    steps += 1;
    if (steps > mostSteps || depth > deepest) {
      lowest = -1;
      return unknown;
    }
    const outerLowest = lowest;
    const own: Slot = { value: null, depth };
    table.set(key, own);
    lowest = Infinity;
    try {
      const value = within(work, unknown);
      if (lowest >= depth || depth === 0) own.value = value;
      return value;
    } finally {
      if (own.value === null) table.delete(key);
      lowest = Math.min(outerLowest, lowest >= depth ? Infinity : lowest);
    }
  }

  function afresh<Result>(work: () => Result): Result {
    const before = steps;
    const result = work();
    steps = before;
    return result;
  }

  return { inSlot, bounded, afresh };
}
