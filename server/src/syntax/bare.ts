// What an expression is under the wrappings that leave its value alone.
import ts from 'typescript';

/** Strips parentheses, `as`, `satisfies`, `!` and `<T>x`. */
export function bare(node: ts.Expression): ts.Expression {
  let inner = node;
  while (
    ts.isParenthesizedExpression(inner) ||
    ts.isAsExpression(inner) ||
    ts.isSatisfiesExpression(inner) ||
    ts.isNonNullExpression(inner) ||
    ts.isTypeAssertionExpression(inner)
  )
    inner = inner.expression;
  return inner;
}

/** The outermost wrapping around an expression: what stands as an argument, an initialiser, an operand. */
export function wrapped(node: ts.Node): ts.Node {
  let outer = node;
  for (;;) {
    const parent: ts.Node = outer.parent;
    const transparent =
      ts.isParenthesizedExpression(parent) ||
      ts.isAsExpression(parent) ||
      ts.isSatisfiesExpression(parent) ||
      ts.isNonNullExpression(parent) ||
      ts.isTypeAssertionExpression(parent) ||
      ts.isAwaitExpression(parent);
    if (!transparent) return outer;
    outer = parent;
  }
}
