// Flags that whoever made or called a function decided: `createMailer(config, { skipErrors: false })`, `run(args, { sync: false })`.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { resolveName } from '../syntax/scopes.ts';
import type { Scope, Walk } from './walk.ts';

/** What a condition on a parameter, or on a member of one, comes to where every caller in sight says the same; null when that is not known. */
export function handedFlag(w: Walk, condition: ts.Expression, scope: Scope): boolean | null {
  const node = bare(condition);
  const root = rootOf(node);
  const declaration = root === null ? null : resolveName(root.text, root);
  if (declaration === null || !isOfParameter(declaration)) return null;
  const value = w.program.valueOf(node, scope.env);
  return value.kind === 'constant' && typeof value.value === 'boolean' ? value.value : null;
}

function rootOf(node: ts.Expression): ts.Identifier | null {
  if (ts.isIdentifier(node)) return node;
  return ts.isPropertyAccessExpression(node) ? rootOf(bare(node.expression)) : null;
}

function isOfParameter(declaration: ts.Node): boolean {
  let at = declaration;
  while (ts.isBindingElement(at)) at = at.parent.parent;
  return ts.isParameter(at);
}
