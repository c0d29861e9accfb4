// Which table, collection or key a call is about, so that a read and a write can be recognised as of the same thing.
import ts from 'typescript';
import { axios, fetchApi, got, otherHttp } from '../../models/effects/http.ts';
import { bare } from '../../syntax/bare.ts';
import { resolveName } from '../../syntax/scopes.ts';
import { apisOf } from '../matching-rows.ts';
import type { SqlFact } from '../repeat/nature.ts';
import { urlOf } from '../repeat/requests.ts';
import { siteOf, type Scope, type Walk } from '../walk.ts';
import { keyText } from './key-text.ts';

type Call = ts.CallExpression | ts.NewExpression | ts.TaggedTemplateExpression;

const keyed =
  /^(ioredis|redis|valkey|(?:@[\w-]+\/)?nestjs-(?:io)?redis|@nestjs-modules\/ioredis|@upstash\/redis|@vercel\/kv|iovalkey|@valkey\/valkey-glide|keyv|cache-manager|@nestjs\/cache-manager)$/;

const requesters: ReadonlySet<string> = new Set([...fetchApi.package, ...axios.package, ...got.package, ...otherHttp.package, '@nestjs/axios']);

const tableCalls = /^(from|update|insert|into|delete|deleteFrom|insertInto|updateTable|selectFrom)$/;

/** A name for what the call reads or writes; null when it can't be told. */
export function storeOf(w: Walk, node: Call, callee: ts.Expression, sql: SqlFact | null, scope: Scope): string | null {
  if (sql?.table !== null && sql !== null) return `table ${sql.table}`;
  const [first] = ts.isTaggedTemplateExpression(node) ? [] : (node.arguments ?? []);
  const [api] = apisOf(w.program.valueOf(callee, scope.env));
  if (api !== undefined && keyed.test(api.package)) return first === undefined ? null : `key ${keyText(first, scope)}`;
  if (api !== undefined && api.package !== 'global' && requesters.has(api.package)) return addressOf(w, node, scope);
  const building = ts.isPropertyAccessExpression(node.parent) && ts.isPropertyAccessExpression(callee) && tableCalls.test(callee.name.text);
  if (building && first !== undefined && ts.isIdentifier(first)) return `table ${first.text.toLowerCase()}`;
  if (first !== undefined && ts.isIdentifier(first) && /^[A-Z]/.test(first.text)) return `table ${first.text.toLowerCase()}`;
  return ts.isPropertyAccessExpression(callee) ? receiverName(callee.expression, scope) : null;
}

/** `axios.get(`${api}/orders/${id}`)` and `axios.patch(...)` of it are about the orders there; what else the client asks for is another's. */
function addressOf(w: Walk, node: Call, scope: Scope): string | null {
  const path = urlOf(w.program, siteOf(node, scope)).replace(/[?#].*/s, '');
  const resource = path
    .replace(/^(?:\$h\d+)+/, '')
    .replace(/\$h\d+.*/s, '')
    .replace(/\/+$/, '');
  return /\w/.test(resource) ? `address ${resource}` : null;
}

/** `prisma.order` and `tx.order`, `getRepository(Order)`, `db.collection('orders')`, `Order`, `order` made from one of these. */
function receiverName(expression: ts.Expression, scope: Scope, depth = 0): string | null {
  const node = bare(expression);
  if (depth > 6) return null;
  if (ts.isPropertyAccessExpression(node)) return `table ${node.name.text.toLowerCase().replace(/(repository|repo|model|collection|dao|service)$/, '')}`;
  if (ts.isCallExpression(node)) {
    const [first] = node.arguments;
    if (first !== undefined && !narrows(node.expression) && (ts.isStringLiteralLike(first) || (ts.isIdentifier(first) && /^[A-Z]/.test(first.text))))
      return `table ${first.text.toLowerCase()}`;
    if (!ts.isPropertyAccessExpression(node.expression)) return null;
    // `db.collection(path)`: what the caller handed over.
    if (first !== undefined && node.expression.name.text === 'collection')
      return `table ${keyText(first, scope)
        .replace(/^(['"`])(.*)\1$/, '$2')
        .toLowerCase()}`;
    if (first !== undefined && ts.isIdentifier(first) && tableCalls.test(node.expression.name.text)) return `table ${first.text.toLowerCase()}`;
    return receiverName(node.expression.expression, scope, depth + 1);
  }
  return ts.isIdentifier(node) ? variableName(node, scope, depth) : null;
}

/** `db.collection('events').where('id', '==', id)`: which rows, not of what. */
function narrows(callee: ts.Expression): boolean {
  return ts.isPropertyAccessExpression(callee) && /^(?:where|andWhere|orderBy|limit|doc)$/.test(callee.name.text);
}

function variableName(node: ts.Identifier, scope: Scope, depth: number): string {
  const declaration = resolveName(node.text, node);
  const made =
    declaration !== null && ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined ? unawaited(declaration.initializer) : null;
  if (made !== null && ts.isNewExpression(made) && ts.isIdentifier(made.expression)) return `table ${made.expression.text.toLowerCase()}`;
  if (made !== null && ts.isCallExpression(made)) {
    const inner =
      receiverName(made, scope, depth + 1) ??
      (ts.isPropertyAccessExpression(made.expression) ? receiverName(made.expression.expression, scope, depth + 1) : null);
    if (inner !== null) return inner;
  }
  const loop = declaration !== null && ts.isVariableDeclaration(declaration) ? declaration.parent.parent : null;
  // `for (const order of await Order.find(...))`: what is done to one of the rows.
  const listed = loop !== null && ts.isForOfStatement(loop) ? receiverName(unawaited(loop.expression), scope, depth + 1) : null;
  return listed ?? `table ${node.text.toLowerCase().replace(/(repository|repo|model|collection)$/, '')}`;
}

function unawaited(node: ts.Expression): ts.Expression {
  const inner = bare(node);
  return ts.isAwaitExpression(inner) ? unawaited(inner.expression) : inner;
}
