// `catch { row = await find(key); if (!row) throw }` around an insert: where the insert failed, the row is not there, so the look-up decides as one that found nothing. Where it finds one, what was to be inserted is there.
import ts from 'typescript';
import { comparePlaces, type Place } from '../base/place.ts';
import { bare } from '../syntax/bare.ts';
import { resolveName } from '../syntax/scopes.ts';
import { keyText } from './guards/key-text.ts';
import { storeOf } from './guards/stores.ts';
import type { Met, Scope, Walk } from './walk.ts';

/** Whether `read` asks, in a catch, for the row whose insert failed, and for nothing else that can have failed. */
export function asksForFailedInsert(w: Walk, read: Omit<Met, 'inMemory' | 'transaction'>): boolean {
  const { caught } = read.scope;
  const store = caught.length === 0 ? null : storeOf(w, read.node, read.callee, read.sql, read.scope);
  if (store === null) return false;
  const keys = valuesIn(read.node, read.scope);
  if (keys.length === 0) return false;
  const isOf = (write: Met, place: Place): boolean =>
    write.adds === true && comparePlaces(w.program.placeOf(write.node), place) === 0 && storeOf(w, write.node, write.callee, write.sql, write.scope) === store;
  return caught.every((effect) => {
    const place = w.writer.placeOf(effect);
    return place !== undefined && w.writes.some((write) => isOf(write, place) && keys.every((key) => valuesIn(write.node, write.scope).includes(key)));
  });
}

/** The values that a call is given, constants aside, as they are written once names are followed. */
function valuesIn(node: Met['node'], scope: Scope): readonly string[] {
  return ts.isTaggedTemplateExpression(node) ? [] : (node.arguments ?? []).flatMap((argument) => within(argument, scope));
}

const deepest = 6;

function within(expression: ts.Expression, scope: Scope, depth = 0): readonly string[] {
  if (depth > deepest) return [];
  const node = made(bare(expression));
  if (ts.isArrayLiteralExpression(node)) return node.elements.flatMap((element) => within(element, scope, depth + 1));
  if (ts.isObjectLiteralExpression(node))
    return node.properties.flatMap((property) => {
      if (ts.isPropertyAssignment(property)) return within(property.initializer, scope, depth + 1);
      return ts.isShorthandPropertyAssignment(property) ? within(property.name, scope, depth + 1) : [];
    });
  return ts.isIdentifier(node) || ts.isPropertyAccessExpression(node) || ts.isTemplateExpression(node) ? [keyText(node, scope)] : [];
}

/** What a constant holds, where that is an object: `const data = { email }`. */
function made(node: ts.Expression): ts.Expression {
  const declaration = ts.isIdentifier(node) ? resolveName(node.text, node) : null;
  const initializer = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  return initializer !== undefined && ts.isObjectLiteralExpression(bare(initializer)) ? bare(initializer) : node;
}
