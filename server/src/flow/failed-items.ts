// Handlers of batches that tell which items failed: `{ itemIdentifier: record.messageId }` is made for an item that is to come again, wherever it is made.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { lastNameOf } from '../syntax/file-index.ts';
import { membersOf } from '../provenance/making.ts';
import { knownOf } from './read-known.ts';
import type { Outcome, State } from './state.ts';
import { step, type Scope, type Walk } from './walk.ts';

/** Whether evaluating the node makes such a report, alone or within literals. One that a variable keeps may be meant for later. */
export function reportsItem(w: Walk, node: ts.Node): boolean {
  if (!w.entered.handler.delivery.partialFailures) return false;
  return !ts.isVariableDeclaration(node.parent) && (isReport(node) || isReportOfClass(w, node));
}

/** The same, or a choice in which one side makes a report. */
export function mayReport(w: Walk, node: ts.Node): boolean {
  if (reportsItem(w, node)) return true;
  const inner = ts.isExpression(node) ? bare(node) : node;
  return ts.isConditionalExpression(inner) && (mayReport(w, inner.whenTrue) || mayReport(w, inner.whenFalse));
}

/** `return failEntireBatch`: a report that stands elsewhere as a constant; an empty identifier fails the whole batch. */
export function isReportKept(w: Walk, node: ts.Expression, scope: Scope): boolean {
  if (!w.entered.handler.delivery.partialFailures || !(ts.isIdentifier(node) || ts.isPropertyAccessExpression(node))) return false;
  const value = w.program.valueOf(node, scope.env);
  return value.kind === 'object' && isReport(value.node);
}

/** What the handler returns, handed to middleware that makes reports of the rejected among its results. */
export function reportSettled(w: Walk, { state, known }: Outcome, node: ts.Node): readonly State[] {
  const isFailed = w.entered.reportsSettled && w.entered.handler.delivery.partialFailures && known?.is === 'settled' && known.failed;
  return isFailed ? reported(w, [state], node) : [state];
}

function isReport(node: ts.Node): boolean {
  const inner = ts.isExpression(node) ? bare(node) : node;
  if (ts.isArrayLiteralExpression(inner)) return inner.elements.some(isReport);
  if (!ts.isObjectLiteralExpression(inner)) return false;
  return inner.properties.some(
    (property) => property.name?.getText() === 'itemIdentifier' || (ts.isPropertyAssignment(property) && isReport(property.initializer)),
  );
}

/** `new BatchItemFailure(record.messageId)`: a class of the product's own that says which item. */
function isReportOfClass(w: Walk, node: ts.Node): boolean {
  if (!ts.isNewExpression(node)) return false;
  return membersOf(w.program.valueOf(node.expression, null)).some((value) => value.kind === 'class' && saysWhichItem(value.node));
}

function saysWhichItem(node: ts.ClassLikeDeclaration): boolean {
  const named = (member: ts.ClassElement | ts.ParameterDeclaration) => member.name?.getText() === 'itemIdentifier';
  return node.members.some(
    (member) =>
      named(member) ||
      (ts.isConstructorDeclaration(member) && member.parameters.some((parameter) => ts.isParameterPropertyDeclaration(parameter, member) && named(parameter))),
  );
}

export function reportItem(w: Walk, states: readonly State[], node: ts.Expression): readonly Outcome[] {
  return reported(w, states, node).map((state) => ({ state, known: knownOf(node, state.facts) }));
}

export function reported(w: Walk, states: readonly State[], node: ts.Node): readonly State[] {
  return step(w, states, { kind: 'reject', to: 'redelivery', item: true }, node, 'reports the item as failed');
}

/** `batchItemFailures.push({ itemIdentifier })`: that item comes again. */
export function failedItem(w: Walk, states: readonly State[], node: ts.CallExpression, list: ts.Expression): readonly State[] | null {
  if (!w.entered.handler.delivery.partialFailures) return null;
  const [item] = node.arguments;
  if (item !== undefined && isMadeElsewhere(item)) return null;
  const isFailed =
    (item !== undefined && (/itemIdentifier/.test(item.getText()) || isReportOfClass(w, item))) || /(batchItemFailures|itemFailures)$/i.test(list.getText());
  return isFailed || (item !== undefined && keepsFailedId(w, item, list)) ? reported(w, states, node) : null;
}

/** `batchItemFailures.push(...reportsOf(failed))`: the function makes a report for each of the failed, of which there need be none. */
function isMadeElsewhere(item: ts.Expression): boolean {
  return ts.isSpreadElement(item) && ts.isCallExpression(bare(item.expression)) && !/itemIdentifier/.test(item.getText());
}

/** `failedIds.add(record.messageId)`, of which the handler makes its report in the end. */
function keepsFailedId(w: Walk, item: ts.Expression, list: ts.Expression): boolean {
  if (!/fail(?:ed|ures?)\w*$/i.test(list.getText()) || !/(?:^|[a-z])id$/i.test(item.getText())) return false;
  return /\bbatchItemFailures\b/.test(w.entered.fn.node.getText());
}

/** `event.Records.map((record) => ({ itemIdentifier: record.messageId }))`: all of them come again; with `.slice(index)` before it, this one and those after it. */
export function isWholeBatch(w: Walk, node: ts.CallExpression, list: ts.Expression): boolean {
  if (!w.entered.handler.delivery.partialFailures || lastNameOf(fromThisOn(list) ?? list) !== 'Records') return false;
  const [item] = node.arguments;
  return item !== undefined && ts.isArrowFunction(item) && !ts.isBlock(item.body) && isReport(item.body);
}

/** `list.slice(index)`. From `index + 1` on, this one is not among them. */
function fromThisOn(list: ts.Expression): ts.Expression | null {
  if (!ts.isCallExpression(list) || !ts.isPropertyAccessExpression(list.expression) || list.expression.name.text !== 'slice') return null;
  const [from, ...others] = list.arguments;
  return from !== undefined && ts.isIdentifier(from) && others.length === 0 ? list.expression.expression : null;
}

/** `if (!failedIds.includes(id)) failedIds.push(id)`: it is in there afterwards, either way. */
export function addsOnce({ expression, thenStatement, elseStatement }: ts.IfStatement): boolean {
  const asked = /^!([\w.]+)\.(?:includes|has)\((.+)\)$/.exec(expression.getText());
  const [only, ...others] = ts.isBlock(thenStatement) ? thenStatement.statements : [thenStatement];
  if (asked === null || elseStatement !== undefined || only === undefined || others.length > 0) return false;
  const added = /^([\w.]+)\.(?:push|add)\((.+)\);?$/.exec(only.getText());
  return added !== null && added[1] === asked[1] && added[2] === asked[2];
}
