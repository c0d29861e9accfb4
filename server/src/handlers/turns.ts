// What is done for each element of a list: `for (const one of list) { ... }`, `list.map((one) => ...)`.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { lastNameOf } from '../syntax/file-index.ts';
import { resolveName } from '../syntax/scopes.ts';

interface Turn {
  readonly list: ts.Expression;
  /** What is done in each turn. */
  readonly body: ts.Node;
}

/** The turn that a variable, or a parameter, is given an element in; null for any other declaration. */
export function turnOf(taken: ts.Node): Turn | null {
  const { parent } = taken;
  if (ts.isVariableDeclaration(taken)) {
    const loop = parent.parent;
    return ts.isForOfStatement(loop) ? { list: loop.expression, body: loop.statement } : null;
  }
  const call = ts.isParameter(taken) && ts.isFunctionLike(parent) && parent.parameters[0] === taken ? parent.parent : null;
  if (!call || !ts.isCallExpression(call) || call.arguments[0] !== parent || !ts.isPropertyAccessExpression(call.expression)) return null;
  return /^(?:map|forEach)$/.test(lastNameOf(call.expression) ?? '') ? { list: call.expression.expression, body: parent } : null;
}

/** The variable or parameter that a name is of, or the pattern that it stands in. */
export function declarationOf(node: ts.Expression): ts.Node | null {
  const name = bare(node);
  let at: ts.Node | null = ts.isIdentifier(name) ? resolveName(name.text, name) : null;
  while (at !== null && (ts.isBindingElement(at) || ts.isBindingName(at))) at = at.parent;
  return at;
}
