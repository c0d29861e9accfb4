// One walk over a file that remembers what is asked for by name afterwards: calls, assignments, classes, exports written as assignments.
import ts from 'typescript';
import { bare } from './bare.ts';

export type CallNode = ts.CallExpression | ts.NewExpression | ts.Decorator | ts.TaggedTemplateExpression;

/** `target = value`, also one element of a destructuring assignment (then `path` leads from `value` to what is assigned). */
export interface Write {
  readonly node: ts.Node;
  readonly target: ts.Expression;
  readonly value: ts.Expression;
  readonly path: readonly (string | number)[];
}

export interface FileIndex {
  /** By the last name of the callee: `run` for `consumer.run()`; a decorator by its name too. */
  readonly calls: ReadonlyMap<string, readonly CallNode[]>;
  /** By the name assigned to, variables only. */
  readonly writes: ReadonlyMap<string, readonly Write[]>;
  /** By the last member assigned to (`a.b.c = x` under `c`); assignments through a computed index under `[]`. */
  readonly memberWrites: ReadonlyMap<string, readonly Write[]>;
  readonly classes: readonly ts.ClassLikeDeclaration[];
  readonly interfaces: readonly ts.InterfaceDeclaration[];
}

const indexes = new WeakMap<ts.SourceFile, FileIndex>();

export function indexOf(source: ts.SourceFile): FileIndex {
  const known = indexes.get(source);
  if (known) return known;
  const index = build(source);
  indexes.set(source, index);
  return index;
}

/** The name a callee ends in; null for `f()()`, `table[key]()`. */
export function lastNameOf(callee: ts.Expression): string | null {
  const inner = bare(callee);
  if (ts.isIdentifier(inner)) return inner.text;
  if (ts.isPropertyAccessExpression(inner)) return inner.name.text;
  if (ts.isElementAccessExpression(inner) && ts.isStringLiteralLike(inner.argumentExpression)) return inner.argumentExpression.text;
  if (inner.kind === ts.SyntaxKind.SuperKeyword) return 'super';
  return null;
}

/** The expression that is called, constructed, used as a tag or as a decorator. */
export function calleeOf(call: CallNode): ts.Expression {
  if (ts.isTaggedTemplateExpression(call)) return call.tag;
  return call.expression;
}

function build(source: ts.SourceFile): FileIndex {
  const calls = new Map<string, CallNode[]>();
  const writes = new Map<string, Write[]>();
  const memberWrites = new Map<string, Write[]>();
  const classes: ts.ClassLikeDeclaration[] = [];
  const interfaces: ts.InterfaceDeclaration[] = [];
  const visit = (node: ts.Node): void => {
    // Tokens and names are most of a file, and types hold nothing that is asked for.
    if (node.kind <= ts.SyntaxKind.LastTypeNode && (node.kind < ts.SyntaxKind.FirstNode || node.kind >= ts.SyntaxKind.FirstTypeNode)) return;
    if (ts.isCallExpression(node) || ts.isNewExpression(node) || ts.isTaggedTemplateExpression(node)) put(calls, lastNameOf(calleeOf(node)), node);
    else if (ts.isDecorator(node) && !ts.isCallExpression(node.expression)) put(calls, lastNameOf(node.expression), node);
    else if (ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) addWrites(node, node.left, node.right, [], writes, memberWrites);
    else if (ts.isClassLike(node)) classes.push(node);
    else if (ts.isInterfaceDeclaration(node)) interfaces.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { calls, writes, memberWrites, classes, interfaces };
}

function isAssignment(kind: ts.SyntaxKind): boolean {
  return (
    kind === ts.SyntaxKind.EqualsToken ||
    kind === ts.SyntaxKind.QuestionQuestionEqualsToken ||
    kind === ts.SyntaxKind.BarBarEqualsToken ||
    kind === ts.SyntaxKind.AmpersandAmpersandEqualsToken
  );
}

function addWrites(
  node: ts.Node,
  target: ts.Expression,
  value: ts.Expression,
  path: readonly (string | number)[],
  writes: Map<string, Write[]>,
  memberWrites: Map<string, Write[]>,
): void {
  const inner = bare(target);
  if (ts.isIdentifier(inner)) return put(writes, inner.text, { node, target: inner, value, path });
  if (ts.isPropertyAccessExpression(inner)) return put(memberWrites, inner.name.text, { node, target: inner, value, path });
  if (ts.isElementAccessExpression(inner)) {
    const name = ts.isStringLiteralLike(inner.argumentExpression) ? inner.argumentExpression.text : '[]';
    return put(memberWrites, name, { node, target: inner, value, path });
  }
  if (ts.isArrayLiteralExpression(inner)) inner.elements.forEach((element, i) => addWrites(node, element, value, [...path, i], writes, memberWrites));
  if (!ts.isObjectLiteralExpression(inner)) return;
  for (const property of inner.properties) {
    if (ts.isShorthandPropertyAssignment(property))
      put(writes, property.name.text, { node, target: property.name, value, path: [...path, property.name.text] });
    else if (ts.isPropertyAssignment(property) && (ts.isIdentifier(property.name) || ts.isStringLiteralLike(property.name)))
      addWrites(node, property.initializer, value, [...path, property.name.text], writes, memberWrites);
  }
}

function put<Item>(map: Map<string, Item[]>, name: string | null, item: Item): void {
  if (name === null) return;
  const list = map.get(name);
  if (list) list.push(item);
  else map.set(name, [item]);
}
