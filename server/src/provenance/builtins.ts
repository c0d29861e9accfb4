// What the language's own functions do with values: promises, arrays, maps, objects, bind and its kin.
import ts from 'typescript';
import { validators } from '../models/effects/pure.ts';
import { objectCopiers } from '../models/packages-by-role.ts';
import { chained, collected, collecting } from './collections.ts';
import { bare } from '../syntax/bare.ts';
import type { Evaluator } from './evaluator.ts';
import { namesExported } from './exporting.ts';
import { apiChild, constant, membersOf, messageStep, unionOf, unknown } from './making.ts';
import { arrayElements, objectValues, putIn } from './members.ts';
import { closing, matched } from './pattern-matches.ts';
import { promised } from './promised.ts';
import type { ApiValue, CallSite, FunctionValue, ListValue, MapValue, MessageValue, Value } from './values.ts';

/** The result of a call of one of the language's functions; null when it is not one of them. */
export function builtinCall(ev: Evaluator, site: CallSite, node: ts.CallExpression): Value | null {
  const callee = node.expression;
  if (isCopying(ev, callee, site)) return unionOf(ev.argumentsOf(site).toReversed());
  const options = checked(ev, callee, site);
  if (options !== null) return options;
  if (!ts.isPropertyAccessExpression(callee)) return ts.isIdentifier(callee) ? collected(ev, site) : null;
  const name = callee.name.text;
  if (!names.has(name) && !collecting.has(name) && !closing.has(name)) return null;
  const receiver = ev.valueOf(callee.expression, site.env);
  if (closing.has(name)) return matched(ev, site, receiver);
  if (receiver.kind === 'api' && receiver.package !== 'global') return collected(ev, site) ?? methodCall(ev, receiver, name, site);
  if (!names.has(name)) return chained(ev, name, receiver, site);
  if (isGlobal(receiver)) return globalCall(ev, `${globalName(receiver)}.${name}`, site);
  const [only, ...others] = membersOf(receiver);
  if (only && others.length > 0) {
    const results = membersOf(receiver).map((member) => methodCall(ev, member, name, site));
    return results.some((result) => result !== null) ? unionOf(results.map((result) => result ?? unknown)) : null;
  }
  return methodCall(ev, receiver, name, site);
}

const copying = new Set(['extend', 'assign', 'assignIn', 'merge']);

/** `extend({}, original, { handle })` of lodash and underscore: as `Object.assign`, what comes later goes first. */
function isCopying(ev: Evaluator, callee: ts.Expression, site: CallSite): boolean {
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : ts.isIdentifier(callee) ? callee.text : '';
  if (!copying.has(name)) return false;
  const value = ev.valueOf(callee, site.env);
  return value.kind === 'api' && objectCopiers.has(value.package);
}

const checking = new Set(['attempt', 'parse', 'parseAsync', 'validateSync', 'validateAsync', 'cast']);

/** `joi.attempt(options, schema)`, `schema.parse({ handle })`: what was checked is handed back, with the functions in it. */
function checked(ev: Evaluator, callee: ts.Expression, site: CallSite): Value | null {
  if (!ts.isPropertyAccessExpression(callee) || !checking.has(callee.name.text)) return null;
  const library = ev.valueOf(callee.expression, site.env);
  if (library.kind !== 'api' || !validators.includes(library.package)) return null;
  const given = ev.argumentsOf(site)[0];
  return given?.kind === 'object' || (given?.kind === 'parameter' && callee.name.text === 'attempt') ? given : null;
}

const arrayMethods = new Set(['map', 'flatMap', 'filter', 'find', 'at', 'slice', 'concat', 'reverse', 'sort', 'pop', 'shift', 'flat', 'reduce', 'reduceRight']);
const functionMethods = new Set(['bind', 'call', 'apply']);
const mapMethods = new Set(['get', 'values', 'entries']);
const promiseMethods = new Set(['then', 'catch', 'finally']);
const globalCalls = new Set([
  'all',
  'allSettled',
  'race',
  'any',
  'resolve',
  'assign',
  'freeze',
  'seal',
  'create',
  'values',
  'entries',
  'fromEntries',
  'getMetadata',
  'getOwnMetadata',
  'from',
  'of',
]);
const names = new Set([...arrayMethods, ...functionMethods, ...mapMethods, ...promiseMethods, ...globalCalls]);

function isGlobal(value: Value): value is ApiValue {
  return value.kind === 'api' && value.package === 'global' && value.token?.kind === 'member' && value.parent?.parent === null;
}

function globalName(value: ApiValue): string {
  return value.token?.kind === 'member' ? value.token.name : '';
}

const known = new Set(['Promise', 'Object', 'Array', 'Reflect'].flatMap((owner) => [...globalCalls].map((name) => `${owner}.${name}`)));

function globalCall(ev: Evaluator, name: string, site: CallSite): Value | null {
  if (!known.has(name)) return null;
  const args = ev.argumentsOf(site);
  const [first = unknown] = args;
  switch (name) {
    case 'Promise.resolve':
    case 'Object.freeze':
    case 'Object.seal':
    case 'Object.create':
    case 'Promise.all':
      return first;
    case 'Promise.allSettled':
      return first;
    case 'Array.from':
      return args[1] ? mapped(ev, first, args[1], site) : first;
    case 'Promise.race':
    case 'Promise.any':
      return ev.elementAt(first, null);
    case 'Array.of':
      return { kind: 'list', elements: args, whole: true };
    case 'Object.assign':
      return unionOf(args.toReversed());
    case 'Object.values':
      return list(entriesOf(ev, first).map((entry) => entry.value));
    case 'Object.entries':
      return list(entriesOf(ev, first).map((entry) => list([entry.key, entry.value])));
    case 'Object.fromEntries':
      return mapFrom(ev, first);
    // What somebody put there.
    case 'Reflect.getMetadata':
    case 'Reflect.getOwnMetadata':
      return unknown;
    default:
      return null;
  }
}

function list(elements: readonly Value[]): ListValue {
  return { kind: 'list', elements, whole: true };
}

function entriesOf(ev: Evaluator, value: Value): readonly { readonly key: Value; readonly value: Value }[] {
  return membersOf(value).flatMap((member) => {
    if (member.kind === 'object') return objectValues(ev, member);
    // What a caller hands over has entries of some kind: `register(handlers)`, and in there `Object.entries(handlers)`.
    if (member.kind === 'parameter') return [{ key: unknown, value: ev.elementAt(member, null) }];
    if (member.kind === 'module') return namesExported(ev, member.file).map((key) => ({ key: constant(key), value: ev.memberOf(member, key) }));
    return member.kind === 'map' ? member.entries : [];
  });
}

function mapFrom(ev: Evaluator, pairs: Value): MapValue {
  const entries = (ev.elementsOf(pairs) ?? []).map((pair) => ({ key: ev.elementAt(pair, 0), value: ev.elementAt(pair, 1) }));
  return { kind: 'map', entries };
}

function methodCall(ev: Evaluator, receiver: Value, name: string, site: CallSite): Value | null {
  if (promiseMethods.has(name)) return promiseCall(ev, receiver, name, site);
  if (functionMethods.has(name)) return functionCall(ev, receiver, name, site);
  if (receiver.kind === 'map') return mapCall(ev, receiver, name, site);
  if (receiver.kind === 'array' || receiver.kind === 'list')
    return arrayCall(ev, receiver.kind === 'array' ? arrayElements(ev, receiver) : receiver, name, site);
  if (receiver.kind === 'message' && name === 'map') return chosenByParts(ev, receiver, site);
  // Whoever calls the function hands over the list: what is made of one element is made of each.
  if (receiver.kind === 'parameter' && arrayMethods.has(name))
    return arrayCall(ev, { kind: 'list', elements: [ev.elementAt(receiver, null)], whole: false }, name, site);
  return null;
}

/** A promise is its value, so `then` is a call of its callback with that value. */
function promiseCall(ev: Evaluator, receiver: Value, name: string, site: CallSite): Value | null {
  if (receiver.kind === 'instance' || receiver.kind === 'object') {
    const own = ev.memberOf(receiver, name);
    if (own.kind === 'function') return null;
  }
  if (name !== 'then') return receiver;
  const callback = ev.argumentsOf(site)[0];
  const functions = callback ? ev.functionsOf(callback) : [];
  if (functions.length === 0) return receiver.kind === 'api' ? null : unknown;
  return unionOf(functions.map((fn) => ev.returned(fn, enterWith(ev, fn, [receiver]))));
}

function enterWith(ev: Evaluator, fn: FunctionValue, args: readonly Value[]): NonNullable<ReturnType<Evaluator['enter']>> {
  return ev.enter(fn, args) ?? { outer: fn.env, node: fn.node, args, self: fn.self, depth: 0 };
}

function functionCall(ev: Evaluator, receiver: Value, name: string, site: CallSite): Value | null {
  if (receiver.kind === 'api') return name === 'bind' ? receiver : apiChild(receiver, { kind: 'return' }, site);
  if (receiver.kind === 'union' && name === 'bind') return unionOf(receiver.values.map((member) => functionCall(ev, member, name, site) ?? member));
  if (receiver.kind !== 'function') return null;
  const [self, ...rest] = ev.argumentsOf(site);
  const bound: FunctionValue = { ...receiver, self: self && self.kind !== 'unknown' && self.kind !== 'constant' ? self : receiver.self };
  if (name === 'bind') return rest.length > 0 ? { ...bound, bound: [...(bound.bound ?? []), ...rest] } : bound;
  const args = name === 'call' ? rest : (ev.elementsOf(rest[0] ?? unknown) ?? []);
  return ev.returned(bound, enterWith(ev, bound, args));
}

function mapCall(ev: Evaluator, map: MapValue, name: string, site: CallSite): Value | null {
  if (name === 'values') return list(map.entries.map((entry) => entry.value));
  if (name === 'entries') return list(map.entries.map((entry) => list([entry.key, entry.value])));
  if (name !== 'get') return null;
  const key = ev.argumentsOf(site)[0] ?? unknown;
  const exact = key.kind === 'constant' ? map.entries.filter((entry) => entry.key.kind === 'constant' && entry.key.value === key.value) : [];
  return unionOf((exact.length > 0 ? exact : map.entries).map((entry) => entry.value));
}

function arrayCall(ev: Evaluator, array: ListValue, name: string, site: CallSite): Value | null {
  const args = ev.argumentsOf(site);
  const [first = unknown] = args;
  switch (name) {
    case 'filter':
    case 'slice':
    case 'flat':
    case 'reverse':
    case 'sort':
    case 'entries':
    case 'values':
      return { ...array, whole: false };
    case 'find':
    case 'pop':
    case 'shift':
      return unionOf(array.elements);
    case 'at':
      return first.kind === 'constant' && typeof first.value === 'number' && first.value >= 0 ? ev.elementAt(array, first.value) : unionOf(array.elements);
    case 'concat':
      return { kind: 'list', elements: [...array.elements, ...args.flatMap((value) => ev.elementsOf(value) ?? [value])], whole: false };
    case 'map':
      return mapped(ev, array, first, site);
    case 'flatMap': {
      const result = mapped(ev, array, first, site);
      return { kind: 'list', elements: (ev.elementsOf(result) ?? []).flatMap((value) => ev.elementsOf(value) ?? [value]), whole: false };
    }
    case 'reduce':
    case 'reduceRight':
      return folded(ev, array, first, site);
    default:
      return null;
  }
}

/** A table or a list that the callback fills, or makes anew, for each element; of what else is summed up nothing is known. */
function folded(ev: Evaluator, array: ListValue, callback: Value, { node, env }: CallSite): Value | null {
  const [, first] = ts.isCallExpression(node) ? node.arguments : [];
  // What it is begun with is an object of its own, whatever its type says: `{} as Tasks`.
  const begun = first ? ev.valueOf(bare(first), env) : unknown;
  if (!/^(?:object|array|list|map)$/.test(begun.kind)) return null;
  const args = [begun, unionOf(array.elements)];
  return unionOf([...ev.functionsOf(callback).map((fn) => ev.returned(fn, enterWith(ev, fn, args))), begun]);
}

function mapped(ev: Evaluator, array: Value, callback: Value, site: CallSite): Value {
  const functions = ev.functionsOf(callback);
  const elements = ev.elementsOf(array) ?? [ev.elementAt(array, null)];
  if (functions.length === 0) return callback.kind === 'api' ? list(elements.map(() => ev.returnOf(callback, site))) : unknown;
  return list(elements.slice(0, 32).map((element, at) => unionOf(functions.map((fn) => ev.returned(fn, enterWith(ev, fn, [element, constant(at)]))))));
}

/** `records.map(pick)`, where `pick` gives a function for each: those. Whatever else is made of a message's parts stays a part of the message. */
function chosenByParts(ev: Evaluator, message: MessageValue, site: CallSite): Value | null {
  const [callback = unknown] = ev.argumentsOf(site);
  const chosen = ev.functionsOf(callback).map((fn) => ev.returned(fn, enterWith(ev, fn, [messageStep(message, '[]')])));
  return chosen.flatMap(membersOf).some(({ kind }) => kind === 'function') ? { kind: 'list', elements: [unionOf(chosen)], whole: false } : null;
}

/** `new Map(...)`, `new Set(...)`, `new Array(...)` with what is put in later; null for other classes. */
export function builtinInstance(ev: Evaluator, callee: ApiValue, site: CallSite, node: ts.NewExpression): Value | null {
  if (!isGlobal(callee)) return null;
  const name = globalName(callee);
  const [first = unknown] = ev.argumentsOf(site);
  if (name === 'Map' || name === 'WeakMap') {
    const put = putIn(ev, node, 'set', site.env).map(([key = unknown, value = unknown]) => ({ key, value: saidOfValue(ev, value, node, site) }));
    return { kind: 'map', entries: [...mapFrom(ev, first).entries, ...put] };
  }
  if (name === 'Set' || name === 'WeakSet')
    return { kind: 'list', elements: [...(ev.elementsOf(first) ?? []), ...putIn(ev, node, 'add', site.env).flat()], whole: false };
  if (name === 'Array') return { kind: 'list', elements: putIn(ev, node, 'push', site.env).flat(), whole: false };
  if (name === 'Proxy') return first;
  if (name === 'Promise') return promised(ev, node, site.env);
  return null;
}

/** `Map<string, Handler>`: what its type says about something that a container of a package's, or nobody in sight, puts in. */
function saidOfValue(ev: Evaluator, value: Value, node: ts.NewExpression, { env }: CallSite): Value {
  if (value.kind !== 'unknown' && value.kind !== 'api') return value;
  const { parent } = node;
  const declared = ts.isPropertyDeclaration(parent) || ts.isVariableDeclaration(parent) ? parent.type : undefined;
  const [, type] = node.typeArguments ?? (declared && ts.isTypeReferenceNode(declared) ? (declared.typeArguments ?? []) : []);
  const said = type ? ev.valueOfType(type, env) : unknown;
  return said.kind === 'unknown' || said.kind === 'api' || said.kind === 'constant' ? value : said;
}
