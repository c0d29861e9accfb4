// Promises put together: chains, `Promise.all` and its sisters, and `new Promise`.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { callbacksOf, runCallbacks } from './callback-calls.ts';
import { failsAttempt } from './executor-parameters.ts';
import { isInert } from './inert.ts';
import type { Known } from './known.ts';
import { isAwaited } from './promise-use.ts';
import { knownOf } from './read-known.ts';
import { keptIn } from './settled-later.ts';
import { walkRefusals } from './refusals.ts';
import { toldOfCaught } from './settle-calls.ts';
import { mergeOutcomes, outcomesOf, statesOf, type Outcome, type State } from './state.ts';
import { inThread } from './threads.ts';
import { enterCatch, knownWhenCaught } from './try-statement.ts';
import { throwRejected, withExits, type Scope, type Walk } from './walk.ts';

/** `p.then(a, b)`, `p.catch(b)`, `p.finally(c)`. */
export function walkChain(w: Walk, states: readonly State[], node: ts.CallExpression, name: string, scope: Scope): readonly Outcome[] {
  const callee = bare(node.expression);
  if (!ts.isPropertyAccessExpression(callee)) return outcomesOf(states);
  if (!isAwaited(node, scope) && !isPartOfChain(node))
    return inThread(w, states, node, scope, (inner, innerScope) => statesOf(chain(w, inner, node, callee.expression, name, { ...innerScope, awaited: true })));
  return chain(w, states, node, callee.expression, name, scope);
}

function chain(w: Walk, states: readonly State[], node: ts.CallExpression, source: ts.Expression, name: string, scope: Scope): readonly Outcome[] {
  const throws: Outcome[] = [];
  const rejected = name === 'catch' ? node.arguments[0] : name === 'then' ? node.arguments[1] : undefined;
  const catches = rejected === undefined ? scope.catches : [rejected, ...scope.catches];
  const inside = { ...withExits(scope, { throws }), catches };
  const before = throwRejected(w.visit.expression(w, states, source, inside), inside);
  if (name === 'finally') return walkFinally(w, before, throws, node, scope);
  const [continuation] = node.arguments;
  const resolved = name === 'then' && continuation !== undefined ? then(w, before, continuation, node, scope) : before;
  if (rejected === undefined) {
    scope.exits.throws.push(...throws);
    return resolved;
  }
  const handled = mergeOutcomes(throws).flatMap((thrown) => handle(w, thrown, rejected, scope));
  const refused = walkRefusals(w, throws, rejected, scope, (thrown, entered) => handle(w, thrown, rejected, entered));
  return mergeOutcomes([...resolved, ...handled, ...refused]);
}

/** `observable$.subscribe({ next, error })`, `subscribe(next, error)`: as `then(next, error)`, with nobody waiting unless a promise is made of it. */
export function walkSubscription(w: Walk, states: readonly State[], node: ts.CallExpression, scope: Scope): readonly Outcome[] | null {
  const callee = bare(node.expression);
  if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== 'subscribe' || !ts.isCallExpression(bare(callee.expression))) return null;
  const observer = observerOf(node);
  if (observer === null) return null;
  const run = (inner: readonly State[], innerScope: Scope): readonly Outcome[] => {
    const throws: Outcome[] = [];
    const catches = observer.error === undefined ? innerScope.catches : [observer.error, ...innerScope.catches];
    const before = w.visit.expression(w, inner, callee.expression, { ...withExits(innerScope, { throws }), catches });
    const { next, error } = observer;
    const resolved = next === undefined ? before : then(w, before, next, node, innerScope);
    const handled = error === undefined ? throws : mergeOutcomes(throws).flatMap((thrown) => handle(w, thrown, error, innerScope));
    return mergeOutcomes([...resolved, ...handled]);
  };
  if (scope.executor) return run(states, scope);
  return inThread(w, states, node, scope, (inner, innerScope) => statesOf(run(inner, { ...innerScope, awaited: true, executor: true })));
}

function observerOf(node: ts.CallExpression): { readonly next?: ts.Expression; readonly error?: ts.Expression } | null {
  const [first, second] = node.arguments;
  if (first === undefined) return {};
  const given = bare(first);
  if (ts.isFunctionLike(given)) return { next: given, error: second };
  if (!ts.isObjectLiteralExpression(given)) return null;
  const named = (name: string): ts.Expression | undefined => {
    const property = given.properties.find((each) => each.name !== undefined && ts.isIdentifier(each.name) && each.name.text === name);
    return property !== undefined && ts.isPropertyAssignment(property) ? property.initializer : undefined;
  };
  return { next: named('next') ?? named('complete'), error: named('error') };
}

function then(w: Walk, before: readonly Outcome[], argument: ts.Expression, runner: ts.CallExpression, scope: Scope): readonly Outcome[] {
  const functions = w.program.functionsOf(w.program.valueOf(bare(argument), scope.env)).filter((fn) => fn.node.body !== undefined);
  if (functions.length === 0) return outcomesOf(statesOf(before));
  return mergeOutcomes(
    before.flatMap(({ state, known }) =>
      functions.flatMap((fn) => w.visit.run(w, [state], { fn, args: [], known: [known], awaited: true, executor: scope.executor, runner }, scope)),
    ),
  );
}

function handle(w: Walk, thrown: Outcome, handler: ts.Expression, scope: Scope): readonly Outcome[] {
  const value = w.program.valueOf(bare(handler), scope.env);
  const [fn] = w.program.functionsOf(value).filter((candidate) => candidate.node.body !== undefined);
  const entered = enterCatch(w, thrown, handler, null);
  const told = fn === undefined ? toldOfCaught(w, entered, handler, value) : null;
  if (told !== null) return outcomesOf(told);
  if (fn === undefined)
    return rejects(handler) || failsAttempt(w.program, bare(handler), scope.env)
      ? (scope.exits.throws.push({ ...thrown, state: entered }), [])
      : outcomesOf([entered]);
  return w.visit.run(
    w,
    [entered],
    { fn, args: [], known: [knownWhenCaught(w, thrown, fn.node)], awaited: true, executor: scope.executor },
    { ...scope, caught: thrown.from ?? [] },
  );
}

/** `.catch(reject)`, `.catch(done)`: handed on, not swallowed. */
function rejects(handler: ts.Expression): boolean {
  return ts.isIdentifier(handler) && /^(reject|rej|next|done|callback|cb)$/.test(handler.text);
}

function walkFinally(w: Walk, before: readonly Outcome[], throws: readonly Outcome[], node: ts.CallExpression, scope: Scope): readonly Outcome[] {
  const callbacks = callbacksOf(w, node, scope);
  const through = (outcomes: readonly Outcome[]) =>
    outcomes.flatMap((outcome) =>
      outcomesOf(statesOf(runCallbacks(w, [outcome.state], callbacks, scope, [])), outcome.known).map((end) => ({ ...end, from: outcome.from })),
    );
  scope.exits.throws.push(...through(throws));
  return through(before);
}

function isPartOfChain(node: ts.Node): boolean {
  return ts.isPropertyAccessExpression(node.parent) && ts.isCallExpression(node.parent.parent) && node.parent.parent.expression === node.parent;
}

/** `Promise.all([...])`: everything runs; an error rejects the whole. `allSettled` swallows errors but tells of them in its result. */
export function walkCombinator(w: Walk, states: readonly State[], node: ts.CallExpression, scope: Scope): readonly Outcome[] {
  const callee = bare(node.expression);
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : 'all';
  const awaited = isAwaited(node, scope);
  if (!awaited && !isInert(node))
    return inThread(w, states, node, scope, (inner, innerScope) => statesOf(combined(w, inner, node, name, { ...innerScope, awaited: true })));
  return combined(w, states, node, name, scope);
}

function combined(w: Walk, states: readonly State[], node: ts.CallExpression, name: string, scope: Scope): readonly Outcome[] {
  const [argument] = node.arguments;
  if (argument === undefined) return outcomesOf(states);
  const list = bare(argument);
  const parts: readonly ts.Expression[] = ts.isArrayLiteralExpression(list) ? list.elements : [list];
  const [only, ...others] = parts;
  if (name === 'all' && only !== undefined && others.length === 0 && !ts.isArrayLiteralExpression(list))
    return isInert(only)
      ? throwRejected(
          states.map((state) => ({ state, known: knownOf(only, state.facts) })),
          scope,
        ).map(({ state, known }) => ({ state, known: listOf(known) }))
      : answersOf(w.visit.expression(w, states, only, scope));
  if (name === 'race' || name === 'any') return raced(w, states, parts, scope);
  if (name !== 'allSettled') return outcomesOf(joined(w, states, parts, scope));
  const throws: Outcome[] = [];
  const walkAll = (here: readonly State[]) =>
    parts.reduce((reached, part) => {
      const failed: Outcome[] = [];
      const ends = isInert(part) ? reached : statesOf(w.visit.expression(w, reached, part, { ...withExits(scope, { throws: failed }), catches: [] }));
      throws.push(...failed);
      return ends.length > 0 ? ends : reached;
    }, here);
  const ends = walkAll(states);
  const failed = mergeOutcomes(throws).map((thrown) => enterCatch(w, thrown, node, null));
  return mergeOutcomes([...ends.map((state) => ({ state, known: keptIn(state, list) })), ...outcomesOf(failed, { is: 'settled', failed: true })]);
}

/** All of them run, also beside one that can only reject, which then rejects the whole. */
function joined(w: Walk, states: readonly State[], parts: readonly ts.Expression[], scope: Scope): readonly State[] {
  let here = states;
  let isRejected = false;
  for (const part of parts) {
    const ends = statesOf(throwRejected(w.visit.expression(w, here, part, scope), scope));
    isRejected ||= ends.length === 0;
    if (ends.length > 0) here = ends;
  }
  if (!isRejected) return here;
  if (here !== states) scope.exits.throws.push(...here.map((state): Outcome => ({ state, known: { is: 'thrown', why: 'raised' }, from: scope.caught })));
  return [];
}

/** One of them is enough: a time-out that only rejects does not keep the others from settling the whole. */
function raced(w: Walk, states: readonly State[], parts: readonly ts.Expression[], scope: Scope): readonly Outcome[] {
  let here = states;
  let isSettled = false;
  for (const part of parts) {
    const ends = isInert(part) ? here : statesOf(w.visit.expression(w, here, part, scope));
    isSettled ||= ends.length > 0;
    if (ends.length > 0) here = ends;
  }
  return isSettled ? outcomesOf(here) : [];
}

/** Waiting for a list of promises gives the list of what they come to. */
function answersOf(outcomes: readonly Outcome[]): readonly Outcome[] {
  return mergeOutcomes(outcomes.map((outcome) => ({ ...outcome, known: listOf(outcome.known) })));
}

function listOf(known: Known | undefined): Known | undefined {
  return known?.is === 'results' ? known : undefined;
}

/** `ctx.waitUntil(save())`: the platform lives on until that has ended, and the answer waits for nothing. Only a batch of Cloudflare Queues waits. */
export function walkLeftToPlatform(w: Walk, states: readonly State[], node: ts.CallExpression, name: string, scope: Scope): readonly Outcome[] | null {
  const [given] = node.arguments;
  if (name !== 'waitUntil' || given === undefined || isInert(given) || ts.isFunctionLike(bare(given))) return null;
  if (w.entered.handler.transport === 'cloudflare-queues') return null;
  return inThread(w, states, node, scope, (inner, innerScope) => statesOf(w.visit.expression(w, inner, given, { ...innerScope, awaited: true })));
}

/** The executor runs at once; its calls back decide when the promise settles. */
export function walkExecutor(w: Walk, states: readonly State[], node: ts.NewExpression, scope: Scope): readonly Outcome[] {
  const callbacks = callbacksOf(w, node, scope);
  const awaited = isAwaited(node, scope);
  const run = (inner: readonly State[], innerScope: Scope) =>
    statesOf(callbacks.flatMap((fn) => w.visit.run(w, inner, { fn, args: [], awaited: true, executor: true }, innerScope))).map((state) => ({
      state,
      known: state.facts.get(node),
    }));
  if (callbacks.length === 0) return outcomesOf(states);
  return awaited ? run(states, scope) : inThread(w, states, node, scope, (inner, innerScope) => statesOf(run(inner, innerScope)));
}
