// Which identifiers a handler could deduplicate on: those its own code reads from the payload, then those its transport gives, as expressions in its own names.
import ts from 'typescript';
import type { EventId } from '../facts/handler.ts';
import type { FunctionValue } from '../provenance/values.ts';
import { bare } from '../syntax/bare.ts';
import { resolveName } from '../syntax/scopes.ts';
import { namesHolding } from './fetched-names.ts';
import { namesFrom } from './message-names.ts';
import type { HandlerFound } from './found.ts';
import { stepsOf } from './registrations.ts';

/** Names of members that identify an event, best first; the last are good only on something that is called an event or a message. */
export const eventKeys: readonly string[] = [
  'idempotencyKey',
  'idempotency_key',
  'eventId',
  'event_id',
  'eventID',
  'messageId',
  'message_id',
  'webhookId',
  'requestId',
  'request_id',
  'correlationId',
  'uuid',
];
const eventNames = /^(?:event|evt|message|msg|payload|envelope|body|notification|command|webhook\w*|\w*[eE]vent|\w*[mM]essage)$/;

/** Usable keys, best first. */
export function eventIdsOf(found: HandlerFound): readonly EventId[] {
  const seen = new Set<string>();
  return [...payloadIds(found), ...transportIds(found)].filter((id) => {
    const isNew = !seen.has(id.expression);
    seen.add(id.expression);
    return isNew;
  });
}

function payloadIds(found: HandlerFound): readonly EventId[] {
  const { node } = found.shown;
  if (!node.body) return [];
  // A loop that fetches its messages is given none.
  const fetched = found.fetched === null ? [] : (loopNames(node) ?? []);
  const names = namesFrom(node.body, [...node.parameters.flatMap((parameter) => boundNames(parameter.name)), ...fetched]);
  const scoped = new Set(found.identity.flatMap((row) => stepsOf(row.at).at(-1)?.values ?? []));
  const ids: { readonly expression: string; readonly rank: number }[] = [];
  const visit = (inner: ts.Node): void => {
    if (ts.isPropertyAccessExpression(inner)) {
      const root = rootName(inner);
      const rank = root !== null && names.has(root) ? rankOf(inner, scoped, found) : -1;
      if (rank >= 0) ids.push({ expression: inner.getText().replace(/\s+/g, '').replace(/\?\./g, '.').replace(/!/g, ''), rank });
    }
    ts.forEachChild(inner, visit);
  };
  visit(node.body);
  return ids.toSorted((left, right) => left.rank - right.rank).map((id) => ({ expression: id.expression, coversDuplicatePublish: true, isInReach: true }));
}

/** How good a member is as a key; -1 when it is none, or is the transport's own. */
function rankOf(access: ts.PropertyAccessExpression, transportMembers: ReadonlySet<string>, found: HandlerFound): number {
  const name = access.name.text;
  const rank = eventKeys.findIndex((key) => key === name);
  const owner = ts.isIdentifier(access.expression)
    ? access.expression.text
    : ts.isPropertyAccessExpression(access.expression)
      ? access.expression.name.text
      : '';
  const isTransports = transportMembers.has(name) && messageNames(found).includes(owner);
  if (isTransports) return -1;
  if (rank >= 0) return rank;
  return name === 'id' && eventNames.test(owner) ? eventKeys.length : -1;
}

function transportIds(found: HandlerFound): readonly EventId[] {
  const [message = 'message'] = messageNames(found);
  const around = namesAround(found);
  const taken = takenApart(found);
  const isInReach = !isBehindWrapper(found);
  return found.identity
    .filter((row) => row.stable === 'redelivery' && row.isKey !== false)
    .map((row) => {
      const path = stepsOf(row.at).flatMap((step) => step.values.slice(0, 1));
      const isTaken = row.expression === undefined && taken !== null && taken.includes(path[0] ?? '');
      return {
        expression: isTaken ? path.join('.') : (row.expression?.replaceAll('${m}', message).replaceAll('${p}', around) ?? [message, ...path].join('.')),
        coversDuplicatePublish: row.coversDuplicatePublish ?? false,
        isInReach: isInReach && (taken === null || isTaken),
      };
    });
}

/** What the handler takes of its message where it has no name for the whole: `async ({ id, data }) => ...` of a job. */
function takenApart({ shown, messagePath }: HandlerFound): readonly string[] | null {
  const [first] = shown.node.parameters;
  return first !== undefined && ts.isObjectBindingPattern(first.name) && messagePath.length === 0 ? boundNames(first.name) : null;
}

/** What the handler calls one message: what it assigns the one it fetches to, its parameter, a member it destructures, or the variable of its loop. */
function messageNames(found: HandlerFound): readonly string[] {
  // Behind a wrapper the message is known by the name it is taken apart under, if at all.
  const { node } = found.shown;
  const first = messageParameter(found);
  if (found.fetched !== null && node === found.fn.node && found.messagePath.length === 0) return [namesHolding(node, found.fetched.at)[0] ?? 'message'];
  if (!first || isBehindWrapper(found)) return ['message'];
  const isBatch = found.messagePath.includes('[]');
  if (isBatch) return loopNames(node) ?? [found.messagePath[0] === 'Records' ? 'record' : 'message'];
  const typed = node.parameters.find(({ type }) => type !== undefined && type.getText() === 'Message');
  // `(data, msg: Message)`: what a base class has read from the message comes first.
  if (typed !== undefined && typed !== first && ts.isIdentifier(typed.name)) return [typed.name.text];
  const last = found.messagePath.at(-1);
  if (ts.isIdentifier(first.name)) return [[first.name.text, ...found.messagePath].join('.')];
  const bound = boundNames(first.name);
  return last !== undefined && bound.includes(last) ? [last] : ['message'];
}

/** The parameter that the row says is the message, of what the library runs itself. */
function messageParameter({ fn, shown, row }: HandlerFound): ts.ParameterDeclaration | undefined {
  const [step] = row === null ? [] : stepsOf(row.message);
  const index = step?.name === 'Parameter' && shown.node === fn.node ? Number(step.values[0] ?? 0) : 0;
  return shown.node.parameters[index + (fn.bound?.length ?? 0)] ?? shown.node.parameters[0];
}

/** In front of what stands beside the message: nothing where the handler takes it apart, `payload.`; of a batch `batch.`, `payload.batch.`. */
function namesAround(found: HandlerFound): string {
  const { messagePath, shown } = found;
  const list = messagePath.indexOf('[]');
  const holders = messagePath.slice(0, Math.max(0, list < 0 ? messagePath.length - 1 : list - 1));
  const [first] = shown.node.parameters;
  const whole = first !== undefined && ts.isIdentifier(first.name) && messagePath.length > 0 && !isBehindWrapper(found) ? [first.name.text] : [];
  return [...whole, ...holders].map((name) => `${name}.`).join('');
}

/** What a wrapper hands on under one name may be anything it has made of the message. */
function isBehindWrapper(found: HandlerFound): boolean {
  const { shown, fn } = found;
  const [first] = shown.node.parameters;
  return shown.node !== fn.node && first !== undefined && ts.isIdentifier(first.name) && !handsOnAsItCame(found);
}

/** `(job) => measured(() => processor(job))`: each function on the way gives the next what it was given itself. */
function handsOnAsItCame({ fn, hops, shown }: HandlerFound): boolean {
  let giver = fn.node;
  for (const { call, runs, from } of hops) {
    const given = call.arguments[from ?? 0];
    const message = given && bare(given);
    if (!message || !ts.isIdentifier(message) || resolveName(message.text, message) !== giver.parameters[0]) return false;
    giver = runs.node;
  }
  return giver === shown.node;
}

function loopNames(node: FunctionValue['node']): readonly string[] | null {
  let found: readonly string[] | null = null;
  const visit = (inner: ts.Node): void => {
    if (found) return;
    if (ts.isForOfStatement(inner) && ts.isVariableDeclarationList(inner.initializer))
      found = inner.initializer.declarations.flatMap((declaration) => boundNames(declaration.name));
    const callback = isIteration(inner) && !holdsMapped(inner.expression.expression) ? inner.arguments[0] : undefined;
    const element = callback && ts.isFunctionLike(callback) ? callback.parameters[0] : undefined;
    if (element && ts.isIdentifier(element.name)) found = [element.name.text];
    ts.forEachChild(inner, visit);
  };
  if (node.body) visit(node.body);
  return found;
}

function isIteration(node: ts.Node): node is ts.CallExpression & { readonly expression: ts.PropertyAccessExpression } {
  return ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && ['forEach', 'map'].includes(node.expression.name.text);
}

/** `records.map(parse)`: its elements are no messages any more. */
function holdsMapped(list: ts.Expression): boolean {
  const inner = bare(list);
  if (!ts.isCallExpression(inner) || !ts.isPropertyAccessExpression(inner.expression)) return false;
  return /^(?:flatMap|map)$/.test(inner.expression.name.text) || holdsMapped(inner.expression.expression);
}

function rootName(access: ts.Expression): string | null {
  let at: ts.Expression = access;
  while (ts.isPropertyAccessExpression(at) || ts.isNonNullExpression(at)) at = at.expression;
  return ts.isIdentifier(at) ? at.text : null;
}

export function boundNames(name: ts.BindingName): readonly string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? boundNames(element.name) : []));
}
