// A key-value store has no columns to compare: does the value that a key is set to come from what the same key held, moved on?
import ts from 'typescript';
import { resolveName } from '../../syntax/scopes.ts';
import { lastNameOf } from '../../syntax/file-index.ts';
import { argumentsOf, bare, type Located } from './locate.ts';
import { isAssignment, scopeAround } from './locals.ts';
import { givenTo } from './origins.ts';
import { localValues } from './own-value.ts';
import type { CallSite } from '../../provenance/values.ts';

/** What is written to, and what reads of it are called. */
interface Own {
  readonly key: string;
  readonly reads: RegExp;
}

const gets = /^(get\w*|hget|hGet|read)$/;
const opens = /^(read\w*|get|getObject|download\w*)$/;

/** `set(key, (await get(key)) + 1)`; `const kept = JSON.parse(await get(key)); kept.seen.push(id); set(key, JSON.stringify(kept))`. */
export function movesOwnKey(site: CallSite): boolean {
  const [key, ...values] = argumentsOf(site.node);
  if (key === undefined) return false;
  return values.some((value) => isMoved(value, { key: key.getText(), reads: gets }, 0)) || isMovedByCaller(site, key, values);
}

/** The same for what is written under a name: `writeFile(path, text)`, `new PutObjectCommand({ Key, Body })`. */
export function movesNamed({ node }: CallSite, name: ts.Expression): boolean {
  const given = argumentsOf(node).flatMap(partsOf);
  return given.some((part) => part !== name && isMoved(part, { key: name.getText(), reads: opens }, 0));
}

/** A command's or an option's parts, each for itself. */
function partsOf(argument: ts.Expression): readonly ts.Expression[] {
  const node = bare(argument);
  if (ts.isNewExpression(node)) return (node.arguments ?? []).flatMap(partsOf);
  if (!ts.isObjectLiteralExpression(node)) return [node];
  return node.properties.flatMap((property) =>
    ts.isPropertyAssignment(property) ? [property.initializer] : ts.isShorthandPropertyAssignment(property) ? [property.name] : [],
  );
}

/** `setJson(key, counters)` of a wrapper, whose caller has read the counters under the same key and moved them on. */
function isMovedByCaller({ env }: CallSite, key: ts.Expression, values: readonly ts.Expression[]): boolean {
  const given = (expression: ts.Expression): Located | null => {
    const node = bare(expression);
    const declaration = ts.isIdentifier(node) ? resolveName(node.text, node) : null;
    return declaration !== null && ts.isParameter(declaration) ? givenTo(declaration, env) : null;
  };
  const outer = given(key);
  if (outer === null) return false;
  const written = values.map(bare).flatMap((value) => (ts.isCallExpression(value) ? value.arguments : [value]));
  return written.some((value) => {
    const handed = given(value);
    return handed !== null && isMoved(handed.node, { key: outer.node.getText(), reads: gets }, 0);
  });
}

function isMoved(expression: ts.Expression, own: Own, depth: number): boolean {
  const node = bare(expression);
  if (depth > 6) return false;
  if (ts.isBinaryExpression(node) && /^[-+*/]$/.test(node.operatorToken.getText())) return [node.left, node.right].some((side) => isOf(side, own, depth));
  if (ts.isCallExpression(node)) {
    const receiver = ts.isPropertyAccessExpression(node.expression) ? [node.expression.expression] : [];
    return [...node.arguments, ...receiver].some((part) => isMoved(part, own, depth + 1));
  }
  if (ts.isTemplateExpression(node)) return node.templateSpans.some((span) => isMoved(span.expression, own, depth + 1));
  if (ts.isArrayLiteralExpression(node)) return node.elements.some((element) => ts.isSpreadElement(element) && isOf(element.expression, own, depth));
  if (ts.isObjectLiteralExpression(node)) return partsOf(node).some((part) => isMoved(part, own, depth + 1));
  if (!ts.isIdentifier(node)) return false;
  return localValues(node).some((value) => isMoved(value, own, depth + 1) || (isChanged(node) && isOf(value, own, depth)));
}

/** What the key held takes part in it. */
function isOf(expression: ts.Expression, own: Own, depth: number): boolean {
  const node = bare(expression);
  if (depth > 6) return false;
  const within = (part: ts.Expression): boolean => isOf(part, own, depth + 1);
  if (ts.isCallExpression(node)) {
    if (own.reads.test(lastNameOf(node.expression) ?? '') && node.arguments[0]?.getText() === own.key) return true;
    return node.arguments.some(within) || (ts.isPropertyAccessExpression(node.expression) && within(node.expression.expression));
  }
  // `new GetObjectCommand({ Bucket, Key })`
  if (ts.isNewExpression(node)) return lastNameOf(node.expression)?.startsWith('Get') === true && partsOf(node).some((part) => part.getText() === own.key);
  if (ts.isPropertyAccessExpression(node) || ts.isAwaitExpression(node)) return within(node.expression);
  if (ts.isBinaryExpression(node)) return within(node.left) || within(node.right);
  if (ts.isConditionalExpression(node)) return within(node.whenTrue) || within(node.whenFalse);
  return ts.isIdentifier(node) && localValues(node).some(within);
}

/** A part of the local is moved on: `kept.n += 1`, `kept.n++`, `kept.n = kept.n + 1`, `kept.list.push(x)`. */
function isChanged(name: ts.Identifier): boolean {
  const declaration = resolveName(name.text, name);
  const isPart = (node: ts.Expression): boolean => {
    let at = node;
    while (ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at) || ts.isNonNullExpression(at)) at = at.expression;
    return ts.isIdentifier(at) && resolveName(at.text, at) === declaration;
  };
  const visit = (node: ts.Node): boolean => {
    if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind) && node.operatorToken.kind !== ts.SyntaxKind.EqualsToken && isPart(node.left))
      return true;
    if (ts.isPostfixUnaryExpression(node) && isPart(node.operand)) return true;
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken && isPart(node.left) && reckonsWith(node.right, node.left))
      return true;
    const callee = ts.isCallExpression(node) ? node.expression : null;
    if (callee !== null && ts.isPropertyAccessExpression(callee) && /^(push|unshift)$/.test(callee.name.text) && isPart(callee.expression)) return true;
    return ts.forEachChild(node, (child) => visit(child) || undefined) ?? false;
  };
  return declaration !== null && visit(scopeAround(declaration));
}

function reckonsWith(value: ts.Expression, part: ts.Expression): boolean {
  const node = bare(value);
  return ts.isBinaryExpression(node) && /^[-+*/]$/.test(node.operatorToken.getText()) && dotted(node).includes(dotted(part));
}

/** `kept['n']` is `kept.n`. */
function dotted(node: ts.Node): string {
  return node.getText().replace(/\[(['"`])(\w+)\1\]/g, '.$2');
}
