// What an insert does the second time: a unique key refuses it, ON CONFLICT finds the row, or there is another one.
import ts from 'typescript';
import type { EffectFact } from '../../facts/steps.ts';
import { membersOf } from '../../provenance/making.ts';
import type { Program } from '../../provenance/program.ts';
import type { CallSite, Environment } from '../../provenance/values.ts';
import { resolveName } from '../../syntax/scopes.ts';
import { argumentsOf, bare, chainOf, receiverOf, type Located } from './locate.ts';
import { givenTo, type Walk } from './origins.ts';
import { notRefused, refusedBy, spelled, type Filled, type Row } from './refused-rows.ts';
import type { SqlReading } from './sql.ts';
import { stabilityOf } from './stability.ts';
import { prismaModel, tableNamed, type TableSchema } from './tables.ts';
import { collectionSchema } from './unique-columns.ts';
import { mayBeEmpty } from './unique-lookups.ts';
import { stableKeyIn, writtenIn } from './written-data.ts';

type Repeat = EffectFact['repeat'];

/** An insert as far as it matters which row it makes. */
export interface Insert {
  readonly row: Row;
  readonly table: string | null;
  readonly schema: TableSchema | null;
  /** The columns whose names say that they are a key of the message's own. */
  readonly named: readonly string[];
  /** The one name that is a key wherever it stands; null where several are. */
  readonly own: string | null;
  /** What becomes of a row that is there already: an error, or the conflict clause finds it. */
  readonly conflict: 'error' | 'found';
  /** The columns by which the clause finds it; empty when any key counts, null when they can't be told. */
  readonly target: readonly string[] | null;
}

/** How the insert behaves when done twice; null when nothing keeps the second row out. */
export function repeatedInsert(insert: Insert): Repeat | null {
  const { row, schema, target } = insert;
  const found: Repeat = {
    mask: 'natural',
    why: insert.conflict === 'error' ? 'its key comes from the message: a second insert is refused' : 'a second run finds what the first wrote',
  };
  if (target === null) return found;
  if (target.length > 0)
    return refusedBy([target], row) === 'no'
      ? { mask: 'exposed', why: `each run adds another row: ${target.join(', ')} of the row is not the same on a redelivery`, keyless: true }
      : found;
  const refused = schema === null ? 'maybe' : refusedBy(schema.keys, row);
  if (refused === 'yes') return insert.conflict === 'error' && schema?.open === false ? { ...found, refused: true } : found;
  if (schema !== null && !schema.open && refused === 'no') return { mask: 'exposed', why: notRefused(insert.table ?? 'the table', schema), keyless: true };
  return byNames(insert, found);
}

const primary = /^(_?id|uuid|guid|pk|_key)$/i;

function byNames({ named, own, schema, conflict, table }: Insert, found: Repeat): Repeat | null {
  const known = schema !== null && !schema.open;
  const trusted = known ? named.filter((name) => schema.keys.some((key) => key.some((column) => spelled(column) === spelled(name)))) : named;
  if (conflict === 'error' && trusted.length === 0) return null;
  if (known || trusted.some((name) => (own === null ? primary.test(name) : name === own))) return found;
  const [column] = trusted;
  return {
    ...found,
    unless: `${table ?? 'what it writes to'} has no unique key${column === undefined ? ' that comes from the message' : ` on ${column}`}: its definition was not found`,
  };
}

/** The row that an object makes. */
export function rowOf(walk: Walk, { node, env }: Located): Row {
  const { properties, open } = writtenIn(walk, node, env);
  const columns = new Map<string, Filled>();
  for (const property of properties) {
    const column = spelled(property.name);
    columns.set(column, weaker(columns.get(column), filledBy(walk, property.node, property.env)));
  }
  return { columns, open: open || properties.length === 0 || properties.some(({ node: value }) => isRelation(value)) };
}

const order: readonly Filled[] = ['message', 'same', 'unknown', 'anew'];

function weaker(left: Filled | undefined, right: Filled): Filled {
  return left === undefined || order.indexOf(right) > order.indexOf(left) ? right : left;
}

/** Prisma's `user: { connect: { id } }` fills a column of another name. */
function isRelation(value: ts.Expression): boolean {
  const object = bare(value);
  return ts.isObjectLiteralExpression(object) && object.properties.some(({ name }) => /^(connect|connectOrCreate|create)$/.test(name?.getText() ?? ''));
}

function filledBy(walk: Walk, node: ts.Expression, env: Environment): Filled {
  if (mayBeEmpty(node)) return 'anew';
  switch (stabilityOf(walk.program, node, env, walk.context)) {
    case 'message':
      return 'message';
    case 'constant':
      return /^(null|undefined)$/.test(node.getText()) ? 'anew' : 'same';
    case 'unstable':
    case 'delivery-scoped':
      return 'anew';
    case 'read':
      return namesNewRow(walk, node, env) ? 'anew' : 'unknown';
    case 'unknown':
    case 'placeholder':
      return 'unknown';
  }
}

const eventColumns = /^(id|uuid|.*event_?id|message_?id|idempotency_?key)$/;

/** An INSERT statement; `filling` gives the expression behind a hole or a parameter. */
export function insertBySql(walk: Walk, site: CallSite, sql: SqlReading, text: string, filling: (hole: string) => Located | null): Insert {
  const columns = new Map<string, Filled>();
  const named: string[] = [];
  for (const [column, hole] of sql.inserted) {
    const filled = hole === 'anew' ? null : filling(hole);
    const how = hole === 'anew' ? 'anew' : filled === null ? 'unknown' : filledBy(walk, filled.node, filled.env);
    columns.set(spelled(column), how);
    if (how === 'message' && eventColumns.test(column)) named.push(column);
  }
  const table = sql.table === null ? null : (new RegExp(`(?<!\\w)${sql.table}(?!\\w)`, 'i').exec(text)?.[0] ?? sql.table);
  const byCondition = /\bon\s+constraint\b|\b(?:merge|upsert)\s+into\b/i.test(text);
  return {
    row: { columns, open: sql.inserted.size === 0 },
    table,
    schema: table === null ? null : tableNamed(walk.program, table, walk.program.fileOf(site.node)),
    named,
    own: null,
    conflict: sql.conflict === null ? 'error' : 'found',
    target: byCondition ? null : sql.target,
  };
}

/** An insert of an object or a list of them, through Prisma (`prisma`) or a chain that names its table. */
export function insertByData(
  walk: Walk,
  site: CallSite,
  data: Located,
  by: 'model' | 'chain',
  conflict: Insert['conflict'],
  own: string | null = null,
): Insert {
  const table = by === 'model' ? modelOf(site) : tableOf(walk, site);
  const from = walk.program.fileOf(site.node);
  const key = stableKeyIn(walk, data.node, data.env);
  // `id` is spelled like `_id`, and is none.
  const collection = own === null ? null : collectionSchema(walk.program, site, key?.name === own ? [own] : []);
  const isDeclared = key !== null && walk.unique?.some((names) => names.includes(key.name)) === true;
  const schema = table === null ? null : by === 'model' ? prismaModel(walk.program, table, from) : tableNamed(walk.program, table, from);
  return {
    row: rowOf(walk, data),
    table,
    schema: collection ?? (isDeclared ? { keys: [[key.name]], open: true, file: from } : schema),
    named: key === null ? [] : [key.name],
    own,
    conflict,
    target: conflict === 'found' && by === 'chain' ? targetOf(site) : [],
  };
}

/** `prisma.order.create(...)`. */
function modelOf(site: CallSite): string | null {
  const receiver = receiverOf(site);
  const model = receiver === null ? null : bare(receiver.node);
  return model !== null && ts.isPropertyAccessExpression(model) ? model.name.text : null;
}

/** The table that a chain is about: `db('orders').insert(...)`, `db.insert(row).into('orders')`, `db.insert(orders).values(...)`, `Order.query().insert(...)`. */
function tableOf({ program }: Walk, { node, env }: CallSite): string | null {
  const links = chainOf(node);
  const named = links.filter(
    ({ name }, index) => (index === 0 && !/^(collection|doc|index|model)$/.test(name)) || /^(into|table|from|insertInto|insert)$/.test(name),
  );
  for (const link of named.toReversed()) {
    const [first] = argumentsOf(link.node);
    const value = first === undefined ? null : program.valueOf(first, env);
    if (value?.kind === 'constant' && typeof value.value === 'string') return value.value.split('.').at(-1) ?? null;
    const [made] =
      value?.kind === 'api' && value.call !== null && (value.call.node.getText().split('(')[0] ?? '').endsWith('Table') ? program.argumentsOf(value.call) : [];
    if (made?.kind === 'constant' && typeof made.value === 'string') return made.value;
  }
  const [first] = links;
  return first === undefined || !ts.isPropertyAccessExpression(first.node.expression) ? null : tableOfClass(program, first.node.expression.expression, env);
}

/** `static tableName = 'orders'`, also as a getter. */
function tableOfClass(program: Program, model: ts.Expression, env: Environment): string | null {
  const names = membersOf(program.valueOf(model, env)).flatMap((value) => (value.kind === 'class' ? membersOf(program.memberOf(value, 'tableName')) : []));
  const [only, ...others] = names;
  return only?.kind === 'constant' && typeof only.value === 'string' && others.length === 0 ? (only.value.split('.').at(-1) ?? null) : null;
}

/** `.onConflict('id')`, `.onConflict(['a', 'b'])`, `.onConflictDoUpdate({ target: orders.id })`. */
function targetOf({ node }: CallSite): readonly string[] | null {
  const link = chainOf(node).find(({ name }) => name.startsWith('onConflict'));
  const [given] = link?.node.arguments ?? [];
  if (given === undefined) return [];
  if (!ts.isObjectLiteralExpression(given)) return columnsIn(given);
  const target = given.properties.find((property) => property.name?.getText() === 'target');
  return target === undefined ? [] : ts.isPropertyAssignment(target) ? columnsIn(target.initializer) : null;
}

function columnsIn(expression: ts.Expression): readonly string[] | null {
  const node = bare(expression);
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isPropertyAccessExpression(node)) return [node.name.text];
  if (!ts.isArrayLiteralExpression(node)) return null;
  const each = node.elements.map(columnsIn);
  return each.some((columns) => columns === null) ? null : each.flatMap((columns) => columns ?? []);
}

/**
 * Whether a part of the key is the identifier of a row that the handler itself has just put in: with `const run = await prisma.run.create({ data })`, `{ jobId: run.id }` is
 * another key on each run, unless the row is refused the second time. Followed through names and what a caller hands over.
 */
export function namesNewRow(walk: Walk, key: ts.Expression, env: Environment, depth = 0): boolean {
  if (depth > 4) return false;
  const visit = (node: ts.Node): boolean => {
    if (ts.isPropertyAccessExpression(node)) {
      const row = bare(node.expression);
      return /^(?:_?id|uuid)$/.test(node.name.text) && ts.isIdentifier(row) && isAddedEachRun(walk, row, env);
    }
    if (ts.isIdentifier(node)) {
      const behind = behindName(node, env);
      return behind !== null && namesNewRow(walk, behind.node, behind.env, depth + 1);
    }
    return ts.forEachChild(node, (child) => visit(child) || undefined) ?? false;
  };
  return visit(key);
}

/** What a constant was made to be, and what a parameter is given. */
function behindName(name: ts.Identifier, env: Environment): Located | null {
  const declaration = resolveName(name.text, name);
  if (declaration === null) return null;
  if (ts.isParameter(declaration)) return givenTo(declaration, env);
  const made = ts.isVariableDeclaration(declaration) && ts.isIdentifier(declaration.name) ? declaration.initializer : undefined;
  return made === undefined || ts.isCallExpression(bare(made)) ? null : { node: made, env };
}

function isAddedEachRun(walk: Walk, row: ts.Identifier, env: Environment): boolean {
  const call = madeBy(row);
  if (call === null || !ts.isCallExpression(call)) return false;
  const links = chainOf(call);
  const insert = links.find((link) => /^(?:create|insertOne|values)$/.test(link.name));
  const isInsert = insert !== undefined && (insert.name !== 'values' || links.some((link) => link.name === 'insert'));
  if (!isInsert || links.some((link) => link.name.startsWith('onConflict'))) return false;
  const api = walk.program.valueOf(insert.node.expression, env);
  const [given] = insert.node.arguments;
  if (api.kind !== 'api' || given === undefined) return false;
  const by = ts.isObjectLiteralExpression(given) ? given.properties.find((property) => property.name?.getText() === 'data') : undefined;
  const data = by !== undefined && ts.isPropertyAssignment(by) ? by.initializer : given;
  const fresh: Walk = { ...walk, seen: new Set(), depth: 0 };
  const found = repeatedInsert(insertByData(fresh, { node: insert.node, env }, { node: data, env }, by === undefined ? 'chain' : 'model', 'error'));
  return found === null || found.mask === 'exposed';
}

/** Of `const run = await ...` and `const [run] = await ...`. */
function madeBy(name: ts.Identifier): ts.Expression | null {
  const found = resolveName(name.text, name);
  const declaration = found !== null && ts.isBindingElement(found) && ts.isArrayBindingPattern(found.parent) ? found.parent.parent : found;
  return declaration !== null && ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined ? bare(declaration.initializer) : null;
}
