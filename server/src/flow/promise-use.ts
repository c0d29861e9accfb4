// Who waits for the promise of a call, judged by where the call stands.
import ts from 'typescript';
import { lastNameOf } from '../syntax/file-index.ts';
import { identifiersNamed } from '../syntax/mentions.ts';
import { resolveName } from '../syntax/scopes.ts';
import { settlesAnother } from './executor-parameters.ts';
import type { Scope } from './walk.ts';

const combinators = new Set(['all', 'allSettled', 'race', 'any']);
const chainers = new Set(['then', 'catch', 'finally']);

/** `opened ??= open()` keeps the promise as `opened = open()` does. */
const assignments: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsToken,
  ts.SyntaxKind.QuestionQuestionEqualsToken,
  ts.SyntaxKind.BarBarEqualsToken,
  ts.SyntaxKind.AmpersandAmpersandEqualsToken,
]);

/** Whether somebody waits for what `call` returns. Only a result that is plainly dropped counts as not awaited. */
export function isAwaited(call: ts.Node, scope: Scope): boolean {
  let node = call;
  for (;;) {
    const parent = node.parent;
    if (settlesAnother(node)) return true;
    if (ts.isExpressionStatement(parent)) return scope.executor;
    if (ts.isVoidExpression(parent)) return false;
    if (ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === node)) return scope.awaited;
    if (ts.isVariableDeclaration(parent)) return parent.initializer !== node || !ts.isIdentifier(parent.name) || isUsed(parent.name, parent);
    if (isContinued(parent)) return true;
    if (isListInList(node, parent)) return false;
    if (ts.isBinaryExpression(parent)) {
      if (assignments.has(parent.operatorToken.kind)) return parent.right !== node || !ts.isIdentifier(parent.left) || isUsed(parent.left, parent);
      if (parent.left === node && parent.operatorToken.kind !== ts.SyntaxKind.BarBarToken && parent.operatorToken.kind !== ts.SyntaxKind.QuestionQuestionToken)
        return true;
    } else if (!passesOn(parent, node)) return true;
    const collected = ts.isCallExpression(parent) && parent.expression !== node ? collector(parent) : null;
    if (collected !== null) return isUsed(collected, parent);
    node = parent;
  }
}

/** `Promise.all([save(), users.map(mail)])`: the list is no promise, and nobody waits for those in it. */
function isListInList(node: ts.Node, list: ts.Node): boolean {
  const isCombined = ts.isArrayLiteralExpression(list) && ts.isCallExpression(list.parent) && list.parent.arguments[0] === list && isCombinator(list.parent);
  if (!isCombined || !ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  const { name, expression: of } = node.expression;
  const isArray = (ts.isIdentifier(of) && !/^(?:Promise|Bluebird|BPromise|Q|async|_)$/.test(of.text)) || ts.isPropertyAccessExpression(of);
  return name.text === 'map' && isArray && node.arguments.length === 1;
}

/** `p.then(next)`, `p.finally(next)`: what comes next waits for it, whoever waits for the whole. */
function isContinued(link: ts.Node): boolean {
  return (
    ts.isPropertyAccessExpression(link) &&
    (link.name.text === 'then' || link.name.text === 'finally') &&
    ts.isCallExpression(link.parent) &&
    link.parent.expression === link
  );
}

/** The parent has the same promise, or one that settles after it. */
function passesOn(parent: ts.Node, node: ts.Node): boolean {
  if (
    ts.isParenthesizedExpression(parent) ||
    ts.isAsExpression(parent) ||
    ts.isNonNullExpression(parent) ||
    ts.isSatisfiesExpression(parent) ||
    ts.isTypeAssertionExpression(parent)
  )
    return true;
  if (ts.isArrayLiteralExpression(parent) || ts.isSpreadElement(parent)) return true;
  if (ts.isConditionalExpression(parent)) return parent.condition !== node;
  if (ts.isPropertyAccessExpression(parent)) return ts.isCallExpression(parent.parent) && parent.parent.expression === parent;
  if (!ts.isCallExpression(parent)) return false;
  if (parent.expression === node) return ts.isPropertyAccessExpression(node);
  return isCombinator(parent) || collector(parent) !== null;
}

export function isCombinator(call: ts.CallExpression): boolean {
  const callee = call.expression;
  return (
    ts.isPropertyAccessExpression(callee) &&
    combinators.has(callee.name.text) &&
    ts.isIdentifier(callee.expression) &&
    /^(Promise|Bluebird|BPromise|Q)$/.test(callee.expression.text)
  );
}

/** `const late = timeOut(); await Promise.race([work(), late])`: it is not waited for alone. */
export function isRaced({ name, initializer }: ts.VariableDeclaration): boolean {
  if (!ts.isIdentifier(name) || initializer === undefined || ts.isAwaitExpression(initializer)) return false;
  return mentionsOf(name, name).some(({ parent: list }) => {
    const call = ts.isArrayLiteralExpression(list) ? list.parent : null;
    return call !== null && ts.isCallExpression(call) && isCombinator(call) && /\.(?:race|any)$/.test(call.expression.getText());
  });
}

export function isChained(call: ts.CallExpression): boolean {
  return ts.isPropertyAccessExpression(call.expression) && chainers.has(call.expression.name.text);
}

/** Links that send what is only built before them: `query.exec()`, `prisma.order.create(row).catch(log)`, since a promise made on demand is made for whoever listens. */
const senders = /^(?:then|catch|finally|exec|execute|executeTakeFirst|executeTakeFirstOrThrow|run|promise|toPromise|subscribe|asCallback)$/;

/** Whether a chain goes on to a link that sends it, whoever waits for that. */
export function isSentByChain(call: ts.Node): boolean {
  const access = call.parent;
  if (!ts.isPropertyAccessExpression(access) || access.expression !== call) return false;
  const link = access.parent;
  return ts.isCallExpression(link) && link.expression === access && (senders.test(access.name.text) || isSentByChain(link));
}

/** The calls of a chain that a sending link stands behind, nearest first: what `exec()` sends. */
export function sentBy(link: ts.Node): readonly ts.Node[] {
  const chain: ts.Node[] = [];
  for (let at = link; ts.isCallExpression(at) && ts.isPropertyAccessExpression(at.expression); at = at.expression.expression) {
    if (at === link && !senders.test(at.expression.name.text)) return [];
    if (at !== link) chain.push(at);
  }
  return chain;
}

/** `promises.push(f())`: the promise is wherever the array goes. */
export function collector(call: ts.CallExpression): ts.Identifier | null {
  const callee = call.expression;
  return ts.isPropertyAccessExpression(callee) && (callee.name.text === 'push' || callee.name.text === 'add') && ts.isIdentifier(callee.expression)
    ? callee.expression
    : null;
}

/** Any other mention of the variable is taken for somebody waiting. */
function isUsed(name: ts.Identifier, at: ts.Node): boolean {
  return mentionsOf(name, at).length > 0;
}

/** Where the function that declares a variable, or the one around where it is the file's, mentions it, other than to declare, assign or fill it. */
export function mentionsOf(name: ts.Identifier, at: ts.Node): readonly ts.Identifier[] {
  const declaration = resolveName(name.text, name);
  const home = declaration === null ? at.getSourceFile() : bodyAround(declaration);
  return identifiersNamed(name.text, ts.isSourceFile(home) ? bodyAround(at) : home).filter((node) => node !== name && isMention(node));
}

function isMention(node: ts.Identifier): boolean {
  const parent = node.parent;
  if (ts.isVariableDeclaration(parent) && parent.name === node) return false;
  if (ts.isBinaryExpression(parent) && parent.left === node && assignments.has(parent.operatorToken.kind)) return false;
  // Whoever the platform tells of it waits for nothing.
  if (ts.isCallExpression(parent) && parent.expression !== node) return lastNameOf(parent.expression) !== 'waitUntil';
  if (!ts.isPropertyAccessExpression(parent)) return true;
  if (parent.name === node) return false;
  return !(parent.name.text === 'push' && ts.isCallExpression(parent.parent) && parent.parent.expression === parent);
}

function bodyAround(node: ts.Node): ts.Node {
  let around: ts.Node = node.parent;
  while (!ts.isFunctionLike(around) && !ts.isSourceFile(around)) around = around.parent;
  return around;
}
