// Whether a function is of use to anything in the workspace. In doubt it is: only names that are known to stand for something else are passed over.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { localNames, mostFiles, namesOf } from './known-names.ts';
import type { Evaluator } from './evaluator.ts';
import { membersOf } from './making.ts';

/** Whether anything may call the function or hand it on, besides itself. */
export function mayBeUsed(ev: Evaluator, target: ts.Node): boolean {
  const names = namesOf(ev, target);
  return names.length === 0 || names.some((name) => filesNaming(ev, name).some((file) => mayUse(ev, file, name, target)));
}

function filesNaming(ev: Evaluator, name: string): readonly string[] {
  return ev.workspace.filesNaming(name, mostFiles);
}

function mayUse(ev: Evaluator, file: string, name: string, target: ts.Node): boolean {
  const source = ev.sourceFile(file);
  if (!source) return true;
  const locals = localNames(source, name);
  const visit = (node: ts.Node): boolean => {
    if (node === target) return false;
    return isUse(ev, node, locals, target) || (ts.forEachChild(node, (child) => visit(child) || undefined) ?? false);
  };
  return visit(source);
}

function isUse(ev: Evaluator, node: ts.Node, names: readonly string[], target: ts.Node): boolean {
  if (ts.isShorthandPropertyAssignment(node)) return names.includes(node.name.text) && !isExported(node.parent);
  // `bus['consume']`, and what is destructured from an object, are not followed.
  if (ts.isStringLiteralLike(node)) return names.includes(node.text) && ts.isElementAccessExpression(node.parent);
  if (ts.isBindingElement(node)) return ts.isIdentifier(node.name) && names.includes(node.name.text) && !isRequired(node);
  const name = ts.isPropertyAccessExpression(node) ? node.name : node;
  if (!ts.isIdentifier(name) || !names.includes(name.text) || (name === node && !isRead(name))) return false;
  if (!ts.isExpression(node) || isExported(node)) return false;
  return membersOf(ev.valueOf(node, null)).some(
    (member) => member.kind === 'unknown' || member.kind === 'parameter' || ('node' in member && member.node === target),
  );
}

/** An identifier that stands for a value, and does not name what it is in. */
function isRead(node: ts.Identifier): boolean {
  const { parent } = node;
  const isName = ('name' in parent && parent.name === node) || ('propertyName' in parent && parent.propertyName === node);
  return !isName && !ts.isTypeNode(parent) && !ts.isExportAssignment(parent);
}

/** What stands on the right of `module.exports =` or `exports.consume =`, or in the object there. */
function isExported(node: ts.Node): boolean {
  const outer = ts.isPropertyAssignment(node.parent) ? node.parent.parent.parent : node.parent;
  const at = ts.isBinaryExpression(outer) ? outer : null;
  return at?.operatorToken.kind === ts.SyntaxKind.EqualsToken && /^(?:module\.)?exports\b/.test(bare(at.left).getText());
}

/** `const { consume } = require('./bus')`: a name of the file, looked at where it is read. */
function isRequired(node: ts.BindingElement): boolean {
  const owner = node.parent.parent;
  const from = ts.isVariableDeclaration(owner) && owner.initializer ? bare(owner.initializer) : null;
  return from !== null && ts.isCallExpression(from) && ts.isIdentifier(from.expression) && from.expression.text === 'require';
}
