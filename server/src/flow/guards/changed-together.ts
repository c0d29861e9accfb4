// Rows that are listed, and all of them changed by one write: `rows = find({ state: 'due' })`, then `updateMany({ state: 'due' }, { state: 'expired' })`. The next delivery lists none of them, so nothing is done again with the list; what else the handler does, it does.
import ts from 'typescript';
import { mentions, namesFrom } from '../../handlers/message-names.ts';
import { lastNameOf } from '../../syntax/file-index.ts';
import type { Met, Scope } from '../walk.ts';
import { conditionIn, isOfMany, selectedBy, type Selected } from './selected-rows.ts';
import { holderOf, isHandedOn } from './skip-shape.ts';

/** The statements that work on a list of rows. */
export interface Listed {
  readonly statements: readonly ts.Statement[];
  /** Whether a write changes all rows of the list at once, in the function that holds it. */
  changesAll(write: Met): boolean;
}

/** A node, and the calls by which the walk came to it. */
interface Reached {
  readonly node: ts.Node;
  readonly scope: Scope;
}

/** What a function does with the rows of `read`, which it or a function that it calls lists; null where nobody holds a list. */
export function worksOnListed(read: Met): Listed | null {
  if (!isOfMany(read)) return null;
  let at: Reached = read;
  for (let depth = 0; depth < 3 && isHandedOn(at.node) && at.scope.caller !== null; depth++) at = at.scope.caller;
  const holder = holderOf(at.node);
  const body = holder === null ? undefined : ts.findAncestor(holder, isBodyOfFunction);
  if (holder === null || body === undefined) return null;
  const names = namesFrom(body, [holder.text]);
  const asked = selectedBy(read);
  const changesAll = (write: Met): boolean => {
    const call = onceIn(write, body);
    return call !== null && call.pos > holder.end && (mentions(call, names) || asksTheSame(write, asked));
  };
  return { statements: statementsOn(body, names, holder.end), changesAll };
}

function isBodyOfFunction(node: ts.Node): boolean {
  return ts.isBlock(node) && ts.isFunctionLike(node.parent);
}

/** The call in the function by which a write is reached, each time it runs: in no loop and no callback, whose turns change the rows of their own. */
function onceIn(write: Reached, body: ts.Node): ts.Node | null {
  let at: Reached | null = write;
  for (let depth = 0; depth < 5 && at !== null; depth++) {
    const around: ts.Node | undefined = ts.findAncestor(at.node, (node) => ts.isIterationStatement(node, false) || ts.isFunctionLike(node));
    if (around === body.parent) return at.node;
    if (around === undefined || ts.isIterationStatement(around, false) || ts.isCallExpression(around.parent)) return null;
    at = at.scope.caller;
  }
  return null;
}

/** `updateMany({ state: 'due' }, …)`: the rows are picked by the state that the list was picked by. */
function asksTheSame({ node, callee }: Met, asked: readonly Selected[]): boolean {
  if (!ts.isCallExpression(node) || !/^(?:updateMany|update)$/.test(lastNameOf(callee) ?? '')) return false;
  const condition = conditionIn(node.arguments[0]);
  return condition !== null && asked.some(({ field }) => condition.properties.some((property) => property.name?.getText() === field));
}

/** The outermost statements that only work on the list: one that may leave the function does more than that. */
function statementsOn(body: ts.Node, names: ReadonlySet<string>, from: number): readonly ts.Statement[] {
  const found: ts.Statement[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return;
    if (node.pos >= from && isWhole(node) && mentions(node, names)) found.push(node);
    else ts.forEachChild(node, visit);
  };
  ts.forEachChild(body, visit);
  return found;
}

function isWhole(node: ts.Node): node is ts.Statement {
  return ts.isExpressionStatement(node) || ts.isVariableStatement(node) || ((ts.isIterationStatement(node, false) || ts.isIfStatement(node)) && !leaves(node));
}

function leaves(node: ts.Node): boolean {
  if (ts.isFunctionLike(node)) return false;
  if (ts.isReturnStatement(node) || ts.isThrowStatement(node)) return true;
  return ts.forEachChild(node, (child) => leaves(child) || undefined) ?? false;
}
