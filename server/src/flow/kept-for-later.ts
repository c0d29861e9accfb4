// A message put into a list of the process that something else empties: what is done with it then is not done by this run, and no acknowledgement waits for it.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { lastNameOf } from '../syntax/file-index.ts';
import { resolveName } from '../syntax/scopes.ts';

/** `buffer.push(message)`, where the list outlives the run: one of the file's, or a field of a class that works by a timer. */
export function isKeptForLater(node: ts.CallExpression, callee: ts.Expression): boolean {
  if (!ts.isPropertyAccessExpression(callee) || !/^(push|unshift)$/.test(callee.name.text)) return false;
  const list = bare(callee.expression);
  const home = homeOf(list);
  return home !== null && isEmptied(list, home, functionAround(node));
}

function homeOf(list: ts.Expression): ts.Node | null {
  if (ts.isIdentifier(list)) {
    const declaration = resolveName(list.text, list);
    const statement = declaration !== null && ts.isVariableDeclaration(declaration) ? declaration.parent.parent : null;
    return statement !== null && ts.isSourceFile(statement.parent) ? statement.parent : null;
  }
  if (!ts.isPropertyAccessExpression(list) || list.expression.kind !== ts.SyntaxKind.ThisKeyword) return null;
  const cls = ts.findAncestor(list, ts.isClassLike);
  return cls !== undefined && hasTimer(cls) ? cls : null;
}

/** A list that only the filling function cuts back, `recent.shift()`, keeps the newest and is worked off by nobody. */
function isEmptied(list: ts.Expression, home: ts.Node, filling: ts.Node): boolean {
  const isIt = (node: ts.Expression): boolean =>
    ts.isIdentifier(list) ? ts.isIdentifier(node) && resolveName(node.text, node) === resolveName(list.text, list) : bare(node).getText() === list.getText();
  const empties = (node: ts.Node): boolean => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && isIt(node.expression.expression)) {
      const { text } = node.expression.name;
      return text === 'splice' || (/^(shift|pop)$/.test(text) && functionAround(node) !== filling);
    }
    if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return false;
    if (ts.isPropertyAccessExpression(node.left) && node.left.name.text === 'length') return isIt(node.left.expression) && node.right.getText() === '0';
    return isIt(node.left) && ts.isArrayLiteralExpression(bare(node.right)) && node.right.getText().replace(/\s/g, '') === '[]' && !isConstructing(node);
  };
  return some(home, empties);
}

function isConstructing(node: ts.Node): boolean {
  return ts.isConstructorDeclaration(functionAround(node));
}

const timers = /^(setInterval|setTimeout|setImmediate|Cron|Interval|Timeout|debounce|throttle)$/;

function hasTimer(cls: ts.ClassLikeDeclaration): boolean {
  return some(cls, (node) => ts.isCallExpression(node) && timers.test(lastNameOf(node.expression) ?? ''));
}

function functionAround(node: ts.Node): ts.Node {
  return ts.findAncestor(node.parent, ts.isFunctionLike) ?? node.getSourceFile();
}

function some(node: ts.Node, holds: (node: ts.Node) => boolean): boolean {
  return holds(node) || ts.forEachChild(node, (child) => some(child, holds) || undefined) === true;
}
