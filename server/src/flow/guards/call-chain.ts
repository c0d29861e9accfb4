// A write spelled as a chain of calls (`db.update(t).set({...}).where(...).returning()`), taken apart: what is written, under which condition, and whether anybody looks at the answer.
import ts from 'typescript';
import { bare } from '../../syntax/bare.ts';

type Call = ts.CallExpression | ts.NewExpression | ts.TaggedTemplateExpression;

/** The last call of the chain that starts with, or goes through, `node`. */
export function wholeChain(node: ts.Node): ts.Node {
  let at = node;
  while (
    ts.isPropertyAccessExpression(at.parent) &&
    at.parent.expression === at &&
    ts.isCallExpression(at.parent.parent) &&
    at.parent.parent.expression === at.parent
  )
    at = at.parent.parent;
  return at;
}

/** The calls of the chain with their names, outermost first. */
function links(node: ts.Node): readonly { readonly name: string; readonly args: readonly ts.Expression[] }[] {
  const found: { name: string; args: readonly ts.Expression[] }[] = [];
  for (let at: ts.Node = wholeChain(node); ts.isCallExpression(at);) {
    const callee = bare(at.expression);
    if (!ts.isPropertyAccessExpression(callee)) break;
    found.push({ name: callee.name.text, args: at.arguments });
    at = bare(callee.expression);
  }
  return found;
}

/** Its result goes into something that may be looked at. */
export function isInspected(node: ts.Node): boolean {
  let at: ts.Node = node;
  while (
    ts.isAwaitExpression(at.parent) ||
    ts.isParenthesizedExpression(at.parent) ||
    ts.isPropertyAccessExpression(at.parent) ||
    (ts.isCallExpression(at.parent) && at.parent.expression === at)
  )
    at = at.parent;
  return !ts.isExpressionStatement(at.parent);
}

function property(node: ts.Expression, name: string): ts.Expression | undefined {
  const object = bare(node);
  if (!ts.isObjectLiteralExpression(object)) return undefined;
  const found = object.properties.find(
    (candidate) => candidate.name !== undefined && (ts.isIdentifier(candidate.name) || ts.isStringLiteral(candidate.name)) && candidate.name.text === name,
  );
  return found !== undefined && ts.isPropertyAssignment(found) ? found.initializer : undefined;
}

/** The value that singles a written row out: its id or key, else its first value. */
export function keyOfWrite(node: Call): ts.Expression | null {
  for (const { name, args } of links(node)) {
    const [first, second] = args;
    const data =
      first === undefined ? undefined : name === 'query' && second !== undefined ? second : (property(first, 'data') ?? property(first, 'where') ?? first);
    const key = data === undefined ? null : keyIn(data);
    if (key !== null) return key;
  }
  return null;
}

/** The value that says which row a deletion is about. */
export function keyOfDeletion(node: Call): ts.Expression | null {
  if (ts.isTaggedTemplateExpression(node)) return ts.isTemplateExpression(node.template) ? (node.template.templateSpans[0]?.expression ?? null) : null;
  const conditions = links(node).flatMap(({ name, args: [first, second] }) => {
    if (first === undefined) return [];
    if (/^(?:and)?where$/i.test(name)) return equality(first) ?? second ?? keyIn(first) ?? [];
    const given = name === 'query' && second !== undefined ? second : (property(first, 'where') ?? first);
    return keyIn(given) ?? (ts.isIdentifier(given) || ts.isPropertyAccessExpression(given) ? given : []);
  });
  return conditions[0] ?? null;
}

/** The value by which a conditional update finds its row. */
export function keyOfCondition(node: Call, compared: string): ts.Expression | null {
  for (const { name, args } of links(node)) {
    const [first, second] = args;
    if (first === undefined) continue;
    if (name === 'where' || name === 'andWhere')
      return ts.isObjectLiteralExpression(bare(first)) ? otherThan(first, compared) : (equality(first) ?? second ?? null);
    if (!/^update|^findOneAndUpdate/.test(name)) continue;
    const where = property(first, 'where') ?? (second === undefined ? undefined : first);
    return where === undefined ? null : otherThan(where, compared);
  }
  return null;
}

function otherThan(node: ts.Expression, field: string): ts.Expression | null {
  const object = bare(node);
  if (!ts.isObjectLiteralExpression(object)) return null;
  const found = object.properties.find((candidate) => candidate.name?.getText() !== field);
  if (found === undefined) return null;
  return ts.isPropertyAssignment(found) ? found.initializer : ts.isShorthandPropertyAssignment(found) ? found.name : null;
}

/** `eq(orders.id, id)` anywhere in a condition. */
export function equality(node: ts.Node): ts.Expression | null {
  if (ts.isCallExpression(node) && /(^|\.)eq$/.test(node.expression.getText()) && node.arguments[1] !== undefined) return node.arguments[1];
  return ts.forEachChild(node, (child) => equality(child) ?? undefined) ?? null;
}

function keyIn(node: ts.Expression): ts.Expression | null {
  const data = bare(node);
  if (ts.isArrayLiteralExpression(data)) return data.elements[0] === undefined ? null : (keyIn(data.elements[0]) ?? data.elements[0]);
  if (!ts.isObjectLiteralExpression(data)) return null;
  const named = data.properties.find((candidate) => /(^|_)(id|key)$|Id$|Key$/.test(candidate.name?.getText() ?? '')) ?? data.properties[0];
  if (named === undefined) return null;
  if (ts.isShorthandPropertyAssignment(named)) return named.name;
  return ts.isPropertyAssignment(named) ? named.initializer : null;
}
