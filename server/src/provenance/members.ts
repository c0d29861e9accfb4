// `value.name` for each kind of value; what classes and their instances have is in `classes.ts`.
import ts from 'typescript';
import { containers, decoratedServers } from '../models/packages-by-role.ts';
import { indexOf } from '../syntax/file-index.ts';
import { resolveName } from '../syntax/scopes.ts';
import { instanceMember, staticMember } from './classes.ts';
import { declaredMember } from './declared-types.ts';
import { decorationOf } from './decorations.ts';
import type { Evaluator } from './evaluator.ts';
import { environmentOfMaker } from './environments.ts';
import { namesExported } from './exporting.ts';
import { namedInFolder } from './folder-modules.ts';
import { isOfPlatform, keptGlobally } from './global-names.ts';
import { apiChild, constant, isDoubted, membersOf, messageStep, orUnknown, undefinedValue, unionOf, unknown, withoutDoubt } from './making.ts';
import { isListIn, tableAround } from './tabled-lists.ts';
import type { ApiValue, ArrayValue, Environment, ListValue, MapValue, ObjectValue, Value } from './values.ts';

export function memberOf(ev: Evaluator, value: Value, name: string): Value {
  const member = certainMember(ev, withoutDoubt(value), name);
  return isDoubted(value) ? orUnknown(member) : member;
}

function certainMember(ev: Evaluator, value: Value, name: string): Value {
  switch (value.kind) {
    case 'api':
      return isGlobalObject(value) ? globalMember(ev, value, name) : decorationAt(ev, value, name);
    case 'module':
      return ev.exportOf(value.file, name);
    case 'object':
      return objectMember(ev, value, name);
    case 'class':
      return staticMember(ev, value, name);
    case 'instance':
      return instanceMember(ev, value, name);
    case 'union':
      return unionOf(value.values.filter((member) => member.kind !== 'constant').map((member) => ev.memberOf(member, name)));
    case 'message':
      return messageStep(value, name);
    case 'parameter':
      return declaredMember(ev, value, name);
    case 'map':
      return mapMember(value, name);
    case 'array':
    case 'list':
      return /^\d+$/.test(name)
        ? ev.elementAt(value, Number(name))
        : name === 'length' && value.kind === 'array'
          ? constant(value.node.elements.length)
          : unknown;
    case 'function':
      return functionMember(ev, value.node, name);
    default:
      return unknown;
  }
}

function isGlobalObject({ package: package_, token, parent }: ApiValue): boolean {
  return package_ === 'global' && token?.kind === 'member' && parent?.parent === null && (token.name === 'global' || token.name === 'globalThis');
}

function globalMember(ev: Evaluator, value: ApiValue, name: string): Value {
  // What somebody keeps there, and nobody can read, is not the platform's.
  return isOfPlatform(name) ? apiMember(value, name) : keptGlobally(ev, name);
}

/** On a server of the framework, in a plugin's parameter or made here: what the workspace has put there, before what it has of its own. */
function decorationAt(ev: Evaluator, value: ApiValue, name: string): Value {
  const server = decoratedServers.find((one) =>
    value.package === one.package ? value.token?.kind !== 'member' : value.package === one.plugins && value.token?.kind === 'parameter',
  );
  const put = server ? decorationOf(ev, server, name) : unknown;
  return put.kind === 'unknown' ? apiMember(value, name) : put;
}

/** Default interop leaves no edge. */
function apiMember(value: ApiValue, name: string): Value {
  if (name === 'default' && value.parent === null) return value;
  // What a container's discovery comes by is the workspace's own.
  if (name === 'instance' && containers.has(value.package)) return unknown;
  return apiChild(value, { kind: 'member', name });
}

/** Objects and arrays whose spreads are being read: `config = { ...config, key }` in a row of ifs spreads each into each other. */
const spreading: ts.Node[] = [];
const deepestSpread = 4;

function objectMember(ev: Evaluator, object: ObjectValue, name: string): Value {
  let hidden = false;
  for (const property of object.node.properties.toReversed()) {
    if (ts.isSpreadAssignment(property)) {
      const value = spreadMember(ev, object, property.expression, name);
      if (value.kind === 'unknown') hidden = true;
      else if (!(value.kind === 'constant' && value.value === undefined)) return value;
    } else if (keyOf(ev, property, object) === name)
      return (isPlaceholder(property) ? writtenMember(ev, object, name) : null) ?? propertyValue(ev, property, object);
  }
  const written = writtenMember(ev, object, name);
  return written ?? (hidden ? unknown : undefinedValue);
}

/** `{ client: null, collections: {} }`: there until something is put in its place. */
function isPlaceholder(property: ts.ObjectLiteralElementLike): boolean {
  if (!ts.isPropertyAssignment(property)) return false;
  const { initializer } = property;
  if (ts.isObjectLiteralExpression(initializer)) return initializer.properties.length === 0;
  return initializer.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(initializer) && initializer.text === 'undefined');
}

function spreadMember(ev: Evaluator, object: ObjectValue, spread: ts.Expression, name: string): Value {
  if (spreading.includes(object.node) || spreading.length >= deepestSpread) return unknown;
  spreading.push(object.node);
  try {
    return ev.memberOf(ev.valueOf(spread, object.env), name);
  } finally {
    spreading.pop();
  }
}

/** The name of a property; null when it is computed from something unknown. */
export function keyOf(ev: Evaluator, property: ts.ObjectLiteralElementLike, object: ObjectValue): string | null {
  const name = property.name;
  if (!name) return null;
  if (!ts.isComputedPropertyName(name)) return ts.isPrivateIdentifier(name) || !('text' in name) ? null : name.text;
  const key = ev.valueOf(name.expression, object.env);
  return key.kind === 'constant' ? String(key.value) : null;
}

export function propertyValue(ev: Evaluator, property: ts.ObjectLiteralElementLike, object: ObjectValue): Value {
  if (ts.isPropertyAssignment(property)) return ev.valueOf(property.initializer, object.env);
  if (ts.isShorthandPropertyAssignment(property)) return ev.valueOfName(property.name.text, object.node.parent, object.env);
  if (ts.isMethodDeclaration(property)) return { kind: 'function', node: property, env: object.env, self: object };
  if (ts.isGetAccessorDeclaration(property)) {
    const frame = { outer: object.env, node: property, args: [], self: object, depth: (object.env?.depth ?? 0) + 1 };
    return ev.returned({ kind: 'function', node: property, env: object.env, self: object }, frame);
  }
  return unknown;
}

/** `table.name = x` after `const table = {}`, and what goes in through a computed index (any name). */
function writtenMember(ev: Evaluator, object: ObjectValue, name: string): Value | null {
  const writes = [...writesTo(object, name), ...writesTo(object, '[]')];
  const valueOf = ({ value, env }: (typeof writes)[number]): Value => {
    const loaded = namedInFolder(ev, value, name, null);
    return loaded.kind === 'unknown' ? ev.valueOf(value, env) : loaded;
  };
  return writes.length > 0 ? unionOf(writes.map(valueOf)) : null;
}

/** What is assigned to a member of an object after it was made; what stands in the function that made it, or in the constructor of its class, is read as that was called. */
export function writesTo({ node, env }: ObjectValue, name: string): readonly { readonly value: ts.Expression; readonly env: Environment }[] {
  const owner = ownerOf(node);
  if (!owner) return [];
  return (indexOf(node.getSourceFile()).memberWrites.get(name) ?? [])
    .filter((write) => write.path.length === 0 && targets(write.target, owner))
    .map((write) => ({ value: write.value, env: environmentOfMaker(write.node, env) }));
}

type Owner = ts.VariableDeclaration | ts.ParameterDeclaration | string;

/** What holds an object from its birth on: its variable, or the member it is first assigned to, written as a property or not. */
export function ownerOf(node: ts.Node): Owner | null {
  let at = node.parent;
  let from = node;
  while (at && isSameAs(at, from)) {
    from = at;
    at = at.parent;
  }
  if (!at) return null;
  if (ts.isVariableDeclaration(at)) return at;
  if (ts.isCallExpression(at)) return at.arguments[1] === from ? accumulatorOf(at) : null;
  if ((ts.isPropertyDeclaration(at) || ts.isPropertyAssignment(at)) && 'text' in at.name) return at.name.text;
  const assigned = ts.isBinaryExpression(at) && at.operatorToken.kind === ts.SyntaxKind.EqualsToken ? at.left : null;
  const declaration = assigned && ts.isIdentifier(assigned) ? resolveName(assigned.text, assigned) : null;
  if (declaration && ts.isVariableDeclaration(declaration)) return declaration;
  return assigned && ts.isPropertyAccessExpression(assigned) && assigned.expression.kind === ts.SyntaxKind.ThisKeyword ? assigned.name.text : null;
}

/** `jobs.reduce((table, job) => ..., {})`: the parameter under which the callback fills what it begins with. */
function accumulatorOf({ expression, arguments: [callback] }: ts.CallExpression): ts.ParameterDeclaration | null {
  const isFolding = ts.isPropertyAccessExpression(expression) && /^reduce(?:Right)?$/.test(expression.name.text);
  const isInline = callback !== undefined && (ts.isArrowFunction(callback) || ts.isFunctionExpression(callback));
  return isFolding && isInline ? (callback.parameters[0] ?? null) : null;
}

/** `held ?? []` is the empty list where nothing has been held yet, and `module.exports = {}` the object that it gives on. */
function isSameAs(at: ts.Node, part: ts.Node): boolean {
  if (ts.isAsExpression(at) || ts.isSatisfiesExpression(at) || ts.isParenthesizedExpression(at) || ts.isTypeAssertionExpression(at)) return true;
  if (!ts.isBinaryExpression(at) || at.right !== part) return false;
  const { kind } = at.operatorToken;
  if (kind === ts.SyntaxKind.EqualsToken) return /^(?:module\.)?exports$/.test(at.left.getText());
  return kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken;
}

/** Whether `target` (`x.a`, `this.x[key]`) is a member of what `owner` holds. */
function targets(target: ts.Expression, owner: Owner): boolean {
  return (ts.isPropertyAccessExpression(target) || ts.isElementAccessExpression(target)) && isHeldBy(target.expression, owner);
}

export function isHeldBy(expression: ts.Expression, owner: Owner): boolean {
  if (typeof owner === 'string') {
    const isMember = ts.isPropertyAccessExpression(expression) && expression.name.text === owner;
    return isMember && (expression.expression.kind === ts.SyntaxKind.ThisKeyword || ts.isIdentifier(expression.expression));
  }
  return ts.isIdentifier(expression) && resolveName(expression.text, expression) === owner;
}

function mapMember(map: MapValue, name: string): Value {
  const entry = map.entries.filter((candidate) => candidate.key.kind === 'constant' && String(candidate.key.value) === name);
  return entry.length > 0 ? unionOf(entry.map((candidate) => candidate.value)) : unknown;
}

function functionMember(ev: Evaluator, fn: ts.Node, name: string): Value {
  const writes = indexOf(fn.getSourceFile()).memberWrites.get(name) ?? [];
  const own = writes.filter((write) => {
    if (!ts.isPropertyAccessExpression(write.target)) return false;
    const object = ev.valueOf(write.target.expression, null);
    return object.kind === 'function' && object.node === fn;
  });
  return unionOf(own.map((write) => ev.valueOf(write.value, null)));
}

/** The members of a value whatever their names: what `registry[topic]` may be. */
export function anyMember(ev: Evaluator, value: Value): Value {
  if (value.kind === 'union') return unionOf(value.values.map((member) => anyMember(ev, member)));
  if (value.kind === 'object') return unionOf(objectValues(ev, value).map((entry) => entry.value));
  if (value.kind === 'module') return anyExport(ev, value.file);
  if (value.kind === 'api') return apiChild(value, { kind: 'element' });
  return ev.elementAt(value, null);
}

const mostExports = 50;

/** A registry may be a module's exports; a large library of functions is none. */
function anyExport(ev: Evaluator, file: string): Value {
  const names = namesExported(ev, file);
  return names.length > mostExports ? unknown : unionOf(names.map((name) => ev.exportOf(file, name)));
}

interface Entry {
  readonly key: Value;
  readonly value: Value;
}

/** The properties of an object with their values, spreads unfolded, assigned ones included. One that is spread into itself, `all = { ...all, more }`, gives nothing new the second time. */
export function objectValues(ev: Evaluator, object: ObjectValue, into: readonly ts.Node[] = []): readonly Entry[] {
  const entries: Entry[] = [];
  if (into.includes(object.node)) return entries;
  for (const property of object.node.properties) {
    if (ts.isSpreadAssignment(property)) {
      for (const spread of membersOf(ev.valueOf(property.expression, object.env)))
        if (spread.kind === 'object') entries.push(...objectValues(ev, spread, [...into, object.node]));
      continue;
    }
    const name = keyOf(ev, property, object);
    entries.push({ key: name === null ? unknown : constant(name), value: propertyValue(ev, property, object) });
  }
  if (!ownerOf(object.node)) return entries;
  for (const name of indexOf(object.node.getSourceFile()).memberWrites.keys()) {
    const key = name === '[]' ? unknown : constant(name);
    entries.push(...writesTo(object, name).map(({ value, env }) => ({ key, value: ev.valueOf(value, env) })));
  }
  return entries;
}

/** The elements of an array: as written, spreads unfolded, and what is pushed onto it. */
export function elementsOf(ev: Evaluator, value: Value): readonly Value[] | null {
  if (value.kind === 'list') return value.elements;
  if (value.kind === 'map') return value.entries.map((entry) => entry.value);
  if (value.kind === 'array') return arrayElements(ev, value).elements;
  if (value.kind !== 'union') return null;
  const lists = value.values.map((member) => elementsOf(ev, member)).filter((list) => list !== null);
  return lists.length > 0 ? lists.flat() : null;
}

/** An array that is pushed, or spread, into itself gives nothing new the second time. */
export function arrayElements(ev: Evaluator, array: ArrayValue): ListValue {
  if (spreading.includes(array.node) || spreading.length >= deepestSpread) return { kind: 'list', elements: [], whole: false };
  spreading.push(array.node);
  try {
    return allElements(ev, array);
  } finally {
    spreading.pop();
  }
}

function allElements(ev: Evaluator, array: ArrayValue): ListValue {
  let whole = true;
  const elements = array.node.elements.flatMap((element) => {
    if (!ts.isSpreadElement(element)) return [ev.valueOf(element, array.env)];
    const spread = elementsOf(ev, ev.valueOf(element.expression, array.env));
    if (!spread) whole = false;
    return spread ?? [];
  });
  return { kind: 'list', elements: [...elements, ...putIn(ev, array.node, 'push', array.env).flat()], whole };
}

/** The arguments of every `held.push(...)`, `held.set(...)`, `held.add(...)` in the file, `held` being what is made at `node`, in `env`. */
export function putIn(ev: Evaluator, node: ts.Expression, method: string, env: Environment): readonly (readonly Value[])[] {
  const owner = ownerOf(node);
  const table = owner ? null : tableAround(node);
  if (!owner && !table) return [];
  const calls = indexOf(node.getSourceFile()).calls.get(method) ?? [];
  return calls.flatMap((call) => {
    if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return [];
    const onto = call.expression.expression;
    const onIt = owner ? isHeldBy(onto, owner) : table !== null && isListIn(onto, table);
    return onIt ? [ev.argumentsOf({ node: call, env: environmentOfMaker(call, env) })] : [];
  });
}

/** `value[index]`; any element when the index is null. */
export function elementAt(ev: Evaluator, value: Value, index: number | null): Value {
  if (value.kind === 'union') return unionOf(value.values.map((member) => elementAt(ev, member, index)));
  if (value.kind === 'api') return apiChild(value, { kind: 'element' });
  if (value.kind === 'message') return messageStep(value, '[]');
  if (value.kind === 'parameter') return declaredMember(ev, value, null);
  if (value.kind === 'map' && index === null)
    return unionOf(value.entries.map((entry): Value => ({ kind: 'list', elements: [entry.key, entry.value], whole: true })));
  const list = value.kind === 'array' ? arrayElements(ev, value) : value.kind === 'list' ? value : null;
  if (!list) return unknown;
  return index !== null && list.whole ? (list.elements[index] ?? unknown) : unionOf(list.whole ? list.elements : [...list.elements, unknown]);
}
