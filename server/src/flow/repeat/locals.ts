// Small questions about the local variables of one function: what is assigned to them, and which list a callback's parameter walks over.
import ts from 'typescript';
import { identifiersNamed } from '../../syntax/mentions.ts';
import type { AccessPath } from '../../models/schema.ts';
import { bare } from '../../syntax/bare.ts';
import { resolveName } from '../../syntax/scopes.ts';

/** The right sides of `name = ...` in the function (or file) that declares it. */
export function assignmentsTo(name: string, declaration: ts.Node): readonly ts.Expression[] {
  return identifiersNamed(name, scopeAround(declaration)).flatMap((node) => {
    const { parent } = node;
    return ts.isBinaryExpression(parent) && parent.left === node && isAssignment(parent.operatorToken.kind) ? [parent.right] : [];
  });
}

export interface Put {
  /** Null where all of `value`'s own properties are. */
  readonly name: string | null;
  readonly value: ts.Expression;
}

const putInto = new WeakMap<ts.VariableDeclaration, readonly Put[]>();

/** What is put into a variable's object after it was made: `update.total = n`, `update['total'] = n`, `Object.assign(update, more)`. */
export function putAfterwards(declaration: ts.VariableDeclaration): readonly Put[] {
  const known = putInto.get(declaration);
  if (known !== undefined) return known;
  const isIt = (node: ts.Node): boolean => ts.isIdentifier(node) && node.text === declaration.name.getText() && resolveName(node.text, node) === declaration;
  const found: Put[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      const { left, right } = node;
      if (ts.isPropertyAccessExpression(left) && isIt(left.expression)) found.push({ name: left.name.text, value: right });
      if (ts.isElementAccessExpression(left) && isIt(left.expression) && ts.isStringLiteralLike(left.argumentExpression))
        found.push({ name: left.argumentExpression.text, value: right });
    }
    if (ts.isCallExpression(node) && node.expression.getText() === 'Object.assign' && node.arguments[0] !== undefined && isIt(node.arguments[0]))
      found.push(...node.arguments.slice(1).map((value) => ({ name: null, value })));
    ts.forEachChild(node, visit);
  };
  if (ts.isIdentifier(declaration.name)) visit(scopeAround(declaration));
  putInto.set(declaration, found);
  return found;
}

/** The variable whose initial value an object is. */
export function variableOf(literal: ts.ObjectLiteralExpression): ts.VariableDeclaration | null {
  const declaration = ts.findAncestor(literal, ts.isVariableDeclaration);
  return declaration?.initializer !== undefined && bare(declaration.initializer) === literal ? declaration : null;
}

/** What the object that a call is made on was told before, where this function made it: `name.append(now()); name.toString()`. */
export function toldTo(call: ts.CallExpression): readonly ts.Expression[] {
  const receiver = ts.isPropertyAccessExpression(call.expression) ? bare(call.expression.expression) : null;
  const declaration = receiver !== null && ts.isIdentifier(receiver) ? resolveName(receiver.text, receiver) : null;
  if (declaration === null || !ts.isVariableDeclaration(declaration) || declaration.initializer === undefined) return [];
  if (!ts.isNewExpression(bare(declaration.initializer)) || ts.isSourceFile(scopeAround(declaration))) return [];
  const told: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isExpressionStatement(node) && ts.isCallExpression(node.expression) && isMadeOn(node.expression, declaration))
      told.push(...node.expression.arguments);
    ts.forEachChild(node, visit);
  };
  visit(scopeAround(declaration));
  return told;
}

function isMadeOn({ expression }: ts.CallExpression, declaration: ts.Node): boolean {
  const receiver = ts.isPropertyAccessExpression(expression) ? bare(expression.expression) : null;
  return receiver !== null && ts.isIdentifier(receiver) && resolveName(receiver.text, receiver) === declaration;
}

export function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

/** The nearest function around, or the file. */
export function scopeAround(node: ts.Node): ts.Node {
  let at: ts.Node = node;
  while (at.parent !== undefined && !ts.isFunctionLike(at)) at = at.parent;
  return at;
}

const listMethods = new Set([
  'map',
  'forEach',
  'filter',
  'find',
  'some',
  'every',
  'flatMap',
  'reduce',
  'findIndex',
  'sort',
  'mapSeries',
  'each',
  'then',
  'transform',
]);

/** `list` in `list.map((item) => ...)`, and `list` in `map(list, (item) => ...)`, for the parameter `item`. */
export function callbackSource(parameter: ts.ParameterDeclaration): ts.Expression | null {
  const fn = parameter.parent;
  if (!ts.isArrowFunction(fn) && !ts.isFunctionExpression(fn)) return null;
  const call = fn.parent;
  if (!ts.isCallExpression(call) || !call.arguments.includes(fn)) return null;
  const callee = call.expression;
  if (ts.isPropertyAccessExpression(callee) && listMethods.has(callee.name.text)) {
    const [first] = call.arguments;
    return first !== undefined && first !== fn && !ts.isFunctionLike(first) ? first : callee.expression;
  }
  const [first] = call.arguments;
  return first !== undefined && first !== fn && call.arguments.length >= 2 ? first : null;
}

/** Does a path of names from the message lie at or under an identity's place (`Member[fields].Member[deliveryTag]`)? */
export function isPartOf(path: readonly string[], at: AccessPath): boolean {
  const names = [...at.matchAll(/Member\[([^\]]+)\]/g)].map((match) => (match[1] ?? '').split(','));
  return names.length > 0 && names.every((alternatives, index) => alternatives.includes(path[index] ?? ''));
}
