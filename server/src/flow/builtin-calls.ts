// What the language itself brings: lists that gather errors, results of `allSettled`, promise executors' two functions, JSON and the like.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { resolveName } from '../syntax/scopes.ts';
import { assign } from './assign.ts';
import { failsAttempt, isExecutorParameter, rejectsBy } from './executor-parameters.ts';
import { failedItem, isWholeBatch } from './failed-items.ts';
import { memberOf, textOf, truthOf, type Known } from './known.ts';
import { apisOf, matchRows } from './matching-rows.ts';
import { thrownBy, walkTaskCallback } from './node-callbacks.ts';
import { booleanOf, knownOf } from './read-known.ts';
import { outcomesOf, withFact, type Facts, type Outcome, type State } from './state.ts';
import { siteOf, step, type Scope, type Walk } from './walk.ts';

const filling: ReadonlySet<string> = new Set(['push', 'unshift', 'add', 'set']);
/** What leaves a list with less than is known of it. */
export const taking: ReadonlySet<string> = new Set(['shift', 'pop', 'splice', 'delete', 'clear']);

/** What the call gives where its receiver is known, or where the language says it; null when that is for others to say. */
export function walkBuiltin(
  w: Walk,
  states: readonly State[],
  node: ts.CallExpression,
  name: string,
  receiver: Known | undefined,
  scope: Scope,
): readonly Outcome[] | null {
  const callee = bare(node.expression);
  if (ts.isIdentifier(callee)) return walkGlobal(w, states, node, callee, scope);
  if (!ts.isPropertyAccessExpression(callee)) return null;
  if (callee.getText() === 'Promise.reject') return states.map((state) => ({ state, known: rejectedWith(node, state), from: scope.caught }));
  if (filling.has(name)) {
    const partial = failedItem(w, states, node, callee.expression);
    if (partial !== null) return outcomesOf(partial.map((state) => keep(state, callee.expression, filled)));
    if (receiver?.is === 'list') return outcomesOf(states.map((state) => keep(state, callee.expression, filled)));
  }
  if (taking.has(name) && receiver?.is === 'list') return outcomesOf(states.map((state) => keep(state, callee.expression, undefined)));
  if (name === 'map' && isWholeBatch(w, node, callee.expression))
    return outcomesOf(step(w, states, { kind: 'reject', to: 'redelivery', item: true }, node, 'reports every item as failed'));
  if (receiver?.is === 'settled') return walkSettled(states, node, name, receiver.failed);
  if (receiver?.is === 'list' && !receiver.empty && (name === 'at' || (name === 'some' && isGathered(callee.expression))))
    return outcomesOf(states, { is: 'truthy' });
  if ((receiver?.is === 'found' || receiver?.is === 'claim') && !actsOnRow(w, node, callee, scope))
    return outcomesOf(states, ts.isCallExpression(bare(callee.expression)) ? receiver : memberOf(receiver, name));
  return null;
}

function rejectedWith({ arguments: [error] }: ts.CallExpression, state: State): Known {
  return { is: 'rejected', error: error === undefined ? undefined : knownOf(error, state.facts) };
}

/** `row.destroy()`, `row.markDone()`: what was found is written to, by its library or by the class of the workspace that it is. */
function actsOnRow(w: Walk, node: ts.CallExpression, callee: ts.Expression, scope: Scope): boolean {
  const value = w.program.valueOf(callee, scope.env);
  const writes = apisOf(value).some((api) => matchRows(w.program, api, siteOf(node, scope))?.is === 'effect');
  return writes || w.program.functionsOf(value).some((fn) => fn.node.body !== undefined);
}

function walkGlobal(w: Walk, states: readonly State[], node: ts.CallExpression, callee: ts.Identifier, scope: Scope): readonly Outcome[] | null {
  const [first] = node.arguments;
  if (callee.text === 'Boolean' && first !== undefined)
    return w.visit.expression(w, states, first, scope).map(({ state, known }) => ({ state, known: booleanOf(truthOf(known)) }));
  const ended = walkTaskCallback(w, states, node, scope);
  if (ended !== null) return ended;
  const fails = failsAttempt(w.program, callee, scope.env);
  if (!fails && !isExecutorParameter(callee)) return null;
  const settled = { is: 'constant', value: resolveName(callee.text, callee)?.parent.pos } satisfies Known;
  if (!fails && !rejectsBy(callee)) return outcomesOf(states.map((state) => withFact(state, bodyOf(scope), settled)));
  const isSettled = ({ facts }: State): boolean => !fails && textOf(knownAt(facts, bodyOf(scope))) === textOf(settled);
  scope.exits.throws.push(
    ...states.filter((state) => !isSettled(state)).map((state): Outcome => ({ state, known: thrownBy(first, state), from: scope.caught })),
  );
  return outcomesOf(states.filter(isSettled));
}

/** Where it is remembered, as long as this function runs, that a promise was resolved: what rejects it afterwards comes too late. */
function bodyOf({ fn }: Scope): ts.Node | null {
  return ts.isFunctionLike(fn) && 'body' in fn ? (fn.body ?? null) : null;
}

function knownAt(facts: Facts, node: ts.Node | null): Known | undefined {
  return node === null ? undefined : facts.get(node);
}

/** `errors`, empty at first. `[Kind.Note, Kind.Alarm].some((kind) => kind === message.kind)` asks the message, whatever the list holds. */
function isGathered(list: ts.Expression): boolean {
  const holder = bare(list);
  const declaration = ts.isIdentifier(holder) ? resolveName(holder.text, holder) : null;
  const made = declaration && ts.isVariableDeclaration(declaration) && declaration.initializer ? bare(declaration.initializer) : holder;
  return !ts.isArrayLiteralExpression(made) || (made !== holder && made.elements.length === 0);
}

const filled: Known = { is: 'list', empty: false };

function keep(state: State, list: ts.Expression, known: Known | undefined): State {
  return ts.isIdentifier(list) ? withFact(state, resolveName(list.text, list), known) : assign(state, list, known);
}

/** Looking through the results of `allSettled` for those that failed. */
function walkSettled(states: readonly State[], node: ts.CallExpression, name: string, failed: boolean): readonly Outcome[] | null {
  const text = node.arguments[0]?.getText() ?? '';
  if (!/rejected|reason|fulfilled|status/.test(text)) return null;
  const wantsFailed = /rejected|reason/.test(text) && !/!==?\s*['"]rejected/.test(text);
  const wantsGood = !wantsFailed && /fulfilled/.test(text) && !/!==?\s*['"]fulfilled/.test(text);
  if (wantsGood && name !== 'every') return outcomesOf(states);
  switch (name) {
    case 'filter':
      return outcomesOf(states, { is: 'list', empty: !failed });
    case 'find':
      return outcomesOf(states, failed ? { is: 'truthy' } : { is: 'constant', value: undefined });
    case 'some':
      return outcomesOf(states, booleanOf(failed));
    case 'every':
      return outcomesOf(states, booleanOf(!failed));
    default:
      return null;
  }
}
