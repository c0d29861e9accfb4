// Promises kept in a variable or a list, whose errors are looked after where somebody waits for them: an error waits in there, it stops nothing where the work is started.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { contains } from '../syntax/places.ts';
import { resolveName } from '../syntax/scopes.ts';
import type { Known } from './known.ts';
import { collector, isCombinator, mentionsOf } from './promise-use.ts';
import { mergeOutcomes, outcomesOf, withFact, type Outcome, type State } from './state.ts';
import { enterCatch } from './try-statement.ts';
import { withExits, type Scope, type Walk } from './walk.ts';

/** Walks what starts the work, a declaration, an assignment or a `push` onto a list; errors stay with the promise where that is what becomes of them. */
export function walkKept(w: Walk, at: ts.VariableDeclaration | ts.Expression, scope: Scope, walk: (scope: Scope) => readonly Outcome[]): readonly Outcome[] {
  const kept = keptPromise(at);
  if (kept === null) return walk(scope);
  const throws: Outcome[] = [];
  const ends = walk({ ...withExits(scope, { throws }), catches: kept.isSettled ? [] : [kept.lookedAfterBy, ...scope.catches] });
  const failed = mergeOutcomes(throws).map((thrown) =>
    kept.isSettled
      ? withFact(enterCatch(w, thrown, at, null), kept.declaration, { is: 'settled', failed: true })
      : withFact(thrown.state, kept.declaration, { is: 'rejected', error: thrown.known, from: thrown.from }),
  );
  return [...ends, ...outcomesOf(failed)];
}

/** What `allSettled(list)` will tell of the work that the list was filled with before. */
export function keptIn(state: State, list: ts.Expression): Known {
  const parts = ts.isArrayLiteralExpression(list) ? list.elements : [list];
  const failed = parts.some((part) => {
    const declaration = ts.isIdentifier(part) ? resolveName(part.text, part) : null;
    const known = declaration === null ? undefined : state.facts.get(declaration);
    return known?.is === 'settled' && known.failed;
  });
  return { is: 'settled', failed };
}

/** The variable that `at` puts promises into, and who looks after what becomes of them: `allSettled` alone, or a `catch`. */
type Kept = { readonly declaration: ts.Node } & ({ readonly isSettled: true } | { readonly isSettled: false; readonly lookedAfterBy: ts.Node });

function keptPromise(at: ts.VariableDeclaration | ts.Expression): Kept | null {
  const name = ts.isVariableDeclaration(at) ? declared(at) : (pushedTo(at) ?? assignedTo(at));
  const declaration = name === null ? null : resolveName(name.text, name);
  if (name === null || declaration === null || ts.isParameter(declaration)) return null;
  const mentions = mentionsOf(name, at);
  if (mentions.length === 0) return null;
  if (mentions.every(isSettled)) return { declaration, isSettled: true };
  const [handler, ...others] = mentions.filter(isWait).map((mention) => handlerOf(mention, at));
  return handler && !others.includes(null) ? { declaration, isSettled: false, lookedAfterBy: handler } : null;
}

function declared({ name, initializer }: ts.VariableDeclaration): ts.Identifier | null {
  return ts.isIdentifier(name) && initializer !== undefined && isStart(initializer) ? name : null;
}

function assignedTo(at: ts.Expression): ts.Identifier | null {
  const node = bare(at);
  const isAssignment = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken && ts.isIdentifier(node.left);
  return isAssignment && ts.isIdentifier(node.left) && isStart(node.right) ? node.left : null;
}

/** A call, or a list of calls, that nothing waits for on the way into the variable. */
function isStart(expression: ts.Expression): boolean {
  const node = bare(expression);
  return ts.isCallExpression(node) || (ts.isArrayLiteralExpression(node) && node.elements.length > 0 && node.elements.every(isStart));
}

/** `await promise`, `promise.catch(...)`, `Promise.all(list)`, `Promise.all([one, other])`. */
function isWait(mention: ts.Identifier): boolean {
  const { parent } = mention;
  if (ts.isPropertyAccessExpression(parent)) return /^(?:then|catch|finally)$/.test(parent.name.text);
  return ts.isAwaitExpression(parent) || combinatorOf(mention) !== null;
}

/** The `catch` that has the errors where the promise is waited for; null where that is what is around its start as well. */
function handlerOf(mention: ts.Identifier, start: ts.Node): ts.Node | null {
  let node: ts.Node = mention;
  for (; !ts.isFunctionLike(node.parent) && !ts.isSourceFile(node.parent); node = node.parent) {
    const { parent } = node;
    if (contains(parent, start)) return null;
    const rejected = ts.isPropertyAccessExpression(parent) && ts.isCallExpression(parent.parent) ? rejectedBy(parent.name.text, parent.parent) : undefined;
    if (rejected !== undefined) return rejected;
    if (ts.isTryStatement(parent) && parent.tryBlock === node && parent.catchClause) return parent.catchClause;
  }
  return null;
}

/** The function of a chain's link that has the errors. */
function rejectedBy(link: string, { arguments: [first, second] }: ts.CallExpression): ts.Node | undefined {
  return link === 'catch' ? first : link === 'then' ? second : undefined;
}

function pushedTo(at: ts.Expression): ts.Identifier | null {
  const call = bare(at);
  return ts.isCallExpression(call) && !call.arguments.some((argument) => ts.isAwaitExpression(bare(argument))) ? collector(call) : null;
}

function isSettled(mention: ts.Identifier): boolean {
  const call = combinatorOf(mention);
  return call !== null && ts.isPropertyAccessExpression(call.expression) && call.expression.name.text === 'allSettled';
}

/** `Promise.all(list)`, `Promise.allSettled([one, other])`. */
function combinatorOf(mention: ts.Identifier): ts.CallExpression | null {
  const list = ts.isArrayLiteralExpression(mention.parent) ? mention.parent : mention;
  const { parent } = list;
  return ts.isCallExpression(parent) && parent.arguments[0] === list && isCombinator(parent) ? parent : null;
}
