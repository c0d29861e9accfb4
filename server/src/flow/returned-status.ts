// What a handler returns, where the library takes its word for what becomes of the message: `return ConsumerStatus.REQUEUE`.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import type { SettleRow } from '../models/schema.ts';
import type { Value } from '../provenance/values.ts';
import { isReportKept, reported } from './failed-items.ts';
import { memberOf, type Known } from './known.ts';
import { apisOf } from './matching-rows.ts';
import { mentionsOf } from './promise-use.ts';
import { outcomesOf, statesOf, type Outcome, type State } from './state.ts';
import { step, type Scope, type Walk } from './walk.ts';

/** The ways on from a returned expression: rejected, where it is a status that rejects; as any other expression otherwise. */
export function walkReturned(w: Walk, states: readonly State[], expression: ts.Expression, scope: Scope): readonly Outcome[] {
  const node = bare(expression);
  if (isReportKept(w, node, scope) && isHandedBack(w, scope)) return outcomesOf(reported(w, states, node));
  if (answersGateway(w)) return walkAnswer(w, states, expression, scope);
  if (!takesReturned(w)) return w.visit.expression(w, states, expression, scope);
  if (ts.isConditionalExpression(node)) {
    const { yes, no } = w.visit.condition(w, states, node.condition, scope);
    return [...walkReturned(w, yes, node.whenTrue, scope), ...walkReturned(w, no, node.whenFalse, scope)];
  }
  const outcomes = w.visit.expression(w, states, expression, scope);
  const row = rowFor(w, node, scope);
  if (row === null || !isHandedBack(w, scope)) return outcomes;
  const to = row.requeue === true ? 'redelivery' : 'rejected';
  const says = to === 'redelivery' ? 'hands the message back' : 'rejects the message';
  return outcomesOf(step(w, statesOf(outcomes), { kind: 'reject', to }, node, says));
}

/** API Gateway makes the answer of what a webhook's Lambda returns. */
function answersGateway({ entered }: Walk): boolean {
  return entered.handler.transport === 'webhook' && entered.package === 'aws-lambda';
}

/** `return { statusCode: 500, body }`, in whatever function it stands; `return result`, on the ways where that is an error. */
function walkAnswer(w: Walk, states: readonly State[], expression: ts.Expression, scope: Scope): readonly Outcome[] {
  const node = bare(expression);
  const status = w.program.memberOf(w.program.valueOf(node, scope.env), 'statusCode');
  const outcomes = w.visit.expression(w, states, expression, scope);
  const isError = ({ known }: Outcome): boolean => isErrorStatus(status) || isErrorStatus(memberOf(known, 'statusCode'));
  const answered = step(w, statesOf(outcomes.filter(isError)), { kind: 'reject', to: 'redelivery' }, node, 'answers with an error');
  return [...outcomes.filter((outcome) => !isError(outcome)), ...outcomesOf(answered)];
}

function isErrorStatus(status: Value | Known | undefined): boolean {
  return status !== undefined && 'value' in status && typeof status.value === 'number' && status.value >= 400;
}

function takesReturned(w: Walk): boolean {
  return w.entered.handler.delivery.acknowledged === 'on-success' && w.entered.settles.some((row) => row.returned !== undefined);
}

function rowFor(w: Walk, node: ts.Expression, scope: Scope): SettleRow | null {
  const isStatus = ts.isPropertyAccessExpression(node) || ts.isNumericLiteral(node);
  if (!isStatus) return null;
  const value = w.program.valueOf(node, scope.env);
  const apis = apisOf(value);
  const isMeant = (row: SettleRow): boolean =>
    (value.kind === 'constant' && value.value === row.returned) || apis.some((api) => w.program.matches(api, w.entered.package, row.at));
  return w.entered.settles.find((row) => row.returned !== undefined && isMeant(row)) ?? null;
}

/** Returned by the handler itself, or by a function whose answer is what the handler returns. */
function isHandedBack(w: Walk, scope: Scope): boolean {
  if (scope.fn === w.entered.fn.node) return true;
  return scope.caller !== null && isReturned(scope.caller.node) && isHandedBack(w, scope.caller.scope);
}

function isReturned(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isAwaitExpression(parent) || ts.isParenthesizedExpression(parent)) return isReturned(parent);
  if (ts.isVariableDeclaration(parent)) return ts.isIdentifier(parent.name) && mentionsOf(parent.name, parent).some(isReturned);
  return ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === node);
}
