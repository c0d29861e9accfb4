// What lodash and its kin make of lists and tables of the workspace's own: `_.keyBy(routes, 'topic')`, `_(routes).compact().map('handle').value()`, `_.get(handlers, topic)`.
// What nothing is known about, and what a message brings, is left to the library.
import ts from 'typescript';
import { objectCopiers } from '../models/packages-by-role.ts';
import type { Evaluator } from './evaluator.ts';
import { constant, membersOf, unionOf, unknown } from './making.ts';
import { objectValues } from './members.ts';
import type { ApiValue, CallSite, Environment, FunctionValue, MapValue, Value } from './values.ts';

const sifting = new Set(
  (
    'compact filter reject uniq uniqBy uniqWith sortBy orderBy reverse shuffle take takeRight takeWhile drop dropRight dropWhile initial tail slice ' +
    'without difference differenceBy differenceWith toArray castArray'
  ).split(' '),
);
const picking = new Set(['find', 'findLast', 'head', 'first', 'last', 'sample', 'nth', 'maxBy', 'minBy']);
const kept = new Set(['value', 'pick', 'omit', 'pickBy', 'omitBy', 'chain', 'cloneDeep', 'clone', 'thru', 'tap', 'each', 'forEach', 'forOwn', 'forIn']);
const going = new Set([
  'each',
  'forEach',
  'eachRight',
  'forEachRight',
  'forOwn',
  'forIn',
  'map',
  'flatMap',
  'mapValues',
  'filter',
  'reject',
  'find',
  'some',
  'every',
  'sortBy',
  'keyBy',
]);
const making = new Set([
  'keyBy',
  'indexBy',
  'groupBy',
  'mapValues',
  'map',
  'flatMap',
  'values',
  'entries',
  'toPairs',
  'fromPairs',
  'zipObject',
  'flatten',
  'concat',
  'union',
  'get',
]);

/** The names of all that is told here. */
export const collecting: ReadonlySet<string> = new Set([...sifting, ...picking, ...kept, ...making]);

/** What such a call gives; null where it is another function, or one of something unknown. */
export function collected(ev: Evaluator, { node, env }: CallSite): Value | null {
  if (!ts.isCallExpression(node)) return null;
  const called = functionOf(ev, node.expression, env);
  if (called === null) return null;
  const [subject = unknown, ...args] = ev.argumentsOf({ node, env });
  // `_(list)`, `_.chain(list)`: the chain is the list itself.
  if (called === '') return isKnown(ev, subject) ? subject : null;
  return collecting.has(called) && isKnown(ev, subject) ? madeOf(ev, called, subject, args) : null;
}

/** A step of a chain that began with a list: `_(list).keyBy('topic')`; null where the language has the method, or nobody. */
export function chained(ev: Evaluator, name: string, subject: Value, site: CallSite): Value | null {
  const isStep = (subject.kind === 'list' || subject.kind === 'map' || subject.kind === 'array' || subject.kind === 'parameter') && collecting.has(name);
  return isStep && isOfChain(ev, site) ? madeOf(ev, name, subject, ev.argumentsOf(site)) : null;
}

/** What `_.each(list, (one, key) => ...)` hands to its callback; null for every other function. */
export function handedByCollection(ev: Evaluator, call: ts.CallExpression | ts.NewExpression, argument: number, index: number, env: Environment): Value | null {
  if (!ts.isCallExpression(call) || argument !== 1 || index !== 0) return null;
  const called = functionOf(ev, call.expression, env);
  const [subject] = call.arguments;
  if (called === null || !going.has(called) || !subject) return null;
  const value = ev.valueOf(subject, env);
  return isKnown(ev, value) ? unionOf(elementsIn(ev, value)) : null;
}

/** The name of a function of such a library; `''` is the library called itself. */
function functionOf(ev: Evaluator, callee: ts.Expression, env: Environment): string | null {
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : ts.isIdentifier(callee) ? callee.text : null;
  if (name === null || (ts.isPropertyAccessExpression(callee) && !collecting.has(name) && !going.has(name))) return null;
  const value = ev.valueOf(callee, env);
  if (value.kind !== 'api' || !objectCopiers.has(value.package)) return null;
  if (value.parent === null) return value.specifier === value.package ? '' : (value.specifier.split('/').at(-1) ?? null);
  return value.token?.kind === 'member' && value.parent.parent === null ? functionNamed(value) : null;
}

function functionNamed({ token }: ApiValue): string | null {
  return token?.kind !== 'member' ? null : token.name === 'chain' ? '' : token.name;
}

/** The receiver of a step, or the receiver of that, is the library called with a list. */
function isOfChain(ev: Evaluator, { node, env }: CallSite): boolean {
  let at = ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) ? node.expression.expression : null;
  while (at && ts.isCallExpression(at)) {
    if (functionOf(ev, at.expression, env) === '') return true;
    at = ts.isPropertyAccessExpression(at.expression) ? at.expression.expression : null;
  }
  return false;
}

function isKnown(ev: Evaluator, value: Value): boolean {
  return value.kind === 'object' || value.kind === 'parameter' || ev.elementsOf(value) !== null;
}

function madeOf(ev: Evaluator, name: string, subject: Value, args: readonly Value[]): Value | null {
  const [by] = args;
  if (name === 'get') return reached(ev, subject, by);
  if (kept.has(name)) return subject;
  const elements = elementsIn(ev, subject);
  if (sifting.has(name)) return { kind: 'list', elements, whole: false };
  if (name === 'values') return list(elements);
  if (picking.has(name)) return unionOf(elements);
  switch (name) {
    case 'keyBy':
    case 'indexBy':
      return { kind: 'map', entries: elements.map((value) => ({ key: of(ev, value, by), value })) };
    case 'groupBy':
      return { kind: 'map', entries: elements.map((value) => ({ key: of(ev, value, by), value: list([value]) })) };
    case 'mapValues':
      return { kind: 'map', entries: entriesIn(ev, subject).map(({ key, value }) => ({ key, value: of(ev, value, by) })) };
    case 'map':
      return list(elements.map((value) => of(ev, value, by)));
    case 'flatMap':
      return list(elements.flatMap((value) => spread(ev, of(ev, value, by))));
    case 'flatten':
      return list(elements.flatMap((value) => spread(ev, value)));
    case 'concat':
    case 'union':
      return list([...elements, ...args.flatMap((value) => spread(ev, value))]);
    case 'entries':
    case 'toPairs':
      return list(entriesIn(ev, subject).map(({ key, value }) => list([key, value])));
    case 'fromPairs':
      return { kind: 'map', entries: elements.map((pair) => ({ key: ev.elementAt(pair, 0), value: ev.elementAt(pair, 1) })) };
    case 'zipObject':
      return { kind: 'map', entries: spread(ev, by ?? unknown).map((value, at) => ({ key: elements[at] ?? unknown, value })) };
    default:
      return null;
  }
}

/** `_.get(handlers, topic)`, `_.get(config, 'kafka.topics.orders')`. */
function reached(ev: Evaluator, subject: Value, path: Value | undefined): Value | null {
  if (path?.kind !== 'constant' || typeof path.value !== 'string') return subject.kind === 'parameter' ? null : unionOf(elementsIn(ev, subject));
  return path.value
    .split(/[.[\]]+/)
    .filter((step) => step !== '')
    .reduce<Value>((value, step) => ev.memberOf(value, step), subject);
}

/** One element by a function of it, or by the name of its member. */
function of(ev: Evaluator, value: Value, by: Value | undefined): Value {
  if (by === undefined) return value;
  if (by.kind === 'constant') return typeof by.value === 'string' ? ev.memberOf(value, by.value) : unknown;
  return unionOf(ev.functionsOf(by).map((fn) => ev.returned(fn, entered(ev, fn, value))));
}

function entered(ev: Evaluator, fn: FunctionValue, value: Value): NonNullable<ReturnType<Evaluator['enter']>> {
  return ev.enter(fn, [value]) ?? { outer: fn.env, node: fn.node, args: [value], self: fn.self, depth: 0 };
}

function entriesIn(ev: Evaluator, subject: Value): MapValue['entries'] {
  return membersOf(subject).flatMap((member) => {
    if (member.kind === 'map') return member.entries;
    if (member.kind === 'object') return objectValues(ev, member);
    return elementsIn(ev, member).map((value, at) => ({ key: constant(at), value }));
  });
}

function elementsIn(ev: Evaluator, subject: Value): readonly Value[] {
  if (subject.kind === 'object') return objectValues(ev, subject).map(({ value }) => value);
  // Whoever calls the function hands over the list: what is made of one element is made of each.
  if (subject.kind === 'parameter') return [ev.elementAt(subject, null)];
  return ev.elementsOf(subject) ?? [];
}

function spread(ev: Evaluator, value: Value): readonly Value[] {
  return ev.elementsOf(value) ?? [value];
}

/** All of them, in some order. */
function list(elements: readonly Value[]): Value {
  return { kind: 'list', elements, whole: true };
}
