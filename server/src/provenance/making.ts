// How values are made: paths share their nodes, unions are flat and drop what says nothing.
import type { ApiValue, CallSite, ConstantValue, Environment, MessageValue, ParameterValue, Token, UnknownValue, Value } from './values.ts';
import type ts from 'typescript';

export const unknown: UnknownValue = { kind: 'unknown' };
export const undefinedValue: ConstantValue = { kind: 'constant', value: undefined };

const roots = new Map<string, ApiValue>();
const children = new WeakMap<ApiValue, Map<string, ApiValue>>();

/** The module object of a package, as one of its specifiers names it. */
export function apiRoot(package_: string, specifier: string): ApiValue {
  const known = roots.get(specifier);
  if (known) return known;
  const root: ApiValue = { kind: 'api', package: package_, specifier, parent: null, token: null, call: null };
  roots.set(specifier, root);
  return root;
}

/** One step further on an API path; steps that need no call are shared. */
export function apiChild(parent: ApiValue, token: Token, call: CallSite | null = null): ApiValue {
  const make = (): ApiValue => ({ kind: 'api', package: parent.package, specifier: parent.specifier, parent, token, call });
  if (call) return make();
  const key = `${token.kind}:${'name' in token ? token.name : 'index' in token ? token.index : ''}`;
  const shared = children.get(parent) ?? new Map<string, ApiValue>();
  children.set(parent, shared);
  const known = shared.get(key) ?? make();
  shared.set(key, known);
  return known;
}

/** A member of what the platform gives. */
export function globalValue(name: string): ApiValue {
  return apiChild(apiRoot('global', 'global'), { kind: 'member', name });
}

export function constant(value: ConstantValue['value']): ConstantValue {
  return { kind: 'constant', value };
}

export function parameterStep(value: ParameterValue, token: Token): Value {
  return value.path.length < 12 ? { kind: 'parameter', node: value.node, path: [...value.path, token] } : unknown;
}

export function messageStep(value: MessageValue, step: string): MessageValue {
  const expression = step === '()' ? `${value.expression}()` : step === '[]' ? `${value.expression}[…]` : `${value.expression}.${step}`;
  const part: MessageValue = { kind: 'message', path: [...value.path, step], expression };
  return value.api === undefined ? part : { ...part, api: apiChild(value.api, tokenOf(step)) };
}

function tokenOf(step: string): Token {
  return step === '()' ? { kind: 'return' } : step === '[]' ? { kind: 'element' } : { kind: 'member', name: step };
}

const widest = 24;

/** A table may hold more functions than that, or objects, modules or classes with one each, and each of them is somebody's handler. */
const mostOfTable = 120;
const ofTables: ReadonlySet<Value['kind']> = new Set(['function', 'object', 'module', 'class', 'instance']);

/** One of these values. What is null or undefined is dropped as soon as another is known; what is unknown leaves its trace on those that can be called (`orUnknown`). */
export function unionOf(values: readonly Value[]): Value {
  const flat: Value[] = [];
  let isOpen = false;
  for (const value of values) {
    for (const member of value.kind === 'union' ? value.values : [value]) {
      isOpen ||= isDoubted(member);
      if (flat.length < (ofTables.has(member.kind) ? mostOfTable : widest) && !flat.some((other) => same(other, member))) flat.push(member);
    }
  }
  const telling = flat.filter((value) => value.kind !== 'unknown' && !isNothing(value));
  const known = telling.length > 0 ? telling : flat.filter((value) => value.kind !== 'unknown');
  const kept = isOpen ? known.map(orUnknown) : known;
  const [only] = kept;
  if (!only) return unknown;
  return kept.length === 1 ? only : { kind: 'union', values: kept };
}

const doubted = new WeakMap<Value, Value>();
const undoubted = new WeakMap<Value, Value>();

/** The same value, known not to be the only one that may stand there. */
export function orUnknown(value: Value): Value {
  if (value.kind === 'union') return unionOf([...value.values, unknown]);
  if ((value.kind !== 'function' && value.kind !== 'object' && value.kind !== 'instance') || value.orUnknown) return value;
  const marked = doubted.get(value) ?? { ...value, orUnknown: true };
  doubted.set(value, marked);
  undoubted.set(marked, value);
  return marked;
}

/** The value itself, where it is the one that stands there: what `this` is inside its methods. */
export function withoutDoubt(value: Value): Value {
  return undoubted.get(value) ?? value;
}

/** Something that nothing is known about, or that may stand in for it. */
export function isDoubted(value: Value): boolean {
  return value.kind === 'unknown' || ('orUnknown' in value && value.orUnknown === true);
}

export function isNothing(value: Value): boolean {
  return value.kind === 'constant' && (value.value === null || value.value === undefined);
}

/** The members of a union, or the value alone. */
export function membersOf(value: Value): readonly Value[] {
  return value.kind === 'union' ? value.values : [value];
}

function same(left: Value, right: Value): boolean {
  if (left === right) return true;
  if (left.kind === 'constant') return right.kind === 'constant' && left.value === right.value;
  if (left.kind === 'unknown') return right.kind === 'unknown';
  if (left.kind === 'instance') return right.kind === 'instance' && left.class.node === right.class.node && left.made === right.made;
  if (left.kind === 'module') return right.kind === 'module' && left.file === right.file;
  return (
    'node' in left &&
    'node' in right &&
    left.kind === right.kind &&
    left.kind !== 'parameter' &&
    left.node === right.node &&
    sameEnvironment(left, right) &&
    sameOwner(left, right)
  );
}

/** A method inherited by two classes is two functions: what it calls on `this` differs. */
function sameOwner(left: Value, right: Value): boolean {
  if (left.kind !== 'function' || right.kind !== 'function' || left.self?.kind !== 'instance' || right.self?.kind !== 'instance') return true;
  return left.self.class.node === right.self.class.node;
}

function sameEnvironment(left: { readonly env?: Environment; readonly node: ts.Node }, right: { readonly env?: Environment; readonly node: ts.Node }): boolean {
  return left.env === right.env;
}
