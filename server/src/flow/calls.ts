// One call: its receiver and arguments first, then what the call itself is. The order of the questions is the order of certainty:
// settling the message, the models' rows, the workspace's own functions, and last what a name alone can tell.
import ts from 'typescript';
import { mediator, observables } from '../models/packages-by-role.ts';
import { bare } from '../syntax/bare.ts';
import { lastNameOf } from '../syntax/file-index.ts';
import { contains } from '../syntax/places.ts';
import { resolveName } from '../syntax/scopes.ts';
import { unionOf } from '../provenance/making.ts';
import type { FunctionValue, Value } from '../provenance/values.ts';
import { answerRequest } from './answer-calls.ts';
import { walkBuiltin } from './builtin-calls.ts';
import { calledThrough, type Through } from './called-through.ts';
import { hearsOfChanges, isAsync, walkDeferred, walkElements, walkStreams, walkTimer } from './callback-calls.ts';
import { actsByItself } from './call-purpose.ts';
import { walkMemory } from './guards/in-memory.ts';
import { walkRecorder } from './error-recorders.ts';
import { guardedBehind } from './guards/library-guard.ts';
import { walkOwnGuard } from './guards/own-guard.ts';
import { isInert } from './inert.ts';
import { runBehind, streamMethodsIn } from './made-functions.ts';
import { flagOf, isUndefined, type Known } from './known.ts';
import { isLate, walkPaired } from './late-arguments.ts';
import { knownOf } from './read-known.ts';
import { apisOf, matchCommand, matchRows, type Matched } from './matching-rows.ts';
import { walkMatched } from './matched-calls.ts';
import { isHeardUnread, listenersTo, mediatedBy } from './mediated.ts';
import { deferringNames, loopMethods, plainMethods, timers } from './plain-names.ts';
import { isChained, isCombinator, isAwaited } from './promise-use.ts';
import { walkChain, walkCombinator, walkExecutor, walkLeftToPlatform, walkSubscription } from './promise-calls.ts';
import { afterHandingOver } from './shared-values.ts';
import { schemaFunctions } from './schema-functions.ts';
import { settle } from './settle-calls.ts';
import { spokenSql } from './spoken-sql.ts';
import { walkResultMade, walkResultStep } from './result-chains.ts';
import { walkResults } from './result-lists.ts';
import { mayBeResult, resultOf } from './result-values.ts';
import { merge, mergeOutcomes, outcomesOf, statesOf, withFact, type Outcome, type State } from './state.ts';
import { walkTasks } from './task-runners.ts';
import { batchOf, walkBatch } from './transaction-calls.ts';
import { isForOtherKind } from './other-kinds.ts';
import { hasUnknownSide, isActOfMessage, isTakenOut, leaveForLater, walkOwnLog, walkUnknownSide, walkUnknownTag, walkUnmodelled } from './unmodelled-calls.ts';
import { siteOf, step, type Scope, type Walk } from './walk.ts';
import { inThread } from './threads.ts';

type Call = ts.CallExpression | ts.NewExpression | ts.TaggedTemplateExpression;

export function walkCall(w: Walk, states: readonly State[], node: Call, scope: Scope): readonly Outcome[] {
  const handler = (w.entered.shown ?? w.entered.fn).node;
  if (node.pos < handler.pos || node.end > handler.end || !contains(handler, node)) return walkCallAt(w, states, node, scope);
  const outer = w.own.call;
  w.own.call = node;
  const outcomes = walkCallAt(w, states, node, scope);
  w.own.call = outer;
  return outcomes;
}

function walkCallAt(w: Walk, states: readonly State[], node: Call, scope: Scope): readonly Outcome[] {
  if (ts.isNewExpression(node)) return walkNew(w, states, node, scope);
  if (ts.isTaggedTemplateExpression(node)) return walkTagged(w, states, node, scope);
  if (isCombinator(node)) return walkCombinator(w, states, node, scope);
  const callee = bare(node.expression);
  const name = lastNameOf(callee) ?? '';
  if (isChained(node) && !isWorkspaceMethod(w, callee, scope)) return walkChain(w, states, node, name, scope);
  const subscribed = name !== 'subscribe' || isWorkspaceMethod(w, callee, scope) ? null : walkSubscription(w, states, node, scope);
  if (subscribed !== null) return subscribed;
  const made = walkResultMade(w, states, node, name, scope) ?? walkPaired(w, states, node, scope) ?? walkLeftToPlatform(w, states, node, name, scope);
  if (made !== null) return made;
  const list = batchOf(node);
  if (list !== null) return walkBatch(w, states, node, list, scope);
  const received = statesAndKnown(w, states, callee, scope);
  const told = isToldArguments(w, node, callee, scope);
  const outcomes = mergeOutcomes(
    received.flatMap(({ state, known }): readonly Outcome[] => {
      if (isSkipped(node, callee, known, state)) return [{ state, known: isUndefined }];
      const stepped = walkResultStep(w, state, node, name, known, scope);
      if (stepped !== null) return stepped;
      const ready = walkArguments(w, [known?.is === 'settled' ? tellCallback(state, node, known) : state], node, scope, told);
      return (
        leaveForLater(w, ready, node, callee, scope) ??
        walkMemory(w, ready, node, name, scope) ??
        walkRecorder(w, ready, node, name, scope) ??
        walkBuiltin(w, ready, node, name, known, scope) ??
        answersResult(w, ready, node, name, known, scope) ??
        walkResults(w, ready, node, name, known, scope) ??
        dispatch(w, ready, node, callee, name, scope)
      );
    }),
  );
  // What always throws was there to be called: `this.condition?.build()` goes on where it is not.
  if (outcomes.length === 0 && isOptional(node, callee)) return outcomesOf(statesOf(received), isUndefined);
  const after = afterHandingOver(w, outcomes, node, scope);
  return told ? mergeOutcomes(after.map((outcome) => ({ ...outcome, state: forgetArguments(outcome.state, node) }))) : after;
}

function answersResult(
  w: Walk,
  states: readonly State[],
  node: ts.CallExpression,
  name: string,
  receiver: Known | undefined,
  scope: Scope,
): readonly Outcome[] | null {
  const known = mayBeResult.test(name) ? resultOf(node, w.program.valueOf(node.expression, scope.env), receiver, name) : null;
  return known === null ? null : outcomesOf(states, known);
}

/** `options?.progress()`, `callback?.()` where nothing was handed over. */
function isSkipped(node: ts.CallExpression, callee: ts.Expression, receiver: Known | undefined, state: State): boolean {
  if (ts.isPropertyAccessExpression(callee) && callee.questionDotToken !== undefined && isNothing(receiver)) return true;
  return node.questionDotToken !== undefined && isNothing(knownOf(callee, state.facts));
}

function isOptional(node: ts.CallExpression, callee: ts.Expression): boolean {
  return node.questionDotToken !== undefined || (ts.isPropertyAccessExpression(callee) && callee.questionDotToken !== undefined);
}

function isNothing(known: Known | undefined): boolean {
  return known?.is === 'constant' && (known.value === undefined || known.value === null);
}

function dispatch(w: Walk, states: readonly State[], node: ts.CallExpression, callee: ts.Expression, name: string, scope: Scope): readonly Outcome[] {
  const value = w.program.valueOf(callee, scope.env);
  const site = siteOf(node, scope);
  if (hopAt(w, node)?.from !== undefined) return walkWorkspace(w, states, node, value, scope) ?? outcomesOf(states);
  const settled =
    walkOwnGuard(w, states, node, value, scope) ?? settle(w, states, node, value, scope) ?? answerRequest(w, states, node, callee, name, value, scope);
  if (settled !== null) return settled;
  if (w.heard.has(node) || isForOtherKind(w, node, value)) return outcomesOf(states);
  const logged = walkOwnLog(w, states, node, callee, value) ?? walkTasks(w, states, node, name, value, scope);
  if (logged !== null) return logged;
  if (deferringNames.has(name) && hearsOfChanges(node)) return outcomesOf(states);
  const told = mediatedBy(w, value, site, mediator.publish);
  if (told !== null && told.length > 0) return tellAll(w, states, node, told, 0, scope);
  const listeners = listenersTo(w, value, site);
  if (listeners.length > 0) return tellAll(w, states, node, listeners, name === observables.feed ? 0 : 1, scope);
  if (isHeardUnread(w, value, site)) return walkUnknownSide(w, states, node, value, scope);
  const mediated = mediatedBy(w, value, site, mediator.execute);
  if (mediated !== null) return walkWorkspace(w, states, node, unionOf(mediated), scope) ?? walkUnknownSide(w, states, node, value, scope);
  const command = matchCommand(w.program, name, value, site);
  if (command !== null && command.is !== 'effect') w.worded.calls += 1;
  if (command !== null) return walkMatched(w, states, node, callee, command, scope);
  const matched = orAnything(value, firstMatch(apisOf(value).map((api) => matchRows(w.program, api, site))));
  const added = matched === null || acting.has(matched.is) ? [] : schemaFunctions(w.program, value);
  if (added.length > 0) return walkWorkspace(w, states, node, unionOf(added), scope) ?? outcomesOf(states);
  const streams = streamMethodsIn(w, node, name, scope);
  if (streams.length > 0) return walkStreams(w, states, node, streams, scope);
  const behind = matched === null || !acting.has(matched.is) ? runBehind(w, node, value) : null;
  if (behind !== null && guardedBehind(w, value).length === 0) return walkWorkspace(w, states, node, behind, scope) ?? outcomesOf(states);
  if (matched !== null && !acting.has(matched.is) && mayBeOwn(value)) return walkWorkspace(w, states, node, value, scope) ?? outcomesOf(states);
  const loops = loopMethods.has(name) && node.arguments.some((argument) => w.program.functionsOf(w.program.valueOf(argument, scope.env)).length > 0);
  if (loops && (matched?.is === 'read' || matched?.is === 'pure')) return walkElements(w, states, node, callee, name, scope);
  if (matched?.is === 'read' && plainMethods.has(name)) return loopMethods.has(name) ? walkElements(w, states, node, callee, name, scope) : outcomesOf(states);
  if (timers.has(name) && (matched === null || matched.is === 'read' || matched.is === 'pure')) return walkTimer(w, states, node, scope);
  if ((matched?.is === 'read' || matched?.is === 'pure') && isListening(node, name)) return walkDeferred(w, states, node, scope);
  if (matched?.is === 'read' && isConstructorLike(callee)) return outcomesOf(states);
  if (isTakenOut(w, node, callee, value, scope)) return walkUnknownSide(w, states, node, value, scope);
  const isAct = matched?.is === 'read' && isActOfMessage(node, name, value);
  if (matched !== null && matched.is !== 'opaque' && !isAct) return walkMatched(w, states, node, callee, matched, scope);
  if (deferringNames.has(name) && isDeferring(w, node, value)) return walkDeferred(w, states, node, scope);
  const own = walkWorkspace(w, states, node, value, scope) ?? walkThrough(w, states, node, callee, scope);
  if (own !== null) return own;
  if (loopMethods.has(name)) return walkElements(w, states, node, callee, name, scope);
  const spoken = spokenSql(w, node, name, value, scope);
  if (spoken !== null) return walkMatched(w, states, node, callee, spoken, scope);
  const isOwn = matched?.is === 'opaque' && matched.isOwn === true && actsByItself(w, node, scope);
  return isOwn ? walkUnknownSide(w, states, node, value, scope) : walkUnmodelled(w, states, node, callee, name, value, scope);
}

const acting: ReadonlySet<Matched['is']> = new Set(['effect', 'guard', 'transaction']);

/** `context.store ?? createStore()`: beside what a library may give stands the workspace's own, which does the work. */
function mayBeOwn(value: Value): boolean {
  return value.kind === 'union' && value.values.some((member) => member.kind === 'function' && member.node.body !== undefined);
}

/** Each of the event's handlers runs, given the arguments from this one on, and whoever published it hears of none. */
function tellAll(w: Walk, states: readonly State[], node: ts.CallExpression, told: readonly FunctionValue[], from: number, scope: Scope): readonly Outcome[] {
  const args = w.program.argumentsOf(siteOf(node, scope)).slice(from);
  const run = (begun: readonly State[], fn: FunctionValue, inner: Scope): readonly State[] =>
    statesOf(walkWorkspace(w, begun, node, fn, inner, { value: fn, args, from }) ?? outcomesOf(begun));
  return outcomesOf(told.reduce((here, fn) => statesOf(inThread(w, here, node, scope, (begun, inner) => run(begun, fn, inner))), states));
}

/** `results.forEach((result) => ...)`: what is known of the results is known of each. */
function tellCallback(state: State, node: ts.CallExpression, known: Known): State {
  const [callback] = node.arguments;
  const parameter = callback !== undefined && (ts.isArrowFunction(callback) || ts.isFunctionExpression(callback)) ? callback.parameters[0] : undefined;
  return withFact(state, parameter ?? null, known);
}

/** `emitter.on('x', f)`; not `subscriber.on(event)`, a method of the workspace's own that is handed no function. */
function isDeferring(w: Walk, node: ts.CallExpression, value: Value): boolean {
  const handsFunction = node.arguments.some((argument) => ts.isFunctionLike(bare(argument)));
  // `once(key, load)`: a function, not an emitter's method.
  if (ts.isIdentifier(bare(node.expression)) && (!handsFunction || runBy(w, node, value).length > 0)) return false;
  return handsFunction || (value.kind === 'api' && value.open === undefined) || runBy(w, node, value).length === 0;
}

/** `rows.stream().on('data', (row) => ...)`, wherever in a chain: what a client hands out tells of itself. */
function isListening(node: ts.CallExpression, name: string): boolean {
  const [event, listener] = node.arguments;
  return deferringNames.has(name) && event !== undefined && ts.isStringLiteralLike(event) && listener !== undefined && ts.isFunctionLike(bare(listener));
}

/** `In(ids)`, `IsNull()`, `Prisma.sql`: a value made by a function written like a class. */
function isConstructorLike(callee: ts.Expression): boolean {
  return ts.isIdentifier(callee) && /^[A-Z]/.test(callee.text);
}

/** Where it may be something that nothing is known about, that one side of it is the language's own says nothing. */
function orAnything(value: Value, matched: Matched | null): Matched | null {
  return matched?.is === 'pure' && hasUnknownSide(value) && apisOf(value).every((api) => api.package === 'global') ? null : matched;
}

/** Of several things a callee can be, the one that does most. */
function firstMatch(found: readonly (Matched | null)[]): Matched | null {
  const known = found.filter((matched) => matched !== null);
  return known.find((matched) => matched.is === 'effect' || matched.is === 'guard' || matched.is === 'transaction') ?? known[0] ?? null;
}

/** `work.apply(this, args)`, `work.call(this, order)`: the workspace's own function, by way of the language's. */
function walkThrough(w: Walk, states: readonly State[], node: ts.CallExpression, callee: ts.Expression, scope: Scope): readonly Outcome[] | null {
  const through = calledThrough(w, node, callee, scope);
  return through === null ? null : walkWorkspace(w, states, node, through.value, scope, through);
}

function walkWorkspace(
  w: Walk,
  states: readonly State[],
  node: ts.CallExpression,
  value: Value,
  scope: Scope,
  through: Through | null = null,
): readonly Outcome[] | null {
  const functions = runBy(w, node, value);
  if (functions.length === 0) return null;
  const from = hopAt(w, node)?.from ?? through?.from ?? 0;
  const args = through?.args ?? w.program.argumentsOf(siteOf(node, scope)).slice(from);
  const awaited = isAwaited(node, scope);
  const isOpen = hasUnknownSide(value) && isForAll(w, node, value) && actsByItself(w, node, scope);
  const run = (inner: readonly State[], innerScope: Scope, chosen = functions) => {
    const [state] = inner;
    const known = node.arguments.slice(from).map((argument) => (state === undefined || inner.length > 1 ? undefined : toldBy(state, argument)));
    const starts = chosen.length === 1 && !isOpen ? inner : step(w, inner, { kind: 'branch' }, node, 'chooses an implementation');
    return mergeOutcomes([
      ...chosen.flatMap((fn) =>
        w.visit.run(w, starts, { fn, args, known, awaited: awaited || isAsync(fn.node), site: node, from: siteOf(node, scope) }, innerScope),
      ),
      ...(isOpen && (chosen !== started || started.length === functions.length) ? walkUnknownSide(w, starts, node, value, innerScope) : []),
    ]);
  };
  const started = awaited ? [] : functions.filter((fn) => isAsync(fn.node));
  if (started.length > 0) {
    const others = functions.filter((fn) => !started.includes(fn));
    const starts = others.length === 0 ? states : step(w, states, { kind: 'branch' }, node, 'chooses an implementation');
    const beside = inThread(w, starts, node, scope, (inner, innerScope) => statesOf(run(inner, innerScope, started)));
    return others.length === 0 ? beside : mergeOutcomes([...beside, ...run(starts, scope, others)]);
  }
  const isTold = states.length > 1 && node.arguments.some((argument) => states.some(({ facts }) => facts.has(argument)));
  return isTold ? mergeOutcomes(states.flatMap((state) => run([state], scope))) : run(states, scope);
}

/** What an argument is known to be: by reading it, or by what came of walking it. */
function toldBy({ facts }: State, argument: ts.Expression): Known | undefined {
  if (!isInert(argument)) return facts.get(argument);
  const known = knownOf(argument, facts);
  // `settle(message, outcome)` is told what came out; `build(Kind.Order)` is one of many uses of a helper.
  return known?.is === 'named' && !ts.isIdentifier(argument) ? undefined : flagOf(known);
}

/** A wrapper's call that hands the message on runs the one handler that this is about, whatever else it may run. */
function runBy(w: Walk, node: ts.CallExpression, value: Value): readonly FunctionValue[] {
  const hop = hopAt(w, node);
  if (hop) return [hop.runs];
  return [...guardedBehind(w, value), ...w.program.functionsOf(value).filter((fn) => fn.node.body !== undefined)];
}

function hopAt(w: Walk, node: ts.CallExpression): NonNullable<Walk['entered']['hops']>[number] | undefined {
  return w.entered.hops?.find(({ call }) => call === node || isSameCallee(call.expression, node.expression));
}

/** `tenant ? runWith(tenant, () => handler(event)) : handler(event)`: the same handler, called in another way. */
function isSameCallee(one: ts.Expression, other: ts.Expression): boolean {
  const declaration = ts.isIdentifier(one) ? resolveName(one.text, one) : null;
  return declaration !== null && ts.isIdentifier(other) && resolveName(other.text, other) === declaration;
}

/** In a table of handlers, what is unknown about one message's says nothing about another's; nor does it where the one that this is about is what had not been known there. */
function isForAll(w: Walk, node: ts.CallExpression, value: Value): boolean {
  const hop = hopAt(w, node);
  const [only, ...others] = w.program.functionsOf(value);
  return hop === undefined || (only !== undefined && others.length === 0 && only.node === hop.runs.node);
}

function isWorkspaceMethod(w: Walk, callee: ts.Expression, scope: Scope): boolean {
  return w.program.functionsOf(w.program.valueOf(callee, scope.env)).some((fn) => fn.node.body !== undefined);
}

function statesAndKnown(w: Walk, states: readonly State[], callee: ts.Expression, scope: Scope): readonly Outcome[] {
  if (ts.isPropertyAccessExpression(callee) || ts.isElementAccessExpression(callee)) return w.visit.expression(w, states, callee.expression, scope);
  return isInert(callee) || ts.isFunctionLike(callee) ? outcomesOf(states) : outcomesOf(statesOf(w.visit.expression(w, states, callee, scope)));
}

function walkArguments(w: Walk, states: readonly State[], node: ts.CallExpression | ts.NewExpression, scope: Scope, told = false): readonly State[] {
  return (node.arguments ?? []).reduce((here: readonly State[], argument, index) => {
    if (isInert(argument) || ts.isFunctionLike(bare(argument)) || isLate(w, node, index, scope)) return here;
    const outcomes = w.visit.expression(w, here, argument, scope);
    return told ? merge(outcomes.map(({ state, known }) => withFact(state, argument, known?.is === 'object' ? flagOf(known) : undefined))) : statesOf(outcomes);
  }, states);
}

/** `expect(await put(order))`: what came of the argument decides what the workspace's own function does with it. */
function isToldArguments(w: Walk, node: ts.CallExpression, callee: ts.Expression, scope: Scope): boolean {
  return node.arguments.some((argument) => ts.isAwaitExpression(bare(argument)) || ts.isCallExpression(bare(argument))) && isWorkspaceMethod(w, callee, scope);
}

function forgetArguments(state: State, node: ts.CallExpression): State {
  return node.arguments.reduce((here: State, argument) => withFact(here, argument, undefined), state);
}

function walkNew(w: Walk, states: readonly State[], node: ts.NewExpression, scope: Scope): readonly Outcome[] {
  if (ts.isIdentifier(node.expression) && node.expression.text.endsWith('Promise')) return walkExecutor(w, states, node, scope);
  const ready = walkArguments(w, states, node, scope);
  const made = bare(node.expression);
  if (ts.isIdentifier(made) && /^(Map|Set|Array|LRUCache)$/.test(made.text) && (node.arguments ?? []).length === 0)
    return outcomesOf(ready, { is: 'list', empty: true });
  const value = w.program.valueOf(node, scope.env);
  const settled = settle(w, ready, node, value, scope) ?? answerRequest(w, ready, node, made, lastNameOf(made) ?? '', value, scope);
  if (settled !== null) return settled;
  const matched = firstMatch(apisOf(value).map((api) => matchRows(w.program, api, siteOf(node, scope))));
  if (matched?.is === 'effect' && matched.row.carriedBy === undefined) return walkMatched(w, ready, node, made, matched, scope);
  return outcomesOf(ready, { is: 'truthy' });
}

function walkTagged(w: Walk, states: readonly State[], node: ts.TaggedTemplateExpression, scope: Scope): readonly Outcome[] {
  const spans = ts.isTemplateExpression(node.template) ? node.template.templateSpans : [];
  const ready = spans.reduce(
    (here: readonly State[], span) => (isInert(span.expression) ? here : statesOf(w.visit.expression(w, here, span.expression, scope))),
    states,
  );
  const tag = bare(node.tag);
  const value = w.program.valueOf(tag, scope.env);
  const matched = firstMatch(apisOf(value).map((api) => matchRows(w.program, api, siteOf(node, scope))));
  return matched === null || matched.is === 'opaque' ? walkUnknownTag(w, ready, node, value, scope) : walkMatched(w, ready, node, tag, matched, scope);
}
