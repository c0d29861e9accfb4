// Document stores: MongoDB's update operators and DynamoDB's expressions, absolute or relative.
import ts from 'typescript';
import type { Environment } from '../../provenance/values.ts';
import { bare } from './locate.ts';
import type { Walk } from './origins.ts';
import { movesOwnValue } from './own-value.ts';
import { textOf } from './text.ts';
import { hasStableKey, unstableKeyIn, writtenIn } from './written-data.ts';

/** Why a second run of this update shows, or null. */
export function movingUpdate(walk: Walk, expression: ts.Expression, env: Environment, depth = 0): string | null {
  const { properties } = writtenIn(walk, expression, env);
  for (const { name, node, env: inner } of properties) {
    if (/^\$(inc|mul|push|pop|bit)$/.test(name)) return `${name} moves the stored value`;
    if (name === 'insertOne' && !hasStableKey(walk, documentOf(node), inner)) return 'each run inserts a document';
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
  return null;
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
export function movingItem(walk: Walk, expression: ts.Expression, env: Environment, depth = 0): string | null {
  const { properties } = writtenIn(walk, expression, env);
  const conditional = properties.find(({ name }) => name === 'ConditionExpression');
  if (conditional !== undefined) return null;
  for (const { name, node, env: inner } of properties) {
    if (name === 'UpdateExpression') {
      const text = textOf(walk.program, node, inner)?.text ?? '';
      if (movesIn(text)) return 'the update expression moves the stored value';
    }
    if ((name === 'Item' || name === 'PutRequest') && unstableKeyIn(walk, itemOf(node), inner) !== null) return 'the key of the item is made anew on each run';
    if (depth < 6 && /^(TransactItems|RequestItems|Put|Update|PutRequest)$|^\[|TABLE|table/i.test(name)) {
      const nested = movingItem(walk, node, inner, depth + 1);
      if (nested !== null) return nested;
    }
  }
  return null;
}

function itemOf(node: ts.Expression): ts.Expression {
  const inner = bare(node);
  if (ts.isCallExpression(inner) && inner.arguments[0] !== undefined) return inner.arguments[0];
  if (!ts.isObjectLiteralExpression(inner)) return node;
  const item = inner.properties.find((property) => ts.isPropertyAssignment(property) && property.name.getText() === 'Item');
  return item !== undefined && ts.isPropertyAssignment(item) ? item.initializer : node;
}

/** `ADD n :x`, `SET n = n + :x`, `list_append(...)`, `if_not_exists(n, :zero) + :x`. */
function movesIn(text: string): boolean {
  return /\bADD\s+[#\w]/i.test(text) || /=\s*(?:[#\w.[\]]+|if_not_exists\s*\([^)]*\))\s*[+-]\s*[:#\w]/i.test(text) || /\blist_append\s*\(/i.test(text);
}
