// A webhook's answer is its acknowledgement: 2xx makes the sender forget the event, anything else makes it send again.
import ts from 'typescript';
import type { Value } from '../provenance/values.ts';
import { bare } from '../syntax/bare.ts';
import { resolveName } from '../syntax/scopes.ts';
import { apisOf } from './matching-rows.ts';
import { outcomesOf, type Outcome, type State } from './state.ts';
import { step, type Scope, type Walk } from './walk.ts';

type Call = ts.CallExpression | ts.NewExpression;

const sending: ReadonlySet<string> = new Set(['send', 'json', 'sendStatus', 'end', 'redirect', 'text', 'html', 'body']);
const answering = /^(res|response|resp|reply|rep|c|ctx|context|NextResponse|Response|_res)$/;

/** With nothing handed to them they read a body instead: `await response.json()` of a request that the code has made itself. */
const writing: ReadonlySet<string> = new Set(['json', 'text', 'html', 'body']);

/** Calls that prepare the answer and send nothing. */
const preparing = /^(status|code|type|contentType|header|set|setHeader|writeHead|append|vary|cookie|clearCookie)$/;

/** Frameworks whose own functions make the answer: `return json({ error }, { status: 500 })`. */
const answerMakers = /^(?:@remix-run\/|react-router$|@sveltejs\/kit$)/;

/** The step, if this call answers the request; else null. */
export function answerRequest(
  w: Walk,
  states: readonly State[],
  node: Call,
  callee: ts.Expression,
  name: string,
  value: Value,
  scope: Scope,
): readonly Outcome[] | null {
  if (w.entered.handler.transport !== 'webhook') return null;
  if (passesErrorOn(node, callee)) return outcomesOf(step(w, states, { kind: 'reject', to: 'redelivery' }, node, 'passes the error on to what answers errors'));
  const isNew = ts.isNewExpression(node) && /^(Next)?Response$/.test(name);
  const isMade = /^(?:json|data|text)$/.test(name) && apisOf(value).some((api) => answerMakers.test(api.package));
  const root = rootOf(callee);
  const isToSender = root !== null && answering.test(root.text) && !isAwaited(root);
  if (isToSender && preparing.test(name)) return outcomesOf(states, { is: 'truthy' });
  if (!isNew && !isMade && (!isToSender || !sending.has(name) || (writing.has(name) && node.arguments?.length === 0))) return null;
  return answerWith(w, states, node, statusOf(node, callee, name), scope);
}

/** `next(error)` in a route of Express: whatever answers errors does so with 500, or the status that the error names (express 5.3.0 lib/application.js handle, finalhandler 2.1.1). */
function passesErrorOn(node: Call, callee: ts.Expression): boolean {
  const declaration = ts.isIdentifier(callee) && node.arguments?.length === 1 ? resolveName(callee.text, callee) : null;
  if (!declaration || !ts.isParameter(declaration) || !/^_?next$/.test(declaration.name.getText())) return false;
  return (
    declaration.parent.parameters.length >= 3 &&
    declaration.parent.parameters.at(-1) === declaration &&
    !/^['"]route/.test(node.arguments?.[0]?.getText() ?? '')
  );
}

/** `condition ? 500 : 200` answers by what decides it. */
function answerWith(w: Walk, states: readonly State[], node: Call, said: ts.Expression | null, scope: Scope): readonly Outcome[] {
  const by = said === null ? null : bare(said);
  if (by !== null && ts.isConditionalExpression(by)) {
    const { yes, no } = w.visit.condition(w, states, by.condition, scope);
    return [...answerWith(w, yes, node, by.whenTrue, scope), ...answerWith(w, no, node, by.whenFalse, scope)];
  }
  const status = by === null ? null : numberOf(w, by, scope);
  const settled =
    status !== null && status >= 400
      ? step(w, states, { kind: 'reject', to: 'redelivery' }, node, `answers ${status}`)
      : step(w, states, { kind: 'acknowledge' }, node, `answers ${status ?? 200}`);
  return outcomesOf(settled, { is: 'truthy' });
}

/** What may stand between the request's object and the call that answers: `c.env.QUEUE.send()` is no answer. */
const between = /^(status|code|type|contentType|header|headers|set|setHeader|writeHead|append|vary|cookie|clearCookie|res|response|reply|raw)$/;

function rootOf(callee: ts.Expression): ts.Identifier | null {
  let node = bare(callee);
  for (let isLast = true; ts.isPropertyAccessExpression(node) || ts.isCallExpression(node); node = bare(node.expression)) {
    if (!ts.isPropertyAccessExpression(node)) continue;
    if (!isLast && !between.test(node.name.text)) return null;
    isLast = false;
  }
  return ts.isIdentifier(node) ? node : null;
}

/** `const res = await fetch(url)`: what another service answered. */
function isAwaited(name: ts.Identifier): boolean {
  const declaration = resolveName(name.text, name);
  return (
    declaration !== null &&
    ts.isVariableDeclaration(declaration) &&
    declaration.initializer !== undefined &&
    ts.isAwaitExpression(bare(declaration.initializer))
  );
}

/** What says the status: `res.sendStatus(400)`, `res.status(400).json()`, `new Response('', { status: 400 })`, `c.json({}, 400)`. */
function statusOf(node: Call, callee: ts.Expression, name: string): ts.Expression | null {
  const args = node.arguments ?? [];
  const chained = statusInChain(callee);
  if (chained !== null) return chained;
  if (name === 'sendStatus') return args[0] ?? null;
  const [, ...others] = args;
  for (const argument of others) {
    if (!ts.isObjectLiteralExpression(argument)) return argument;
    const found = initializerOf(argument, 'status');
    if (found !== undefined) return found;
  }
  return null;
}

function statusInChain(callee: ts.Expression): ts.Expression | null {
  let node = bare(callee);
  while (ts.isPropertyAccessExpression(node) || ts.isCallExpression(node)) {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && /^(status|code|writeHead)$/.test(node.expression.name.text))
      return node.arguments[0] ?? null;
    node = bare(node.expression);
  }
  return null;
}

function initializerOf(node: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  const property = node.properties.find((candidate) => candidate.name !== undefined && ts.isIdentifier(candidate.name) && candidate.name.text === name);
  return property !== undefined && ts.isPropertyAssignment(property) ? property.initializer : undefined;
}

const named: Readonly<Record<string, number>> = {
  OK: 200,
  CREATED: 201,
  ACCEPTED: 202,
  NO_CONTENT: 204,
  BAD_REQUEST: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  INTERNAL_SERVER_ERROR: 500,
  SERVICE_UNAVAILABLE: 503,
};

/** A constant, the name of one, or what is answered where an error has no status of its own: `error.status ?? 500`. */
function numberOf(w: Walk, expression: ts.Expression, scope: Scope): number | null {
  const node = bare(expression);
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (ts.isBinaryExpression(node) && /^(?:\|\||\?\?)$/.test(node.operatorToken.getText())) return numberOf(w, node.right, scope);
  const value = w.program.valueOf(node, scope.env);
  if (value.kind === 'constant') return typeof value.value === 'number' ? value.value : null;
  return ts.isPropertyAccessExpression(node) ? (named[node.name.text] ?? null) : null;
}
