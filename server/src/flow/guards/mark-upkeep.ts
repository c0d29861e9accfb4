// What is done later to a claimed mark: taken back after an error, or made final.
import ts from 'typescript';
import type { MarkId } from '../../facts/steps.ts';
import { outcomesOf, type Outcome, type State } from '../state.ts';
import { fallible, type Scope, type Walk } from '../walk.ts';
import type { SqlFact } from '../repeat/nature.ts';
import { stabilityOf } from '../repeat/stability.ts';
import { textOf } from '../repeat/text.ts';
import { keyOfDeletion } from './call-chain.ts';
import { keyText } from './key-text.ts';
import { storeOf } from './stores.ts';

type Call = ts.CallExpression | ts.NewExpression | ts.TaggedTemplateExpression;

/** The step, if the write is on a mark that was claimed before; else null. */
export function walkUpkeep(w: Walk, state: State, node: Call, callee: ts.Expression, sql: SqlFact | null, scope: Scope): readonly Outcome[] | null {
  if (w.marksByStore.size === 0) return null;
  const unlocked = unlockedBy(w, node, callee, scope);
  if (unlocked !== null) return release(w, state, node, unlocked, scope);
  const store = storeOf(w, node, callee, sql, scope);
  const mark = store === null ? undefined : w.marksByStore.get(store);
  if (mark === undefined) return null;
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : '';
  const removes = /^(del|delete|remove|unlink|destroy|srem|decr)/i.test(name) || sql?.verb === 'delete';
  if (store?.startsWith('key ') !== true)
    return removes && (isAfterError(node, scope) || namesMarked(w, node, scope)) ? release(w, state, node, mark, scope) : null;
  if (removes) return release(w, state, node, mark, scope);
  return /^(set|setex|psetex|expire|pexpire|persist)/i.test(name)
    ? outcomesOf(fallible(w, [state], { kind: 'complete', mark }, node, 'marks it as done', scope))
    : null;
}

/** A script of Redis that removes a key where it still holds one's own token gives a lock back: that of the key, or the one taken last where the key can't be told. */
function unlockedBy(w: Walk, node: Call, callee: ts.Expression, scope: Scope): MarkId | null {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(callee) || callee.name.text !== 'eval') return null;
  const [script, ...given] = node.arguments;
  const text = script === undefined ? undefined : textOf(w.program, script, scope.env)?.text;
  if (text === undefined || !/['"]get['"][\s\S]*['"](?:del|unlink)['"]/i.test(text)) return null;
  const key = firstKey(given);
  const own = key === null ? undefined : w.marksByStore.get(`key ${keyText(key, scope)}`);
  return own ?? [...w.marksByStore].findLast(([store]) => store.startsWith('key '))?.[1] ?? null;
}

/** `eval(script, 1, key, token)`, `eval(script, [key], [token])`, `eval(script, { keys: [key] })`. */
function firstKey([first, second]: readonly ts.Expression[]): ts.Expression | null {
  if (first === undefined) return null;
  if (ts.isNumericLiteral(first)) return second ?? null;
  if (ts.isArrayLiteralExpression(first)) return first.elements[0] ?? null;
  if (!ts.isObjectLiteralExpression(first)) return null;
  const keys = first.properties.find((property) => property.name?.getText() === 'keys');
  return keys !== undefined && ts.isPropertyAssignment(keys) ? firstKey([keys.initializer]) : null;
}

function release(w: Walk, state: State, node: Call, mark: MarkId, scope: Scope): readonly Outcome[] {
  return outcomesOf(fallible(w, [state], { kind: 'release', mark }, node, 'takes the claim back', scope));
}

/** `DELETE FROM locks WHERE id = $1` with the message's own id, wherever it stands: the next delivery finds no row. Rows that are merely old say nothing of this one. */
function namesMarked(w: Walk, node: Call, scope: Scope): boolean {
  const row = keyOfDeletion(node);
  return row !== null && /^(?:message|constant)$/.test(stabilityOf(w.program, row, scope.env, w.repeat));
}

/** In a catch, or in a function that was called from one: `catch (error) { await inbox.forget(event.id); throw error; }`. */
export function isAfterError(node: ts.Node, { caller }: Scope): boolean {
  return isInCatch(node) || (caller !== null && isAfterError(caller.node, caller.scope));
}

/** In the block of a catch of the same function. */
function isInCatch(node: ts.Node): boolean {
  for (let at: ts.Node = node; !ts.isSourceFile(at) && !ts.isFunctionLike(at); at = at.parent) if (ts.isCatchClause(at)) return true;
  return false;
}
