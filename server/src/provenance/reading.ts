// Reads places in the arguments of a call (options, handler functions), and describes calls for people.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { isPath } from '../models/catalogue.ts';
import type { AccessPath } from '../models/schema.ts';
import { moduleWord } from '../workspace/prefilter.ts';
import { argumentNodes } from './calls.ts';
import type { Evaluator } from './evaluator.ts';
import { isNothing, membersOf, unionOf, unknown } from './making.ts';
import { compilePath, walkApi, type Segment } from './matching.ts';
import { anyMember, keyOf, writesTo } from './members.ts';
import type { Reading } from './program.ts';
import type { ApiValue, CallSite, Environment, ObjectValue, Value } from './values.ts';

/** See `Program.readPath`. */
export function readPath(ev: Evaluator, site: CallSite, path: AccessPath): Reading | null {
  const [first, ...rest] = compilePath(path).segments;
  if (first?.kind !== 'argument' || first.index === null) return null;
  const nodes = argumentNodes(site);
  const node = nodes[first.index];
  const hasSpread = nodes.some((argument) => ts.isSpreadElement(argument));
  if (!node || ts.isSpreadElement(node) || hasSpread) {
    const value = ev.argumentsOf(site)[first.index];
    return value ? into(ev, { value, node: node ?? site.node, env: site.env }, rest) : null;
  }
  return into(ev, { value: ev.valueOf(node, site.env), node, env: site.env }, rest);
}

function into(ev: Evaluator, start: Reading, segments: readonly Segment[]): Reading | null {
  let at = start;
  for (const segment of segments) {
    const next = step(ev, at, segment);
    if (!next) return null;
    at = next;
  }
  return at;
}

function step(ev: Evaluator, from: Reading, segment: Segment): Reading | null {
  if (segment.kind === 'member' && segment.names === null) {
    const value = anyMember(ev, from.value);
    return value.kind === 'unknown' ? null : { ...from, value };
  }
  if (segment.kind === 'member') {
    for (const name of segment.names ?? []) {
      const found = memberReading(ev, from, name);
      if (found) return found;
    }
    return null;
  }
  if (segment.kind === 'element') return { ...from, value: ev.elementAt(from.value, null) };
  // What the package's own function was given that made this argument: `append(stream, jsonEvent({ id }))`.
  if (segment.kind === 'argument' && from.value.kind === 'api' && from.value.call !== null)
    return readPath(ev, from.value.call, `Argument[${segment.index ?? 0}]`);
  const value = walk(ev, from.value, [segment]);
  return value.kind === 'unknown' ? null : { ...from, value };
}

/** Null when it is certain that there is no such member. */
function memberReading(ev: Evaluator, from: Reading, name: string): Reading | null {
  const values = membersOf(from.value);
  for (const object of values) {
    const property = object.kind === 'object' ? propertyNode(ev, object, name) : null;
    if (property) {
      const value = ev.memberOf(from.value, name);
      return { value, node: property.node, env: property.env };
    }
  }
  const value = ev.memberOf(from.value, name);
  const isClosed = values.every((member) => member.kind === 'object' || isNothing(member));
  if (isNothing(value) || (value.kind === 'unknown' && isClosed && !hasOpenSpread(ev, values))) return null;
  return { value, node: from.node, env: from.env };
}

function hasOpenSpread(ev: Evaluator, values: readonly Value[]): boolean {
  return values.some(
    (value) =>
      value.kind === 'object' &&
      value.node.properties.some((property) => ts.isSpreadAssignment(property) && ev.valueOf(property.expression, value.env).kind !== 'object'),
  );
}

/** `spread` are the objects on the way here: `data = { ...data, more }` makes an object of itself. */
function propertyNode(
  ev: Evaluator,
  object: ObjectValue,
  name: string,
  spread: readonly ts.Node[] = [],
): { readonly node: ts.Node; readonly env: Environment } | null {
  if (spread.includes(object.node)) return null;
  for (const property of object.node.properties.toReversed()) {
    if (ts.isSpreadAssignment(property)) {
      for (const from of membersOf(ev.valueOf(property.expression, object.env))) {
        const found = from.kind === 'object' ? propertyNode(ev, from, name, [...spread, object.node]) : null;
        if (found) return found;
      }
    } else if (keyOf(ev, property, object) === name) {
      return { node: ts.isPropertyAssignment(property) ? property.initializer : property, env: object.env };
    }
  }
  const [assigned] = writesTo(object, name);
  return assigned === undefined ? null : { node: assigned.value, env: assigned.env };
}

/** See `Program.walkPath`. */
export function walkPath(ev: Evaluator, value: Value, path: AccessPath): Value {
  return walk(ev, value, compilePath(path).segments);
}

function walk(ev: Evaluator, value: Value, segments: readonly Segment[]): Value {
  let at = value;
  for (const segment of segments) {
    if (segment.kind === 'member') at = unionOf([...(segment.names ?? [])].map((name) => ev.memberOf(at, name)));
    else if (segment.kind === 'element') at = ev.elementAt(at, null);
    else if (at.kind === 'api') at = walkApi(at, [segment]) ?? unknown;
    else if (segment.kind === 'return' && at.kind === 'function') at = ev.returned(at, { outer: at.env, node: at.node, args: [], self: at.self, depth: 1 });
    else return unknown;
  }
  return at;
}

const longest = 60;

/** A call as a reader would write it: from the package where the path is short and has no calls, else as the source has it. */
export function describe(value: Value, node: ts.Expression): string {
  const text = shortened(written(node));
  if (value.kind !== 'api' || !ts.isIdentifier(node)) return text;
  return text === value.package ? text : (apiText(value) ?? text);
}

function apiText(value: ApiValue): string | null {
  if (value.parent === null) return value.package === 'global' ? '' : isPath(value.package) ? moduleWord(value.package) : value.package;
  if (value.token?.kind !== 'member') return null;
  const before = apiText(value.parent);
  return before === null ? null : before === '' ? value.token.name : `${before}.${value.token.name}`;
}

/** Without arguments, types and what only makes it compile: `(await res.json<Row>()).map` is `res.json().map`. */
function written(expression: ts.Expression): string {
  const node = bare(expression);
  if (ts.isAwaitExpression(node)) return written(node.expression);
  if (ts.isPropertyAccessExpression(node)) return `${written(node.expression)}.${node.name.text}`;
  if (ts.isElementAccessExpression(node)) return `${written(node.expression)}[${written(node.argumentExpression)}]`;
  if (ts.isCallExpression(node)) return `${written(node.expression)}()`;
  if (ts.isNewExpression(node)) return `new ${written(node.expression)}()`;
  const text = node.getText().replaceAll(/\s+/g, ' ');
  return ts.isBinaryExpression(node) || ts.isConditionalExpression(node) ? `(${text})` : text;
}

function shortened(text: string): string {
  return text.length <= longest ? text : `…${text.slice(text.length - longest + 1)}`;
}
