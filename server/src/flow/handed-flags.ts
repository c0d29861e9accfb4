// Flags that whoever made or called a function decided: `createMailer(config, { skipErrors: false })`, `run(args, { sync: false })`.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { resolveName } from '../syntax/scopes.ts';
import { isNothing } from '../provenance/making.ts';
import type { Value } from '../provenance/values.ts';
import type { Scope, Walk } from './walk.ts';

/** What a condition on a parameter, or on a member of one, comes to where every caller in sight says the same; null when that is not known. */
export function handedFlag(w: Walk, condition: ts.Expression, scope: Scope): boolean | null {
  const node = bare(condition);
  const root = rootOf(node);
  const declaration = root === null ? null : resolveName(root.text, root);
  if (declaration === null) return null;
  if (isOfParameter(declaration)) {
    const value = w.program.valueOf(node, scope.env);
    if (value.kind === 'constant' && typeof value.value === 'boolean') return value.value;
    return ts.isPropertyAccessExpression(node) ? memberFlag(w, w.program.valueOf(node.expression, scope.env), node.name.text, undefined, scope) : null;
  }
  return ts.isIdentifier(node) && ts.isBindingElement(declaration) ? takenFlag(w, declaration, scope) : null;
}

/** `const { autoAck = false } = options;`, where `options` is a parameter. */
function takenFlag(w: Walk, element: ts.BindingElement, scope: Scope): boolean | null {
  const taking = element.parent.parent;
  if (!ts.isVariableDeclaration(taking) || taking.initializer === undefined || (ts.getCombinedNodeFlags(taking) & ts.NodeFlags.Const) === 0) return null;
  const name = element.propertyName ?? element.name;
  const root = rootOf(bare(taking.initializer));
  const declaration = root === null ? null : resolveName(root.text, root);
  if (declaration === null || !isOfParameter(declaration) || !ts.isIdentifier(name) || element.dotDotDotToken !== undefined) return null;
  return memberFlag(w, w.program.valueOf(taking.initializer, scope.env), name.text, element.initializer, scope);
}

/** What stands under a name, or in its place where an object that is written out has no such name. */
function memberFlag(w: Walk, source: Value, name: string, otherwise: ts.Expression | undefined, scope: Scope): boolean | null {
  if (source.kind !== 'object') return null;
  const value = w.program.memberOf(source, name);
  if (value.kind === 'constant' && typeof value.value === 'boolean') return value.value;
  if (value.kind !== 'unknown' && !isNothing(value)) return null;
  if (!isWrittenThere(source.node) || !source.node.properties.every((property) => isOther(property, name))) return null;
  if (otherwise === undefined) return false;
  const standing = w.program.valueOf(otherwise, scope.env);
  return standing.kind === 'constant' && typeof standing.value === 'boolean' ? standing.value : null;
}

/** Among a call's arguments: nobody can put another property into it before the call. */
function isWrittenThere(node: ts.ObjectLiteralExpression): boolean {
  let at: ts.Node = node;
  while (ts.isAsExpression(at.parent) || ts.isSatisfiesExpression(at.parent) || ts.isParenthesizedExpression(at.parent)) at = at.parent;
  return ts.isCallExpression(at.parent) || ts.isNewExpression(at.parent);
}

function isOther(property: ts.ObjectLiteralElementLike, name: string): boolean {
  if (property.name === undefined) return false;
  return (ts.isIdentifier(property.name) || ts.isStringLiteralLike(property.name)) && property.name.text !== name;
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
