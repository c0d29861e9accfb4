// The object that a method belongs to, also under the name it goes by inside functions with a `this` of their own.
import ts from 'typescript';
import { resolveName } from './scopes.ts';

export function isThis(node: ts.Node): boolean {
  return thisNamed(node) !== null;
}

/** The `this` that it is: itself, or what `self` stands for after `var self = this`. */
export function thisNamed(node: ts.Node): ts.Node | null {
  if (node.kind === ts.SyntaxKind.ThisKeyword) return node;
  const declaration = ts.isIdentifier(node) ? resolveName(node.text, node) : null;
  const made = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  return made?.kind === ts.SyntaxKind.ThisKeyword ? made : null;
}
