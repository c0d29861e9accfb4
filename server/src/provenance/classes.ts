// What classes and their instances have: methods, fields however they are set, accessors, inherited members, with the constructor's arguments in sight.
import ts from 'typescript';
import { indexOf } from '../syntax/file-index.ts';
import { handedIn } from './handed-in.ts';
import { extendedClass } from './mixins.ts';
import { saidByType } from './said-by-type.ts';
import { environmentAt } from './environments.ts';
import type { Evaluator } from './evaluator.ts';
import { apiChild, isNothing, membersOf, unionOf, unknown } from './making.ts';
import type { ClassValue, Frame, FunctionValue, InstanceValue, ParameterValue, Value } from './values.ts';

/** A member of an instance, looked for in its class, then in the classes it extends. */
export function instanceMember(ev: Evaluator, instance: InstanceValue, name: string): Value {
  // An object known by its type alone may be of a class that extends that.
  if (name === 'constructor') return instance.made || ev.subclassesOf(instance.class).length === 0 ? instance.class : unknown;
  return memberFrom(ev, instance, instance.class, instance.made ? ev.argumentsOf(instance.made) : [], name, 0);
}

/** What the constructor of an object's class, or of one that it extends, is given where the object is made; nothing where that is not known. */
export function argumentsFor(ev: Evaluator, instance: InstanceValue, cls: ClassValue): readonly Value[] {
  let at: Value = instance.class;
  let args = instance.made ? ev.argumentsOf(instance.made) : [];
  for (let depth = 0; at.kind === 'class' && depth < 12; depth++) {
    if (at.node === cls.node) return args;
    args = superArguments(ev, instance, at, args);
    at = baseClass(ev, at);
  }
  return [];
}

function memberFrom(ev: Evaluator, instance: InstanceValue, cls: ClassValue, args: readonly Value[], name: string, depth: number): Value {
  const own = ownMember(ev, instance, cls, args, name);
  if (own) return own;
  if (depth > 12) return unknown;
  const bases = membersOf(baseClass(ev, cls));
  return unionOf(
    bases.map((base) => {
      if (base.kind === 'api') return ev.memberOf(apiChild(base, { kind: 'subclass' }), name);
      return base.kind === 'class' ? memberFrom(ev, instance, base, superArguments(ev, instance, cls, args), name, depth + 1) : unknown;
    }),
  );
}

/** The value of the `extends` clause; unknown without one. */
export function baseClass(ev: Evaluator, cls: ClassValue): Value {
  const heritage = cls.node.heritageClauses?.find((clause) => clause.token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
  return heritage ? extendedClass(ev, heritage.expression, ev.valueOf(heritage.expression, cls.env)) : unknown;
}

export function constructorOf(cls: ts.ClassLikeDeclaration): ts.ConstructorDeclaration | null {
  for (const member of cls.members) if (ts.isConstructorDeclaration(member) && member.body) return member;
  return null;
}

/** What `super(...)` hands to the base; a class without a constructor passes its arguments on. */
function superArguments(ev: Evaluator, instance: InstanceValue, cls: ClassValue, args: readonly Value[]): readonly Value[] {
  const made = constructorOf(cls.node);
  if (!made) return args;
  const call = (indexOf(cls.node.getSourceFile()).calls.get('super') ?? []).find((candidate) => functionAround(candidate) === made);
  return call ? ev.argumentsOf({ node: call, env: frame(cls, made, args, instance) }) : [];
}

function functionAround(node: ts.Node): ts.Node | null {
  for (let at = node.parent; at && !ts.isSourceFile(at); at = at.parent) if (ts.isFunctionLike(at) && !ts.isArrowFunction(at)) return at;
  return null;
}

const frames = new WeakMap<InstanceValue, Map<ts.Node, Frame>>();

/** The frame of a class's initialisers, constructor or method for one instance; shared, so that what is evaluated in it is remembered. */
function frame(cls: ClassValue, node: ts.SignatureDeclaration | ts.ClassLikeDeclaration, args: readonly Value[], instance: InstanceValue): Frame {
  const known = frames.get(instance) ?? new Map<ts.Node, Frame>();
  frames.set(instance, known);
  const found = known.get(node) ?? { outer: cls.env, node, args, self: instance, depth: (cls.env?.depth ?? 0) + 1 };
  known.set(node, found);
  return found;
}

/** Null when the class itself has no such member. */
function ownMember(ev: Evaluator, instance: InstanceValue, cls: ClassValue, args: readonly Value[], name: string): Value | null {
  const values: Value[] = [];
  let declared: ts.PropertyDeclaration | ts.ParameterDeclaration | null = null;
  const initial = frame(cls, cls.node, args, instance);
  for (const member of cls.node.members) {
    if (ts.isConstructorDeclaration(member)) {
      const property = member.parameters.find(
        (parameter) => ts.isParameterPropertyDeclaration(parameter, member) && ts.isIdentifier(parameter.name) && parameter.name.text === name,
      );
      if (property && member.body) return ev.valueOfName(name, member.body, frame(cls, member, args, instance));
      continue;
    }
    if (nameOf(member) !== name || isStatic(member)) continue;
    if (ts.isMethodDeclaration(member)) {
      const better = member.body ? member : cls.node.members.find((other) => ts.isMethodDeclaration(other) && other.body && nameOf(other) === name);
      return { kind: 'function', node: better && ts.isMethodDeclaration(better) ? better : member, env: cls.env, self: instance };
    }
    if (ts.isGetAccessorDeclaration(member))
      return ev.returned({ kind: 'function', node: member, env: cls.env, self: instance }, frame(cls, member, [], instance));
    if (ts.isPropertyDeclaration(member)) {
      declared = member;
      if (member.initializer && !isLeftToOthers(cls, member.initializer, name)) values.push(ev.valueOf(member.initializer, initial));
    }
  }
  const later = assigned(ev, instance, cls, args, name);
  if (!declared && values.length + later.length === 0) return null;
  const value = unionOf(later.length > 0 ? [...values.filter((first) => !isEmptyText(first)), ...later] : values);
  if (declared && value.kind === 'parameter' && value.path.length > 0) return typedAsField(ev, declared, cls, value);
  if (!declared) return value;
  if (value.kind !== 'unknown' && !isNothing(value)) return saidByType(ev, declared, value, cls.env) ?? value;
  return declaredField(ev, declared, cls) ?? value;
}

/** `queue = ''`, until the constructor or whoever sets it up says which. */
function isEmptyText(value: Value): boolean {
  return value.kind === 'constant' && value.value === '';
}

/** `callbacks = {}` with a setter that nobody in the file uses: the nothing that it begins with is not what it is when messages come. */
function isLeftToOthers(cls: ClassValue, initializer: ts.Expression, name: string): boolean {
  if (!ts.isObjectLiteralExpression(initializer) || initializer.properties.length > 0) return false;
  const { memberWrites } = indexOf(cls.node.getSourceFile());
  return (memberWrites.get(name) ?? []).some(({ target }) => {
    const setter = functionAround(target);
    return setter !== null && ts.isSetAccessorDeclaration(setter) && setter.parent === cls.node && !memberWrites.has(nameOf(setter) ?? name);
  });
}

/** `queue: Queue` that `constructor({ queue })` fills: the field has the type that the parameter lacks. */
function typedAsField(ev: Evaluator, { type }: ts.PropertyDeclaration, cls: ClassValue, open: ParameterValue): Value {
  const typed = type && !open.node.type ? ev.valueOfType(type, cls.env) : unknown;
  if (typed.kind === 'api' && typed.token?.kind === 'type') return { ...typed, open };
  return typed.kind === 'instance' || typed.kind === 'union' ? typed : open;
}

function declaredField(ev: Evaluator, node: ts.PropertyDeclaration, cls: ClassValue): Value | null {
  const injected = ev.injected(node);
  if (injected) return injected;
  const typed = node.type ? ev.valueOfType(node.type, cls.env) : unknown;
  return typed.kind === 'unknown' ? null : typed;
}

/** `this.name = x` in the constructor or in any method. */
function assigned(ev: Evaluator, instance: InstanceValue, cls: ClassValue, args: readonly Value[], name: string): readonly Value[] {
  const writes = indexOf(cls.node.getSourceFile()).memberWrites.get(name) ?? [];
  return writes.flatMap((write) => {
    const target = write.target;
    if (!ts.isPropertyAccessExpression(target) || target.expression.kind !== ts.SyntaxKind.ThisKeyword) return [];
    const fn = functionAround(target);
    if (ev.classAround(target)?.node !== cls.node || !fn || !ts.isFunctionLike(fn) || isStatic(fn)) return [];
    const read = (env: Frame): Value =>
      write.path.reduce<Value>(
        (value, step) => (typeof step === 'number' ? ev.elementAt(value, step) : ev.memberOf(value, step)),
        ev.valueOf(write.value, env),
      );
    const given = (handed: readonly Value[]): Value => read({ outer: cls.env, node: fn, args: handed, self: instance, depth: (cls.env?.depth ?? 0) + 1 });
    if (ts.isSetAccessorDeclaration(fn)) return handedToSetter(ev, instance, cls, args, fn, name).map((handed) => given([handed]));
    return handedIn(ev, write.value, fn, given) ?? [read(frame(cls, fn, ts.isConstructorDeclaration(fn) ? args : [], instance))];
  });
}

/** `set queue(value) { this._queue = value }`: what the class itself assigns to `this.queue`. */
function handedToSetter(
  ev: Evaluator,
  instance: InstanceValue,
  cls: ClassValue,
  args: readonly Value[],
  setter: ts.SetAccessorDeclaration,
  kept: string,
): readonly Value[] {
  const name = nameOf(setter);
  return name === null || name === kept ? [] : assigned(ev, instance, cls, args, name);
}

export function nameOf(member: ts.ClassElement | ts.TypeElement): string | null {
  const name = member.name;
  if (!name) return null;
  if (ts.isComputedPropertyName(name)) return ts.isStringLiteralLike(name.expression) ? name.expression.text : null;
  return 'text' in name ? name.text : null;
}

export function isStatic(node: ts.Node): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.StaticKeyword);
}

/** A static member, own or inherited; what is assigned to it from inside or outside counts. */
export function staticMember(ev: Evaluator, cls: ClassValue, name: string): Value {
  if (name === 'prototype') return ev.instanceOf(cls, null);
  const values: Value[] = [];
  let type: ts.TypeNode | undefined;
  for (const member of cls.node.members) {
    if (!isStatic(member) || nameOf(member) !== name) continue;
    if (ts.isMethodDeclaration(member)) return { kind: 'function', node: member, env: cls.env, self: cls };
    if (ts.isGetAccessorDeclaration(member))
      return ev.returned({ kind: 'function', node: member, env: cls.env, self: cls }, { outer: cls.env, node: member, args: [], self: cls, depth: 1 });
    if (!ts.isPropertyDeclaration(member)) continue;
    type = member.type;
    if (member.initializer) values.push(ev.valueOf(member.initializer, { outer: cls.env, node: cls.node, args: [], self: cls, depth: 1 }));
  }
  values.push(...assignedStatics(ev, cls, name));
  const value = unionOf(values);
  if (value.kind !== 'unknown' && !isNothing(value)) return value;
  if (type) return ev.valueOfType(type, cls.env);
  const base = baseClass(ev, cls);
  return base.kind === 'class' || base.kind === 'api' ? asOf(cls, ev.memberOf(base, name)) : value;
}

/** An inherited static method: `this` in it is the class that it is called on. */
function asOf(cls: ClassValue, inherited: Value): Value {
  return inherited.kind === 'function' && inherited.self?.kind === 'class' ? { ...inherited, self: cls } : inherited;
}

function assignedStatics(ev: Evaluator, cls: ClassValue, name: string): readonly Value[] {
  const writes = indexOf(cls.node.getSourceFile()).memberWrites.get(name) ?? [];
  return writes.flatMap((write) => {
    if (!ts.isPropertyAccessExpression(write.target) || write.path.length > 0) return [];
    const object = write.target.expression;
    const fn = object.kind === ts.SyntaxKind.ThisKeyword ? functionAround(object) : null;
    const inStatic = fn !== null && isStatic(fn) && ev.classAround(object)?.node === cls.node;
    const byName = ts.isIdentifier(object) && object.text === cls.node.name?.text;
    return inStatic || byName ? [ev.valueOf(write.value, environmentAt(write.value, cls.env))] : [];
  });
}

/** A method as seen from a class: own, else inherited from a workspace class; abstract ones have no body. */
export function methodOf(ev: Evaluator, cls: ClassValue, name: string): FunctionValue | null {
  const value = instanceMember(ev, ev.instanceOf(cls, null), name);
  const found = membersOf(value).find((member) => member.kind === 'function');
  return found ?? null;
}
