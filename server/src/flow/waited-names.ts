// Names of promises that are waited for where their failure is looked after, judged by where the name stands.
import ts from 'typescript';

/** `await promise` in a `try` with a `catch`, `promise.then(...)`, `promise.catch(...)`: where the name stands in what looks after it. */
export function isWaitedFor(name: ts.Identifier): boolean {
  const { parent } = name;
  if (ts.isAwaitExpression(parent)) return isInTry(parent);
  return ts.isPropertyAccessExpression(parent) && parent.expression === name && /^(?:then|catch)$/.test(parent.name.text) && ts.isCallExpression(parent.parent);
}

function isInTry(node: ts.Node): boolean {
  for (let at = node; !ts.isFunctionLike(at.parent) && !ts.isSourceFile(at.parent); at = at.parent)
    if (ts.isTryStatement(at.parent) && at.parent.tryBlock === at && at.parent.catchClause !== undefined) return true;
  return false;
}
