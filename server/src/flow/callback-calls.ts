// Functions handed to other functions: run once an element, run later, or run right there.
import ts from 'typescript';
import type { FunctionValue, Value } from '../provenance/values.ts';
import { bare } from '../syntax/bare.ts';
import { lastNameOf } from '../syntax/file-index.ts';
import { resolveName } from '../syntax/scopes.ts';
import { isExecutorParameter, rejectsBy } from './executor-parameters.ts';
import { guardedBehind } from './guards/library-guard.ts';
import { isHeartbeat } from './heartbeats.ts';
import { walkLoop } from './loops.ts';
import { isAwaited } from './promise-use.ts';
import { mergeOutcomes, outcomesOf, statesOf, withFact, type Outcome, type State } from './state.ts';
import { inThread, withoutNews } from './threads.ts';
import { isTelling, withResult, type Known } from './known.ts';
import { undecided, type Scope, type Walk } from './walk.ts';

/** The functions among the arguments of a call. */
export function callbacksOf(w: Walk, node: ts.CallExpression | ts.NewExpression, scope: Scope): readonly FunctionValue[] {
  // `_.isFunction(handler)` asks what it is given, and runs nothing.
  if (/^is[A-Z]/.test(lastNameOf(node.expression) ?? '') && !node.arguments?.some((argument) => ts.isFunctionLike(bare(argument)))) return [];
  return (node.arguments ?? []).flatMap((argument) => {
    const inner = bare(argument);
    const value = w.program.valueOf(inner, scope.env);
    return value.kind === 'api' ? guardedBehind(w, value) : functionsIn(w, value);
  });
}

/** A function, and those in a list or in an options object: `series([save, publish])`, `retry({ fn: async () => ... })`. */
function functionsIn(w: Walk, value: Value, depth = 0): readonly FunctionValue[] {
  // A list may be put together from itself.
  if (depth > 3) return [];
  switch (value.kind) {
    case 'function':
    case 'union':
      return w.program.functionsOf(value).filter((fn) => fn.node.body !== undefined);
    case 'array':
    case 'list':
      return (w.program.elementsOf(value) ?? []).flatMap((element) => functionsIn(w, element, depth + 1));
    case 'object':
      return value.node.properties.flatMap((property) =>
        isWrittenOut(property) ? functionsIn(w, w.program.memberOf(value, property.name.text), depth + 1) : [],
      );
    default:
      return [];
  }
}

function isWrittenOut(property: ts.ObjectLiteralElementLike): property is (ts.MethodDeclaration | ts.PropertyAssignment) & { readonly name: ts.Identifier } {
  if (property.name === undefined || !ts.isIdentifier(property.name)) return false;
  if (!ts.isPropertyAssignment(property)) return ts.isMethodDeclaration(property);
  const held = bare(property.initializer);
  return ts.isFunctionLike(held) || ts.isArrayLiteralExpression(held);
}

/** `setTimeout(f)`: later, with nobody waiting, and for the error that was caught where the time-out was set. */
export function walkTimer(w: Walk, states: readonly State[], node: ts.CallExpression, scope: Scope): readonly Outcome[] {
  if (isHeartbeat(node, scope)) {
    w.writer.harmless({ place: w.program.placeOf(node), call: 'setInterval', kind: 'other' });
    return outcomesOf(states);
  }
  const outcomes = deferred(w, states, node, scope, scope.caught);
  return scope.executor && isKeptPromise(node) ? outcomes.map((outcome) => ({ ...outcome, state: withoutNews(states, outcome.state) })) : outcomes;
}

/** `const late = new Promise((resolve) => setTimeout(...))`: whether the time is up when something else is done, nobody knows. */
function isKeptPromise(node: ts.Node): boolean {
  const promise = ts.findAncestor(node, ts.isNewExpression);
  return promise !== undefined && !ts.isAwaitExpression(promise.parent) && !ts.isReturnStatement(promise.parent) && !ts.isArrowFunction(promise.parent);
}

/** `emitter.on('x', f)`: later, with nobody waiting, and maybe never. */
export function walkDeferred(w: Walk, states: readonly State[], node: ts.CallExpression, scope: Scope): readonly Outcome[] {
  if (!w.untilIdle(node) || scope.executor) return deferred(w, states, node, scope, []);
  const { yes, no } = undecided(w, states, node);
  return mergeOutcomes([...deferred(w, yes, node, scope, []), ...outcomesOf(no)]);
}

function deferred(w: Walk, states: readonly State[], node: ts.CallExpression, scope: Scope, caught: Scope['caught']): readonly Outcome[] {
  const callbacks = callbacksOf(w, node, scope);
  if (callbacks.length === 0) return outcomesOf(states);
  if (scope.executor && !callbacks.every(isLeftAlone)) {
    const ran = runCallbacks(w, states, callbacks, scope, []);
    // A time-out or a listener that only rejects does not keep what stands beside it from settling the promise first.
    return ran.length === 0 && (isFollowed(node) || resolvesBeside(node)) ? outcomesOf(states) : ran;
  }
  return inThread(w, states, node, scope, (inner, innerScope) =>
    callbacks.reduce(
      (here, fn) =>
        statesOf(isToldError(node) ? runNodeCallback(w, here, fn, { is: 'truthy' }, innerScope) : runCallbacks(w, here, [fn], { ...innerScope, caught }, [])),
      inner,
    ),
  );
}

/** `request.on('error', (error) => ...)`, `process.on('uncaughtException', ...)`. */
function isToldError({ arguments: [event] }: ts.CallExpression): boolean {
  return event !== undefined && ts.isStringLiteralLike(event) && /^(?:error|uncaughtException|unhandledRejection)$/.test(event.text);
}

/** `stream.on('data', async (row) => ...)`: nobody awaits it, and another listener settles the promise. */
function isLeftAlone({ node }: FunctionValue): boolean {
  let settles = false;
  const visit = (at: ts.Node): void => {
    settles ||= ts.isIdentifier(at) && isExecutorParameter(at);
    if (!settles) ts.forEachChild(at, visit);
  };
  visit(node);
  return isAsync(node) && !settles;
}

/** `const changes = model.watch(); changes.on('change', f)`: a subscription that outlives the message. What `f` does answers to whoever changes something. */
export function hearsOfChanges(node: ts.CallExpression): boolean {
  const [event] = node.arguments;
  const callee = bare(node.expression);
  if (event === undefined || !ts.isStringLiteralLike(event) || event.text !== 'change' || !ts.isPropertyAccessExpression(callee)) return false;
  const from = bare(callee.expression);
  const declaration = ts.isIdentifier(from) ? resolveName(from.text, from) : null;
  const made = bare(declaration !== null && ts.isVariableDeclaration(declaration) ? (declaration.initializer ?? from) : from);
  return ts.isCallExpression(made) && lastNameOf(made.expression) === 'watch';
}

/** Other statements stand after the one that this call is in. */
function isFollowed(node: ts.Node): boolean {
  let at = node;
  while (!ts.isStatement(at) && !ts.isFunctionLike(at)) at = at.parent;
  return ts.isBlock(at.parent) && at.parent.statements.at(-1) !== at;
}

/** `stream.on('error', (error) => reject(error)).on('finish', () => resolve())`: the executor that this call is in resolves outside its arguments. */
function resolvesBeside(node: ts.CallExpression): boolean {
  let executor: ts.Node = node;
  while (!ts.isNewExpression(executor.parent) && !ts.isSourceFile(executor.parent)) executor = executor.parent;
  const visit = (at: ts.Node): boolean =>
    !(at.parent === node && at !== node.expression) &&
    ((ts.isIdentifier(at) && !ts.isParameter(at.parent) && isExecutorParameter(at) && !rejectsBy(at)) || (ts.forEachChild(at, visit) ?? false));
  return visit(executor);
}

/** `source.pipe(new Sink())`: its methods run for each piece, later unless the pipeline is awaited or a promise settles when it ends. */
export function walkStreams(w: Walk, states: readonly State[], node: ts.CallExpression, methods: readonly FunctionValue[], scope: Scope): readonly Outcome[] {
  const run = (inner: readonly State[], innerScope: Scope): readonly Outcome[] => runCallbacks(w, inner, methods, innerScope, []);
  if (scope.executor || isAwaited(node, scope)) return run(states, scope);
  return inThread(w, states, node, scope, (inner, innerScope) => statesOf(run(inner, innerScope)));
}

/** One after the other, as part of the call. */
export function runCallbacks(
  w: Walk,
  states: readonly State[],
  callbacks: readonly FunctionValue[],
  scope: Scope,
  args: readonly Value[],
  awaited = true,
  runner?: ts.Node,
): readonly Outcome[] {
  let outcomes: readonly Outcome[] = outcomesOf(states);
  const activation = { args, awaited, executor: scope.executor, ...(runner && { runner }) };
  for (const fn of callbacks) outcomes = mergeOutcomes(w.visit.run(w, statesOf(outcomes), { fn, ...activation }, scope));
  return outcomes;
}

/** By a library's function that may as well not call them: one that only throws (an interceptor for errors) does not end the caller's path. */
export function runHandedOver(
  w: Walk,
  states: readonly State[],
  callbacks: readonly FunctionValue[],
  node: ts.Node,
  scope: Scope,
  runner?: ts.Node,
): readonly Outcome[] {
  const awaited = isAwaited(node, scope);
  let outcomes: readonly Outcome[] = outcomesOf(states);
  for (const fn of callbacks) {
    const ran = runCallbacks(w, statesOf(outcomes), [fn], scope, [], awaited, runner);
    if (ran.length > 0) outcomes = ran;
  }
  return outcomes;
}

/** `records.map(async (record) => ...)`: a loop whose body is the callback. */
export function walkElements(
  w: Walk,
  states: readonly State[],
  node: ts.CallExpression,
  callee: ts.Expression,
  name: string,
  scope: Scope,
): readonly Outcome[] {
  const callbacks = callbacksOf(w, node, scope);
  if (callbacks.length === 0) return outcomesOf(states);
  const element = elementOf(w, callee, scope);
  const args = element === null ? [] : name.startsWith('reduce') ? [unknown, element] : [element];
  const waited = name !== 'forEach' && isAwaited(node, scope);
  const async = callbacks.some((fn) => isAsync(fn.node));
  const tells = name === 'map' && (waited || !async) && !isDropped(node);
  const body = (inner: readonly State[], innerScope: Scope): readonly State[] => {
    const outcomes = runCallbacks(w, inner, callbacks, innerScope, args, waited, node);
    return statesOf(tells ? outcomes.map((outcome) => keepAnswer(node, outcome)) : outcomes);
  };
  const turn = waited || !async ? body : (inner: readonly State[], innerScope: Scope) => statesOf(inThread(w, inner, node, innerScope, body));
  const ends = walkLoop(w, states, { node, labels: [], body: turn, test: null, after: null, first: false }, scope);
  return tells ? ends.map((state) => ({ state: withFact(state, node, undefined), known: state.facts.get(node) })) : outcomesOf(ends);
}

/** Remembers at the call what one element came to, beside what others did. */
function keepAnswer(node: ts.CallExpression, { state, known }: Outcome): Outcome {
  return { state: isTelling(known) ? withFact(state, node, withResult(state.facts.get(node), known)) : state, known: undefined };
}

/** Nobody looks at the list: `await Promise.all(records.map(...));` */
function isDropped(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isExpressionStatement(parent)) return true;
  return (ts.isAwaitExpression(parent) || ts.isCallExpression(parent) || ts.isParenthesizedExpression(parent)) && isDropped(parent);
}

const unknown: Value = { kind: 'unknown' };

/** What the callback is given one of; null leaves it to where the callback stands. */
function elementOf(w: Walk, callee: ts.Expression, scope: Scope): Value | null {
  if (!ts.isPropertyAccessExpression(callee)) return null;
  const list = w.program.valueOf(callee.expression, scope.env);
  if (list.kind === 'message' || list.kind === 'api') return w.program.walkPath(list, 'Element');
  const elements = w.program.elementsOf(list);
  const [first, ...others] = elements ?? [];
  if (first === undefined) return null;
  return others.length === 0 ? first : { kind: 'union', values: elements ?? [] };
}

export function isAsync(node: ts.Node): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword);
}

/** The callback hears of what has failed on the way, and else that all went well. */
export function tellBoth(w: Walk, done: readonly State[], throws: readonly Outcome[], fn: FunctionValue, scope: Scope): readonly Outcome[] {
  const failed = mergeOutcomes(throws).flatMap(({ state, known = { is: 'truthy' }, from = [] }) =>
    runNodeCallback(w, [state], fn, known, { ...scope, caught: from }),
  );
  return [...failed, ...runNodeCallback(w, done, fn, { is: 'constant', value: null }, scope)];
}

/** A callback in Node's manner gets the error first: null here, something there. */
export function runNodeCallback(w: Walk, states: readonly State[], fn: FunctionValue, error: Known, scope: Scope): readonly Outcome[] {
  const parameter = fn.node.parameters[0];
  const told = states.map((state) => withFact(state, parameter ?? null, error));
  return w.visit.run(w, told, { fn, args: [], known: [error], awaited: true, executor: scope.executor }, scope);
}
