// How a key is written once its names are followed: two functions may call different keys `key`, and one key by two names.
import ts from 'typescript';
import { bare } from '../../syntax/bare.ts';
import { resolveName } from '../../syntax/scopes.ts';
import type { Scope } from '../walk.ts';

/** The key's text, with constants replaced by what they were made of and parameters by what the caller handed over. */
export function keyText(expression: ts.Expression, scope: Scope, depth = 0): string {
  const node = bare(expression);
  if (depth > 6) return node.getText();
  const textOf = (inner: ts.Expression): string => keyText(inner, scope, depth + 1);
  if (ts.isIdentifier(node)) return nameText(node, scope, depth);
  if (ts.isPropertyAccessExpression(node)) return `${textOf(node.expression)}.${node.name.text}`;
  if (ts.isCallExpression(node)) return `${node.expression.getText()}(${node.arguments.map(textOf).join(', ')})`;
  if (ts.isBinaryExpression(node)) return `${textOf(node.left)} ${node.operatorToken.getText()} ${textOf(node.right)}`;
  if (!ts.isTemplateExpression(node)) return node.getText();
  return `${node.head.getText()}${node.templateSpans.map((span) => `${textOf(span.expression)}${span.literal.getText()}`).join('')}`;
}

function nameText(node: ts.Identifier, scope: Scope, depth: number): string {
  const declaration = resolveName(node.text, node);
  if (declaration === null || !('name' in declaration) || declaration.name === undefined || !ts.isIdentifier(declaration.name)) return node.text;
  if (ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined && (declaration.parent.flags & ts.NodeFlags.Const) !== 0)
    return keyText(declaration.initializer, scope, depth + 1);
  if (!ts.isParameter(declaration) || declaration.parent !== scope.fn || scope.caller === null) return node.text;
  const call = scope.caller.node;
  const given = ts.isCallExpression(call) ? call.arguments[declaration.parent.parameters.indexOf(declaration)] : undefined;
  return given === undefined || ts.isSpreadElement(given) ? node.text : keyText(given, scope.caller.scope, depth + 1);
}
