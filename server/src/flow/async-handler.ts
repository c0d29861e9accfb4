// Whether the promise of a handler covers its asynchronous work.
import ts from 'typescript';
import { isAsync } from './callback-calls.ts';
import type { Walk } from './walk.ts';

export function isAsyncHandler(w: Walk): boolean {
  const { node } = w.entered.fn;
  return isAsync(node) || returnsPromise(node);
}

/** A function that returns something is taken to return its promise. */
function returnsPromise(node: ts.SignatureDeclaration & { readonly body?: ts.ConciseBody }): boolean {
  const { body } = node;
  if (body === undefined) return false;
  if (!ts.isBlock(body)) return true;
  const visit = (inner: ts.Node): boolean =>
    ts.isReturnStatement(inner)
      ? inner.expression !== undefined
      : !ts.isFunctionLike(inner) && ts.forEachChild(inner, (child) => (visit(child) ? true : undefined)) === true;
  return visit(body);
}
