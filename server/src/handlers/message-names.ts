// Which names in a function hold something of the message.
import ts from 'typescript';
import type { FunctionValue } from '../provenance/values.ts';

/** The names in a function that hold something made of its parameters. */
export function taintedNames(node: FunctionValue['node']): ReadonlySet<string> {
  const own = new Set<string>();
  for (const parameter of node.parameters) addNames(parameter.name, own);
  return node.body ? namesFrom(node.body, [...own]) : own;
}

/** The names that hold something made of `seeds`; what is made by a source that `ends` the chain is not followed. */
export function namesFrom(body: ts.Node, seeds: readonly string[], ends: (source: ts.Expression) => boolean = () => false): ReadonlySet<string> {
  const names = new Set(seeds);
  for (let round = 0; round < 3; round++) spread(body, names, ends);
  return names;
}

function spread(node: ts.Node, tainted: Set<string>, ends: (source: ts.Expression) => boolean): void {
  const visit = (inner: ts.Node): void => {
    if (ts.isVariableDeclaration(inner)) {
      const loop = inner.parent.parent;
      const source = inner.initializer ?? (ts.isForOfStatement(loop) ? loop.expression : undefined);
      if (source && !ends(source) && mentions(source, tainted)) addNames(inner.name, tainted);
    } else if (
      ts.isBinaryExpression(inner) &&
      inner.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
      ts.isIdentifier(inner.left) &&
      !ends(inner.right) &&
      mentions(inner.right, tainted)
    ) {
      tainted.add(inner.left.text);
    } else if (ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.EqualsToken && !ends(inner.right) && mentions(inner.right, tainted)) {
      const field = ownField(inner.left);
      if (field !== null) tainted.add(field);
    } else if (ts.isCallExpression(inner) && ts.isPropertyAccessExpression(inner.expression)) {
      const { expression: receiver, name } = inner.expression;
      if (mentions(receiver, tainted))
        for (const argument of inner.arguments) if (ts.isFunctionLike(argument)) for (const parameter of argument.parameters) addNames(parameter.name, tainted);
      if (ts.isIdentifier(receiver) && fills.has(name.text) && inner.arguments.some((argument) => !ends(argument) && mentions(argument, tainted)))
        tainted.add(receiver.text);
    }
    ts.forEachChild(inner, visit);
  };
  visit(node);
}

/** What puts something into a list, a set or a map. */
const fills = new Set(['push', 'unshift', 'add', 'set']);

function addNames(name: ts.BindingName, names: Set<string>): void {
  for (const one of namesIn(name)) names.add(one);
}

/** The names that a pattern, or a plain name, declares. */
export function namesIn(name: ts.BindingName): readonly string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? namesIn(element.name) : []));
}

/** `this.current`, by which a name cannot be mistaken for it; null for what is no field of the object itself. */
function ownField(node: ts.Node): string | null {
  return ts.isPropertyAccessExpression(node) && node.expression.kind === ts.SyntaxKind.ThisKeyword ? `this.${node.name.text}` : null;
}

/** Whether a node names one of them, other than as a property of something else. */
export function mentions(node: ts.Node, names: ReadonlySet<string>): boolean {
  const field = ownField(node);
  if (field !== null) return names.has(field);
  if (ts.isIdentifier(node)) return names.has(node.text) && !(ts.isPropertyAccessExpression(node.parent) && node.parent.name === node);
  return ts.forEachChild(node, (child) => mentions(child, names) || undefined) ?? false;
}

/** Whether an argument gives one of them away; `trace(() => handle(message))` only runs what it is given, and `failures.length` says how many there are. */
export function handsOver(argument: ts.Node, names: ReadonlySet<string>): boolean {
  if (ts.isFunctionLike(argument) || isCount(argument)) return false;
  if (ts.isIdentifier(argument) || ownField(argument) !== null) return mentions(argument, names);
  return ts.forEachChild(argument, (child) => handsOver(child, names) || undefined) ?? false;
}

/** All calls at and below a node. */
export function callsIn(node: ts.Node): readonly ts.CallExpression[] {
  const calls: ts.CallExpression[] = [];
  const visit = (inner: ts.Node): void => {
    if (ts.isCallExpression(inner)) calls.push(inner);
    ts.forEachChild(inner, visit);
  };
  visit(node);
  return calls;
}

function isCount(node: ts.Node): boolean {
  return ts.isPropertyAccessExpression(node) && (node.name.text === 'length' || node.name.text === 'size');
}
