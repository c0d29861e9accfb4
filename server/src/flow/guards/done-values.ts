// A state field has many values: which of them make the next delivery skip the work, and whether a write puts one of those there.
import ts from 'typescript';
import { bare } from '../../syntax/bare.ts';
import { lastNameOf } from '../../syntax/file-index.ts';
import type { Environment } from '../../provenance/values.ts';
import type { Met, Walk } from '../walk.ts';
import type { Located } from '../repeat/locate.ts';
import { stabilityOf } from '../repeat/stability.ts';
import { wholeChain } from './call-chain.ts';
import { keyText } from './key-text.ts';
import { setByStatement } from './set-by-statement.ts';

/** The work counts as done where the field is one of `values`; with `equal` false, where it is none of them. */
export interface DoneValues {
  readonly values: readonly ts.Expression[];
  readonly equal: boolean;
}

/** What `condition` asks of the field when it holds: `=== 'paid'`, `!== 'pending'`, `['paid', 'void'].includes(...)`; null where it asks something else. */
export function doneValuesIn(condition: ts.Expression, field: string): DoneValues | null {
  const node = bare(condition);
  if (ts.isPrefixUnaryExpression(node)) return node.operator === ts.SyntaxKind.ExclamationToken ? opposite(doneValuesIn(node.operand, field)) : null;
  if (ts.isCallExpression(node)) return listed(node, field);
  if (!ts.isBinaryExpression(node)) return null;
  switch (node.operatorToken.kind) {
    case ts.SyntaxKind.EqualsEqualsEqualsToken:
    case ts.SyntaxKind.EqualsEqualsToken:
      return isField(node.left, field) ? { values: [node.right], equal: true } : null;
    case ts.SyntaxKind.ExclamationEqualsEqualsToken:
    case ts.SyntaxKind.ExclamationEqualsToken:
      return isField(node.left, field) ? { values: [node.right], equal: false } : null;
    case ts.SyntaxKind.BarBarToken:
      return both(node, field, true);
    case ts.SyntaxKind.AmpersandAmpersandToken:
      return both(node, field, false);
    default:
      return null;
  }
}

export function opposite(done: DoneValues | null): DoneValues | null {
  return done === null ? null : { ...done, equal: !done.equal };
}

/** `a === X || a === Y`, `a !== X && a !== Y`; a side that is about something else leaves it to the other. */
function both(node: ts.BinaryExpression, field: string, equal: boolean): DoneValues | null {
  const sides = [node.left, node.right].filter((side) => mentionsField(side, field));
  const [first, second] = sides.map((side) => doneValuesIn(side, field));
  if (first === undefined || first === null) return null;
  if (second === undefined) return first;
  return second !== null && first.equal === equal && second.equal === equal ? { values: [...first.values, ...second.values], equal } : null;
}

function listed(node: ts.CallExpression, field: string): DoneValues | null {
  const [asked] = node.arguments;
  if (asked === undefined || !isField(asked, field) || lastNameOf(node.expression) !== 'includes' || !ts.isPropertyAccessExpression(node.expression))
    return null;
  const list = bare(node.expression.expression);
  return ts.isArrayLiteralExpression(list) ? { values: list.elements, equal: true } : null;
}

function isField(expression: ts.Expression, field: string): boolean {
  const node = bare(expression);
  return ts.isPropertyAccessExpression(node) && node.name.text === field;
}

function mentionsField(node: ts.Node, field: string): boolean {
  return (
    (ts.isPropertyAccessExpression(node) && node.name.text === field) || (ts.forEachChild(node, (child) => mentionsField(child, field) || undefined) ?? false)
  );
}

/** Whether what `write` puts into the field makes the next delivery skip; null where that can't be told. */
export function leavesDone(w: Walk, read: Met, write: Met, field: string, done: DoneValues): boolean | null {
  const wanted = done.values.map((value) => keyOf(w, value, read.scope.env));
  const given = writtenTo(write.node, field);
  if (!done.equal && given.length > 0 && wanted.every((value) => value === 'null') && given.every(isMade)) return true;
  if (given.length === 1 && done.values.length === 1 && isSameValue(w, { node: done.values[0], met: read }, { node: given[0], met: write })) return done.equal;
  const put = given.length > 0 ? given.map((node) => ({ node, env: write.scope.env })) : setByStatement(w, write, field);
  const written = put.map((value) => (value === null || typeof value === 'string' ? value : valueIn(w, value)));
  if (written.length === 0 || wanted.includes(null) || written.includes(null) || (!done.equal && written.includes(ofMessage))) return null;
  return written.some((value) => (value !== ofMessage && wanted.includes(value)) === done.equal);
}

/** A value that the message brings may be any, and that of another message is another. */
const ofMessage = Symbol('of the message');

function valueIn(w: Walk, { node, env }: Located): string | typeof ofMessage | null {
  const value = keyOf(w, node, env);
  return value === null && stabilityOf(w.program, node, env, w.repeat) === 'message' ? ofMessage : value;
}

interface Put {
  readonly node: ts.Expression | undefined;
  readonly met: Met;
}

/** Both are one part of the message, by whatever names. */
function isSameValue(w: Walk, left: Put, right: Put): boolean {
  const [one, other] = [left, right].map(({ node, met }) => (node === undefined || !isPlainName(node) ? null : keyText(node, met.scope)));
  return one !== null && one === other && left.node !== undefined && stabilityOf(w.program, left.node, left.met.scope.env, w.repeat) === 'message';
}

function isPlainName(expression: ts.Expression): boolean {
  const node = bare(expression);
  return ts.isIdentifier(node) || (ts.isPropertyAccessExpression(node) && isPlainName(node.expression));
}

/** `new Date()`, `randomUUID()`: something, whatever it is. */
function isMade(expression: ts.Expression): boolean {
  const node = bare(expression);
  return ts.isNewExpression(node) || (ts.isCallExpression(node) && /^(now|uuid\w*|nanoid|randomUUID)$/.test(lastNameOf(node.expression) ?? ''));
}

/** A constant, or the last name of an enum's member whose value is not in sight. */
function keyOf(w: Walk, expression: ts.Expression, env: Environment): string | null {
  const value = w.program.valueOf(expression, env);
  if (value.kind === 'constant') return String(value.value);
  const node = bare(expression);
  return ts.isPropertyAccessExpression(node) && /^[A-Z]/.test(node.expression.getText()) && /^[A-Z]/.test(node.name.text) ? node.name.text : null;
}

/** The values that a write gives the field: in its arguments but for its conditions, else assigned last before the whole object is saved. */
function writtenTo(node: ts.Node, field: string): readonly ts.Expression[] {
  const found: ts.Expression[] = [];
  const visit = (at: ts.Node): void => {
    if (ts.isPropertyAssignment(at)) {
      const name = at.name.getText();
      if (/^(where|filter|select|include|condition|ConditionExpression)$/.test(name)) return;
      if (name === field) return void found.push(at.initializer);
    }
    if (ts.isShorthandPropertyAssignment(at) && at.name.text === field) found.push(at.name);
    if (ts.isCallExpression(at) && /^(where|andWhere|orWhere|filter|eq|match|find|findOne)$/.test(lastNameOf(at.expression) ?? '')) return visit(at.expression);
    if (ts.isCallExpression(at) && startsWithFilter(at)) for (const argument of at.arguments.slice(1)) visit(argument);
    else ts.forEachChild(at, visit);
  };
  visit(wholeChain(node));
  return found.length > 0 ? found : assignedBefore(node, field);
}

/** `updateOne(filter, change)`, as against `update(change, { where })`. */
function startsWithFilter(node: ts.CallExpression): boolean {
  return (
    node.arguments.length > 1 &&
    /^(update|updateOne|updateMany|findOneAndUpdate|findByIdAndUpdate|replaceOne|upsert)$/.test(lastNameOf(node.expression) ?? '') &&
    !/\bwhere\s*[:}]/.test(
      node.arguments
        .slice(1)
        .map((argument) => argument.getText())
        .join(),
    )
  );
}

function assignedBefore(node: ts.Node, field: string): readonly ts.Expression[] {
  let fn: ts.Node = node;
  while (!ts.isFunctionLike(fn) && !ts.isSourceFile(fn)) fn = fn.parent;
  let last: ts.Expression | null = null;
  const visit = (at: ts.Node): void => {
    if (at.pos >= node.pos) return;
    if (ts.isBinaryExpression(at) && at.operatorToken.kind === ts.SyntaxKind.EqualsToken && isField(at.left, field)) last = at.right;
    ts.forEachChild(at, visit);
  };
  visit(fn);
  return last === null ? [] : [last];
}
