// Libraries that run tasks and tell a callback how it went: `async.waterfall([load, save], done)`, `async.eachSeries(orders, save, done)`.
import ts from 'typescript';
import { taskRunners } from '../models/packages-by-role.ts';
import { queueOf } from '../handlers/wrapped-functions.ts';
import type { CallSite, FunctionValue, Value } from '../provenance/values.ts';
import { bare } from '../syntax/bare.ts';
import { callbacksOf, tellBoth } from './callback-calls.ts';
import { walkLoop } from './loops.ts';
import { apisOf } from './matching-rows.ts';
import { isTaskCallback } from './node-callbacks.ts';
import { isAwaited } from './promise-use.ts';
import { tellOutcome, toldOutcome } from './settle-calls.ts';
import { mergeOutcomes, outcomesOf, statesOf, type Outcome, type State } from './state.ts';
import { inThread } from './threads.ts';
import { walkUnknownSide } from './unmodelled-calls.ts';
import { siteOf, withExits, type Scope, type Walk } from './walk.ts';

/** Null where the call is another's, or is handed no function. */
export function walkTasks(w: Walk, states: readonly State[], node: ts.CallExpression, name: string, value: Value, scope: Scope): readonly Outcome[] | null {
  const runners = apisOf(value).filter((api) => taskRunners.has(api.package));
  if (runners.length === 0) return null;
  const queue = runners.flatMap((api) => queueOf(api) ?? [])[0];
  if (queue !== undefined) return walkQueued(w, states, node, value, queue, scope);
  const callbacks = callbacksOf(w, node, scope);
  const told = toldAtEnd(w, node, name, callbacks, scope);
  const row = told === null ? toldOutcome(w, node, scope) : null;
  const tasks = callbacks.filter((fn) => fn !== told);
  if (tasks.length === 0) return null;
  const run = (inner: readonly State[], innerScope: Scope): readonly Outcome[] => {
    const throws: Outcome[] = [];
    const done = runTasks(w, inner, node, tasks, { ...withExits(innerScope, { throws }), catches: [] });
    if (row !== null) return outcomesOf(tellOutcome(w, done, statesOf(throws), row, node, innerScope));
    if (told !== null) return mergeOutcomes(tellBoth(w, done, mergeOutcomes(throws), told, innerScope));
    innerScope.exits.throws.push(...throws);
    return outcomesOf(done);
  };
  const last = node.arguments.at(-1);
  const isHeard = told !== null || row !== null || isAwaited(node, scope) || (last !== undefined && isTaskCallback(w, last, scope));
  return isHeard ? run(states, scope) : inThread(w, states, node, scope, (inner, innerScope) => statesOf(run(inner, innerScope)));
}

/** `queue.push(order, done)`, where `queue = async.queue(work, 2)`: nobody waits for the work, and `done` is told of it. */
function walkQueued(w: Walk, states: readonly State[], node: ts.CallExpression, value: Value, queue: CallSite, scope: Scope): readonly Outcome[] {
  const [worker] = w.program.argumentsOf(queue);
  const work = worker === undefined ? [] : w.program.functionsOf(worker).filter((fn) => fn.node.body !== undefined);
  if (work.length === 0) return walkUnknownSide(w, states, node, value, scope);
  const told = callbacksOf(w, node, scope).at(-1) ?? null;
  const args = w.program.argumentsOf(siteOf(node, scope)).slice(0, 1);
  return inThread(w, states, node, scope, (inner, innerScope) => {
    const throws: Outcome[] = [];
    const within = { ...withExits(innerScope, { throws }), catches: [] };
    const done = work.reduce((here, fn) => statesOf(w.visit.run(w, here, { fn, args, awaited: true, executor: true }, within)), inner);
    if (told !== null) return statesOf(mergeOutcomes(tellBoth(w, done, mergeOutcomes(throws), told, innerScope)));
    innerScope.exits.throws.push(...throws);
    return done;
  });
}

/** The function behind the tasks; a loop with a test has two functions before it. */
function toldAtEnd(w: Walk, node: ts.CallExpression, name: string, callbacks: readonly FunctionValue[], scope: Scope): FunctionValue | null {
  const last = node.arguments.at(-1);
  const given = last === undefined ? [] : w.program.functionsOf(w.program.valueOf(bare(last), scope.env));
  const before = /^(?:do)?(?:whilst|until|during)$/i.test(name) ? 2 : 1;
  const isList = last !== undefined && (ts.isArrayLiteralExpression(bare(last)) || ts.isObjectLiteralExpression(bare(last)));
  const end = callbacks.at(-1);
  return callbacks.length > before && !isList && end !== undefined && given.some((fn) => fn.node === end.node) ? end : null;
}

/** Those of a list one after the other; a function by itself as often as there are elements, or until it has done its work. */
function runTasks(w: Walk, states: readonly State[], node: ts.CallExpression, tasks: readonly FunctionValue[], scope: Scope): readonly State[] {
  const runAll = (inner: readonly State[], innerScope: Scope): readonly State[] =>
    tasks.reduce((here, fn) => statesOf(w.visit.run(w, here, { fn, args: [], awaited: true, executor: true }, innerScope)), inner);
  const isListed = tasks.some((fn) => ts.isArrayLiteralExpression(fn.node.parent) || ts.isPropertyAssignment(fn.node.parent)) || tasks.length > 2;
  return isListed ? runAll(states, scope) : walkLoop(w, states, { node, labels: [], body: runAll, test: null, after: null, first: false }, scope);
}
