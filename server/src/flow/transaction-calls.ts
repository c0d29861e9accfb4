// Database transactions: around a callback, opened and ended by hand, or a batch of calls; and which of them a call takes part in.
import ts from 'typescript';
import type { TransactionId } from '../facts/steps.ts';
import type { EffectRow, TransactionRow } from '../models/schema.ts';
import type { ApiValue, Value } from '../provenance/values.ts';
import { bare } from '../syntax/bare.ts';
import { lastNameOf } from '../syntax/file-index.ts';
import { resolveName } from '../syntax/scopes.ts';
import { callbacksOf, isAsync, runCallbacks } from './callback-calls.ts';
import { apisOf } from './matching-rows.ts';
import { isAwaited } from './promise-use.ts';
import { locate } from './repeat/locate.ts';
import { merge, mergeOutcomes, outcomesOf, statesOf, type Outcome, type State } from './state.ts';
import { inThread } from './threads.ts';
import { fallible, siteOf, step, type Handle, type Scope, type Walk } from './walk.ts';

type Call = ts.CallExpression | ts.NewExpression;
type AnyCall = Call | ts.TaggedTemplateExpression;

export function walkTransaction(w: Walk, states: readonly State[], node: Call, row: TransactionRow, value: ApiValue, scope: Scope): readonly Outcome[] {
  const kind = row.kind ?? 'database';
  const callbacks = row.does === undefined ? callbacksOf(w, node, scope) : [];
  if (callbacks.length === 0 && row.does === undefined && isOfList(node))
    return outcomesOf(fallible(w, states, { kind: 'call' }, node, 'runs the calls of the list in a transaction', scope));
  if (row.does !== undefined || callbacks.length === 0) return outcomesOf(walkByHand(w, states, node, node.expression, row.does ?? 'begin', kind, scope));
  const id = w.writer.transaction({ place: w.program.placeOf(node), kind, retries: row.retries ?? false });
  if ((node.arguments ?? []).some((argument) => !ts.isFunctionLike(bare(argument)) && isSerializable(argument))) w.serializable.add(id);
  const parameters = callbacks.flatMap((fn) => [...fn.node.parameters]);
  const async = callbacks.some((fn) => isAsync(fn.node));
  const body: Body = (inner, innerScope) => runCallbacks(w, inner, callbacks, innerScope, [], async || isAwaited(node, scope));
  return async
    ? beside(w, states, node, { id, callee: value, parameters }, scope, body)
    : around(w, states, node, { id, callee: value, parameters }, scope, body);
}

/** The list of calls that this call runs as one; null for every other call. */
export function batchOf(node: ts.CallExpression): ts.ArrayLiteralExpression | null {
  const [list] = node.arguments;
  const isBatch = /^(\$transaction|batch)$/.test(lastNameOf(bare(node.expression)) ?? '');
  return isBatch && list !== undefined && ts.isArrayLiteralExpression(list) ? list : null;
}

/** `prisma.$transaction([a, b])`: the calls in the list take part. */
export function walkBatch(w: Walk, states: readonly State[], node: ts.CallExpression, list: ts.ArrayLiteralExpression, scope: Scope): readonly Outcome[] {
  const id = w.writer.transaction({ place: w.program.placeOf(node), kind: 'database', retries: false });
  const [callee] = apisOf(w.program.valueOf(bare(node.expression), scope.env));
  const body = (inner: readonly State[], innerScope: Scope) =>
    outcomesOf(list.elements.reduce((here, element) => statesOf(w.visit.expression(w, here, element, { ...innerScope, ambient: id })), inner));
  return callee === undefined ? body(states, scope) : beside(w, states, node, { id, callee, parameters: [] }, scope, body);
}

type Body = (states: readonly State[], scope: Scope) => readonly Outcome[];

/** A transaction that is a promise runs beside what follows where nobody waits for it. */
function beside(w: Walk, states: readonly State[], node: Call, handle: Handle, scope: Scope, body: Body): readonly Outcome[] {
  if (isAwaited(node, scope)) return around(w, states, node, handle, scope, body);
  return inThread(w, states, node, scope, (inner, innerScope) => statesOf(around(w, inner, node, handle, innerScope, body)));
}

function around(w: Walk, states: readonly State[], node: Call, handle: Handle, scope: Scope, body: Body): readonly Outcome[] {
  const { id } = handle;
  const throws: Outcome[] = [];
  const begun = fallible(w, states, { kind: 'begin', transaction: id }, node, 'begins a transaction', scope);
  w.handles.push(handle);
  const outcomes = body(begun, { ...scope, exits: { ...scope.exits, throws } });
  w.handles.pop();
  const rolledBack = throws.flatMap((thrown) =>
    step(w, [closed(thrown.state, id)], { kind: 'rollback', transaction: id }, node, 'rolls back').map((state) => ({ ...thrown, state })),
  );
  scope.exits.throws.push(...mergeOutcomes(rolledBack));
  return mergeOutcomes(outcomes.flatMap((outcome) => ended(w, outcome, node, id, isPostgres(handle.callee), scope)));
}

/** PostgreSQL answers COMMIT after a caught error with a rollback, and most libraries do not tell. */
function ended(w: Walk, outcome: Outcome, node: AnyCall, id: TransactionId, postgres: boolean, scope: Scope): readonly Outcome[] {
  const silent = postgres && outcome.state.aborted.includes(id);
  const state = closed(outcome.state, id);
  const after = silent
    ? step(w, [state], { kind: 'rollback', transaction: id }, node, 'rolls back without telling')
    : fallible(w, [state], { kind: 'commit', transaction: id }, node, 'commits', scope);
  return after.map((end) => ({ ...outcome, state: end }));
}

function isPostgres(callee: ApiValue): boolean {
  return /^(pg|pg-promise|postgres|slonik|@vercel\/postgres|@neondatabase\/serverless|pg-pool)$/.test(callee.package);
}

/** `{ isolationLevel: 'Serializable' }`, `BEGIN ISOLATION LEVEL SERIALIZABLE`. */
/** `prisma.$transaction(writes)`: the calls were put together before, and the transaction ends with this one. */
function isOfList({ expression, arguments: given }: Call): boolean {
  const callee = bare(expression);
  return ts.isPropertyAccessExpression(callee) && callee.name.text === '$transaction' && (given ?? []).length > 0;
}

function isSerializable(node: ts.Node): boolean {
  return /serializable/i.test(node.getText());
}

/** BEGIN, COMMIT and ROLLBACK as calls of their own; a Kafka transaction that is given no offsets publishes all or nothing, and acknowledges nothing. */
export function walkByHand(
  w: Walk,
  states: readonly State[],
  node: AnyCall,
  callee: ts.Expression,
  does: 'begin' | 'offsets' | 'commit' | 'rollback',
  kind: 'database' | 'kafka',
  scope: Scope,
): readonly State[] {
  if (does === 'begin') {
    const id = w.writer.transaction({ place: w.program.placeOf(node), kind, retries: false });
    w.opened.set(id, connectionOf(node, callee));
    if (isSerializable(node)) w.serializable.add(id);
    return fallible(w, states, { kind: 'begin', transaction: id }, node, 'begins a transaction', scope).map((state) => ({
      ...state,
      open: [...state.open.filter((open) => open !== id), id],
    }));
  }
  return merge(
    states.flatMap((state) => {
      const id = openedOn(w, state, rootText(callee));
      if (id === null) return [state];
      if (does === 'offsets') {
        w.writer.withOffsets(id);
        return fallible(w, [state], { kind: 'call' }, node, 'sends the offsets', scope);
      }
      if (does === 'commit') w.committed.add(id);
      const ready = closed(state, id);
      const aborted = state.aborted.includes(id) && does === 'commit' && !goesOn(w, callee, scope);
      const shape = { kind: aborted ? 'rollback' : does, transaction: id } as const;
      return shape.kind === 'commit' ? fallible(w, [ready], shape, node, 'commits', scope) : step(w, [ready], shape, node, 'rolls back');
    }),
  );
}

/** MySQL, MariaDB and SQLite undo the one statement that failed, and the transaction goes on. */
function goesOn(w: Walk, callee: ts.Expression, scope: Scope): boolean {
  const apis = apisOf(w.program.valueOf(callee, scope.env));
  return apis.length > 0 && apis.every((api) => /^(?:mysql2?|promise-mysql|mariadb|(?:better-)?sqlite3|sqlite|node:sqlite)$/.test(api.package));
}

/** `const trx = await knex.transaction()`: the variable; else what BEGIN was sent through. */
function connectionOf(node: AnyCall, callee: ts.Expression): string {
  let outer: ts.Node = node.parent;
  while (ts.isAwaitExpression(outer) || ts.isParenthesizedExpression(outer)) outer = outer.parent;
  if (ts.isVariableDeclaration(outer) && ts.isIdentifier(outer.name)) return outer.name.text;
  if (ts.isBinaryExpression(outer) && outer.operatorToken.kind === ts.SyntaxKind.EqualsToken) return outer.left.getText();
  return rootText(callee);
}

function openedOn(w: Walk, state: State, text: string): TransactionId | null {
  return state.open.toReversed().find((id) => w.opened.get(id) === text) ?? state.open.at(-1) ?? null;
}

function rootText(callee: ts.Expression): string {
  let node = bare(callee);
  while (ts.isPropertyAccessExpression(node) || ts.isCallExpression(node) || ts.isElementAccessExpression(node)) {
    if (node.expression.kind === ts.SyntaxKind.ThisKeyword) return node.getText();
    node = bare(node.expression);
  }
  return node.getText();
}

function closed(state: State, id: TransactionId): State {
  return { ...state, open: state.open.filter((open) => open !== id), aborted: state.aborted.filter((aborted) => aborted !== id) };
}

/** The transaction that a call on a database takes part in. */
export function transactionOf(w: Walk, state: State, node: AnyCall, callee: ts.Expression, row: EffectRow | null, scope: Scope): TransactionId | null {
  if (row !== null && row.kind !== 'database' && row.kind !== 'counter' && row.kind !== 'state' && row.kind !== 'publish') return null;
  const through = throughHandle(w, callee, scope) ?? throughOption(w, state, node, row, scope);
  if (through !== null) return through;
  const root = rootText(callee);
  const byHand = state.open.toReversed().find((id) => w.opened.get(id) === root);
  return byHand ?? scope.ambient;
}

function throughHandle(w: Walk, callee: ts.Expression, scope: Scope): TransactionId | null {
  if (w.handles.length === 0) return null;
  const root = rootIdentifier(callee);
  const declaration = root === null ? null : resolveName(root.text, root);
  const apis = apisOf(w.program.valueOf(callee, scope.env));
  const found = w.handles
    .toReversed()
    .find((handle) => apis.some((api) => comesFrom(api, handle.callee)) || (declaration !== null && handle.parameters.includes(declaration)));
  return found?.id ?? null;
}

function throughOption(w: Walk, state: State, node: AnyCall, row: EffectRow | null, scope: Scope): TransactionId | null {
  const option = row?.transaction;
  if (option === undefined || (w.handles.length === 0 && state.open.length === 0)) return null;
  const reading = optionAt(w, node, option, scope);
  if (reading === null) return null;
  const text = reading.node.getText();
  const byHand = state.open.toReversed().find((id) => w.opened.get(id) === text);
  if (byHand !== undefined) return byHand;
  const declaration = ts.isIdentifier(reading.node) ? resolveName(reading.node.text, reading.node) : null;
  const handle = w.handles
    .toReversed()
    .find(
      (candidate) =>
        (declaration !== null && candidate.parameters.includes(declaration)) || apisOf(reading.value).some((api) => comesFrom(api, candidate.callee)),
    );
  return handle?.id ?? state.open.at(-1) ?? w.handles.at(-1)?.id ?? null;
}

/** The first of the places where something stands: an argument, or one of another call of the chain (`.session(session)`). */
function optionAt(
  w: Walk,
  node: AnyCall,
  option: NonNullable<EffectRow['transaction']>,
  scope: Scope,
): { readonly node: ts.Node; readonly value: Value } | null {
  const site = siteOf(node, scope);
  for (const path of typeof option === 'string' ? [option] : option) {
    const chained = path.startsWith('Chain.') ? locate(w.program, path, site) : null;
    if (chained !== null) return { node: chained.node, value: w.program.valueOf(chained.node, chained.env) };
    const reading = path.startsWith('Chain.') ? null : w.program.readPath(site, path.replace(/^Call\./, ''));
    if (reading !== null) return reading;
  }
  return null;
}

function rootIdentifier(callee: ts.Expression): ts.Identifier | null {
  let node = bare(callee);
  while (ts.isPropertyAccessExpression(node) || ts.isCallExpression(node) || ts.isElementAccessExpression(node)) node = bare(node.expression);
  return ts.isIdentifier(node) ? node : null;
}

/** Whether a value was reached from the callback parameter of that call. */
function comesFrom(value: ApiValue, callee: ApiValue): boolean {
  for (let at: ApiValue | null = value; at !== null; at = at.parent) {
    if (at.token?.kind !== 'parameter' || at.parent?.token?.kind !== 'argument' || at.parent.parent === null) continue;
    if (at.parent.parent === callee || pathText(at.parent.parent) === pathText(callee)) return true;
  }
  return false;
}

function pathText(value: ApiValue): string {
  const own =
    value.token === null ? value.package : `${value.token.kind}${'name' in value.token ? value.token.name : 'index' in value.token ? value.token.index : ''}`;
  return value.parent === null ? own : `${pathText(value.parent)}.${own}`;
}
