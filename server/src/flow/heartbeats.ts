// A timer that beats while the work goes on, and that is stopped when it is done: it renews a lock or tells that somebody is still at it.
// How often it does so depends on how long the work takes, and nobody minds one beat lost or repeated.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { lastNameOf } from '../syntax/file-index.ts';
import { contains } from '../syntax/places.ts';
import { resolveName } from '../syntax/scopes.ts';
import type { Scope } from './walk.ts';

/** `const beat = setInterval(renew, 1000); try { ... } finally { clearInterval(beat); }`, or `keepAlive.start()` and `keepAlive.end()` of an object that holds the timer. */
export function isHeartbeat(node: ts.CallExpression, scope: Scope): boolean {
  const [beat] = node.arguments;
  if (lastNameOf(node.expression) !== 'setInterval' || scope.executor || !beat || !ts.isFunctionLike(bare(beat)) || decides(bare(beat))) return false;
  const holder = holderOf(node);
  if (holder === null) return false;
  if (ts.isIdentifier(holder)) return isStopped(functionAround(resolveName(holder.text, holder) ?? node), holder, node);
  const cls = ts.findAncestor(node, ts.isClassLike);
  const started = scope.caller?.node;
  if (!cls || !started || !ts.isCallExpression(started) || !ts.isPropertyAccessExpression(started.expression)) return false;
  const stops = cls.members.filter((member) => ts.isMethodDeclaration(member) && isStopped(member, holder, node)).map((member) => member.name?.getText());
  const object = started.expression.expression.getText();
  return some(functionAround(started), (inner) => isCallOn(inner, object, stops));
}

/** What the timer is kept in: a variable, or a field of the object. */
function holderOf(node: ts.CallExpression): ts.Identifier | ts.PropertyAccessExpression | null {
  const { parent } = node;
  if (ts.isVariableDeclaration(parent)) return ts.isIdentifier(parent.name) ? parent.name : null;
  if (!ts.isBinaryExpression(parent) || parent.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return null;
  const { left } = parent;
  if (ts.isIdentifier(left)) return left;
  return ts.isPropertyAccessExpression(left) && left.expression.kind === ts.SyntaxKind.ThisKeyword ? left : null;
}

/** Something in there clears the timer, not the timer itself. */
function isStopped(within: ts.Node, holder: ts.Expression, beat: ts.Node): boolean {
  return some(
    within,
    (inner) =>
      ts.isCallExpression(inner) &&
      lastNameOf(inner.expression) === 'clearInterval' &&
      inner.arguments[0] !== undefined &&
      bare(inner.arguments[0]).getText() === holder.getText() &&
      !contains(beat, inner),
  );
}

function isCallOn(node: ts.Node, object: string, methods: readonly (string | undefined)[]): boolean {
  return (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    methods.includes(node.expression.name.text) &&
    node.expression.expression.getText() === object
  );
}

/** What the function around waits for may hang on it: it sets a variable from outside, settles a promise, stops itself or tells others. */
function decides(beat: ts.Node): boolean {
  return some(beat, (inner) => {
    if (ts.isCallExpression(inner)) return /^(?:clearInterval|resolve|reject|done|emit|abort)$/.test(lastNameOf(inner.expression) ?? '');
    if (!ts.isBinaryExpression(inner) || inner.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return false;
    const target = inner.left;
    const declaration = ts.isIdentifier(target) ? resolveName(target.text, target) : null;
    return declaration === null || !contains(beat, declaration);
  });
}

function functionAround(node: ts.Node): ts.Node {
  return ts.findAncestor(node.parent, ts.isFunctionLike) ?? node.getSourceFile();
}

function some(node: ts.Node, holds: (node: ts.Node) => boolean): boolean {
  return holds(node) || (ts.forEachChild(node, (child) => some(child, holds) || undefined) ?? false);
}
