// try, catch and finally. What the catch does with an error is the walk's to see; the last block is walked once for every way out.
import ts from 'typescript';
import { leave } from './graph-writer.ts';
import type { Known } from './known.ts';
import { walkRefusals } from './refusals.ts';
import { merge, mergeOutcomes, nowhere, outcomesOf, statesOf, withFact, type Outcome, type State } from './state.ts';
import { followAWhile, withExits, type Jump, type Scope, type Walk } from './walk.ts';

export function walkTry(w: Walk, states: readonly State[], node: ts.TryStatement, scope: Scope): readonly State[] {
  if (node.finallyBlock === undefined) return walkGuarded(w, states, node, scope);
  const exits = { returns: new Array<Outcome>(), throws: new Array<Outcome>(), jumps: new Array<Jump>() };
  const ends = walkGuarded(w, states, node, withExits(scope, exits));
  const last = node.finallyBlock;
  const through = (before: readonly State[]) => (before.length === 0 ? nowhere : w.visit.statements(w, merge(before), last.statements, scope));
  for (const group of grouped(exits.returns)) scope.exits.returns.push(...again(through(statesOf(group)), group));
  for (const group of grouped(exits.throws)) scope.exits.throws.push(...again(through(statesOf(group)), group));
  for (const jump of exits.jumps) scope.exits.jumps.push(...through([jump.state]).map((state) => ({ ...jump, state })));
  return through(ends);
}

function walkGuarded(w: Walk, states: readonly State[], node: ts.TryStatement, scope: Scope): readonly State[] {
  const clause = node.catchClause;
  if (clause === undefined) return w.visit.statements(w, states, node.tryBlock.statements, scope);
  const throws: Outcome[] = [];
  const ends = w.visit.statements(w, states, node.tryBlock.statements, { ...withExits(scope, { throws }), catches: [clause, ...scope.catches] });
  if (scope.stack.length === 1) followAWhile(w);
  const caught = mergeOutcomes(throws).flatMap((thrown) => {
    const inside = { ...scope, caught: thrown.from ?? [] };
    return w.visit.statements(w, [enterCatch(w, thrown, clause, clause.variableDeclaration ?? null)], clause.block.statements, inside);
  });
  const refused = walkRefusals(w, throws, clause, scope, (thrown, inside) =>
    outcomesOf(w.visit.statements(w, [enterCatch(w, thrown, clause, clause.variableDeclaration ?? null)], clause.block.statements, inside)),
  );
  return merge([...ends, ...caught, ...statesOf(refused)]);
}

/** Marks the start of a catch, so that it can be asked later where its ways lead. */
export function enterCatch(w: Walk, thrown: Outcome, place: ts.Node, variable: ts.Node | null): State {
  const id = w.writer.add(thrown.state, { kind: 'branch' }, w.program.placeOf(place), 'catches the error');
  w.catches.push({ step: id, place: w.program.placeOf(place), from: thrown.from ?? [] });
  return withFact(leave(thrown.state, id, 'next'), variable, knownWhenCaught(w, thrown, place));
}

/** What is known of an error in `handler`: what a library rejects with is no instance of the workspace's own classes. */
export function knownWhenCaught(w: Walk, { known }: Outcome, handler: ts.Node): Known | undefined {
  if (known?.is !== 'thrown' || known.why !== 'failure' || known.answered === true) return known;
  const own = ownClassesIn(w, handler);
  return own.size === 0 ? known : { ...known, own: new Set([...(known.own ?? []), ...own]) };
}

/** The classes of the workspace that a catch asks an error for, itself or in a function that it hands the error to. */
function ownClassesIn(w: Walk, handler: ts.Node): ReadonlySet<string> {
  const own = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword && ts.isIdentifier(node.right)) {
      const declared = w.program.typeDeclared(node.right.text, node.right);
      if (declared !== null && ts.isClassLike(declared)) own.add(node.right.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(handler);
  for (const asked of askedBy(w, handler)) visit(asked);
  return own;
}

/** `handleError(error, record)` in a catch. */
function askedBy(w: Walk, handler: ts.Node): readonly ts.Node[] {
  const name = ts.isCatchClause(handler) ? handler.variableDeclaration?.name : ts.isFunctionLike(handler) ? handler.parameters[0]?.name : undefined;
  if (name === undefined || !ts.isIdentifier(name)) return [];
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.arguments.some((argument) => ts.isIdentifier(argument) && argument.text === name.text))
      found.push(...w.program.functionsOf(w.program.valueOf(node.expression, null)).flatMap((fn) => fn.node.body ?? []));
    ts.forEachChild(node, visit);
  };
  visit(handler);
  return found;
}

function grouped(outcomes: readonly Outcome[]): readonly (readonly Outcome[])[] {
  return mergeOutcomes(outcomes).map((outcome) => [outcome]);
}

function again(states: readonly State[], group: readonly Outcome[]): readonly Outcome[] {
  const [first] = group;
  return outcomesOf(states, first?.known).map((outcome) => ({ ...outcome, from: first?.from }));
}
