// Calls that settle the message: the transport model's rows, and callbacks in Node's manner that are told the error.
import ts from 'typescript';
import { handedToSetter } from '../handlers/setters.ts';
import { stepsOf } from '../handlers/registrations.ts';
import type { SettleRow } from '../models/schema.ts';
import { membersOf } from '../provenance/making.ts';
import type { Value } from '../provenance/values.ts';
import { contains } from '../syntax/places.ts';
import { truthOf } from './known.ts';
import { knownOf } from './read-known.ts';
import { apisOf } from './matching-rows.ts';
import { locate } from './repeat/locate.ts';
import { outcomesOf, type Outcome, type State } from './state.ts';
import { fallible, siteOf, step, undecided, type Scope, type Walk } from './walk.ts';

type Call = ts.CallExpression | ts.NewExpression;

/** The step, if calling `value` settles the message; else null. */
export function settle(w: Walk, states: readonly State[], node: Call, value: Value, scope: Scope): readonly Outcome[] | null {
  const row = rowFor(w, node, value, scope);
  if (row === null || !isMeant(w, node, row, scope)) return null;
  if (row.does === 'reject') return outcomesOf(rejecting(w, states, node, row, scope));
  const [first] = node.arguments ?? [];
  if (!isCallback(row, value) || first === undefined) return outcomesOf(acknowledging(w, states, node, scope, row.stored));
  return outcomesOf(states.flatMap((state) => told(w, state, node, row, first, scope)));
}

/** Whether the value is there with which the call settles at all. */
function isMeant(w: Walk, node: Call, { only }: SettleRow, scope: Scope): boolean {
  if (only === undefined) return true;
  const written = locate(w.program, only.at, siteOf(node, scope));
  return written !== null && membersOf(w.program.valueOf(written.node, written.env)).some((one) => isCalled(one, only.is));
}

/** `'park'`, or the package's own `PARK`. */
function isCalled(value: Value, is: number | string): boolean {
  if (value.kind === 'constant') return value.value === is;
  return value.kind === 'api' && value.token?.kind === 'member' && typeof is === 'string' && value.token.name.toLowerCase() === is;
}

function rowFor(w: Walk, node: Call, value: Value, scope: Scope): SettleRow | null {
  const { settles } = w.entered;
  if (settles.length === 0) return null;
  const direct = directRow(w, value, (row) => isMeant(w, node, row, scope));
  if (direct !== null) return direct;
  const name = ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : '';
  const set = settles.some((row) => namesAt(row).includes(name)) ? rowThroughSetter(w, node, value, scope) : null;
  if (set !== null) return set;
  const [command] = node.arguments ?? [];
  const hidden =
    command === undefined
      ? undefined
      : settles.find((row) => row.carriedBy === undefined && isMeant(w, node, row, scope) && isHiddenBy(w, row, name, value, command, scope));
  if (hidden !== undefined) return hidden;
  const carried = settles.filter((row) => row.carriedBy === name);
  if (carried.length === 0 || command === undefined) return null;
  const commands = apisOf(w.program.valueOf(command, scope.env));
  return carried.find((row) => commands.some((api) => w.program.matches(api, w.entered.package, row.at))) ?? null;
}

/** Of several rows for one method, the first that is meant. */
function directRow(w: Walk, value: Value, meant: (row: SettleRow) => boolean = () => true): SettleRow | null {
  const { settles, package: about } = w.entered;
  for (const api of apisOf(value)) {
    // A model may be about several packages that work together: one that registers the handler, and one that settles.
    const isOfModel = api.package !== about && w.program.catalogue.modelsOf(api.package).transports.some((model) => model.settles === settles);
    const row = settles.find((one) => one.carriedBy === undefined && w.program.matches(api, isOfModel ? api.package : about, one.at) && meant(one));
    if (row !== undefined) return row;
  }
  return null;
}

/** `this.channel.ack(this.message)` of a message wrapped by the workspace: the channel came in by a setter. */
function rowThroughSetter(w: Walk, node: Call, value: Value, scope: Scope): SettleRow | null {
  const given = membersOf(value).filter((one) => one.kind === 'parameter' && !contains(one.node.parent, node));
  for (const one of given) {
    for (const handed of one.kind === 'parameter' ? handedToSetter(w.program, one) : []) {
      const row = directRow(w, handed, (each) => isMeant(w, node, each, scope));
      if (row !== null) return row;
    }
  }
  return null;
}

/** The names that a row's path may end in. */
function namesAt(row: SettleRow): readonly string[] {
  return stepsOf(row.at).at(-1)?.values ?? [];
}

/** `channel.ack(message)` of a package that is not here, around the transport's own: the name is the transport's, and it is given the message. */
function isHiddenBy(w: Walk, row: SettleRow, name: string, value: Value, argument: ts.Expression, scope: Scope): boolean {
  if (!namesAt(row).includes(name)) return false;
  const isForeign = apisOf(value).some((api) => api.package !== 'global' && w.program.catalogue.modelsOf(api.package).transports.length === 0);
  return isForeign && membersOf(w.program.valueOf(argument, scope.env)).some((one) => one.kind === 'message' && one.path.length === 0);
}

/** `done(error)`: with an error it is the opposite. */
function isCallback(row: SettleRow, value: Value): boolean {
  return row.told === true || /Parameter\[\d+\]$/.test(row.at) || apisOf(value).some((api) => api.token?.kind === 'parameter');
}

function told(w: Walk, state: State, node: Call, row: SettleRow, error: ts.Expression, scope: Scope): readonly State[] {
  const known = isSomething(error) ? true : truthOf(knownOf(error, state.facts));
  // Where an error has been caught, what is told is that error.
  const truth = known ?? (scope.caught.length > 0 ? true : null);
  if (truth === false) return acknowledging(w, [state], node, scope);
  const failing = (states: readonly State[]) => step(w, states, { kind: 'reject', to: recoveryOf(w, node, row, scope) }, node, 'reports the failure');
  if (truth === true) return failing([state]);
  const { yes, no } = undecided(w, [state], node);
  return [...failing(yes), ...acknowledging(w, no, node, scope)];
}

/** `new Error(text)`, `'errors: ' + errors`. */
function isSomething(error: ts.Expression): boolean {
  if (ts.isNewExpression(error)) return true;
  if (ts.isTemplateExpression(error)) return error.head.text !== '' || error.templateSpans.some((span) => span.literal.text !== '');
  if (!ts.isBinaryExpression(error) || error.operatorToken.kind !== ts.SyntaxKind.PlusToken) return false;
  return [error.left, error.right].some((side) => (ts.isStringLiteralLike(side) ? side.text !== '' : isSomething(side)));
}

/** `.catch(done)`: what was caught is told; null where `handler` is no such callback. */
export function toldOfCaught(w: Walk, state: State, handler: ts.Expression, value: Value): readonly State[] | null {
  const row = directRow(w, value);
  if (row?.does !== 'acknowledge' || !isCallback(row, value)) return null;
  return reportingFailure(w, [state], row, handler);
}

/** With nothing beside the error. */
function reportingFailure(w: Walk, states: readonly State[], { recovery }: SettleRow, node: ts.Node): readonly State[] {
  return step(w, states, { kind: 'reject', to: recovery === undefined ? 'redelivery' : 'rejected' }, node, 'reports the failure');
}

/** `topic.publish(order, done)`: who is told how the message went is told how this call went. Null where the last argument is nobody of the kind. */
export function toldOutcome(w: Walk, node: ts.Node, scope: Scope): SettleRow | null {
  const last = ts.isCallExpression(node) && w.entered.settles.length > 0 ? node.arguments.at(-1) : undefined;
  if (last === undefined || !(ts.isIdentifier(last) || ts.isPropertyAccessExpression(last))) return null;
  const value = w.program.valueOf(last, scope.env);
  const row = directRow(w, value);
  return row?.does === 'acknowledge' && isCallback(row, value) ? row : null;
}

export function tellOutcome(w: Walk, done: readonly State[], failed: readonly State[], row: SettleRow, node: Call, scope: Scope): readonly State[] {
  return [...acknowledging(w, done, node, scope), ...reportingFailure(w, failed, row, node)];
}

function recoveryOf(w: Walk, node: Call, row: SettleRow, scope: Scope): 'redelivery' | 'rejected' | 'parked' {
  const { recovery } = row;
  if (recovery === undefined) return 'redelivery';
  const given = w.program.argumentsOf(siteOf(node, scope))[recovery.argument];
  if (given === undefined) return 'rejected';
  const plans = (w.program.elementsOf(given) ?? membersOf(given)).filter((plan) => plan.kind === 'object');
  // A plan from configuration that is not here may bring it back.
  if (plans.length === 0) return 'redelivery';
  const isSo = (plan: Value, member: string, value: string | boolean): boolean =>
    membersOf(w.program.memberOf(plan, member)).some((one) => one.kind === 'constant' && one.value === value);
  const has = (plan: Value, member: string): boolean => plan.kind === 'object' && plan.node.properties.some((each) => each.name?.getText() === member);
  const found = recovery.plans.find((one) => plans.some((plan) => isSo(plan, one.member, one.is) && (one.without === undefined || !has(plan, one.without))));
  return found?.to ?? 'rejected';
}

function acknowledging(w: Walk, states: readonly State[], node: Call, scope: Scope, stored = false): readonly State[] {
  const says = stored ? 'counts the message as done' : 'acknowledges the message';
  return ts.isAwaitExpression(node.parent)
    ? fallible(w, states, { kind: 'acknowledge', stored }, node, says, scope)
    : step(w, states, { kind: 'acknowledge', stored }, node, says);
}

function rejecting(w: Walk, states: readonly State[], node: Call, row: SettleRow, scope: Scope): readonly State[] {
  return states.flatMap((state) => {
    if (row.to !== undefined) return rejectingOn(w, state, node, row.to);
    const requeued = requeues(w, state, node, row, scope);
    if (requeued !== null) return rejectingOn(w, state, node, requeued ? 'redelivery' : 'rejected');
    const { yes, no } = undecided(w, [state], node);
    return [...yes.flatMap((again) => rejectingOn(w, again, node, 'redelivery')), ...no.flatMap((last) => rejectingOn(w, last, node, 'rejected'))];
  });
}

function rejectingOn(w: Walk, state: State, node: Call, to: 'redelivery' | 'rejected' | 'parked'): readonly State[] {
  return step(
    w,
    [state],
    { kind: 'reject', to },
    node,
    to === 'redelivery' ? 'hands the message back' : to === 'parked' ? 'parks the message' : 'rejects the message',
  );
}

/** By the value itself, or by what this way knows of it: `nack(message, false, result.retry)`. Null where it is true for some tries: `nack(message, false, attempts < 3)`. */
function requeues(w: Walk, state: State, node: Call, row: SettleRow, scope: Scope): boolean | null {
  const { requeue } = row;
  if (requeue === undefined) return false;
  if (typeof requeue === 'boolean') return requeue;
  const reading = w.program.readPath(siteOf(node, scope), requeue.at.replace(/^Call\./, ''));
  if (reading === null) return requeue.default;
  const known = ts.isExpression(reading.node) ? truthOf(knownOf(reading.node, state.facts)) : null;
  if (known !== null || reading.value.kind === 'constant') return known ?? Boolean(reading.value.kind === 'constant' && reading.value.value);
  return countsTries(reading.node) ? null : requeue.default;
}

/** `attempts < 3`, `!message.fields.redelivered`: sooner or later it is false. */
function countsTries(node: ts.Node): boolean {
  if (ts.isBinaryExpression(node) && /^[<>]=?$/.test(node.operatorToken.getText())) return true;
  return ts.isPrefixUnaryExpression(node) && /\bredelivered$/.test(node.operand.getText());
}
