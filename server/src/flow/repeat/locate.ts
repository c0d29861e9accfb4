// From a path in an effect row to the expression that stands there in the call at hand.
import ts from 'typescript';
import type { AccessPath } from '../../models/schema.ts';
import type { Program } from '../../provenance/program.ts';
import type { ApiValue, CallSite, Environment, Value } from '../../provenance/values.ts';
import { inMapped } from './mapped.ts';

/** An expression with what its names mean. */
export interface Located {
  readonly node: ts.Expression;
  readonly env: Environment;
}

/** What stands at any of the paths, first one wins; null when the call has nothing there. */
export function locate(program: Program, path: AccessPath | readonly AccessPath[], site: CallSite): Located | null {
  for (const one of typeof path === 'string' ? [path] : path) {
    const found = locateOne(program, one, site);
    if (found !== null) return found;
  }
  return null;
}

function locateOne(program: Program, path: AccessPath, site: CallSite): Located | null {
  if (path === 'Call.This') return receiverOf(site);
  const start = startOf(program, path, site);
  if (start === null) return null;
  const mapped = inListOf(path, site);
  if (mapped !== null) return mapped;
  const rest = path.replace(/^(?:Call\.This|Call|Command|Chain\.Member\[\w+\])\.?/, '');
  if (rest === '') return null;
  const last = String(Math.max(0, argumentsOf(start.node).length - 1));
  const reading = program.readPath(start, rest.replace('Argument[last]', `Argument[${last}]`));
  if (reading === null) return null;
  // A member of something that could not be looked into is not found.
  if (
    reading.value.kind !== 'message' &&
    reading.value.kind !== 'constant' &&
    argumentsOf(start.node).some((argument) => argument === reading.node) &&
    rest.includes('Member[')
  )
    return null;
  if (rest.includes('Element') && !isMemberOf(reading.node, rest)) return null;
  const node = ts.isShorthandPropertyAssignment(reading.node) ? reading.node.name : reading.node;
  return isExpression(node) ? { node, env: reading.env } : null;
}

/** `queue.addBulk(ids.map((id) => ({ opts: { jobId: id } })))`: what each element of an argument has, where one function makes them all. */
function inListOf(path: AccessPath, site: CallSite): Located | null {
  const [, index, members] = /^Call\.Argument\[(\d)\]\.Element\.((?:Member\[\w+\]\.?)+)$/.exec(path) ?? [];
  const list = index === undefined ? null : argumentOf(site, Number(index));
  if (list === null || members === undefined) return null;
  const node = inMapped(
    list.node,
    [...members.matchAll(/\[(\w+)\]/g)].flatMap(([, name]) => name ?? []),
  );
  return node === null ? null : { node, env: list.env };
}

/** Whether what was found stands there under the name that the path ends in, and is not the object or list that such a member would be in. */
export function isMemberOf(node: ts.Node, path: AccessPath): boolean {
  const names = lastNamesOf(path);
  if (names === null) return true;
  const property = ts.isShorthandPropertyAssignment(node) ? node : node.parent;
  const name = ts.isPropertyAssignment(property) || ts.isShorthandPropertyAssignment(property) ? textOfName(property.name) : assignedName(property, node);
  return name !== null && names.includes(name.toLowerCase());
}

/** Whether a name that the path ends in is written in an object, or may come with what is spread into it: a computed name may be any. */
export function isNamedIn(object: ts.ObjectLiteralExpression, path: AccessPath): boolean {
  const names = lastNamesOf(path);
  return object.properties.some((property) => property.name === undefined || names === null || names.includes(textOfName(property.name).toLowerCase()));
}

function lastNamesOf(path: AccessPath): readonly string[] | null {
  return /Member\[([^\]]*)\]$/.exec(path)?.[1]?.toLowerCase().split(',') ?? null;
}

/** `headers['Idempotency-Key'] = key`. */
function assignedName(assignment: ts.Node, value: ts.Node): string | null {
  if (!ts.isBinaryExpression(assignment) || assignment.right !== value) return null;
  const { left } = assignment;
  if (ts.isPropertyAccessExpression(left)) return left.name.text;
  return ts.isElementAccessExpression(left) && ts.isStringLiteralLike(left.argumentExpression) ? left.argumentExpression.text : null;
}

function textOfName(name: ts.PropertyName): string {
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : name.getText();
}

/** The call whose arguments the path is about. */
function startOf(program: Program, path: AccessPath, site: CallSite): CallSite | null {
  if (path.startsWith('Call.This.')) return siteBehind(program, receiverOf(site));
  // `ecs.runTask(input)` makes the command itself, of the input that it is given.
  if (path.startsWith('Command.')) return siteBehind(program, argumentOf(site, 0)) ?? site;
  const chained = /^Chain\.Member\[(\w+)\]/.exec(path);
  if (chained === null) return site;
  const call = chainOf(site.node).find((link) => link.name === chained[1]);
  return call === undefined ? null : { node: call.node, env: site.env };
}

/** The call that made a value. */
function siteBehind(program: Program, located: Located | null): CallSite | null {
  if (located === null) return null;
  const direct = bare(located.node);
  if (ts.isNewExpression(direct)) return { node: direct, env: located.env };
  const made = callOf(program.valueOf(located.node, located.env));
  // `send(putOf(order))`: the command is made in the helper, with other arguments than the helper's own.
  return made === null && ts.isCallExpression(direct) ? { node: direct, env: located.env } : made;
}

function callOf(value: Value): CallSite | null {
  if (value.kind === 'union') return value.values.map(callOf).find((call) => call !== null) ?? null;
  for (let at: ApiValue | null = value.kind === 'api' ? value : null; at !== null; at = at.parent) if (at.call !== null) return at.call;
  return null;
}

export function receiverOf(site: CallSite): Located | null {
  if (!ts.isCallExpression(site.node)) return null;
  const callee = bare(site.node.expression);
  return ts.isPropertyAccessExpression(callee) || ts.isElementAccessExpression(callee) ? { node: callee.expression, env: site.env } : null;
}

export function argumentOf(site: CallSite, index: number): Located | null {
  const node = argumentsOf(site.node)[index];
  return node === undefined ? null : { node, env: site.env };
}

export function argumentsOf(node: CallSite['node']): readonly ts.Expression[] {
  if (ts.isTaggedTemplateExpression(node)) return [node.template];
  if (ts.isDecorator(node)) return ts.isCallExpression(node.expression) ? node.expression.arguments : [];
  return node.arguments ?? [];
}

export interface Link {
  readonly name: string;
  readonly node: ts.CallExpression;
}

/** The calls of the fluent chain that `node` is part of, in the order in which they are written. */
export function chainOf(node: ts.Node): readonly Link[] {
  let top: ts.Node = node;
  while (isLink(top.parent, top)) top = top.parent;
  const links: Link[] = [];
  for (
    let at: ts.Node = top;
    ts.isCallExpression(at) || ts.isPropertyAccessExpression(at) || ts.isAwaitExpression(at) || ts.isParenthesizedExpression(at);
    at = at.expression
  ) {
    if (ts.isCallExpression(at) && ts.isPropertyAccessExpression(at.expression)) links.unshift({ name: at.expression.name.text, node: at });
    else if (ts.isCallExpression(at) && ts.isIdentifier(at.expression)) links.unshift({ name: at.expression.text, node: at });
  }
  return links;
}

function isLink(parent: ts.Node | undefined, child: ts.Node): parent is ts.Expression {
  if (parent === undefined) return false;
  return (ts.isPropertyAccessExpression(parent) && parent.expression === child) || (ts.isCallExpression(parent) && parent.expression === child);
}

/** Without parentheses, assertions and `await`. */
export function bare(node: ts.Expression): ts.Expression {
  let at = node;
  while (
    ts.isParenthesizedExpression(at) ||
    ts.isAsExpression(at) ||
    ts.isSatisfiesExpression(at) ||
    ts.isNonNullExpression(at) ||
    ts.isTypeAssertionExpression(at) ||
    ts.isAwaitExpression(at)
  )
    at = at.expression;
  return at;
}

function isExpression(node: ts.Node): node is ts.Expression {
  return ts.isExpression(node) || ts.isTemplateLiteral(node);
}

/** The expression at a place of a list that is written out; null for any other list. */
export function elementAt(program: Program, list: Located | null, index: number): Located | null {
  if (list === null) return null;
  const node = bare(list.node);
  if (ts.isArrayLiteralExpression(node)) return node.elements[index] === undefined ? null : { node: node.elements[index], env: list.env };
  const value = program.valueOf(node, list.env);
  return value.kind === 'array' ? elementAt(program, value, index) : null;
}
