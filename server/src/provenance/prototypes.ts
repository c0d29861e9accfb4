// Classes written as functions: `function Worker(channel) { this.channel = channel }`, `Worker.prototype.onTask = function ...`. What `this` has in there.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { indexOf } from '../syntax/file-index.ts';
import { thisNamed } from '../syntax/this-names.ts';
import { environmentAt } from './environments.ts';
import type { Evaluator } from './evaluator.ts';
import { constant, membersOf, unionOf, unknown } from './making.ts';
import type { Environment, FunctionValue, Value } from './values.ts';

const mostMakings = 4;

/** A member of `this` in a function of such a class; unknown in any other. */
export function memberOfPrototype(ev: Evaluator, { expression, name }: ts.PropertyAccessExpression, env: Environment): Value {
  const object = thisNamed(expression);
  const owner = object === null ? null : classAround(object);
  return owner === null ? unknown : ev.once(name, () => unionOf(valuesOf(ev, owner, name, env)));
}

/** What `new Worker(...)` of such a function gives: the methods in its prototype; unknown where it has none. */
export function madeByFunction(ev: Evaluator, { node }: FunctionValue): Value {
  const name = nameOf(node);
  return name === null ? unknown : prototypeOf(ev, name, node);
}

/** `return this` in a function of such a class. */
export function thisOfPrototype(ev: Evaluator, node: ts.Node): Value {
  const name = classAround(node);
  return name === null ? unknown : prototypeOf(ev, name, node);
}

function prototypeOf(ev: Evaluator, name: string, node: ts.Node): Value {
  const entries = [...indexOf(node.getSourceFile()).memberWrites].flatMap(([key, writes]) =>
    writes.flatMap(({ target, value, path }) => {
      if (!ts.isPropertyAccessExpression(target) || path.length > 0 || prototypeNamed(target.expression) !== name) return [];
      return [{ key: constant(key), value: ev.valueOf(value, environmentAt(value, null)) }];
    }),
  );
  const whole = (indexOf(node.getSourceFile()).memberWrites.get('prototype') ?? []).find(({ target }) => prototypeNamed(target) === name);
  if (whole !== undefined) return ev.valueOf(whole.value, null);
  return entries.length > 0 ? { kind: 'map', entries } : unknown;
}

function valuesOf(ev: Evaluator, owner: string, name: ts.MemberName, env: Environment): readonly Value[] {
  const { memberWrites } = indexOf(name.getSourceFile());
  const own = (memberWrites.get(name.text) ?? []).flatMap(({ target, value, path }) => {
    if (!ts.isPropertyAccessExpression(target) || path.length > 0) return [];
    const object = thisNamed(target.expression);
    const isIn = prototypeNamed(target.expression) === owner || (object !== null && classAround(object) === owner);
    return isIn ? membersOf(ev.valueOf(value, environmentAt(value, env))).flatMap((one) => handedToMaker(ev, one)) : [];
  });
  const whole = (memberWrites.get('prototype') ?? []).flatMap(({ target, value }) =>
    prototypeNamed(target) === owner ? [ev.memberOf(ev.valueOf(value, null), name.text)] : [],
  );
  return [...own, ...whole];
}

/** What the function that makes the object was given, by those who call it with `new`. */
function handedToMaker(ev: Evaluator, value: Value): readonly Value[] {
  const maker = value.kind === 'parameter' ? value.node.parent : null;
  if (value.kind !== 'parameter' || maker === null || !ts.isFunctionLike(maker)) return [value];
  const at = maker.parameters.findIndex((parameter) => parameter === value.node);
  const given = ev
    .callsOf(maker)
    .slice(0, mostMakings)
    .map((site) =>
      value.path.reduce<Value>((held, token) => (token.kind === 'member' ? ev.memberOf(held, token.name) : unknown), ev.argumentsOf(site)[at] ?? unknown),
    );
  const known = given.filter((one) => one.kind !== 'unknown');
  return known.length > 0 ? known : [value];
}

/** The name of the function whose objects `this` is one of: the constructor itself, or what stands in its prototype. */
function classAround(node: ts.Node): string | null {
  for (let at = node.parent; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isClassLike(at)) return null;
    if (ts.isFunctionLike(at) && !ts.isArrowFunction(at)) return classOf(at);
  }
  return null;
}

function classOf(fn: ts.SignatureDeclaration): string | null {
  const holder = ts.isMethodDeclaration(fn) ? fn.parent : ts.isPropertyAssignment(fn.parent) ? fn.parent.parent : fn;
  const write = holder.parent;
  if (ts.isBinaryExpression(write) && bare(write.right) === holder)
    return prototypeNamed(holder === fn && ts.isPropertyAccessExpression(write.left) ? write.left.expression : write.left);
  return nameOf(fn);
}

/** Of a function that is written like a class: its name has a capital. */
function nameOf(fn: ts.SignatureDeclaration): string | null {
  const name = ts.isFunctionDeclaration(fn) ? fn.name : ts.isVariableDeclaration(fn.parent) && ts.isIdentifier(fn.parent.name) ? fn.parent.name : undefined;
  return name !== undefined && /^[A-Z]/.test(name.text) ? name.text : null;
}

/** `Worker` of `Worker.prototype`. */
function prototypeNamed(node: ts.Expression): string | null {
  const inner = bare(node);
  return ts.isPropertyAccessExpression(inner) && inner.name.text === 'prototype' && ts.isIdentifier(inner.expression) ? inner.expression.text : null;
}
