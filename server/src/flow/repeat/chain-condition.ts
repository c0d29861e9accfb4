// The condition and the assignments of a write spelled as calls and objects: `update({ where: { id, status: 'pending' }, data: { status: 'paid' } })`,
// `update(t).set({...}).where(eq(t.status, 'pending'))`, DynamoDB's expressions.
import ts from 'typescript';
import type { CallSite, Environment } from '../../provenance/values.ts';
import { argumentsOf, bare, chainOf, type Located } from './locate.ts';
import { onceBy, type Assignment, type Comparison, type Once, type Operator } from './own-condition.ts';
import { originsOf, type Walk } from './origins.ts';
import { movesOwnValue } from './own-value.ts';
import { moving, writtenIn, type Written } from './written-data.ts';

const updating = /^(update|updateMany|updateManyAndReturn|updateOne|findOneAndUpdate|findAndModify|findByIdAndUpdate|patch|updateWhere|upsert)$/;

/** How a write refuses its own repetition; null when nothing in it does. */
export function onceByChain(walk: Walk, site: CallSite): Once | null {
  const assignments: Assignment[] = [];
  const clauses: (readonly Comparison[])[] = [];
  for (const { name, node } of chainOf(site.node)) {
    const [first, second] = argumentsOf(node);
    if (first === undefined) continue;
    if (name === 'set') assignments.push(...assignedIn(walk, first, site.env));
    else if (updating.test(name)) readUpdate(walk, first, second, site.env, clauses, assignments);
    else clauses.push(...conditionOf(walk, name, [...argumentsOf(node)], site.env));
  }
  return onceBy(clauses, assignments);
}

function readUpdate(
  walk: Walk,
  first: ts.Expression,
  second: ts.Expression | undefined,
  env: Environment,
  clauses: (readonly Comparison[])[],
  assignments: Assignment[],
): void {
  const { where, data } = partsOf(walk, first, second, env);
  if (data !== null) assignments.push(...assignedIn(walk, data.node, data.env));
  if (where !== null) clauses.push(...clausesIn(walk, where.node, where.env));
}

/** Which rows an update is for, and what it writes: `update({ where, data })`, `update(data, { where })`, `updateOne(where, data)`. */
export function partsOf(
  walk: Walk,
  first: ts.Expression,
  second: ts.Expression | undefined,
  env: Environment,
): { readonly where: Located | null; readonly data: Located | null } {
  const named = writtenIn(walk, first, env).properties;
  const data = named.find(({ name }) => name === 'data');
  const where = named.find(({ name }) => name === 'where') ?? optionIn(walk, second, env, 'where');
  if (data !== undefined) return { where: where ?? null, data };
  if (where !== undefined || second === undefined) return { where: where ?? null, data: { node: first, env } };
  return { where: { node: first, env }, data: { node: second, env } };
}

function optionIn(walk: Walk, node: ts.Expression | undefined, env: Environment, name: string): Written | undefined {
  return node === undefined ? undefined : writtenIn(walk, node, env).properties.find((property) => property.name === name);
}

export function assignedIn(walk: Walk, node: ts.Expression, env: Environment): readonly Assignment[] {
  return writtenIn(walk, node, env).properties.flatMap(({ name, node: value, env: inner }): readonly Assignment[] => {
    if (name === '$set' || name === '$setOnInsert') return assignedIn(walk, value, inner);
    if (name === '$unset') return [];
    if (name.startsWith('$')) return assignedIn(walk, value, inner).map((assignment) => ({ ...assignment, moves: true }));
    const operators = ts.isObjectLiteralExpression(bare(value)) ? writtenIn(walk, value, inner).properties : [];
    const moves = operators.some((operator) => moving.test(operator.name)) || movesOwnValue(walk, name, value, inner);
    return [{ field: name, value: valueText(value), moves }];
  });
}

const joining = /^(and|or|AND|OR|\$and|\$or)$/;

export function clausesIn(walk: Walk, node: ts.Expression, env: Environment): readonly (readonly Comparison[])[] {
  const inner = bare(node);
  if (ts.isCallExpression(inner)) return conditionOf(walk, calledName(inner), [...inner.arguments], env);
  return writtenIn(walk, inner, env).properties.flatMap(({ name, node: value, env: valueEnv }) => {
    if (!joining.test(name)) return [comparisonsOf(walk, name, value, valueEnv)];
    const list = bare(value);
    const parts = (ts.isArrayLiteralExpression(list) ? list.elements : [list]).flatMap((part) => clausesIn(walk, part, valueEnv));
    return /or$/i.test(name) ? [parts.flat()] : parts;
  });
}

function calledName(node: ts.CallExpression): string {
  return ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : node.expression.getText();
}

const operators: Readonly<Record<string, Operator>> = {
  '=': '=', '==': '=', eq: '=', equals: '=', $eq: '=', is: '=', where: '=', andWhere: '=',
  '!=': '!=', '<>': '!=', ne: '!=', neq: '!=', not: '!=', $ne: '!=', Not: '!=', whereNot: '!=',
  '<': '<', lt: '<', $lt: '<', LessThan: '<',
  '<=': '<=', lte: '<=', $lte: '<=', LessThanOrEqual: '<=',
  '>': '>', gt: '>', $gt: '>', MoreThan: '>',
  '>=': '>=', gte: '>=', $gte: '>=', MoreThanOrEqual: '>=',
  in: 'in', $in: 'in', In: 'in', inArray: 'in', whereIn: 'in',
  notIn: 'not in', $nin: 'not in', notInArray: 'not in', whereNotIn: 'not in',
  isNull: 'absent', IsNull: 'absent', whereNull: 'absent', isNotNull: 'present', whereNotNull: 'present',
}; // prettier-ignore

/** `eq(t.status, x)`, `.where('status', '!=', x)`, `.whereNull('sentAt')`, `and(...)`. */
function conditionOf(walk: Walk, name: string, args: readonly ts.Expression[], env: Environment): readonly (readonly Comparison[])[] {
  const [first, second, third] = args;
  if (first === undefined) return [];
  if (joining.test(name)) {
    const parts = args.flatMap((part) => clausesIn(walk, part, env));
    return /or$/i.test(name) ? [parts.flat()] : parts;
  }
  const operator = operators[third === undefined || second === undefined || !ts.isStringLiteralLike(second) ? name : second.text];
  if (operator === undefined) return [];
  if (second === undefined && operator !== 'absent' && operator !== 'present') return /^(where|andWhere)$/.test(name) ? clausesIn(walk, first, env) : [];
  const field = fieldName(first);
  return field === null ? [] : [[comparison(walk, field, operator, third ?? second, env)]];
}

function fieldName(node: ts.Expression): string | null {
  const inner = bare(node);
  if (ts.isStringLiteralLike(inner)) return inner.text.split('.').at(-1) ?? null;
  return ts.isPropertyAccessExpression(inner) ? inner.name.text : null;
}

/** `status: 'pending'`, `status: { not: 'paid' }`, `status: Not('paid')`, `sentAt: null`. */
function comparisonsOf(walk: Walk, field: string, value: ts.Expression, env: Environment): readonly Comparison[] {
  const node = bare(value);
  if (ts.isCallExpression(node) && operators[calledName(node)] !== undefined)
    return [comparison(walk, field, operators[calledName(node)] ?? '=', node.arguments[0], env)];
  const found = ts.isObjectLiteralExpression(node) ? writtenIn(walk, node, env).properties.filter(({ name }) => operators[name] !== undefined) : [];
  if (found.length > 0) return found.map((part) => comparison(walk, field, operators[part.name] ?? '=', part.node, part.env));
  return [comparison(walk, field, '=', node, env)];
}

function comparison(walk: Walk, field: string, operator: Operator, value: ts.Expression | undefined, env: Environment): Comparison {
  const node = value === undefined ? undefined : bare(value);
  const text = node === undefined ? 'null' : valueText(node);
  if (text === 'null')
    return { field, operator: operator === '!=' ? 'present' : operator === 'present' ? 'present' : 'absent', values: [], fixed: true, clock: false };
  const origins = node === undefined ? new Set<string>() : originsOf({ ...walk, seen: new Set(), depth: 0 }, node, env);
  const clock = origins.has('clock') && /^[<>]/.test(operator);
  const values = node !== undefined && ts.isArrayLiteralExpression(node) ? node.elements.map(valueText) : [text];
  return { field, operator, values, fixed: ![...origins].some((origin) => /^(read|clock|chance|attempt)$/.test(origin)), clock };
}

function valueText(node: ts.Expression): string {
  const inner = bare(node);
  return ts.isStringLiteralLike(inner) ? `'${inner.text}'` : inner.getText().replace(/\s+/g, ' ');
}
