// An insert whose refusal is answered on the spot: `try { await create(row) } catch (e) { if (isDuplicate(e)) await update(row); else throw e; }` goes on alike either way.
import ts from 'typescript';
import { contains } from '../../syntax/places.ts';

/** Whether what follows the `try` is the same for a row that was there already: the insert is the last thing in it, and the catch neither leaves nor remembers. */
export function decidesNothing(insert: ts.Node, handler: ts.Node | undefined): boolean {
  if (handler === undefined || !ts.isCatchClause(handler) || !ts.isTryStatement(handler.parent)) return false;
  const last = handler.parent.tryBlock.statements.at(-1);
  return last !== undefined && ts.isExpressionStatement(last) && contains(last, insert) && !hasAssignment(last) && !leavesOrRemembers(handler.block);
}

function leavesOrRemembers(node: ts.Node): boolean {
  if (ts.isReturnStatement(node) || ts.isBreakOrContinueStatement(node) || isAssignment(node)) return true;
  return ts.forEachChild(node, (child) => leavesOrRemembers(child) || undefined) ?? false;
}

function hasAssignment(node: ts.Node): boolean {
  return isAssignment(node) || (ts.forEachChild(node, (child) => hasAssignment(child) || undefined) ?? false);
}

function isAssignment(node: ts.Node): boolean {
  if (ts.isPostfixUnaryExpression(node) || (ts.isPrefixUnaryExpression(node) && node.operator !== ts.SyntaxKind.ExclamationToken)) return true;
  return ts.isBinaryExpression(node) && node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment && node.operatorToken.kind <= ts.SyntaxKind.LastAssignment;
}
