// Values that were moved where they had been read, before they are written: `account.points += 10`, then `{ points: account.points }`; `stats.count++`, then `{ stats }`.
import ts from 'typescript';
import type { Environment } from '../../provenance/values.ts';
import { resolveName } from '../../syntax/scopes.ts';
import { changesOf } from './entity-changes.ts';
import { bare } from './locate.ts';
import { givenTo, originsOf, type Walk } from './origins.ts';
import { writtenIn, type Written } from './written-data.ts';

/** The first property of what is written that was moved before, or all of it. A version that is counted up only orders the writes. */
export function movedBefore(walk: Walk, expression: ts.Expression, env: Environment): Written | null {
  const whole = bare(expression);
  if (ts.isIdentifier(whole) && movesHeld(walk, whole, env)) return { name: whole.text, node: whole, env };
  const held = ts.isCallExpression(whole) ? mapped(whole).find((name) => movesHeld(walk, name, env)) : undefined;
  if (held !== undefined) return { name: held.text, node: held, env };
  return writtenIn(walk, expression, env).properties.find((property) => !isVersion.test(property.name) && isMoved(walk, property.node, property.env)) ?? null;
}

export const isVersion = /^_?(?:version|revision|rev|seq|sequence|lockVersion)$/i;

function isMoved(walk: Walk, node: ts.Expression, env: Environment): boolean {
  const value = bare(node);
  if (ts.isIdentifier(value)) return movesWhole(walk, value, env);
  if (ts.isCallExpression(value) && value.expression.getText() === 'JSON.stringify')
    return value.arguments[0] !== undefined && isMoved(walk, value.arguments[0], env);
  return holdsMoved(walk, value, env);
}

function holdsMoved(walk: Walk, node: ts.Node, env: Environment): boolean {
  if (ts.isFunctionLike(node)) return false;
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression) && movesMember(walk, node.expression, node.name.text, env)) return true;
  return ts.forEachChild(node, (child) => holdsMoved(walk, child, env) || undefined) === true;
}

/** `const stats = day.stats; stats.count += 1`: an object that was read, changed in itself. */
function movesWhole(walk: Walk, name: ts.Identifier, env: Environment): boolean {
  const declaration = resolveName(name.text, name);
  const read = declaration !== null && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  if (declaration === null || read === undefined || !originsOf({ ...walk, seen: new Set(), depth: 0 }, read, env).has('read')) return false;
  return changesOf(walk, declaration, env).moved.length > 0;
}

/** `account.toRow()`, `Mapper.toRow(account)`: what is put into another form before it is written. */
function mapped({ expression, arguments: given }: ts.CallExpression): readonly ts.Identifier[] {
  const receiver = ts.isPropertyAccessExpression(expression) ? bare(expression.expression) : null;
  return [...(receiver === null ? [] : [receiver]), ...given.map(bare)].filter(ts.isIdentifier);
}

/** The same, or what a caller handed over had been changed before. */
function movesHeld(walk: Walk, name: ts.Identifier, env: Environment, depth = 0): boolean {
  if (movesWhole(walk, name, env)) return true;
  const declaration = resolveName(name.text, name);
  const given = declaration !== null && ts.isParameter(declaration) && depth < 4 ? givenTo(declaration, env) : null;
  const handed = given === null ? null : bare(given.node);
  return given !== null && handed !== null && ts.isIdentifier(handed) && movesHeld(walk, handed, given.env, depth + 1);
}

/** Whether `account.points` has been moved where the account comes from: `account.points += 10`, here or in the function that handed it over. */
export function movesMember(walk: Walk, root: ts.Identifier, member: string, env: Environment, depth = 0): boolean {
  const declaration = resolveName(root.text, root);
  if (declaration === null || depth > 4) return false;
  const isIt = new RegExp(`\\.${member}\\b`);
  if (changesOf(walk, declaration, env).moved.some((moved) => isIt.test(targetIn(moved).getText()))) return true;
  const given = ts.isParameter(declaration) ? givenTo(declaration, env) : null;
  const handed = given === null ? null : bare(given.node);
  return given !== null && handed !== null && ts.isIdentifier(handed) && movesMember(walk, handed, member, given.env, depth + 1);
}

/** What a change is about; of `cart.set(...)` what it is told may be. */
function targetIn(change: ts.Node): ts.Node {
  if (ts.isBinaryExpression(change)) return change.left;
  const isOfList = ts.isCallExpression(change) && ts.isPropertyAccessExpression(change.expression) && /^(push|unshift)$/.test(change.expression.name.text);
  return isOfList ? change.expression : change;
}
