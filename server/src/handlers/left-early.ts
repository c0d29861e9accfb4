// Handlers of a batch that leave their loop over it at one message, `if (!found) return`: those after it are acknowledged with it, unseen.
import ts from 'typescript';
import type { AccessPath } from '../models/schema.ts';
import type { FunctionValue } from '../provenance/values.ts';
import { mentionsAny } from '../syntax/mentions.ts';
import { listsOfBatch } from './first-alone.ts';

/** Where the loop is left; null where each message has its turn, and where the handler reports failed items: it may report the rest. */
export function leftEarly(fn: FunctionValue['node'], message: AccessPath): ts.Node | null {
  if (!fn.body || mentionsAny(fn.body, ['batchItemFailures'])) return null;
  for (const list of listsOfBatch(fn, message)) {
    const loop = loopOver(list);
    const exit = loop && exitIn(loop.statement, false);
    if (exit) return exit;
  }
  return null;
}

function loopOver(list: ts.Node): ts.ForOfStatement | null {
  let outer = list;
  while (ts.isNonNullExpression(outer.parent) || ts.isParenthesizedExpression(outer.parent) || ts.isAsExpression(outer.parent)) outer = outer.parent;
  return ts.isForOfStatement(outer.parent) && outer.parent.expression === outer ? outer.parent : null;
}

/** A `return` or `break` out of the loop in whose statement this is. `inner`: a `break` without a label is for something further in. */
function exitIn(node: ts.Node, inner: boolean): ts.Node | null {
  if (ts.isFunctionLike(node) || ts.isClassLike(node)) return null;
  if (ts.isReturnStatement(node) || (ts.isBreakStatement(node) && !inner && node.label === undefined)) return node;
  const caught = inner || ts.isIterationStatement(node, false) || ts.isSwitchStatement(node);
  return ts.forEachChild(node, (child) => exitIn(child, caught) ?? undefined) ?? null;
}
