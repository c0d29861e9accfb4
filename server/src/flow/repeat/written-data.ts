// What an object handed to an ORM's insert or update does the second time: operators that move a value, nested inserts, keys made of the message.
import ts from 'typescript';
import type { Environment, Value } from '../../provenance/values.ts';
import { lastNameOf } from '../../syntax/file-index.ts';
import { resolveName } from '../../syntax/scopes.ts';
import { bare, type Located } from './locate.ts';
import { mappedObject } from './mapped.ts';
import { callbackSource, putAfterwards, variableOf } from './locals.ts';
import { givenTo, originsOf, returnsOf, type Walk } from './origins.ts';
import { localValues, movesOwnValue } from './own-value.ts';

export interface Written {
  readonly name: string;
  readonly node: ts.Expression;
  readonly env: Environment;
}

/** The properties of every object an expression may be (an array's elements, both sides of a condition), spreads included; `open` when something could not be seen. */
export function writtenIn(
  walk: Walk,
  expression: ts.Expression,
  env: Environment,
  depth = 0,
): { readonly properties: readonly Written[]; readonly open: boolean } {
  const node = bare(expression);
  if (depth > 8) return { properties: [], open: true };
  const all = (parts: readonly { readonly node: ts.Expression; readonly env: Environment }[]) =>
    join(parts.map((part) => writtenIn(walk, part.node, part.env, depth + 1)));
  const put = (variable: ts.VariableDeclaration | null) =>
    (variable === null ? [] : putAfterwards(variable)).map(({ name, value }) =>
      name === null ? writtenIn(walk, value, env, depth + 1) : { properties: [{ name, node: value, env }], open: false },
    );
  if (ts.isObjectLiteralExpression(node)) return join([...node.properties.map((property) => writtenBy(walk, property, env, depth)), ...put(variableOf(node))]);
  if (ts.isArrayLiteralExpression(node))
    return all(node.elements.map((element) => ({ node: ts.isSpreadElement(element) ? element.expression : element, env })));
  const sides = sidesOf(node);
  if (sides.length > 1) return all(sides.map((part) => ({ node: part, env })));
  if (ts.isCallExpression(node)) {
    const mapped = mappedObject(node);
    if (mapped !== null) return writtenIn(walk, mapped, env, depth + 1);
  }
  const objects = objectsOf(walk.program.valueOf(node, env));
  if (objects.length > 0) return join([all(objects), ...put(madeElsewhere(node))]);
  const makers = makersOf(walk, node, env);
  return makers.length > 0 ? all(makers) : { properties: [], open: true };
}

/** What an expression chooses from: `one ? a : b`, `one ?? a`, `one && a`. */
function sidesOf(node: ts.Expression): readonly ts.Expression[] {
  const inner = bare(node);
  if (ts.isConditionalExpression(inner)) return [inner.whenTrue, inner.whenFalse].flatMap(sidesOf);
  if (!ts.isBinaryExpression(inner)) return [inner];
  const { kind } = inner.operatorToken;
  if (kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.QuestionQuestionToken) return [inner.left, inner.right].flatMap(sidesOf);
  return kind === ts.SyntaxKind.AmpersandAmpersandToken ? [...sidesOf(inner.right), inner.left] : [inner];
}

/** `const data = rowOf(order)`: what is put into it afterwards stands beside this name, not beside the object. */
function madeElsewhere(node: ts.Expression): ts.VariableDeclaration | null {
  const declaration = ts.isIdentifier(node) ? resolveName(node.text, node) : null;
  if (declaration === null || !ts.isVariableDeclaration(declaration) || declaration.initializer === undefined) return null;
  return ts.isObjectLiteralExpression(bare(declaration.initializer)) ? null : declaration;
}

/** Where a value that did not evaluate to objects was made: what a parameter is given or walks over, a local's initial value, what a function of the workspace returns. */
function makersOf(walk: Walk, node: ts.Expression, env: Environment): readonly Located[] {
  if (ts.isCallExpression(node)) {
    const args = walk.program.argumentsOf({ node, env });
    return walk.program
      .functionsOf(walk.program.valueOf(node.expression, env))
      .flatMap((fn) => returnsOf(fn.node.body).map((returned) => ({ node: returned, env: walk.program.enter(fn, args, { node, env }) })));
  }
  const declaration = ts.isIdentifier(node) ? resolveName(node.text, node) : null;
  if (declaration === null || ts.isBindingElement(declaration)) return [];
  if (ts.isParameter(declaration)) {
    const source = declaration.parent.parameters[0] === declaration ? callbackSource(declaration) : null;
    const given = givenTo(declaration, env) ?? (source === null ? null : { node: source, env });
    return given === null ? [] : [given];
  }
  return ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined ? [{ node: declaration.initializer, env }] : [];
}

function join(parts: readonly { readonly properties: readonly Written[]; readonly open: boolean }[]): {
  readonly properties: readonly Written[];
  readonly open: boolean;
} {
  return { properties: parts.flatMap((part) => part.properties), open: parts.some((part) => part.open) };
}

function objectsOf(value: Value): readonly { readonly node: ts.Expression; readonly env: Environment }[] {
  if (value.kind === 'object' || value.kind === 'array') return [value];
  if (value.kind === 'list') return value.elements.flatMap(objectsOf);
  return value.kind === 'union' ? value.values.flatMap(objectsOf) : [];
}

function writtenBy(
  walk: Walk,
  property: ts.ObjectLiteralElementLike,
  env: Environment,
  depth: number,
): { readonly properties: readonly Written[]; readonly open: boolean } {
  if (ts.isSpreadAssignment(property)) return writtenIn(walk, property.expression, env, depth + 1);
  const name = property.name === undefined ? '' : nameOf(property.name);
  if (ts.isPropertyAssignment(property)) return { properties: [{ name, node: property.initializer, env }], open: false };
  if (ts.isShorthandPropertyAssignment(property)) return { properties: [{ name, node: property.name, env }], open: false };
  return { properties: [], open: true };
}

/** `[column]` for a name that is computed. */
function nameOf(name: ts.PropertyName): string {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : ts.isComputedPropertyName(name) ? name.getText() : '';
}

export const moving = /^(increment|decrement|multiply|divide|push|\$inc|\$mul|\$push|\$ADD|\$add|\$append|\$prepend|\$sum|\$subtract)$/;
const inserting = /^(create|createMany)$/;

/** The first property that makes a second run show, in an update. */
export function movingPart(walk: Walk, expression: ts.Expression, env: Environment, depth = 0): Written | null {
  const { properties } = writtenIn(walk, expression, env);
  for (const property of properties) {
    if (movesOwnValue(walk, property.name, property.node, env) || isOperator(property)) return property;
    if (depth > 3) continue;
    for (const inner of objectsIn(property.node)) {
      const operator = writtenIn(walk, inner, property.env).properties.find(({ name }) => moving.test(name) || inserting.test(name));
      if (operator !== undefined && !(inserting.test(operator.name) && hasStableKey(walk, operator.node, operator.env))) return operator;
      const nested = movingPart(walk, inner, property.env, depth + 1);
      if (nested !== null) return nested;
    }
  }
  return null;
}

/** `{ $ADD: { visits: 1 } }`, `{ visits: $add(1) }`: no column has such a name. */
function isOperator({ name, node }: Written): boolean {
  const value = bare(node);
  const made = ts.isCallExpression(value) ? (lastNameOf(value.expression) ?? '') : '';
  return [name, made].some((one) => one.startsWith('$') && moving.test(one));
}

/** The objects that stand for a field's new value, here or in a local: `total: count > 0 ? { increment: count } : undefined`. */
function objectsIn(value: ts.Expression): readonly ts.ObjectLiteralExpression[] {
  const stated = sidesOf(value).flatMap((side) => (ts.isIdentifier(side) ? localValues(side).flatMap(sidesOf) : [side]));
  return stated.filter(ts.isObjectLiteralExpression);
}

const keyNames = /^(_?id|uuid|guid|pk|key|_key|eventId|event_id|messageId|message_id|idempotencyKey|idempotency_key|dedupeKey|dedupe_key)$/i;

/** The property that carries a primary, event or unique key made of the message, if the object has one: a second insert is refused. */
export function stableKeyIn(walk: Walk, expression: ts.Expression, env: Environment): Written | null {
  const { properties } = writtenIn(walk, expression, env);
  const relates = properties.filter(({ name }) => /(?:Id|_id)$/.test(name)).length > 2;
  const byName = properties.find((property) => keyNames.test(property.name) && !(relates && isReference(property)) && isOfMessage(walk, property));
  if (byName !== undefined || walk.unique === undefined) return byName ?? null;
  const ofMessage = (name: string): Written | undefined => properties.find((property) => property.name === name && isOfMessage(walk, property));
  const key = walk.unique.find((names) => names.every((name) => ofMessage(name) !== undefined));
  return key?.[0] === undefined ? null : (ofMessage(key[0]) ?? null);
}

/** In a row that relates several things, `messageId` refers to one of them: a table of messages is as common as an inbox. */
function isReference({ name }: Written): boolean {
  return /^message_?id$/i.test(name);
}

export function hasStableKey(walk: Walk, expression: ts.Expression, env: Environment): boolean {
  return stableKeyIn(walk, expression, env) !== null;
}

const primaryKeyNames = /^(_?id|uuid|pk|sk|key|(partition|hash|sort|range)_?key)$/i;

/** A primary key made anew on each run, by chance or by the clock, turns an upsert or a put into an insert; so does an event key where nothing else identifies what is written. */
export function unstableKeyIn(walk: Walk, expression: ts.Expression, env: Environment): Written | null {
  const { properties } = writtenIn(walk, expression, env);
  const anew = (names: RegExp): Written | undefined => properties.find((property) => names.test(property.name) && isMadeAnew(walk, property));
  const primary = anew(primaryKeyNames);
  if (primary !== undefined) return primary;
  return properties.some((property) => keyNames.test(property.name) && isOfMessage(walk, property)) ? null : (anew(keyNames) ?? null);
}

const holders = /lock|lease|claim|owner|holder|worker|nonce|etag|version|revision|trace|run|request/i;

/** A value that chance picks, `trackingNumber: prefix + Math.random()`: the second run puts another one in its place, though who got the first may hold on to it. Who holds a lock is made anew on purpose. */
export function pickedIn(walk: Walk, expression: ts.Expression, env: Environment): Written | null {
  const isPicked = ({ node, env: at }: Written): boolean => originsOf({ ...walk, seen: new Set(), depth: 0 }, node, at).has('chance');
  return writtenIn(walk, expression, env).properties.find((property) => !holders.test(property.name) && isPicked(property)) ?? null;
}

export function isMadeAnew(walk: Walk, { node, env }: Written): boolean {
  const origins = originsOf({ ...walk, seen: new Set(), depth: 0 }, node, env);
  return origins.has('chance') || origins.has('clock') || origins.has('attempt');
}

/** Made of the message and nothing else. */
export function isOfMessage(walk: Walk, { node, env }: Written): boolean {
  const origins = originsOf({ ...walk, seen: new Set(), depth: 0 }, node, env);
  return origins.has('message') && origins.size === 1;
}
