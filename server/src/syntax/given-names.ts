// Functions that a file hands to calls by their names: `connect(url, onConnect)`, `createChannel({ setup })`, `addSetup(this.setup.bind(this))`.
import ts from 'typescript';
import { bare } from './bare.ts';

/** Where a name, or a member of `this`, stands in the arguments of a call, by that name. */
export function givenNames(source: ts.SourceFile): ReadonlyMap<string, readonly ts.Node[]> {
  const known = indexes.get(source);
  if (known) return known;
  const index = new Map<string, ts.Node[]>();
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) for (const argument of node.arguments ?? []) note(index, argument);
    ts.forEachChild(node, visit);
  };
  visit(source);
  indexes.set(source, index);
  return index;
}

const indexes = new WeakMap<ts.SourceFile, ReadonlyMap<string, readonly ts.Node[]>>();

/** The name that an expression as it was given is: itself, a member of `this`, either of them bound. */
export function nameGiven(node: ts.Node): ts.Identifier | ts.PropertyAccessExpression | null {
  if (ts.isShorthandPropertyAssignment(node)) return node.name;
  if (!ts.isExpression(node)) return null;
  const inner = unbound(bare(node));
  if (ts.isIdentifier(inner)) return inner;
  return ts.isPropertyAccessExpression(inner) && inner.expression.kind === ts.SyntaxKind.ThisKeyword ? inner : null;
}

/** What is bound with arguments of its own has other parameters left. */
function unbound(node: ts.Expression): ts.Expression {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression) || node.expression.name.text !== 'bind' || node.arguments.length > 1)
    return node;
  return bare(node.expression.expression);
}

function note(index: Map<string, ts.Node[]>, node: ts.Node): void {
  const given = nameGiven(node);
  if (given) {
    const name = ts.isIdentifier(given) ? given.text : given.name.text;
    index.set(name, [...(index.get(name) ?? []), node]);
  } else if (ts.isObjectLiteralExpression(node)) {
    for (const property of node.properties) {
      if (ts.isShorthandPropertyAssignment(property)) note(index, property);
      else if (ts.isPropertyAssignment(property)) note(index, property.initializer);
    }
  } else if (ts.isArrayLiteralExpression(node)) for (const element of node.elements) note(index, element);
}
