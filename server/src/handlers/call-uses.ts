// What a function does with the result of a call: waits for it, keeps it, drops it, answers an error with it; and whether it is one of several things to do with a message.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { lastNameOf } from '../syntax/file-index.ts';
import { resolveName } from '../syntax/scopes.ts';
import { callsIn } from './message-names.ts';

/** Called for what it does, not for what it gives: nobody keeps or looks at its result. */
export function isForItself(call: ts.CallExpression): boolean {
  let at: ts.Node = call;
  while (ts.isAwaitExpression(at.parent) || ts.isYieldExpression(at.parent) || ts.isPropertyAccessExpression(at.parent) || isCallee(at)) at = at.parent;
  return ts.isExpressionStatement(at.parent) || ts.isReturnStatement(at.parent) || ts.isVoidExpression(at.parent) || ts.isArrowFunction(at.parent);
}

/** `store(keyOf(order))`, `` log.info({ message: `Working on ${handler.describe(order)}` }) ``: what it gives goes into another call. */
export function isIngredient(call: ts.CallExpression): boolean {
  let at: ts.Node = call;
  while (ts.isTemplateSpan(at.parent) || ts.isTemplateExpression(at.parent) || ts.isPropertyAssignment(at.parent) || ts.isObjectLiteralExpression(at.parent))
    at = at.parent;
  return ts.isCallExpression(at.parent) && at.parent.expression !== at;
}

function isCallee(node: ts.Node): boolean {
  return ts.isCallExpression(node.parent) && node.parent.expression === node;
}

/** Nobody looks at what comes of it, and it has no callback to answer with. */
export function isAside(call: ts.CallExpression): boolean {
  const { parent } = call;
  const dropped = ts.isExpressionStatement(parent) || ts.isVoidExpression(parent) || (ts.isArrowFunction(parent) && isGivenTo(parent, 'finally'));
  return dropped && !call.arguments.some((argument) => ts.isFunctionLike(argument));
}

/** `await workload.onStarted?.(context)`, which who supplies the rest may leave out, and `await this.onSuccess(order)`, which is told of what becomes of the message. */
export function isHook({ questionDotToken, expression }: ts.CallExpression): boolean {
  return questionDotToken !== undefined || /^(?:on|before|after)(?:Start|Begin|Success|Succe|Complet|Finish|End|Err|Fail)/.test(lastNameOf(expression) ?? '');
}

/** `work.finally(() => ...)`. */
function isGivenTo(callback: ts.Node, method: 'catch' | 'finally'): boolean {
  const call = ts.isFunctionLike(callback) ? callback.parent : null;
  return call !== null && ts.isCallExpression(call) && ts.isPropertyAccessExpression(call.expression) && call.expression.name.text === method;
}

/** In a catch: what is done about a message that could not be worked on. */
export function isAnswerToError(call: ts.CallExpression, body: ts.Node): boolean {
  for (let at: ts.Node = call; at !== body && at.parent; at = at.parent) if (ts.isCatchClause(at) || isGivenTo(at, 'catch')) return true;
  return false;
}

/** `waiting.get(message.properties.correlationId)(message)`, `settle(message.correlationId, message)`: what a request of this process waits for, and no handler of messages. */
export function isReply(call: ts.CallExpression): boolean {
  const callee = bare(call.expression);
  const declaration = ts.isIdentifier(callee) ? resolveName(callee.text, callee) : null;
  const looked = declaration && ts.isVariableDeclaration(declaration) && declaration.initializer ? declaration.initializer : callee;
  return [looked, ...call.arguments].some((one) => /\bcorrelation_?id\b/i.test(ts.isFunctionLike(one) ? '' : keyIn(one)));
}

/** What a look-up is by, or an argument that is one member and no more. */
function keyIn(node: ts.Expression): string {
  const inner = bare(node);
  if (ts.isElementAccessExpression(inner)) return inner.argumentExpression.getText();
  if (ts.isCallExpression(inner)) return inner.arguments.length === 1 ? (inner.arguments[0]?.getText() ?? '') : '';
  return ts.isPropertyAccessExpression(inner) ? inner.name.text : '';
}

/** `const order = parse(record)`, `log({ ...contextOf(record) })`: what it gives is worked on here. */
export function isKept(call: ts.CallExpression): boolean {
  let parent: ts.Node = call.parent;
  while (ts.isAsExpression(parent) || ts.isNonNullExpression(parent) || ts.isParenthesizedExpression(parent)) parent = parent.parent;
  return ts.isVariableDeclaration(parent) || ts.isSpreadAssignment(parent) || ts.isPropertyAssignment(parent);
}

/** A function that computes its answer at once. */
export function waitsForNothing(node: ts.SignatureDeclaration): boolean {
  const isAsync = ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword);
  const body = 'body' in node ? node.body : undefined;
  return !isAsync && !/^Promise\b/.test(node.type?.getText() ?? '') && body !== undefined && !/\b(?:await|Promise|then)\b/.test(body.getText());
}

/** `(body): body is Order => ...`: it says what a message is, and works on none. */
export function isTypeGuard({ type }: ts.SignatureDeclaration): boolean {
  return type !== undefined && ts.isTypePredicateNode(type);
}

/** `if (this.isStale(job)) return;`: it is asked whether the message is to be worked on. */
export function isQuestion(call: ts.CallExpression): boolean {
  if (!/^(?:is|has|should|can|may|must|needs|accepts|supports)[A-Z]/.test(lastNameOf(call.expression) ?? '')) return false;
  let at: ts.Node = call;
  while (ts.isPrefixUnaryExpression(at.parent) || ts.isParenthesizedExpression(at.parent) || ts.isBinaryExpression(at.parent)) at = at.parent;
  return ts.isIfStatement(at.parent) && at.parent.expression === at;
}

/** `context.info('received', message)`: a logger by what it is told, whatever it is called. */
export function isLogged({ expression, arguments: [text] }: ts.CallExpression): boolean {
  if (text === undefined || !(ts.isStringLiteralLike(text) || ts.isTemplateExpression(text))) return false;
  return /^(?:trace|debug|verbose|info|warn|warning|error|fatal)$/.test(lastNameOf(expression) ?? '');
}

/** Awaited, returned or continued. */
export function isWaitedFor(call: ts.CallExpression): boolean {
  const { parent } = call;
  if (ts.isAwaitExpression(parent) || ts.isReturnStatement(parent)) return true;
  return ts.isPropertyAccessExpression(parent) && /^(then|catch|finally)$/.test(parent.name.text);
}

/** `this.start(message)` that is called for what it does, in a branch: one of several things that the message may be for. */
export function isStep(call: ts.CallExpression): boolean {
  const callee = bare(call.expression);
  if (!ts.isPropertyAccessExpression(callee) || callee.expression.kind !== ts.SyntaxKind.ThisKeyword || !isForItself(call)) return false;
  let at: ts.Node = call;
  while (at.parent && !ts.isFunctionLike(at) && !ts.isIfStatement(at) && !ts.isCaseClause(at)) at = at.parent;
  return ts.isIfStatement(at) || ts.isCaseClause(at);
}

export function isAnotherStep(call: ts.CallExpression, first: ts.CallExpression): boolean {
  return isStep(call) && lastNameOf(call.expression) !== lastNameOf(first.expression);
}

/** `const handle = await build(message)`, and `handle` is called: what it makes does the work. */
export function isMaker(call: ts.CallExpression, body: ts.Node): boolean {
  const outer = ts.isAwaitExpression(call.parent) ? call.parent : call;
  const made = outer.parent;
  return (
    ts.isIdentifier(call.expression) && ts.isVariableDeclaration(made) && made.initializer === outer && callsIn(body).some((later) => callsWhat(later, made))
  );
}

function callsWhat({ expression }: ts.CallExpression, made: ts.VariableDeclaration): boolean {
  return ts.isIdentifier(expression) && resolveName(expression.text, expression) === made;
}
