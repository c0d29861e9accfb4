// A function that keeps what it is given outside itself, in a field or in a variable of its file: its callers say what that is.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { resolveName } from '../syntax/scopes.ts';
import type { Evaluator } from './evaluator.ts';
import { membersOf, unionOf } from './making.ts';
import type { Value } from './values.ts';

const mostCallers = 10;

/** `setUp(connection) { this.channel = connection.createChannel() }`: what a library made of it, where the callers of the function handed a thing of a library in. */
export function handedIn(ev: Evaluator, value: ts.Expression, fn: ts.SignatureDeclaration, read: (args: readonly Value[]) => Value): readonly Value[] | null {
  const parameter = ts.isConstructorDeclaration(fn) || ts.isSetAccessorDeclaration(fn) ? null : parameterAtRoot(value);
  if (parameter?.parent !== fn) return null;
  const handed = ev.once(parameter, () =>
    unionOf(
      ev
        .callsOf(fn)
        .slice(0, mostCallers)
        .map((site) => read(ev.argumentsOf(site))),
    ),
  );
  const known = membersOf(handed).filter((member) => member.kind === 'api');
  return known.length > 0 ? known : null;
}

/** The parameter that an expression starts from: `connection` in `await connection.createChannel()`; one with a type says itself what it is. */
function parameterAtRoot(expression: ts.Expression): ts.ParameterDeclaration | null {
  let at = bare(expression);
  while (ts.isAwaitExpression(at) || ts.isCallExpression(at) || ts.isPropertyAccessExpression(at)) at = bare(at.expression);
  const name = ts.isIdentifier(at) ? resolveName(at.text, at) : null;
  const declaration = name && ts.isBindingElement(name) ? name.parent.parent : name;
  const isOpen = declaration && ts.isParameter(declaration) && (!declaration.type || declaration.type.kind === ts.SyntaxKind.AnyKeyword);
  return isOpen ? declaration : null;
}
