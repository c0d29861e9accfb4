// What becomes of an entity between being read and being saved: values that move, in it, in one of its parts (`item.quantity += 1` for an item of the cart), in a function or a method of its own that
// the entity goes through; a key that is set; a method that nobody has seen.
import ts from 'typescript';
import type { Environment, FunctionValue } from '../../provenance/values.ts';
import { resolveName } from '../../syntax/scopes.ts';
import { bare } from './locate.ts';
import { callbackSource, isAssignment, scopeAround } from './locals.ts';
import { originsOf, type Walk } from './origins.ts';
import { movesOwnValue } from './own-value.ts';
import { movingPart } from './written-data.ts';

export interface Changes {
  /** Where stored values are moved. */
  readonly moved: readonly ts.Node[];
  /** Its primary key is set to something of the message. */
  readonly keyed: boolean;
  /** A call of one of its methods that is not in sight, made for what it does. */
  readonly unseen: ts.CallExpression | null;
}

/** The entity as one function knows it: by a name, or as `this`. */
interface Subject {
  readonly walk: Walk;
  readonly env: Environment;
  readonly depth: number;
  readonly isIt: (root: ts.Expression) => boolean;
}

const unchanged: Changes = { moved: [], keyed: false, unseen: null };

/** What is done to the entity of this name in the function that declares it, and in those that it is handed to. */
export function changesOf(walk: Walk, declaration: ts.Node, env: Environment, depth = 0): Changes {
  const isIt = (root: ts.Expression): boolean => ts.isIdentifier(root) && resolveName(root.text, root) === declaration;
  return changesIn({ walk, env, depth, isIt }, scopeAround(declaration));
}

function changesIn(subject: Subject, scope: ts.Node): Changes {
  let found = unchanged;
  const visit = (node: ts.Node): void => {
    found = joined(found, changesBy(subject, node));
    ts.forEachChild(node, visit);
  };
  visit(scope);
  return found;
}

function joined(left: Changes, right: Changes): Changes {
  return right === unchanged ? left : { moved: [...left.moved, ...right.moved], keyed: left.keyed || right.keyed, unseen: left.unseen ?? right.unseen };
}

function changesBy(subject: Subject, node: ts.Node): Changes {
  const change = changed(node);
  // A list that is itself what is saved only grows by entities.
  if (change !== null) return isPartOf(subject, change.target) && !subject.isIt(bare(change.target)) ? changeBy(subject, change, node) : unchanged;
  if (!ts.isCallExpression(node)) return unchanged;
  if (putsInto(subject, node)) return { ...unchanged, moved: [node] };
  return joined(byHandingOver(subject, node), byOwnMethod(subject, node));
}

function changeBy({ walk, env }: Subject, { target, name, value, moves }: Change, node: ts.Node): Changes {
  if (moves) return isOutgoing(target) ? unchanged : { ...unchanged, moved: [node] };
  if (value === null) return unchanged;
  if (movesOwnValue(walk, name, value, env)) return { ...unchanged, moved: [node] };
  return /^_?id$/i.test(name) && isOfMessage(walk, value, env) ? { ...unchanged, keyed: true } : unchanged;
}

/** An aggregate's own list of events that are yet to be published is no part of what is stored. */
function isOutgoing(target: ts.Expression): boolean {
  return ts.isPropertyAccessExpression(target) && target.expression.kind === ts.SyntaxKind.ThisKeyword && /events?$/i.test(target.name.text);
}

interface Change {
  readonly target: ts.Expression;
  readonly name: string;
  readonly value: ts.Expression | null;
  readonly moves: boolean;
}

function changed(node: ts.Node): Change | null {
  if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind) && memberName(node.left) !== null) {
    const plain = node.operatorToken.kind === ts.SyntaxKind.EqualsToken || node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionEqualsToken;
    return { target: node.left, name: memberName(node.left) ?? '', value: node.right, moves: !plain };
  }
  if (
    (ts.isPostfixUnaryExpression(node) ||
      (ts.isPrefixUnaryExpression(node) && node.operator !== ts.SyntaxKind.ExclamationToken && node.operator !== ts.SyntaxKind.MinusToken)) &&
    ts.isPropertyAccessExpression(node.operand)
  ) {
    return { target: node.operand, name: node.operand.name.text, value: null, moves: true };
  }
  if (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    /^(push|unshift|increment|decrement|\$inc)$/.test(node.expression.name.text) &&
    (ts.isPropertyAccessExpression(node.expression.expression) || ts.isIdentifier(node.expression.expression))
  ) {
    return { target: node.expression.expression, name: memberName(node.expression.expression) ?? '', value: null, moves: true };
  }
  return null;
}

/** `row.stock`, `row['stock']`. */
function memberName(node: ts.Expression): string | null {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  return ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression) ? node.argumentExpression.text : null;
}

/** `cart.set({ total: cart.total + n })`, `cart.set('total', cart.total + n)`, `Object.assign(cart, { ... })`, `carts.merge(cart, { ... })`. */
function putsInto(subject: Subject, node: ts.CallExpression): boolean {
  const { walk, env } = subject;
  const method = ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : '';
  const [first, ...rest] = node.arguments;
  if (first === undefined) return false;
  if (/^(assign|merge|extend)$/.test(method) && isPartOf(subject, first)) return rest.some((part) => movingPart(walk, part, env) !== null);
  if (!ts.isPropertyAccessExpression(node.expression) || !setting.test(method) || !isPartOf(subject, node.expression.expression)) return false;
  const [value] = rest;
  return ts.isStringLiteralLike(first) ? value !== undefined && movesOwnValue(walk, first.text, value, env) : movingPart(walk, first, env) !== null;
}

const setting = /^(set|\$set|assign|overwrite|setAttributes|setDataValue)$/;

/** `credit(account, amount)`. */
function byHandingOver(subject: Subject, node: ts.CallExpression): Changes {
  const { walk, env, depth } = subject;
  const index = depth > 2 ? -1 : node.arguments.findIndex((argument) => !ts.isCallExpression(argument) && isPartOf(subject, argument));
  if (index < 0) return unchanged;
  const functions = walk.program.functionsOf(walk.program.valueOf(node.expression, env));
  return insideOf(subject, functions, node, ({ node: fn }, inner) => {
    const parameter = fn.parameters[index];
    return parameter === undefined || !ts.isIdentifier(parameter.name) ? unchanged : changesOf(walk, parameter, inner, depth + 1);
  });
}

/** `account.deposit(amount)`: what the method does to `this`. */
function byOwnMethod(subject: Subject, node: ts.CallExpression): Changes {
  const { walk, env, depth } = subject;
  if (depth > 2 || !ts.isPropertyAccessExpression(node.expression)) return unchanged;
  const { name, expression: receiver } = node.expression;
  if (!isPartOf(subject, receiver)) return unchanged;
  const functions = walk.program.functionsOf(walk.program.valueOf(node.expression, env));
  const own = functions.length > 0 ? functions : ownMethod(subject, receiver, name.text);
  const inside: Subject = { ...subject, walk: { ...walk, self: 'read' }, depth: depth + 1, isIt: isThis };
  if (own.length > 0) return insideOf(subject, own, node, (fn, inner) => changesIn({ ...inside, env: inner }, fn.node));
  const isMadeForItsEffect = ts.isExpressionStatement(ts.isAwaitExpression(node.parent) ? node.parent.parent : node.parent);
  const isOfMapper = setting.test(name.text) || storing.test(name.text);
  return isMadeForItsEffect && !isOfMapper && subject.isIt(bare(receiver)) && !isThis(receiver) ? { ...unchanged, unseen: node } : unchanged;
}

function ownMethod({ walk, isIt }: Subject, receiver: ts.Expression, name: string): readonly FunctionValue[] {
  const method = walk.entity === undefined || walk.entity === null || !isIt(bare(receiver)) ? null : walk.program.methodOf(walk.entity, name);
  return method === null ? [] : [method];
}

/** What an object mapper's own methods do with an entity, or a list's with what it holds, is no change of a value. */
const storing =
  /^(save|create|populate|execPopulate|depopulate|reload|refresh|validate|validateSync|markModified|remove|deleteOne|delete|destroy|restore|softRemove|recover|get|toObject|toJSON|on|once|addToSet|pull|equals|changed|push|forEach|map|sort|filter|reverse|splice|\$\w+)$/;

function isThis(node: ts.Expression): boolean {
  return bare(node).kind === ts.SyntaxKind.ThisKeyword;
}

function insideOf(
  { walk, env }: Subject,
  functions: readonly FunctionValue[],
  node: ts.CallExpression,
  look: (fn: FunctionValue, inner: Environment) => Changes,
): Changes {
  const args = functions.length === 0 ? [] : walk.program.argumentsOf({ node, env });
  return functions.slice(0, 3).reduce((found, fn) => joined(found, look(fn, walk.program.enter(fn, args, { node, env }))), unchanged);
}

/** The entity, or something that is in it: `cart.items[0]`, an item found in its list, the variable of a loop over it. */
function isPartOf(subject: Subject, expression: ts.Expression, depth = 0): boolean {
  const root = rootOf(expression);
  if (subject.isIt(root)) return true;
  const source = ts.isIdentifier(root) && depth < 5 ? sourceOf(root) : null;
  return source !== null && isPartOf(subject, source, depth + 1);
}

/** Methods that give what a list or a map holds, not a copy of it. */
const handsOut = /^(find|findLast|at|get|id|filter|values|entries)$/;

function rootOf(expression: ts.Expression): ts.Expression {
  const node = bare(expression);
  if (ts.isAwaitExpression(node) || ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) return rootOf(node.expression);
  if (ts.isBinaryExpression(node) && /^(\?\?|\|\|)$/.test(node.operatorToken.getText())) return rootOf(node.left);
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && handsOut.test(node.expression.name.text))
    return rootOf(node.expression.expression);
  return node;
}

/** What a name was taken from: `const item = cart.items.find(...)`, `const { items } = cart`, `for (const item of cart.items)`, `cart.items.forEach((item) => ...)`. */
function sourceOf(name: ts.Identifier): ts.Expression | null {
  let at: ts.Node | null = resolveName(name.text, name);
  while (at !== null && ts.isBindingElement(at)) at = at.parent.parent;
  if (at === null) return null;
  if (ts.isVariableDeclaration(at)) return at.initializer ?? (ts.isForOfStatement(at.parent.parent) ? at.parent.parent.expression : null);
  return ts.isParameter(at) && at.parent.parameters[0] === at ? callbackSource(at) : null;
}

function isOfMessage(walk: Walk, node: ts.Expression, env: Environment): boolean {
  const origins = originsOf({ ...walk, seen: new Set(), depth: 0 }, node, env);
  return origins.has('message') && origins.size === 1;
}
