// Names that a fix leaves for its user to fill in: `TODO_ID_OF_THE_EVENT`. Nobody declares them, so that the code does not compile before that.
import ts from 'typescript';
import { resolveName } from '../../syntax/scopes.ts';

export function isPlaceholder(node: ts.Node): boolean {
  return ts.isIdentifier(node) && /^TODO_[A-Z_]+$/.test(node.text) && resolveName(node.text, node) === null;
}

export function hasPlaceholder(node: ts.Node): boolean {
  return isPlaceholder(node) || ts.forEachChild(node, (child) => hasPlaceholder(child) || undefined) === true;
}

/** In what a call is given, or in what the variables that it is given hold. */
export function leadsToPlaceholder(call: ts.CallExpression): boolean {
  const visit = (node: ts.Node): boolean => {
    if (isPlaceholder(node)) return true;
    const declared = ts.isIdentifier(node) ? resolveName(node.text, node) : null;
    if (declared !== null && ts.isVariableDeclaration(declared) && declared.initializer && !ts.isFunctionLike(declared.initializer))
      if (hasPlaceholder(declared.initializer)) return true;
    return !ts.isFunctionLike(node) && (ts.forEachChild(node, (child) => visit(child) || undefined) ?? false);
  };
  return call.arguments.some(visit);
}
