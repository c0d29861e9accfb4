// Lists kept in a table, one a key: `handlers[topic] = handlers[topic] || []`, `handlers.set(topic, [])`, and what is pushed onto whichever of them.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { resolveName } from '../syntax/scopes.ts';

/** What holds a table: its variable, or the name of the field. */
type TableOwner = ts.VariableDeclaration | string;

/** The table that an array literal, or a `new Set()`, is put into as the list of some key; null for every other one. */
export function tableAround(node: ts.Expression): TableOwner | null {
  let at: ts.Node = node;
  while (ts.isParenthesizedExpression(at.parent) || ts.isAsExpression(at.parent) || isLastResort(at)) at = at.parent;
  const { parent } = at;
  if (isAssignment(parent) && parent.right === at) return ownerOfKey(parent.left);
  if (!ts.isCallExpression(parent) || parent.arguments[1] !== at || !ts.isPropertyAccessExpression(parent.expression)) return null;
  return parent.expression.name.text === 'set' ? holderOf(parent.expression.expression) : null;
}

/** Whether an expression looks up a list in the table: `table[key]`, `table.get(key)`, `(table[key] ||= [])`. */
export function isListIn(expression: ts.Expression, table: TableOwner): boolean {
  return ownerOfKey(expression) === table;
}

function ownerOfKey(expression: ts.Expression): TableOwner | null {
  const inner = bare(expression);
  if (ts.isElementAccessExpression(inner)) return holderOf(inner.expression);
  if (ts.isBinaryExpression(inner)) return ownerOfKey(inner.left);
  const isLookUp = ts.isCallExpression(inner) && ts.isPropertyAccessExpression(inner.expression) && inner.expression.name.text === 'get';
  return isLookUp && ts.isPropertyAccessExpression(inner.expression) ? holderOf(inner.expression.expression) : null;
}

function holderOf(expression: ts.Expression): TableOwner | null {
  const inner = bare(expression);
  if (ts.isPropertyAccessExpression(inner)) return inner.expression.kind === ts.SyntaxKind.ThisKeyword ? inner.name.text : null;
  const declaration = ts.isIdentifier(inner) ? resolveName(inner.text, inner) : null;
  return declaration && ts.isVariableDeclaration(declaration) ? declaration : null;
}

/** The right side of `known || []`. */
function isLastResort(node: ts.Node): boolean {
  return ts.isBinaryExpression(node.parent) && node.parent.right === node && alternatives.has(node.parent.operatorToken.kind);
}

const alternatives = new Set([ts.SyntaxKind.BarBarToken, ts.SyntaxKind.QuestionQuestionToken]);

function isAssignment(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && assignments.has(node.operatorToken.kind);
}

const assignments = new Set([ts.SyntaxKind.EqualsToken, ts.SyntaxKind.BarBarEqualsToken, ts.SyntaxKind.QuestionQuestionEqualsToken]);
