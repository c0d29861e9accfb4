// Does a new value depend on the value it replaces? `stock: row.stock - 1` moves at each run, `status: 'paid'` does not.
import ts from 'typescript';
import type { Environment } from '../../provenance/values.ts';
import { resolveName } from '../../syntax/scopes.ts';
import { bare, type Located } from './locate.ts';
import { assignmentsTo } from './locals.ts';
import { givenTo, originsOf, type Walk } from './origins.ts';
import { readSql } from './sql.ts';
import { textOf } from './text.ts';

/** `name` is the column, field or property that is written. */
export function movesOwnValue(walk: Walk, name: string, expression: ts.Expression, env: Environment, depth = 0): boolean {
  const node = bare(expression);
  if (depth > 6) return false;
  if (ts.isBinaryExpression(node) && isArithmetic(node.operatorToken.kind))
    return mentions(walk, name, node.left, env, depth) || mentions(walk, name, node.right, env, depth);
  if (ts.isArrayLiteralExpression(node))
    return node.elements.some((element) => ts.isSpreadElement(element) && mentions(walk, name, element.expression, env, depth));
  if (ts.isConditionalExpression(node))
    return chosenByOwn(walk, name, node, env, depth) || [node.whenTrue, node.whenFalse].some((part) => movesOwnValue(walk, name, part, env, depth + 1));
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) return mentions(walk, name, node.operand, env, depth);
  if (ts.isTaggedTemplateExpression(node)) return movesInText(walk, name, node, env);
  if (ts.isCallExpression(node)) return movesInCall(walk, name, node, env, depth);
  if (ts.isNewExpression(node)) return (node.arguments ?? []).some((argument) => movesOwnValue(walk, name, argument, env, depth + 1));
  if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) return movesInText(walk, name, node.body, env);
  if (ts.isIdentifier(node)) return valuesOf(node, env).some((value) => movesOwnValue(walk, name, value.node, value.env, depth + 1));
  return false;
}

/** `status: row.status === 'paid' ? 'review' : 'cancelled'`, `active: row.active ? false : true`: what the first run wrote makes the second choose otherwise. */
function chosenByOwn(walk: Walk, name: string, node: ts.ConditionalExpression, env: Environment, depth: number): boolean {
  const keepsOwn = [node.whenTrue, node.whenFalse].some((part) => mentions(walk, name, part, env, depth));
  return (
    !keepsOwn &&
    node.whenTrue.getText() !== node.whenFalse.getText() &&
    isLiteral(bare(node.whenTrue)) &&
    isLiteral(bare(node.whenFalse)) &&
    mentions(walk, name, node.condition, env, depth)
  );
}

function isLiteral(node: ts.Node): boolean {
  return ts.isStringLiteralLike(node) || ts.isNumericLiteral(node) || node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword;
}

function isArithmetic(kind: ts.SyntaxKind): boolean {
  return kind === ts.SyntaxKind.PlusToken || kind === ts.SyntaxKind.MinusToken || kind === ts.SyntaxKind.AsteriskToken || kind === ts.SyntaxKind.SlashToken;
}

const keepsNumber = /^(Number|String|BigInt|parseFloat|parseInt|max|min|round|floor|ceil|toFixed|toNumber|toString|toDecimalPlaces)$/;

/** Of decimal.js, big.js, bignumber.js, dinero and their like. */
const calculates = /^(plus|add|sub|minus|subtract|times|mul|multiply|multipliedBy|div|divide|dividedBy)$/;

function movesInCall(walk: Walk, name: string, node: ts.CallExpression, env: Environment, depth: number): boolean {
  const callee = node.expression;
  const method = ts.isPropertyAccessExpression(callee) ? callee.name.text : ts.isIdentifier(callee) ? callee.text : '';
  if (/^(raw|literal|sql|unsafe)$/.test(method)) return movesInText(walk, name, node, env);
  if (/^(increment|arrayAppend)$/.test(method)) return true;
  if (method === 'concat' && ts.isPropertyAccessExpression(callee)) return mentions(walk, name, callee.expression, env, depth);
  if (keepsNumber.test(method) || calculates.test(method)) {
    const isOwn = calculates.test(method) && ts.isPropertyAccessExpression(callee) && mentions(walk, name, callee.expression, env, depth);
    return (
      isOwn ||
      node.arguments.some((argument) => movesOwnValue(walk, name, argument, env, depth + 1)) ||
      (ts.isPropertyAccessExpression(callee) && movesOwnValue(walk, name, callee.expression, env, depth + 1))
    );
  }
  return false;
}

/** A raw fragment: `n + 1`, `` sql`${table.n} + 1` ``. */
function movesInText(walk: Walk, name: string, node: ts.Expression, env: Environment): boolean {
  const text = textOf(walk.program, node, env);
  if (text === null) return false;
  const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).toLowerCase();
  return [name.toLowerCase(), snake].some((column) => readSql(`update t set ${column} = ${text.text}`).moves);
}

/** Does a read value's member of that name take part in it? */
function mentions(walk: Walk, name: string, expression: ts.Expression, env: Environment, depth: number): boolean {
  const node = bare(expression);
  if (depth > 6) return false;
  if (ts.isPropertyAccessExpression(node))
    return (node.name.text === name && isRead(walk, node.expression, env)) || mentions(walk, name, node.expression, env, depth + 1);
  if (ts.isIdentifier(node)) return valuesOf(node, env).some((value) => mentions(walk, name, value.node, value.env, depth + 1));
  if (ts.isBinaryExpression(node)) return mentions(walk, name, node.left, env, depth + 1) || mentions(walk, name, node.right, env, depth + 1);
  if (ts.isCallExpression(node))
    return (
      node.arguments.some((argument) => mentions(walk, name, argument, env, depth + 1)) ||
      (ts.isPropertyAccessExpression(node.expression) && mentions(walk, name, node.expression.expression, env, depth + 1))
    );
  if (ts.isNewExpression(node)) return (node.arguments ?? []).some((argument) => mentions(walk, name, argument, env, depth + 1));
  if (ts.isConditionalExpression(node)) return mentions(walk, name, node.whenTrue, env, depth + 1) || mentions(walk, name, node.whenFalse, env, depth + 1);
  return false;
}

function isRead(walk: Walk, node: ts.Expression, env: Environment): boolean {
  const origins = originsOf({ ...walk, seen: new Set(), depth: 0 }, node, env);
  return origins.has('read') || origins.has('unknown');
}

/** What a name may stand for: a local's values, or what the caller handed over for a parameter. */
function valuesOf(node: ts.Identifier, env: Environment): readonly Located[] {
  const declaration = resolveName(node.text, node);
  const given = declaration !== null && ts.isParameter(declaration) ? givenTo(declaration, env) : null;
  return given === null ? localValues(node).map((value) => ({ node: value, env })) : [given];
}

export function localValues(node: ts.Identifier): readonly ts.Expression[] {
  const declaration = resolveName(node.text, node);
  if (declaration === null || !ts.isVariableDeclaration(declaration)) return [];
  return [...(declaration.initializer === undefined ? [] : [declaration.initializer]), ...assignmentsTo(node.text, declaration)];
}
