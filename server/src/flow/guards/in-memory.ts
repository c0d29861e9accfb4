// Marks kept in the process's own memory: a Set, a Map or a small cache that outlives the handler's run.
import ts from 'typescript';
import { bare } from '../../syntax/bare.ts';
import { resolveName } from '../../syntax/scopes.ts';
import { outcomesOf, type Outcome, type State } from '../state.ts';
import type { Scope, Walk } from '../walk.ts';
import { planned, walkCheck, walkMarkWrite } from './planned-marks.ts';

const kinds = /^(Set|Map|WeakSet|WeakMap|LRUCache|LRU|QuickLRU|NodeCache|TTLCache|Cache)$/;

/** The look or the mark, if the call is on such a store; else null. */
export function walkMemory(w: Walk, states: readonly State[], node: ts.CallExpression, name: string, scope: Scope): readonly Outcome[] | null {
  const callee = bare(node.expression);
  if (!/^(has|get|add|set)$/.test(name) || !ts.isPropertyAccessExpression(callee) || !isStore(callee.expression)) return null;
  const met = { node, callee, scope, sql: null, inMemory: true, transaction: null };
  if (name === 'add' || name === 'set') {
    w.writes.push(met);
    return outcomesOf(walkMarkWrite(w, states, node, scope));
  }
  const plan = planned(w, node, scope);
  if (plan !== null) return walkCheck(w, states, node, plan, scope);
  w.reads.push(met);
  return outcomesOf(states);
}

/** Made outside any function, or a field of a class. */
function isStore(expression: ts.Expression): boolean {
  const node = bare(expression);
  if (ts.isIdentifier(node)) {
    const declaration = resolveName(node.text, node);
    return (
      declaration !== null && ts.isVariableDeclaration(declaration) && ts.isSourceFile(declaration.parent.parent.parent) && isMade(declaration.initializer)
    );
  }
  if (!ts.isPropertyAccessExpression(node) || node.expression.kind !== ts.SyntaxKind.ThisKeyword) return false;
  let holder: ts.Node = node;
  while (!ts.isClassLike(holder) && !ts.isSourceFile(holder)) holder = holder.parent;
  return (
    ts.isClassLike(holder) &&
    holder.members.some((member) => ts.isPropertyDeclaration(member) && member.name.getText() === node.name.text && isMade(member.initializer))
  );
}

function isMade(initializer: ts.Expression | undefined): boolean {
  return initializer !== undefined && ts.isNewExpression(initializer) && ts.isIdentifier(initializer.expression) && kinds.test(initializer.expression.text);
}
