// A handler that, where something has failed, puts the message itself on another queue has parked it: nothing is lost, though it is acknowledged.
import ts from 'typescript';
import type { EffectFact } from '../facts/steps.ts';
import { membersOf } from '../provenance/making.ts';
import type { CallSite, Environment } from '../provenance/values.ts';
import { bare } from '../syntax/bare.ts';
import type { State } from './state.ts';
import { step, type Scope, type Walk } from './walk.ts';

/** The states after a publish that has succeeded; parked where it hands on the message that could not be processed. */
export function parked(w: Walk, states: readonly State[], node: ts.Node, fact: EffectFact, scope: Scope): readonly State[] {
  const isParking = (fact.kind === 'publish' || fact.kind === 'job') && scope.caught.length > 0 && handsMessageOn(w, node, scope);
  return isParking ? step(w, states, { kind: 'reject', to: 'handed-on' }, node, 'parks the message') : states;
}

function handsMessageOn(w: Walk, node: ts.Node, scope: Scope): boolean {
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return false;
  const wrapped = isForDeadLetters(w, node, scope.env);
  return (node.arguments ?? []).some((argument) => carriesBody({ w, wrapped }, argument, scope.env, deepest));
}

interface Search {
  readonly w: Walk;
  /** Whether the body may stand in an object of the code's own, beside the reason of the failure. */
  readonly wrapped: boolean;
}

const deepest = 8;
const deadLetters = /dlq|dlx|dead.?letter|parking.?lot|poison|quarantine/i;

/** Whether a queue or topic by such a name is named by the call: in its receiver, among its arguments, or in the members of one. */
function isForDeadLetters(w: Walk, node: ts.CallExpression | ts.NewExpression, env: Environment): boolean {
  const names = (node.arguments ?? []).map(bare).flatMap((argument) => (ts.isObjectLiteralExpression(argument) ? partsOf(argument) : [argument]));
  const isNamed = (name: ts.Expression): boolean =>
    membersOf(w.program.valueOf(name, env)).some((value) => value.kind === 'constant' && deadLetters.test(String(value.value)));
  return deadLetters.test(node.expression.getText()) || names.some(isNamed);
}

/**
 * The body of the message: alone, written out again, or in the request of the client's call.
 * An object of the code's own around it is an event about the failure, unless it goes where dead letters are kept.
 */
function carriesBody(search: Search, expression: ts.Expression, env: Environment, depth: number): boolean {
  if (depth === 0) return false;
  const node = bare(expression);
  if (ts.isArrayLiteralExpression(node)) return node.elements.some((element) => carriesBody(search, element, env, depth - 1));
  if (ts.isObjectLiteralExpression(node)) return partsOf(node).some((part) => carriesBody(search, part, env, depth - 1));
  return isBody(search, node, env, depth);
}

function isBody(search: Search, node: ts.Expression, env: Environment, depth: number): boolean {
  if (depth === 0) return false;
  return membersOf(search.w.program.valueOf(node, env)).some((value) => {
    if (value.kind === 'object') return search.wrapped && partsOf(value.node).some((part) => carriesBody(search, part, value.env, depth - 1));
    if (value.kind === 'message') return value.path.some((part) => bodies.has(part)) && value.path.every((part) => bodies.has(part) || reading.has(part));
    const call = value.kind === 'api' && value.package === 'global' ? value.call : null;
    return call !== null && argumentsOf(call.node).some((argument) => isBody(search, argument, call.env, depth - 1));
  });
}

function partsOf(object: ts.ObjectLiteralExpression): readonly ts.Expression[] {
  return object.properties.flatMap((property) => {
    if (ts.isShorthandPropertyAssignment(property)) return [property.name];
    return ts.isPropertyAssignment(property) ? [property.initializer] : [];
  });
}

/** What `JSON.parse(...)`, `JSON.stringify(...)` or `Buffer.from(...)` was given. */
function argumentsOf(node: CallSite['node']): readonly ts.Expression[] {
  return ts.isCallExpression(node) ? node.arguments : [];
}

/** Where transports keep what was sent, and how it is read. */
const bodies: ReadonlySet<string> = new Set(['content', 'value', 'body', 'Body', 'data']);
const reading: ReadonlySet<string> = new Set(['message', 'toString', 'json', 'string', '()', '[]']);
