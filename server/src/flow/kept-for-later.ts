// A message put into a list, a set or a map of the process that something else empties: what is done with it then is not done by this run, and no acknowledgement waits for it.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { lastNameOf } from '../syntax/file-index.ts';
import { resolveName } from '../syntax/scopes.ts';

/** `buffer.push(message)`, `latest.set(id, message)`, where what is filled outlives the run: one of the file's, or a field of a class that works by a timer. */
export function isKeptForLater(node: ts.CallExpression, callee: ts.Expression): boolean {
  if (!ts.isPropertyAccessExpression(callee) || !/^(push|unshift|set|add)$/.test(callee.name.text)) return false;
  const known = keptAt.get(node);
  if (known !== undefined) return known;
  const isKept = isPutAway(node, callee);
  keptAt.set(node, isKept);
  return isKept;
}

/** The walk comes by a call many times, and its home is searched whole. */
const keptAt = new WeakMap<ts.CallExpression, boolean>();

function isPutAway(node: ts.CallExpression, callee: ts.PropertyAccessExpression): boolean {
  const kept = bare(callee.expression);
  const home = homeOf(kept);
  const empties = /^(set|add)$/.test(callee.name.text) ? isDrained : isEmptied;
  return home !== null && empties(kept, home, functionAround(node));
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
  const isIt = sameAs(list);
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

/** Gone through by another function, which then clears it: a cache is cleared by who never looks at what is in it, and old marks are taken out one by one. */
function isDrained(map: ts.Expression, home: ts.Node, filling: ts.Node): boolean {
  const isIt = sameAs(map);
  const isGoneThrough = (node: ts.Node): boolean => {
    if (ts.isForOfStatement(node) || ts.isSpreadElement(node)) return isIt(entriesOf(node.expression));
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
    const { expression, name } = node.expression;
    return name.text === 'forEach'
      ? isIt(entriesOf(expression))
      : name.text === 'from' && node.arguments[0] !== undefined && isIt(entriesOf(node.arguments[0]));
  };
  const clears = (node: ts.Node): boolean => {
    if (ts.isCallExpression(node))
      return ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'clear' && isIt(node.expression.expression);
    return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken && isIt(node.left) && ts.isNewExpression(node.right);
  };
  return some(home, (node) => {
    const around = clears(node) ? functionAround(node) : null;
    return around !== null && around !== filling && !ts.isSourceFile(around) && some(around, isGoneThrough);
  });
}

/** `map` of `map.values()` and of `map.entries()`. */
function entriesOf(node: ts.Expression): ts.Expression {
  const inner = bare(node);
  const isOf = ts.isCallExpression(inner) && ts.isPropertyAccessExpression(inner.expression) && /^(values|entries|keys)$/.test(inner.expression.name.text);
  return isOf && ts.isPropertyAccessExpression(inner.expression) ? bare(inner.expression.expression) : inner;
}

function sameAs(kept: ts.Expression): (node: ts.Expression) => boolean {
  if (!ts.isIdentifier(kept)) return (node) => bare(node).getText() === kept.getText();
  return (node) => ts.isIdentifier(node) && resolveName(node.text, node) === resolveName(kept.text, kept);
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
