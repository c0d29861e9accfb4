// `yield` in a generator that a loop goes through: what is given out is worked on there, and the loop may ask for no more.
import ts from 'typescript';
import { identifiersNamed } from '../syntax/mentions.ts';
import { outcomesOf, statesOf, type Outcome, type State } from './state.ts';
import type { Scope, Walk } from './walk.ts';

export function walkYield(w: Walk, states: readonly State[], node: ts.YieldExpression, scope: Scope): readonly Outcome[] {
  const given = node.expression === undefined ? states : statesOf(w.visit.expression(w, states, node.expression, scope));
  if (isGoneThrough(scope)) scope.exits.returns.push(...outcomesOf(given));
  return outcomesOf(given);
}

/** Called where a loop goes through what it gives, or handed on from there by `yield*`; what a library runs step by step (`co`, an effect system) goes on after each. */
function isGoneThrough({ fn, caller }: Scope): boolean {
  const isGenerator = (ts.isFunctionDeclaration(fn) || ts.isFunctionExpression(fn) || ts.isMethodDeclaration(fn)) && fn.asteriskToken !== undefined;
  if (!isGenerator || caller === null) return false;
  let at = caller.node;
  while (ts.isParenthesizedExpression(at.parent) || ts.isAsExpression(at.parent) || ts.isNonNullExpression(at.parent) || ts.isAwaitExpression(at.parent))
    at = at.parent;
  const { parent } = at;
  if (ts.isYieldExpression(parent)) return isGoneThrough(caller.scope);
  if (ts.isForOfStatement(parent)) return parent.expression === at;
  if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return false;
  return identifiersNamed(parent.name.text, parent.parent.parent.parent).some((name) => ts.isForOfStatement(name.parent) && name.parent.expression === name);
}
