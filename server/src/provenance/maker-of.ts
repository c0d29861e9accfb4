// Functions that functions make.
import ts from 'typescript';

/** `const setup = (queue) => (channel) => ...`: the function that makes this one and gives it back. */
export function makerOf(fn: ts.Node): ts.SignatureDeclaration | null {
  if (!ts.isArrowFunction(fn) && !ts.isFunctionExpression(fn)) return null;
  let at: ts.Node = fn.parent;
  while (ts.isParenthesizedExpression(at)) at = at.parent;
  if (ts.isArrowFunction(at)) return at;
  return ts.isReturnStatement(at) && ts.isBlock(at.parent) && ts.isFunctionLike(at.parent.parent) ? at.parent.parent : null;
}
