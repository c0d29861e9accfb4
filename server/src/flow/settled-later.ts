// Promises kept in a list that only `Promise.allSettled` looks at: an error waits in the list, it stops nothing where the work is started.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { resolveName } from '../syntax/scopes.ts';
import { isInert } from './inert.ts';
import type { Known } from './known.ts';
import { collector, isCombinator, mentionsOf } from './promise-use.ts';
import { mergeOutcomes, outcomesOf, withFact, type Outcome, type State } from './state.ts';
import { enterCatch } from './try-statement.ts';
import { withExits, type Scope, type Walk } from './walk.ts';

/** Walks what starts the work, a declaration of the list or a `push` onto it; errors end in the list where that is all that is made of it. */
export function walkKept(w: Walk, at: ts.VariableDeclaration | ts.Expression, scope: Scope, walk: (scope: Scope) => readonly Outcome[]): readonly Outcome[] {
  const list = settledList(at);
  if (list === null) return walk(scope);
  const throws: Outcome[] = [];
  const ends = walk({ ...withExits(scope, { throws }), catches: [] });
  const failed = mergeOutcomes(throws).map((thrown) => withFact(enterCatch(w, thrown, at, null), list, { is: 'settled', failed: true }));
  return [...ends, ...outcomesOf(failed)];
}

/** What `allSettled(list)` will tell of the work that the list was filled with before. */
export function keptIn(state: State, list: ts.Expression): Known {
  const declaration = ts.isIdentifier(list) ? resolveName(list.text, list) : null;
  const known = declaration === null ? undefined : state.facts.get(declaration);
  return known?.is === 'settled' ? known : { is: 'settled', failed: false };
}

/** The declaration of the list, if `at` fills it with promises that only `allSettled` waits for. */
function settledList(at: ts.VariableDeclaration | ts.Expression): ts.Node | null {
  const name = ts.isVariableDeclaration(at) ? madeByMap(at) : pushedTo(at);
  if (name === null) return null;
  const mentions = mentionsOf(name, at);
  return mentions.length > 0 && mentions.every(isSettled) ? resolveName(name.text, name) : null;
}

/** `const work = list.map(start)`, with nothing awaited on the way to the list. */
function madeByMap({ name, initializer }: ts.VariableDeclaration): ts.Identifier | null {
  const made = initializer === undefined ? null : bare(initializer);
  const isMap = made !== null && ts.isCallExpression(made) && ts.isPropertyAccessExpression(made.expression) && made.expression.name.text === 'map';
  return isMap && ts.isIdentifier(name) && isInert(made.expression) ? name : null;
}

function pushedTo(at: ts.Expression): ts.Identifier | null {
  const call = bare(at);
  return ts.isCallExpression(call) && !call.arguments.some((argument) => ts.isAwaitExpression(bare(argument))) ? collector(call) : null;
}

function isSettled(mention: ts.Identifier): boolean {
  const { parent } = mention;
  return (
    ts.isCallExpression(parent) &&
    parent.arguments[0] === mention &&
    isCombinator(parent) &&
    ts.isPropertyAccessExpression(parent.expression) &&
    parent.expression.name.text === 'allSettled'
  );
}
