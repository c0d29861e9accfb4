// What a handler returns, where the library takes its word for what becomes of the message: `return ConsumerStatus.REQUEUE`.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import type { SettleRow } from '../models/schema.ts';
import { isReportKept, reported } from './failed-items.ts';
import { apisOf } from './matching-rows.ts';
import { mentionsOf } from './promise-use.ts';
import { outcomesOf, statesOf, type Outcome, type State } from './state.ts';
import { step, type Scope, type Walk } from './walk.ts';

/** The ways on from a returned expression: rejected, where it is a status that rejects; as any other expression otherwise. */
export function walkReturned(w: Walk, states: readonly State[], expression: ts.Expression, scope: Scope): readonly Outcome[] {
  const node = bare(expression);
  if (isReportKept(w, node, scope) && isHandedBack(w, scope)) return outcomesOf(reported(w, states, node));
  if (isGatewayError(w, node, scope))
    return outcomesOf(step(w, statesOf(w.visit.expression(w, states, expression, scope)), { kind: 'reject', to: 'redelivery' }, node, 'answers with an error'));
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

/** What API Gateway makes the answer of: `{ statusCode: 500, body }`, in whatever function of a webhook's Lambda it stands. */
function isGatewayError(w: Walk, node: ts.Expression, scope: Scope): boolean {
  const { handler } = w.entered;
  if (handler.transport !== 'webhook' || w.entered.package !== 'aws-lambda') return false;
  const status = w.program.memberOf(w.program.valueOf(node, scope.env), 'statusCode');
  return status.kind === 'constant' && typeof status.value === 'number' && status.value >= 400;
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
