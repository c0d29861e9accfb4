// Document stores: MongoDB's update operators and DynamoDB's expressions, absolute or relative.
import ts from 'typescript';
import type { Environment } from '../../provenance/values.ts';
import { newKeyIn } from './item-keys.ts';
import { bare, type Located } from './locate.ts';
import { originsOf, type Walk } from './origins.ts';
import { onceBy, type Assignment, type Comparison, type Once } from './own-condition.ts';
import { movesOwnValue } from './own-value.ts';
import { isVersion, movedBefore, movesMember } from './moved-before.ts';
import { savedEntity } from './saved-entity.ts';
import { readCondition, type SqlComparison } from './sql-conditions.ts';
import { textOf } from './text.ts';
import { hasStableKey, unstableKeyIn, writtenIn, type Written } from './written-data.ts';

/** Why a second run of this update shows, or null. */
export function movingUpdate(walk: Walk, expression: ts.Expression, env: Environment, depth = 0): string | null {
  const pipeline = depth === 0 ? movingStage(expression) : null;
  if (pipeline !== null) return pipeline;
  const { properties } = writtenIn(walk, expression, env);
  for (const { name, node, env: inner } of properties) {
    if (/^\$(inc|mul|push|pop|bit)$/.test(name)) return `${name} moves the stored value`;
    if (name === 'insertOne' && !hasStableKey(walk, documentOf(node), inner)) return 'each run inserts a document';
    if (/^(?:updateOne|updateMany|replaceOne)$/.test(name) && upsertsAnew(walk, partsOf(walk, node, inner))) return insertsAnew;
    if (
      name === '$set' ||
      name === '$setOnInsert' ||
      /^(updateOne|updateMany|replaceOne|update|document)$/.test(name) ||
      (depth === 0 && !name.startsWith('$'))
    ) {
      const nested = depth > 4 || !isObject(node) ? null : movingUpdate(walk, node, inner, depth + 1);
      if (nested !== null) return nested;
    }
    if (!name.startsWith('$') && movesOwnValue(walk, name, node, inner)) return `${name} is computed from its stored value`;
  }
  const moved = movedBefore(walk, expression, env);
  return moved === null || moved.name.startsWith('$') ? null : `${moved.name} is computed from its stored value`;
}

const insertsAnew = 'it looks for a key that is made anew on each run, and inserts a document';

/** `updateOne({ _id: randomUUID() }, update, { upsert: true })`: why a second run inserts another document, or null. */
export function upsertOfNew(walk: Walk, filter: Located | null, options: Located | null): string | null {
  const upsert = options === null ? undefined : partsOf(walk, options.node, options.env).upsert;
  return upsertsAnew(walk, { filter: filter ?? undefined, upsert }) ? insertsAnew : null;
}

interface UpdateParts {
  readonly filter?: Located | undefined;
  readonly upsert?: Located | undefined;
}

function upsertsAnew(walk: Walk, { filter, upsert }: UpdateParts): boolean {
  return filter !== undefined && upsert?.node.kind === ts.SyntaxKind.TrueKeyword && unstableKeyIn(walk, filter.node, filter.env) !== null;
}

function partsOf(walk: Walk, node: ts.Expression, env: Environment): UpdateParts {
  const { properties } = writtenIn(walk, node, env);
  const named = (name: string): Located | undefined => properties.find((property) => property.name === name);
  return { filter: named('filter'), upsert: named('upsert') };
}

/** An update by an aggregation pipeline, `[{ $set: { score: { $add: ['$score', 1] } } }]`: whether a field is computed or grown from what it holds. */
function movingStage(expression: ts.Expression): string | null {
  const list = bare(expression);
  if (!ts.isArrayLiteralExpression(list)) return null;
  const set = list.elements.flatMap((stage) => propertiesOf(stage).filter(([name]) => /^\$(set|addFields)$/.test(name)));
  const moved = set
    .flatMap(([, fields]) => propertiesOf(fields))
    .find(([field, value]) => /\$(add|subtract|multiply|divide|concat|concatArrays)\b/.test(value.getText()) && mentionsField(value.getText(), field));
  return moved === undefined ? null : `${moved[0]} is computed from its stored value`;
}

function mentionsField(text: string, field: string): boolean {
  const [, after = ''] = text.split(`$${field}`);
  return text.includes(`$${field}`) && !/^\w/.test(after);
}

function propertiesOf(node: ts.Expression): readonly (readonly [string, ts.Expression])[] {
  const object = bare(node);
  if (!ts.isObjectLiteralExpression(object)) return [];
  return object.properties.flatMap((property) =>
    ts.isPropertyAssignment(property) && !ts.isComputedPropertyName(property.name) ? [[property.name.text, property.initializer] as const] : [],
  );
}

function isObject(node: ts.Expression): boolean {
  const inner = bare(node);
  return ts.isObjectLiteralExpression(inner) || ts.isArrayLiteralExpression(inner) || ts.isIdentifier(inner);
}

/** `{ document: {...} }` of a bulk insert. */
function documentOf(node: ts.Expression): ts.Expression {
  const inner = bare(node);
  if (!ts.isObjectLiteralExpression(inner)) return node;
  const document = inner.properties.find((property) => ts.isPropertyAssignment(property) && property.name.getText() === 'document');
  return document !== undefined && ts.isPropertyAssignment(document) ? document.initializer : node;
}

/** Why a second run of a DynamoDB write shows, or null. */
export function movingItem(walk: Walk, expression: ts.Expression, env: Environment, depth = 0, within = ''): string | null {
  const { properties } = writtenIn(walk, expression, env);
  if (onceByExpression(walk, expression, env) !== null && depth === 0) return null;
  for (const { name, node, env: inner } of properties) {
    if (name === 'UpdateExpression') {
      const text = textOf(walk.program, node, inner)?.text ?? '';
      if (movesIn(withoutSets(walk, text, valuesGiven(walk, properties)))) return 'the update expression moves the stored value';
    }
    if ((name === 'Item' || name === 'PutRequest') && newKeyIn(walk, itemOf(walk, node, inner), inner) !== null)
      return 'the key of the item is made anew on each run';
    if (name === 'Item' && movedIn(walk, node, inner)) return 'what is put is computed from what was read';
    if (depth < 6 && (/^(TransactItems|RequestItems|Put|Update|PutRequest)$/.test(name) || within === 'RequestItems')) {
      const nested = movingItem(walk, node, inner, depth + 1, name);
      if (nested !== null) return nested;
    }
  }
  return null;
}

/** `Item: { points: { N: String(account.points) } }` after `account.points += 10`, `Item: { ...item, count: item.count + 1 }`. A version that is counted up only orders the writes. */
function movedIn(walk: Walk, node: ts.Expression, env: Environment): boolean {
  const item = itemOf(walk, node, env);
  const saved = savedEntity(walk, item, env);
  if (saved.is === 'moved' && !countsVersions.test(saved.by.getText())) return true;
  return writtenIn(walk, item, env).properties.some((property) => !isVersion.test(property.name) && movesPart(walk, property));
}

const countsVersions = /\b(?:version|revision|rev)\b/i;

function movesPart(walk: Walk, { name, node, env }: Written): boolean {
  const visit = (at: ts.Node): boolean => {
    if (ts.isPropertyAccessExpression(at) && ts.isIdentifier(at.expression) && movesMember(walk, at.expression, at.name.text, env)) return true;
    if (ts.isExpression(at) && !ts.isObjectLiteralExpression(at) && movesOwnValue(walk, name, at, env)) return true;
    return ts.forEachChild(at, (child) => visit(child) || undefined) ?? false;
  };
  return visit(node);
}

/** `marshall(item)` writes its argument; a function of the workspace writes what it returns. */
function itemOf(walk: Walk, node: ts.Expression, env: Environment): ts.Expression {
  const inner = bare(node);
  if (ts.isCallExpression(inner) && inner.arguments[0] !== undefined)
    return walk.program.functionsOf(walk.program.valueOf(inner.expression, env)).some((fn) => fn.node.body !== undefined) ? node : inner.arguments[0];
  if (!ts.isObjectLiteralExpression(inner)) return node;
  const item = inner.properties.find((property) => ts.isPropertyAssignment(property) && property.name.getText() === 'Item');
  return item !== undefined && ts.isPropertyAssignment(item) ? item.initializer : node;
}

const moving: readonly RegExp[] = [/\bADD(?:\s+[#\w$]|\s*$)/i, /=\s*(?:[#\w.[\]]+|if_not_exists\s*\([^)]*\))\s*[+-]\s*[:#\w]/i, /\blist_append\s*\(/i];

/** `ADD n :x`, also where what it adds is not in sight, `SET n = n + :x`, `list_append(...)`, `if_not_exists(n, :zero) + :x`. */
function movesIn(text: string): boolean {
  return moving.some((pattern) => pattern.test(text));
}

function valuesGiven(walk: Walk, properties: readonly Written[]): readonly Written[] {
  const values = properties.find(({ name }) => name === 'ExpressionAttributeValues');
  return values === undefined ? [] : writtenIn(walk, values.node, values.env).properties;
}

/** `ADD owners :ids` where `:ids` is a set of what the message holds: each is in it once, however often it is added. */
function withoutSets(walk: Walk, text: string, given: readonly Written[]): string {
  return text.replace(/\bADD\b([\s\S]*?)(?=\b(?:SET|REMOVE|DELETE)\b|$)/i, (clause, added: string) => {
    const names = added.split(',').map((part) => /^\s*[#\w.]+\s+(:\w+)\s*$/.exec(part)?.[1]);
    return names.every((name) => given.some((part) => part.name === name && isSteadySet(walk, part))) ? '' : clause;
  });
}

function isSteadySet(walk: Walk, { node, env }: Written): boolean {
  const value = bare(node);
  const isSet = ts.isNewExpression(value)
    ? value.expression.getText() === 'Set'
    : ts.isCallExpression(value)
      ? value.expression.getText().endsWith('.createSet')
      : propertiesOf(value).some(([name]) => /^[SNB]S$/.test(name));
  const origins = originsOf({ ...walk, seen: new Set(), depth: 0 }, value, env);
  return isSet && !origins.has('chance') && !origins.has('clock') && !origins.has('attempt');
}

/** How a DynamoDB write refuses its own repetition: `attribute_not_exists(pk)`, or a comparison that its update makes false. */
export function onceByExpression(walk: Walk, expression: ts.Expression, env: Environment, depth = 0): Once | null {
  const { properties } = writtenIn(walk, expression, env);
  const inner = properties.filter(({ name }) => /^(TransactItems|Put|Update)$/.test(name));
  if (inner.length > 0 && depth < 3) return inner.map((part) => onceByExpression(walk, part.node, part.env, depth + 1)).find((once) => once !== null) ?? null;
  const textsAt = (wanted: string): readonly string[] => {
    const found = properties.find(({ name }) => name === wanted);
    return found === undefined ? [''] : sidesOf(found.node).map((side) => textOf(walk.program, side, found.env)?.text ?? '');
  };
  const item = properties.find(({ name }) => name === 'Item');
  if (item !== undefined && newKeyIn(walk, itemOf(walk, item.node, item.env), item.env) !== null) return null;
  const given = valuesGiven(walk, properties);
  const [update = ''] = textsAt('UpdateExpression');
  const all = textsAt('ConditionExpression').map((text) => {
    const clauses = readCondition(text).map((clause) => clause.map((comparison) => resolved(walk, comparison, given)));
    const keys = clauses.flat().flatMap(({ operator, field }) => (operator === 'absent' ? [{ field, value: 'there', moves: false }] : []));
    return onceBy(clauses, [...keys, ...assignedBy(update, given)], 'error');
  });
  return all.includes(null) ? null : (all[0] ?? null);
}

/** Both sides of `isNew ? 'attribute_not_exists(id)' : 'version = :expected'`: the write refuses its repetition only where each of them does. */
function sidesOf(expression: ts.Expression): readonly ts.Expression[] {
  const node = bare(expression);
  return ts.isConditionalExpression(node) ? [...sidesOf(node.whenTrue), ...sidesOf(node.whenFalse)] : [node];
}

function resolved(walk: Walk, comparison: SqlComparison, given: readonly Written[]): Comparison {
  const parts = comparison.values.map((value) => given.find(({ name }) => name.toLowerCase() === value));
  const origins = parts.flatMap((part) => (part === undefined ? [] : [...originsOf({ ...walk, seen: new Set(), depth: 0 }, part.node, part.env)]));
  const fixed = !origins.some((origin) => origin === 'read' || origin === 'clock' || origin === 'chance' || origin === 'attempt');
  const values = comparison.values.map((value, index) => parts[index]?.node.getText() ?? value);
  return { ...comparison, values, fixed, clock: /^[<>]/.test(comparison.operator) && origins.includes('clock') };
}

/** `SET #s = :paid, n = n + :one REMOVE lock`. */
function assignedBy(text: string, given: readonly Written[]): readonly Assignment[] {
  const set = /\bSET\b([\s\S]*?)(?=\b(?:ADD|REMOVE|DELETE)\b|$)/i.exec(text)?.[1] ?? '';
  const added = [...text.matchAll(/\bADD\s+#?(\w+)/gi)].map(([, field = '']) => ({ field: field.toLowerCase(), value: '', moves: true }));
  const assigned = set.split(',').flatMap((part): readonly Assignment[] => {
    const [, field, value = ''] = /^\s*#?(\w+)\s*=\s*([\s\S]*?)\s*$/.exec(part) ?? [];
    if (field === undefined) return [];
    const filled = given.find(({ name }) => name === value)?.node.getText() ?? value;
    return [{ field: field.toLowerCase(), value: filled, moves: /[+-]/.test(value) }];
  });
  return [...assigned, ...added];
}
