// Whether anybody looks at what a call resolves with. Calls that resolve with a failure inside (unprocessed items, a status field) fail unseen where nobody does.
import ts from 'typescript';
import { wholeChain } from './guards/call-chain.ts';
import { looksLikeLog } from './plain-names.ts';
import { collector, isCombinator, mentionsOf } from './promise-use.ts';
import type { Scope, Walk } from './walk.ts';

/** Only an answer that is plainly dropped counts as not looked at; what goes where the walk can't follow is taken for seen. */
export function isAnswerSeen(w: Walk, call: ts.Node, scope: Scope, depth = 0, isLazy = false): boolean {
  if (depth > 8 || (isLazy && /\.throwOnError\(/.test(wholeChain(call).getText()))) return true;
  for (let node = call; ;) {
    const parent = node.parent;
    if (ts.isExpressionStatement(parent) || ts.isVoidExpression(parent)) return false;
    if (ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === node)) return isReturnSeen(w, parent, scope, depth);
    if (ts.isVariableDeclaration(parent)) return isBindingSeen(w, parent, scope, depth);
    const next = stepUp(parent, node) ?? (isLazy ? linkAround(parent, node) : null);
    if (next === null) return collectedSeen(w, parent, node, scope, depth);
    node = next;
  }
}

/** The expression around that has the same answer, or a list with it in: `await x`, `(x)`, `[x]`, `x.promise()`, `x.catch(log)`, `Promise.all([x])`. */
function stepUp(parent: ts.Node, node: ts.Node): ts.Node | null {
  if (ts.isAwaitExpression(parent) || ts.isParenthesizedExpression(parent) || ts.isAsExpression(parent) || ts.isNonNullExpression(parent)) return parent;
  if (ts.isArrayLiteralExpression(parent) || ts.isSpreadElement(parent)) return parent;
  if (ts.isPropertyAccessExpression(parent) && parent.expression === node) {
    const isPassing = ['promise', 'catch', 'finally'].includes(parent.name.text) && ts.isCallExpression(parent.parent) && parent.parent.expression === parent;
    return isPassing ? parent.parent : null;
  }
  if (!ts.isCallExpression(parent) || parent.expression === node) return null;
  return isCombinator(parent) ? parent : null;
}

/** The next link of a chain that is only sent at its end: `db.from(t).update(row).eq('id', id)`. */
function linkAround(parent: ts.Node, node: ts.Node): ts.Node | null {
  const isLink = ts.isPropertyAccessExpression(parent) && parent.expression === node && parent.name.text !== 'then';
  return isLink && ts.isCallExpression(parent.parent) && parent.parent.expression === parent ? parent.parent : null;
}

function isBindingSeen(w: Walk, declaration: ts.VariableDeclaration, scope: Scope, depth: number): boolean {
  const { name } = declaration;
  if (ts.isIdentifier(name)) return isNameSeen(w, name, declaration, scope, depth);
  // A list of answers, or a part that is taken apart further.
  if (ts.isArrayBindingPattern(name) || name.elements.some((element) => !ts.isIdentifier(element.name))) return true;
  return name.elements.some((element) => ts.isIdentifier(element.name) && isNameSeen(w, element.name, declaration, scope, depth));
}

/** What a function returns: to the call that entered it; to the list that `map` makes; from the handler itself to a library that takes no notice. */
function isReturnSeen(w: Walk, at: ts.Node, scope: Scope, depth: number): boolean {
  const around = ts.isArrowFunction(at) ? at : functionAround(at);
  if (around === w.entered.fn.node) return false;
  if (around === null || around !== scope.fn) return true;
  const taker = around.parent;
  if (ts.isCallExpression(taker) && isOnce(taker)) return isAnswerSeen(w, taker, scope, depth + 1);
  if (ts.isCallExpression(taker) && ts.isPropertyAccessExpression(taker.expression)) {
    const name = taker.expression.name.text;
    if (name === 'forEach') return false;
    return name !== 'map' || scope.caller === null || isAnswerSeen(w, taker, scope.caller.scope, depth + 1);
  }
  return scope.caller === null || isAnswerSeen(w, scope.caller.node, scope.caller.scope, depth + 1);
}

/** Our own guard hands on what the effect resolved with. */
function isOnce({ expression }: ts.CallExpression): boolean {
  return ts.isIdentifier(expression) && /^once(?:ForEvent)?$/.test(expression.text);
}

/** `promises.push(x)`: seen if somebody looks at what waiting for the list gives. */
function collectedSeen(w: Walk, parent: ts.Node, node: ts.Node, scope: Scope, depth: number): boolean {
  const list = ts.isCallExpression(parent) && parent.expression !== node ? collector(parent) : null;
  return list === null || isNameSeen(w, list, parent, scope, depth);
}

function isNameSeen(w: Walk, name: ts.Identifier, at: ts.Node, scope: Scope, depth: number): boolean {
  return mentionsOf(name, at).some((mention) => {
    const parent = mention.parent;
    if (ts.isCallExpression(parent) && isCombinator(parent)) return isAnswerSeen(w, parent, scope, depth + 1);
    if (ts.isPropertyAccessExpression(parent) && parent.name.text === 'length') return false;
    const part = partRead(mention);
    if (ts.isReturnStatement(part.parent)) return isReturnSeen(w, part.parent, scope, depth);
    return !isLogged(mention) && decidesSomething(mention);
  });
}

/** `result.data` of `result`. */
function partRead(node: ts.Node): ts.Node {
  return ts.isPropertyAccessExpression(node.parent) && node.parent.expression === node ? partRead(node.parent) : node;
}

/** Unless all that a question about it decides is what is told: `if (error) console.error(error)`. */
function decidesSomething(mention: ts.Node): boolean {
  let at = mention;
  while (ts.isExpression(at.parent)) at = at.parent;
  if (!ts.isIfStatement(at.parent) || at.parent.expression !== at || ts.isPrefixUnaryExpression(at)) return true;
  return acts(at.parent.thenStatement);
}

/** It fails, answers, keeps something or calls something other than a log. */
function acts(node: ts.Node): boolean {
  if (ts.isFunctionLike(node)) return false;
  if (ts.isThrowStatement(node)) return true;
  if (ts.isReturnStatement(node)) return node.expression !== undefined && !/^(?:null|undefined)$/.test(node.expression.getText());
  if (ts.isExpressionStatement(node)) {
    const done = ts.isAwaitExpression(node.expression) ? node.expression.expression : node.expression;
    return !ts.isCallExpression(done) || !tells(done.expression.getText());
  }
  if (ts.isVariableStatement(node)) return true;
  return ts.forEachChild(node, (child) => (ts.isExpression(child) ? undefined : acts(child) || undefined)) ?? false;
}

function isLogged(node: ts.Node): boolean {
  for (let at = node; ts.isExpression(at) || ts.isObjectLiteralElement(at) || ts.isTemplateSpan(at); at = at.parent) {
    if (ts.isCallExpression(at.parent) && at.parent.expression !== at && tells(at.parent.expression.getText())) return true;
  }
  return false;
}

/** A logger's method, or a function of the workspace's own round one: `logInfo('sent', { response })`. */
function tells(callee: string): boolean {
  return looksLikeLog(callee) || /(^|\.)log(Info|Debug|Trace|Success|Message|Warn|Warning|Error)$/.test(callee);
}

function functionAround(node: ts.Node): ts.Node | null {
  for (let at = node.parent; at; at = at.parent) if (ts.isFunctionLike(at)) return at;
  return null;
}
