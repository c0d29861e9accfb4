// What a call is there for: somebody waits for what it does, nobody looks at what it gives, or its result is used at once and was computed.
import ts from 'typescript';
import { functionComposers } from '../models/packages-by-role.ts';
import { lastNameOf } from '../syntax/file-index.ts';
import { apisOf } from './matching-rows.ts';
import { batchOf } from './transaction-calls.ts';
import type { Scope, Walk } from './walk.ts';

/** It is called for what it does: somebody waits for it, or nobody looks at what it gives. A result that is used at once was computed. */
export function actsByItself(w: Walk, node: ts.Node, scope: Scope): boolean {
  return isForItsOwnSake(w, node, scope) || isWaitedFor(w, node, scope);
}

/** Nobody looks at what it gives, here or where a function that returns it was called: `(message) => work(message)`, to a library that ignores what its callbacks return. */
export function isForItsOwnSake(w: Walk, node: ts.Node, scope: Scope): boolean {
  if (isDroppedAtOnce(node)) return true;
  const { parent } = node;
  const isReturned = ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === node);
  if (isReturned) return !isWaitedFor(w, node, scope) && isResultDropped(w, scope);
  return isChosen(node) && isForItsOwnSake(w, parent, scope);
}

function isDroppedAtOnce(node: ts.Node): boolean {
  return ts.isExpressionStatement(node.parent) || ts.isVoidExpression(node.parent);
}

/** `message && work(message)`, `isNew ? create(message) : update(message)`. */
function isChosen(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent)) return true;
  if (ts.isConditionalExpression(parent)) return parent.condition !== node;
  return ts.isBinaryExpression(parent) && parent.right === node && choosing.has(parent.operatorToken.kind);
}

const choosing: ReadonlySet<ts.SyntaxKind> = new Set([ts.SyntaxKind.AmpersandAmpersandToken, ts.SyntaxKind.BarBarToken, ts.SyntaxKind.QuestionQuestionToken]);

function isResultDropped(w: Walk, { fn, caller }: Scope): boolean {
  if (caller !== null) return isForItsOwnSake(w, caller.node, caller.scope);
  if (ts.isCallExpression(fn.parent) && fn.parent.expression !== fn && lastNameOf(fn.parent.expression) === 'forEach') return true;
  return fn === w.entered.fn.node && w.entered.handler.delivery.promise === 'ignored';
}

/** Somebody waits for the result, so that it is worth asking what it waits for. */
export function isWaitedFor(w: Walk, node: ts.Node, scope: Scope): boolean {
  let at: ts.Node = node;
  for (let parent = at.parent; ; at = parent, parent = parent.parent) {
    if (ts.isAwaitExpression(parent)) return true;
    if (ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === at)) return isAsync(parent) || isHandedOn(w, scope);
    if (ts.isPropertyAccessExpression(parent) && /^(then|catch|finally)$/.test(parent.name.text)) return true;
    if (ts.isCallExpression(parent) && parent.expression !== at && batchOf(parent) === null && !isComposing(w, parent, scope))
      return parent.expression.getText().startsWith('Promise.');
    if (ts.isVariableDeclaration(parent)) return isNameWaitedFor(w, parent, scope);
    if (!ts.isExpression(parent) && !ts.isSpreadElement(parent)) return false;
  }
}

/** `const result = run(args); return result;`, `const sending = send(); await sending;`, `const all = orders.map(send); await Promise.all(all);`. */
function isNameWaitedFor(w: Walk, { name, parent }: ts.VariableDeclaration, scope: Scope): boolean {
  const around = ts.findAncestor(parent, (node) => ts.isFunctionLike(node));
  if (!ts.isIdentifier(name) || !around) return false;
  const isIt = (node: ts.Node | undefined): boolean => node !== undefined && ts.isIdentifier(node) && node.text === name.text;
  const visit = (node: ts.Node): boolean => {
    if (ts.isFunctionLike(node)) return false;
    if (ts.isAwaitExpression(node) && (isIt(node.expression) || combines(node.expression, isIt))) return true;
    if (ts.isReturnStatement(node) && isIt(node.expression)) return isAsync(node) || isHandedOn(w, scope);
    return ts.forEachChild(node, (child) => visit(child) || undefined) ?? false;
  };
  return ts.forEachChild(around, (child) => visit(child) || undefined) ?? false;
}

/** `Promise.all(all)`, `Promise.allSettled([...first, ...second])`. */
function combines(call: ts.Node, isIt: (node: ts.Node) => boolean): boolean {
  if (!ts.isCallExpression(call) || !call.expression.getText().startsWith('Promise.')) return false;
  const visit = (node: ts.Node): boolean => isIt(node) || (!ts.isFunctionLike(node) && (ts.forEachChild(node, (child) => visit(child) || undefined) ?? false));
  return call.arguments.some(visit);
}

function isComposing(w: Walk, { expression }: ts.CallExpression, scope: Scope): boolean {
  return apisOf(w.program.valueOf(expression, scope.env)).some((api) => functionComposers.has(api.package));
}

/** What this function returns is waited for where it was called; the handler's own is what the transport waits for. */
function isHandedOn(w: Walk, { fn, caller }: Scope): boolean {
  if (caller !== null) return isWaitedFor(w, caller.node, caller.scope);
  return fn === w.entered.fn.node && w.entered.handler.delivery.promise === 'awaited';
}

function isAsync(node: ts.Node): boolean {
  let fn = node;
  while (!ts.isFunctionLike(fn) && !ts.isSourceFile(fn)) fn = fn.parent;
  return ts.canHaveModifiers(fn) && (ts.getModifiers(fn) ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword);
}
