// Calls that a model's row lies on: effects, reads, harmless calls, guards' own calls, transactions.
import ts from 'typescript';
import type { EffectRow } from '../models/schema.ts';
import { bare } from '../syntax/bare.ts';
import { lastNameOf } from '../syntax/file-index.ts';
import type { ApiValue, CallSite, Value } from '../provenance/values.ts';
import { isConfirmed } from './confirms.ts';
import type { EffectFact, TransactionId } from '../facts/steps.ts';
import { isAnswerSeen } from './answer-use.ts';
import { asksForFailedInsert } from './find-or-create.ts';
import { functionComposers } from '../models/packages-by-role.ts';
import { callbacksOf, runHandedOver, tellBoth } from './callback-calls.ts';
import { walkGuardRow } from './guards/guard-rows.ts';
import { isMarkWrite, planned, walkCheck, walkMarkWrite } from './guards/planned-marks.ts';
import { walkUpkeep } from './guards/mark-upkeep.ts';
import { walkInsertClaim } from './guards/insert-claim.ts';
import { errorListener, walkHeard } from './heard-errors.ts';
import type { Matched } from './matching-rows.ts';
import { runAs, runMade } from './made-functions.ts';
import { isTaskCallback, nodeCallback, tellsUnreadCallback } from './node-callbacks.ts';
import { walkUnmodelled } from './unmodelled-calls.ts';
import { apisOf } from './matching-rows.ts';
import { parked } from './parking.ts';
import { tellOutcome, toldOutcome } from './settle-calls.ts';
import { isAwaited, isSentByChain, sentBy } from './promise-use.ts';
import { fillsCache } from './repeat/cache-fills.ts';
import { locate } from './repeat/locate.ts';
import type { Nature, SqlFact } from './repeat/nature.ts';
import { merge, outcomesOf, statesOf, type Outcome, type State } from './state.ts';
import { inThread } from './threads.ts';
import { transactionOf, walkByHand, walkTransaction } from './transaction-calls.ts';
import { fallible, fateOf, siteOf, step, type Met, type Scope, type Walk } from './walk.ts';

type Call = ts.CallExpression | ts.NewExpression | ts.TaggedTemplateExpression;

export function walkMatched(w: Walk, states: readonly State[], node: Call, callee: ts.Expression, matched: Matched, scope: Scope): readonly Outcome[] {
  switch (matched.is) {
    case 'effect':
      return walkEffect(w, states, node, callee, matched.row, matched.value, scope);
    case 'guard':
      return matched.row.does === 'check'
        ? walkRead(w, states, node, callee, null, scope)
        : walkGuardRow(w, states, node, callee, matched.row, matched.value, scope);
    case 'transaction':
      return ts.isTaggedTemplateExpression(node) ? outcomesOf(states) : walkTransaction(w, states, node, matched.row, matched.value, scope);
    case 'harmless':
      w.writer.harmless({ place: w.program.placeOf(node), call: callText(w, callee, scope), kind: 'kind' in matched ? matched.kind : 'other' });
      return withCallbacks(w, states, node, scope);
    case 'pure':
      return withComposed(w, states, node, callee, scope);
    case 'read':
      // The write and the link that sends it are one call.
      return sentBy(node).some((call) => w.writes.some((write) => write.node === call)) ? outcomesOf(states) : walkRead(w, states, node, callee, null, scope);
    case 'opaque':
      return ts.isCallExpression(node) ? walkUnmodelled(w, states, node, callee, '', { kind: 'unknown' }, scope) : outcomesOf(states);
  }
}

/** What a function handed along does, it does here; whoever waits for a library that only computes waits for what that gives. */
function withCallbacks(w: Walk, states: readonly State[], node: Call, scope: Scope): readonly Outcome[] {
  if (ts.isTaggedTemplateExpression(node)) return outcomesOf(states);
  return runHandedOver(w, states, callbacksOf(w, node, scope), node, scope, node);
}

/** Functions that are put together run in their turn, and so does what each of them makes: `RTE.chain((order) => ({ store }) => store.save(order))`. */
function withComposed(w: Walk, states: readonly State[], node: Call, callee: ts.Expression, scope: Scope): readonly Outcome[] {
  const composes = apisOf(w.program.valueOf(callee, scope.env)).some((api) => functionComposers.has(api.package));
  if (!composes || ts.isTaggedTemplateExpression(node)) return withCallbacks(w, states, node, scope);
  const [first, second] = node.arguments ?? [];
  const piped =
    lastNameOf(callee) === 'pipe' && first !== undefined && second !== undefined ? { value: w.program.valueOf(first, scope.env), into: bare(second) } : null;
  return callbacksOf(w, node, scope).reduce((before, fn) => {
    const args = piped !== null && fn.node === piped.into ? [piped.value] : [];
    return runMade(w, runAs(w, before, fn, node, scope, args), fn, w.program.enter(fn, args), node, scope);
  }, outcomesOf(states));
}

export function callText(w: Walk, callee: ts.Expression, scope: Scope): string {
  return w.program.describe(w.program.valueOf(callee, scope.env), callee);
}

/** A read can fail; where its answer decides whether the work is skipped, it looks for a mark. */
function walkRead(w: Walk, states: readonly State[], node: Call, callee: ts.Expression, sql: SqlFact | null, scope: Scope): readonly Outcome[] {
  const mark = planned(w, node, scope);
  if (mark !== null) return walkCheck(w, states, node, mark, scope);
  if (isBuilding(node)) return outcomesOf(states);
  const transaction = transactionAt(w, states, node, callee, null, scope);
  w.reads.push({ node, callee, scope, sql, inMemory: false, transaction });
  const read = isAwaited(node, scope) ? fallible(w, states, { kind: 'call' }, node, `calls ${callText(w, callee, scope)}`, scope, transaction) : states;
  const went = withCallbacks(w, read, node, scope);
  return asksForFailedInsert(w, { node, callee, scope, sql }) ? went.map((outcome) => ({ ...outcome, known: { is: 'found', found: false } })) : went;
}

/** A link of a chain (`query.where(...)`): the last call of it counts. */
function isBuilding(node: ts.Node): boolean {
  return ts.isPropertyAccessExpression(node.parent) && ts.isCallExpression(node.parent.parent) && node.parent.parent.expression === node.parent;
}

function transactionAt(w: Walk, states: readonly State[], node: Call, callee: ts.Expression, row: EffectRow | null, scope: Scope): TransactionId | null {
  const [state] = states;
  return state === undefined ? null : transactionOf(w, state, node, callee, row, scope);
}

function walkEffect(w: Walk, states: readonly State[], node: Call, callee: ts.Expression, row: EffectRow, value: ApiValue, scope: Scope): readonly Outcome[] {
  const nature = w.natures.of(row, siteOf(node, scope));
  if (nature.is !== 'effect') w.worded.calls += 1;
  if (nature.is === 'read') return walkRead(w, states, node, callee, nature.sql, scope);
  if (nature.is === 'transaction')
    return ts.isTaggedTemplateExpression(node) ? outcomesOf(states) : outcomesOf(walkByHand(w, states, node, callee, nature.does, 'database', scope));
  if (nature.is === 'harmless' || (nature.kind === 'http' && isInLogger(w, node))) {
    w.writer.harmless({ place: w.program.placeOf(node), call: callText(w, callee, scope), kind: nature.is === 'harmless' ? nature.kind : 'log' });
    return outcomesOf(states);
  }
  return states.flatMap((state) => walkEffectAt(w, state, node, callee, row, value, nature, scope));
}

/** A request that the workspace's own logger sends, `src/logger.ts`, is a log; unless the handler stands there, whose work it is. */
function isInLogger(w: Walk, node: ts.Node): boolean {
  const { fileName } = node.getSourceFile();
  return /(?:^|\/)(?:\w+-)?(?:logger|logging)\.[cm]?[jt]sx?$/i.test(fileName) && w.entered.fn.node.getSourceFile().fileName !== fileName;
}

function walkEffectAt(
  w: Walk,
  state: State,
  node: Call,
  callee: ts.Expression,
  row: EffectRow,
  value: ApiValue,
  nature: Extract<Nature, { is: 'effect' }>,
  scope: Scope,
): readonly Outcome[] {
  const callback = nodeCallback(w, node, scope);
  const ignored = row.fireAndForget === true || (row.fireAndForget === 'without-callback' && callback === null && !isConfirmed(node, row.confirmedBy));
  const told = callback === null ? toldOutcome(w, node, scope) : null;
  const isUnread = callback === null && told === null && tellsUnreadCallback(node);
  if (isUnread) w.writer.opaque({ place: w.program.placeOf(node), call: callText(w, callee, scope) });
  const awaited =
    isAwaited(node, scope) ||
    row.fireAndForget !== undefined ||
    row.byPlatform === true ||
    row.noted === true ||
    isSynchronous(callee) ||
    isToldToTask(w, node, scope) ||
    isUnread ||
    told !== null;
  const neverSent = row.lazy === true && !awaited && callback === null && !isSentByChain(node);
  const transaction = transactionOf(w, state, node, callee, row, scope);
  const fact: EffectFact = {
    place: nature.place ?? w.program.placeOf(node),
    call: w.program.describe(value, callee),
    kind: nature.kind,
    verb: nature.verb,
    repeat: nature.repeat,
    transaction,
    ...(row.transaction === undefined ? {} : { joins: { library: value.package, at: firstOf(row.transaction).replace(/^Call\./, '') } }),
    floating: !awaited && callback === null && !neverSent,
    neverSent,
    attemptScoped: false,
    about: aboutOf(w, node, scope),
    assumed: nature.guessed,
    ...(row.resolvesWithFailure !== undefined && awaited && callback === null && !isAnswerSeen(w, node, scope, 0, row.lazy === true)
      ? { unseen: row.resolvesWithFailure }
      : {}),
  };
  const met = { node, callee, scope, sql: nature.sql, inMemory: false, transaction } as const;
  w.writes.push({ ...met, ...writeFacts(w, row, nature, siteOf(node, scope)) });
  const upkeep = walkUpkeep(w, state, node, callee, nature.sql, scope);
  if (upkeep !== null) return upkeep;
  const claim = nature.repeat.refused === true && isMarkWrite(w, node, scope) ? null : walkInsertClaim(w, state, node, fact, nature, scope);
  if (claim !== null) return claim;
  if (fillsCache(w.program, row, siteOf(node, scope)) && !isMarkWrite(w, node, scope)) {
    w.writer.harmless({ place: fact.place, call: fact.call, kind: 'cache' });
    return outcomesOf([state]);
  }
  const thrown = scope.exits.throws.length;
  const done = emitEffect(w, state, node, fact, ignored, callback, scope);
  if (row.resolvesWithFailure !== undefined) answeredSince(scope, thrown);
  return fact.floating ? done : done.map((outcome) => ({ ...outcome, state: parked(w, [outcome.state], node, fact, scope)[0] ?? outcome.state }));
}

function writeFacts(w: Walk, row: EffectRow, nature: Extract<Nature, { is: 'effect' }>, site: CallSite): Pick<Met, 'adds' | 'refusedTwice' | 'takes'> {
  const takes = row.takes === undefined ? null : locate(w.program, row.takes, site);
  return { adds: addsRow(row, nature), refusedTwice: nature.repeat.refused === true, takes };
}

function addsRow({ write }: EffectRow, { sql }: Extract<Nature, { is: 'effect' }>): boolean {
  if (sql !== null) return sql.verb === 'insert';
  return write === 'insert' || (typeof write === 'object' && ('saved' in write || ('data' in write && write.as === 'insert')));
}

function firstOf(paths: NonNullable<EffectRow['transaction']>): string {
  return typeof paths === 'string' ? paths : (paths[0] ?? '');
}

const naming = ['topic', 'queue', 'exchange', 'routingKey', 'subject', 'name', 'type', 'TopicArn', 'QueueUrl'] as const;

/** The constants that say where this goes, as its callers hand them in. */
function aboutOf(w: Walk, node: Call, scope: Scope): string {
  if (ts.isTaggedTemplateExpression(node)) return '';
  const values = (node.arguments ?? []).slice(0, 2).map((argument) => (ts.isSpreadElement(argument) ? null : w.program.valueOf(argument, scope.env)));
  return [...addressed(w, node, scope), ...values]
    .flatMap((value) => (value?.kind === 'object' ? naming.map((name) => w.program.memberOf(value, name)) : value === null ? [] : [value]))
    .flatMap((value) => (value.kind === 'constant' && typeof value.value === 'string' ? [value.value] : []))
    .join(' ');
}

/** What the calls before are given: the collection in `store.collection(name).doc(id).set(data)`. */
function addressed(w: Walk, node: ts.CallExpression | ts.NewExpression, scope: Scope): readonly Value[] {
  const [api] = apisOf(w.program.valueOf(node.expression, scope.env));
  const given: Value[] = [];
  for (let at = api?.parent ?? null; at !== null; at = at.parent) {
    const [first] = at.call !== null && ts.isCallExpression(at.call.node) ? at.call.node.arguments : [];
    if (first !== undefined && at.call !== null && !ts.isSpreadElement(first) && !ts.isObjectLiteralExpression(first))
      given.unshift(w.program.valueOf(first, at.call.env));
  }
  return given;
}

/** Adds the effect's step, its marks, and what its callback does. */
export function emitEffect(
  w: Walk,
  state: State,
  node: Call,
  fact: EffectFact,
  ignored: boolean,
  callback: ReturnType<typeof nodeCallback>,
  scope: Scope,
): readonly Outcome[] {
  const effect = w.writer.effect(fact, fateOf(scope));
  if (fact.neverSent) return outcomesOf([state]);
  const shape = { kind: 'effect', effect, failureIgnored: ignored } as const;
  if (fact.floating) return inThread(w, [state], node, scope, (inner) => step(w, inner, { ...shape, failureIgnored: true }, node, fact.verb));
  const listener = ignored ? errorListener(w, node, scope) : null;
  if (listener !== null && ts.isCallExpression(node))
    return outcomesOf(walkMarkWrite(w, walkHeard(w, state, node, { effect, fact, listener }, scope), node, scope));
  if (ignored) return outcomesOf(walkMarkWrite(w, step(w, [state], shape, node, fact.verb), node, scope));
  const told = callback === null && !ts.isTaggedTemplateExpression(node) ? toldOutcome(w, node, scope) : null;
  if (callback !== null || told !== null) {
    const run = (inner: readonly State[], innerScope: Scope): readonly State[] => {
      const throws: Outcome[] = [];
      const done = fallible(w, inner, shape, node, fact.verb, { ...innerScope, exits: { ...innerScope.exits, throws } }, fact.transaction);
      if (callback !== null) return statesOf(tellBoth(w, done, throws, callback, innerScope));
      return told !== null && !ts.isTaggedTemplateExpression(node) ? tellOutcome(w, done, statesOf(throws), told, node, innerScope) : done;
    };
    return isLeftBehind(w, node, scope) ? inThread(w, [state], node, scope, run) : outcomesOf(run([state], scope));
  }
  const unseen = fact.unseen === undefined ? [] : step(w, [state], { ...shape, failureIgnored: true }, node, fact.verb);
  return outcomesOf(walkMarkWrite(w, merge([...fallible(w, [state], shape, node, fact.verb, scope, fact.transaction), ...unseen]), node, scope));
}

/** A platform that waits until nothing is left to do does not wait here, and nobody else does. */
function isLeftBehind(w: Walk, node: Call, scope: Scope): boolean {
  return w.entered.handler.delivery.untilIdle === true && !w.untilIdle(node) && !scope.executor && scope.aside === null && !isAwaited(node, scope);
}

/** `pool.query(text, next)` in a task: whoever runs the tasks waits for it. */
function isToldToTask(w: Walk, node: Call, scope: Scope): boolean {
  const last = ts.isCallExpression(node) ? node.arguments.at(-1) : undefined;
  return last !== undefined && isTaskCallback(w, last, scope);
}

function isSynchronous(callee: ts.Expression): boolean {
  return ts.isPropertyAccessExpression(callee) ? callee.name.text.endsWith('Sync') : ts.isIdentifier(callee) && callee.text.endsWith('Sync');
}

/** A failure that the call resolves with is thrown by who looks at the answer, as an error of any class. */
function answeredSince({ exits: { throws } }: Scope, start: number): void {
  throws.splice(
    start,
    Infinity,
    ...throws.slice(start).map((outcome) => (outcome.known?.is === 'thrown' ? { ...outcome, known: { ...outcome.known, answered: true as const } } : outcome)),
  );
}
