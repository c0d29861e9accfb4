// Pairs a read whose answer skips the work with the write that makes the next delivery skip it.
import ts from 'typescript';
import type { Met, MetWrite, Walk } from '../walk.ts';
import { wholeChain } from './call-chain.ts';
import { keyOf as stableKeyOf } from './mark-key.ts';
import { noMarks, type MarkPlan, type PlannedMark } from './mark-plan.ts';
import { isHandedOn, skipShapeOf, type SkipShape } from './skip-shape.ts';
import { storeOf } from './stores.ts';

export function planMarks(w: Walk): MarkPlan {
  const reads = distinct(w.reads);
  if (reads.length === 0 || w.writes.length === 0) return noMarks;
  const marks = reads.flatMap((read) => planFor(w, read) ?? []);
  return marks.length === 0 ? noMarks : { marks };
}

function distinct(reads: readonly Met[]): readonly Met[] {
  const seen: Met[] = [];
  for (const read of reads) if (!seen.some((other) => other.node === read.node && other.scope.caller?.node === read.scope.caller?.node)) seen.push(read);
  return seen;
}

function planFor(w: Walk, read: Met): PlannedMark | null {
  const found = shapeAround(read);
  if (found === null) return null;
  const { shape, site } = found;
  if (read.inMemory && !remembersMessage(w, read)) return null;
  const store = storeOf(w, read.node, read.callee, read.sql, read.scope);
  if (store === null) return null;
  const writes = w.writes.filter((write) => isMark(write, shape) && storeOf(w, write.node, write.callee, write.sql, write.scope) === store);
  const [first] = writes;
  if (first === undefined) return null;
  return {
    read: read.node,
    site,
    writes: new Set(writes.map((write) => write.node)),
    guard: read.inMemory ? 'in-memory' : shape.field !== null || shape.inverted ? 'state-check' : 'check-then-mark',
    decides: shape.decides,
    inverted: shape.inverted,
    key: keyOf(read.node),
    keyScope: read.scope,
    transaction: first.transaction,
    isLocked: /forUpdate|FOR UPDATE|pessimistic_write|\.LOCK\b|LockMode\.PESSIMISTIC/i.test(read.node.getText()) || read.sql?.forUpdate === true,
  };
}

/** A memory of messages, as against a cache of computed values: keyed by the message, and what is found there is not the answer itself. */
function remembersMessage(w: Walk, read: Met): boolean {
  const key = keyOf(read.node);
  if (key === null || stableKeyOf(w, key, read.scope).stable === null) return false;
  const holder = read.node.parent;
  if (!ts.isVariableDeclaration(holder) || !ts.isIdentifier(holder.name)) return true;
  let fn: ts.Node = holder;
  while (!ts.isFunctionLike(fn) && !ts.isSourceFile(fn)) fn = fn.parent;
  return !new RegExp(`\\breturn\\s+(?:await\\s+)?${holder.name.text}\\b`).test(fn.getText());
}

/** The shape where the read stands, or where a function that only hands the answer on was called. */
function shapeAround(read: Met): { readonly shape: SkipShape; readonly site: ts.Node | null } | null {
  const here = skipShapeOf(read.node);
  if (here !== null) return { shape: here, site: null };
  let [node, scope]: [ts.Node, Met['scope']] = [read.node, read.scope];
  for (let depth = 0; depth < 3 && isHandedOn(node) && scope.caller !== null; depth++) {
    ({ node, scope } = scope.caller);
    const shape = skipShapeOf(node);
    if (shape !== null) return { shape, site: read.scope.caller?.node ?? null };
  }
  return null;
}

function isMark(write: MetWrite, shape: SkipShape): boolean {
  const name = ts.isPropertyAccessExpression(write.callee) ? write.callee.name.text : '';
  const deletes = write.sql === null ? /^(delete|remove|destroy|del$|unlink)/i.test(name) : write.sql.verb === 'delete';
  if (shape.inverted) return deletes;
  if (deletes) return false;
  return shape.field === null ? !/^(update|increment|decrement)/.test(name) || write.sql?.verb === 'insert' : setsField(write, shape.field);
}

/** The field is among what is written, or assigned before the whole object is saved. */
function setsField(write: MetWrite, field: string): boolean {
  if (new RegExp(`\\b${field}\\b`).test(wholeChain(write.node).getText())) return true;
  if (!ts.isPropertyAccessExpression(write.callee) || !/^(save|update|flush|persist)/.test(write.callee.name.text)) return false;
  let fn: ts.Node = write.node;
  while (!ts.isFunctionLike(fn) && !ts.isSourceFile(fn)) fn = fn.parent;
  return new RegExp(`\\.${field}\\s*=[^=]|\\b${field}\\s*:`).test(fn.getText());
}

/** The value that singles the row out: `{ where: { id: X } }`, `{ id: X }`, `X`, the first bound value of a statement. */
function keyOf(node: ts.Node): ts.Expression | null {
  if (ts.isTaggedTemplateExpression(node)) return ts.isTemplateExpression(node.template) ? (node.template.templateSpans[0]?.expression ?? null) : null;
  if (!ts.isCallExpression(node)) return null;
  const given = node.arguments.filter(
    (argument) =>
      (!ts.isStringLiteralLike(argument) && !(ts.isIdentifier(argument) && /^[A-Z]/.test(argument.text)) && !ts.isTemplateExpression(argument)) ||
      node.arguments.length === 1,
  );
  const [first] = given;
  return first === undefined ? null : innermost(first);
}

function innermost(node: ts.Expression): ts.Expression {
  if (ts.isArrayLiteralExpression(node)) return node.elements[0] === undefined ? node : innermost(node.elements[0]);
  if (!ts.isObjectLiteralExpression(node)) return node;
  const where =
    node.properties.find(
      (property) => property.name !== undefined && ts.isIdentifier(property.name) && /^(where|filter|Key|query|key)$/.test(property.name.text),
    ) ?? node.properties[0];
  if (where === undefined) return node;
  if (ts.isPropertyAssignment(where)) return innermost(where.initializer);
  return ts.isShorthandPropertyAssignment(where) ? where.name : node;
}
