// A handler that, where something has failed, puts the message itself on another queue has parked it: nothing is lost, though it is acknowledged.
import ts from 'typescript';
import type { EffectFact } from '../facts/steps.ts';
import { membersOf } from '../provenance/making.ts';
import type { ApiValue, CallSite, Environment } from '../provenance/values.ts';
import { bare } from '../syntax/bare.ts';
import { lastNameOf } from '../syntax/file-index.ts';
import { resolveName } from '../syntax/scopes.ts';
import { givenTo, returnsOf } from './repeat/origins.ts';
import type { State } from './state.ts';
import { step, type Scope, type Walk } from './walk.ts';

/** The states after a publish that has succeeded; parked where it hands on the message that could not be processed. */
export function parked(w: Walk, states: readonly State[], node: ts.Node, fact: EffectFact, scope: Scope): readonly State[] {
  const isParking = (fact.kind === 'publish' || fact.kind === 'job') && (scope.caught.length > 0 || isCaught(node, scope)) && handsMessageOn(w, node, scope);
  return isParking ? step(w, states, { kind: 'reject', to: 'handed-on' }, node, 'parks the message') : states;
}

/** In a catch that what the code itself has thrown leads to as well. */
function isCaught(node: ts.Node, { caller }: Scope): boolean {
  for (let at = node; !ts.isSourceFile(at) && !ts.isFunctionLike(at); at = at.parent) if (ts.isCatchClause(at)) return true;
  return caller !== null && isCaught(caller.node, caller.scope);
}

function handsMessageOn(w: Walk, node: ts.Node, scope: Scope): boolean {
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return false;
  const wrapped = isForDeadLetters(w, node, scope.env);
  return handedOver(node).some((argument) => carriesBody({ w, wrapped, whole: true }, argument, scope.env, deepest));
}

/** A call's arguments; of a command that a client sends, what that was made with: `sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))`. */
function handedOver(node: ts.CallExpression | ts.NewExpression): readonly ts.Expression[] {
  return (node.arguments ?? []).map(bare).flatMap((argument) => {
    const isCommand = ts.isNewExpression(argument) && lastNameOf(argument.expression)?.endsWith('Command') === true;
    return isCommand ? (argument.arguments ?? []).map(bare) : [argument];
  });
}

interface Search {
  readonly w: Walk;
  /** Whether the body may stand in an object of the code's own, beside the reason of the failure. */
  readonly wrapped: boolean;
  /** Whether the message itself may stand here: not as a property of an object, which is about it. */
  readonly whole: boolean;
}

const deepest = 8;
const deadLetters = /dlq|dlx|dead.?letter|parking.?lot|poison|quarantine/i;

/** Whether a queue or topic by such a name is named by the call: in its receiver, among its arguments, or in the members of one. */
function isForDeadLetters(w: Walk, node: ts.CallExpression | ts.NewExpression, env: Environment): boolean {
  const names = handedOver(node).flatMap((argument) => (ts.isObjectLiteralExpression(argument) ? partsOf(argument) : [argument]));
  return deadLetters.test(node.expression.getText()) || names.some((name) => isNamed(w, name, env, deepest));
}

/** `'orders.dlq'`, and what is made of the name that the message came by: `` `${topic}.dlq` ``, `topic.replace('.events', '.dlq')`. */
function isNamed(w: Walk, name: ts.Expression, env: Environment, depth: number): boolean {
  const node = bare(name);
  if (depth === 0) return false;
  if (membersOf(w.program.valueOf(node, env)).some((value) => value.kind === 'constant' && deadLetters.test(String(value.value)))) return true;
  if (ts.isTemplateExpression(node)) return [node.head, ...node.templateSpans.map((span) => span.literal)].some(({ text }) => deadLetters.test(text));
  if (ts.isBinaryExpression(node)) return [node.left, node.right].some((part) => isNamed(w, part, env, depth - 1));
  if (ts.isCallExpression(node)) {
    const isMade = ts.isPropertyAccessExpression(node.expression) && /^(?:replace|replaceAll|concat)$/.test(node.expression.name.text);
    return isMade ? node.arguments.some((part) => isNamed(w, part, env, depth - 1)) : isReturnedName(w, node, env, depth);
  }
  // `this.dlqTopic`, which settings say.
  if (ts.isPropertyAccessExpression(node) && deadLetters.test(node.name.text)) return true;
  const declaration = ts.isIdentifier(node) ? resolveName(node.text, node) : null;
  if (declaration !== null && ts.isParameter(declaration)) {
    const given = givenTo(declaration, env);
    return given !== null && isNamed(w, given.node, given.env, depth - 1);
  }
  const made = declaration !== null && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  return made !== undefined && isNamed(w, made, env, depth - 1);
}

function isReturnedName(w: Walk, node: ts.CallExpression, env: Environment, depth: number): boolean {
  const args = w.program.argumentsOf({ node, env });
  return w.program
    .functionsOf(w.program.valueOf(node.expression, env))
    .slice(0, 3)
    .some((fn) => returnsOf(fn.node.body).some((returned) => isNamed(w, returned, w.program.enter(fn, args, { node, env }), depth - 1)));
}

/**
 * The body of the message: alone, written out again, or in the request of the client's call.
 * An object of the code's own around it is an event about the failure, unless it goes where dead letters are kept.
 */
function carriesBody(search: Search, expression: ts.Expression, env: Environment, depth: number): boolean {
  if (depth === 0) return false;
  const node = bare(expression);
  if (ts.isArrayLiteralExpression(node)) return node.elements.some((element) => carriesBody({ ...search, whole: true }, element, env, depth - 1));
  if (ts.isObjectLiteralExpression(node))
    return partsOf(node).some((part) => carriesBody({ ...search, whole: ts.isSpreadAssignment(part.parent) }, part, env, depth - 1));
  return isBody(search, node, env, depth);
}

function isBody(search: Search, node: ts.Expression, env: Environment, depth: number): boolean {
  if (depth === 0) return false;
  return membersOf(search.w.program.valueOf(node, env)).some((value) => {
    if (value.kind === 'object') return search.wrapped && partsOf(value.node).some((part) => carriesBody(search, part, value.env, depth - 1));
    if (value.kind === 'message') {
      const path = pathInMessage(search.w, value.path);
      if (path.every((part) => part === 'message')) return search.whole || search.wrapped;
      return path.some((part) => bodies.has(part)) && path.every((part) => bodies.has(part) || reading.has(part));
    }
    if (value.kind === 'api' && isFetched(search.w, value)) return true;
    const call = value.kind === 'api' && value.package === 'global' ? value.call : null;
    return call !== null && argumentsOf(call.node).some((argument) => isBody(search, argument, call.env, depth - 1));
  });
}

/** Of a record in a batch, what leads on from the record; a batch itself is not the message. */
function pathInMessage({ entered: { messagePath = [] } }: Walk, path: readonly string[]): readonly string[] {
  return messagePath.every((part, index) => path[index] === part) ? path.slice(messagePath.length) : path;
}

/** `message.Body` of what a loop has fetched: `{ Messages } = await sqs.send(new ReceiveMessageCommand(...))`. */
function isFetched({ entered }: Walk, value: ApiValue): boolean {
  const names: string[] = [];
  for (let at: ApiValue | null = value; at?.token; at = at.parent) if (at.token.kind === 'member') names.push(at.token.name);
  return (entered.fetched ?? null) !== null && names[0] === 'Body' && names.includes('Messages');
}

function partsOf(object: ts.ObjectLiteralExpression): readonly ts.Expression[] {
  return object.properties.flatMap((property) => {
    if (ts.isSpreadAssignment(property)) return [property.expression];
    if (ts.isShorthandPropertyAssignment(property)) return [property.name];
    return ts.isPropertyAssignment(property) ? [property.initializer] : [];
  });
}

/** What `JSON.parse(...)`, `JSON.stringify(...)` or `Buffer.from(...)` was given. */
function argumentsOf(node: CallSite['node']): readonly ts.Expression[] {
  return ts.isCallExpression(node) ? node.arguments : [];
}

/** Where transports keep what was sent, and how it is read. */
const bodies: ReadonlySet<string> = new Set(['content', 'value', 'body', 'Body', 'data', 'Message']);
const reading: ReadonlySet<string> = new Set(['message', 'Sns', 'kinesis', 'toString', 'json', 'string', '()', '[]']);
