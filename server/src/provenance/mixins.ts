// The class that a class made in a function extends, where the function is a decorator: `function Handles(topic) { return (Target) => class extends Target { ... } }` on `@Handles('orders') class Orders`.
import ts from 'typescript';
import { resolveName } from '../syntax/scopes.ts';
import { makerOf } from './maker-of.ts';
import type { Evaluator } from './evaluator.ts';
import { membersOf, unionOf, unknown } from './making.ts';
import type { Value } from './values.ts';

/** What `extended` in `class extends extended` stands for, which without its callers is `value`. */
export function extendedClass(ev: Evaluator, extended: ts.Expression, value: Value): Value {
  const parameter = parameterIn(extended);
  if (!parameter || membersOf(value).some((member) => member.kind === 'class')) return value;
  const classes = decoratedBy(ev, parameter);
  if (classes.length > 0) return unionOf(classes);
  // A class that is only said to be some package's kind of class is none of the package's.
  return value.kind === 'api' && value.token?.kind === 'type' ? unknown : value;
}

/** A class that is made round whatever class its function is given. */
export function isMixin(cls: ts.ClassLikeDeclaration): boolean {
  const extended = cls.heritageClauses?.find((clause) => clause.token === ts.SyntaxKind.ExtendsKeyword)?.types[0]?.expression;
  return extended !== undefined && parameterIn(extended) !== null;
}

function parameterIn(extended: ts.Expression): ts.ParameterDeclaration | null {
  const declaration = ts.isIdentifier(extended) ? resolveName(extended.text, extended) : null;
  return declaration && ts.isParameter(declaration) ? declaration : null;
}

const mostClasses = 40;

function decoratedBy(ev: Evaluator, parameter: ts.ParameterDeclaration): readonly Value[] {
  const fn = parameter.parent;
  if (fn.parameters[0] !== parameter) return [];
  const classes = ev.callsOf(makerOf(fn) ?? fn).flatMap(({ node }): readonly Value[] => {
    const decorator = ts.isDecorator(node) ? node : node.parent;
    return ts.isDecorator(decorator) && ts.isClassLike(decorator.parent) ? [{ kind: 'class', node: decorator.parent, env: null }] : [];
  });
  return classes.length > mostClasses ? [] : classes;
}
