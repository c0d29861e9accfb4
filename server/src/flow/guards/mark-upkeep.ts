// What is done later to a claimed mark: taken back after an error, or made final.
import ts from 'typescript';
import type { MarkId } from '../../facts/steps.ts';
import { outcomesOf, type Outcome, type State } from '../state.ts';
import { fallible, type Scope, type Walk } from '../walk.ts';
import type { SqlFact } from '../repeat/nature.ts';
import { storeOf } from './stores.ts';

type Call = ts.CallExpression | ts.NewExpression | ts.TaggedTemplateExpression;

/** The step, if the write is on a mark that was claimed before; else null. */
export function walkUpkeep(w: Walk, state: State, node: Call, callee: ts.Expression, sql: SqlFact | null, scope: Scope): readonly Outcome[] | null {
  if (w.marksByStore.size === 0) return null;
  const store = storeOf(w, node, callee, sql, scope);
  const mark = store === null ? undefined : w.marksByStore.get(store);
  if (mark === undefined) return null;
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : '';
  const removes = /^(del|delete|remove|unlink|destroy)/i.test(name) || sql?.verb === 'delete';
  if (store?.startsWith('key ') !== true) return removes && isInCatch(node) ? release(w, state, node, mark, scope) : null;
  if (removes) return release(w, state, node, mark, scope);
  return /^(set|setex|psetex|expire|pexpire|persist)/i.test(name)
    ? outcomesOf(fallible(w, [state], { kind: 'complete', mark }, node, 'marks it as done', scope))
    : null;
}

function release(w: Walk, state: State, node: Call, mark: MarkId, scope: Scope): readonly Outcome[] {
  return outcomesOf(fallible(w, [state], { kind: 'release', mark }, node, 'takes the claim back', scope));
}

/** In the block of a catch of the same function. */
export function isInCatch(node: ts.Node): boolean {
  for (let at: ts.Node = node; !ts.isSourceFile(at) && !ts.isFunctionLike(at); at = at.parent) if (ts.isCatchClause(at)) return true;
  return false;
}
