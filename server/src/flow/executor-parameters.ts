// The two functions that a promise hands to its executor.
import ts from 'typescript';
import { resolveName } from '../syntax/scopes.ts';

/** `resolve` or `reject` of the `new Promise` around. */
export function isExecutorParameter(name: ts.Identifier): boolean {
  const declaration = resolveName(name.text, name);
  if (declaration === null || !ts.isParameter(declaration)) return false;
  const holder = declaration.parent.parent;
  return ts.isNewExpression(holder) && ts.isIdentifier(holder.expression) && holder.expression.text.endsWith('Promise');
}

/** It is the one that rejects. */
export function rejectsBy(node: ts.Expression): boolean {
  return ts.isIdentifier(node) && isExecutorParameter(node) && /^(reject|rej|fail)/i.test(node.text);
}
