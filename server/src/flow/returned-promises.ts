// `try { return save(order); } catch { ... }`: the catch around a promise that is returned without `await` does not see it fail. The caller does.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { contains } from '../syntax/places.ts';
import { promiseless } from '../models/packages-by-role.ts';
import { membersOf } from '../provenance/making.ts';
import type { Outcome } from './state.ts';
import { withExits, type Scope, type Walk } from './walk.ts';

/** Walks what is returned; its failure is a promise's that is returned rejected, where nothing in the function waits for that promise. */
export function withRejections(w: Walk, node: ts.ReturnStatement, scope: Scope, walk: (scope: Scope) => readonly Outcome[]): readonly Outcome[] {
  const call = node.expression === undefined ? null : bare(node.expression);
  if (call === null || !ts.isCallExpression(call) || !isInTry(node) || waits(call)) return walk(scope);
  const throws: Outcome[] = [];
  const catches = scope.catches.filter((clause) => !contains(scope.fn, clause));
  const outcomes = walk({ ...withExits(scope, { throws }), catches });
  const isRejection = rejectionsOf(w, call, scope);
  scope.exits.throws.push(...throws.filter((thrown) => !isRejection(thrown)));
  return [...outcomes, ...throws.filter(isRejection).map(({ state, known, from }) => ({ state, known: { is: 'rejected', error: known } as const, from }))];
}

function isInTry(node: ts.Node): boolean {
  for (let at = node; !ts.isFunctionLike(at.parent) && !ts.isSourceFile(at.parent); at = at.parent)
    if (ts.isTryStatement(at.parent) && at.parent.tryBlock === at && at.parent.catchClause !== undefined) return true;
  return false;
}

/** Something in it is waited for before the promise is there, and fails inside the `try`. */
function waits(node: ts.Node): boolean {
  if (ts.isFunctionLike(node)) return false;
  return ts.isAwaitExpression(node) || (ts.forEachChild(node, (child) => waits(child) || undefined) ?? false);
}

/** Which errors of a call are its promise's: all of an async function, the failures of a client that has effects; of anything else only those of effects, since those take their time. */
function rejectionsOf(w: Walk, call: ts.CallExpression, scope: Scope): (thrown: Outcome) => boolean {
  const callee = w.program.valueOf(call.expression, scope.env);
  const own = w.program.functionsOf(callee).filter((fn) => fn.node.body !== undefined);
  if (own.length > 0 && own.every((fn) => isAsync(fn.node))) return () => true;
  const packages = membersOf(callee).flatMap((value) => (value.kind === 'api' ? [value.package] : []));
  if (packages.some((package_) => givesNoPromise(package_, call.expression))) return () => false;
  const isClient = packages.some((package_) =>
    w.program.catalogue.modelsOf(package_).effects.some((model) => model.effects.length > 0 && model.otherwise === 'read'),
  );
  return ({ known, from }) => known?.is === 'thrown' && known.why === 'failure' && (isClient || (from ?? []).length > 0);
}

function givesNoPromise(package_: string, callee: ts.Expression): boolean {
  return promiseless.has(package_) || (ts.isPropertyAccessExpression(callee) && callee.name.text.endsWith('Sync'));
}

function isAsync(node: ts.Node): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword);
}
