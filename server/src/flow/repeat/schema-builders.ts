// What the calls of schema builders say about the unique keys of tables: Knex and Sequelize migrations, Drizzle tables.
import ts from 'typescript';
import { bare } from '../../syntax/bare.ts';
import type { Program } from '../../provenance/program.ts';
import type { FunctionValue } from '../../provenance/values.ts';
import type { Definition } from './ddl.ts';
import { argumentsOf, chainOf } from './locate.ts';

/** Calls that make or change a table. */
export const builderCalls = [
  'createTable',
  'createTableIfNotExists',
  'alterTable',
  'table',
  'addConstraint',
  'addIndex',
  'pgTable',
  'mysqlTable',
  'sqliteTable',
] as const;

/** The definitions that a file's calls make. */
export function builtIn(program: Program, file: string): readonly Definition[] {
  return builderCalls.flatMap((name) => program.callsNamed(file, name).flatMap((node) => (ts.isCallExpression(node) ? readCall(program, name, node) : [])));
}

type Keys = Pick<Definition, 'keys' | 'open'>;

function readCall(program: Program, name: (typeof builderCalls)[number], node: ts.CallExpression): readonly Definition[] {
  const [first, second, third] = argumentsOf(node);
  const named = first === undefined ? null : program.valueOf(first, null);
  const table = named?.kind === 'constant' && typeof named.value === 'string' ? (named.value.split('.').at(-1) ?? '').toLowerCase() : '';
  if (table === '' || second === undefined) return [];
  const creates = /^(createTable\w*|pgTable|mysqlTable|sqliteTable)$/.test(name);
  const keys = keysIn(program, name, bare(second), third);
  return keys === null ? [] : [{ table, creates, ...keys }];
}

function keysIn(program: Program, name: (typeof builderCalls)[number], second: ts.Expression, third: ts.Expression | undefined): Keys | null {
  if (name === 'addConstraint' || name === 'addIndex') return addedKey(second, third);
  if (/^(pg|mysql|sqlite)Table$/.test(name)) return drizzleKeys(second, third);
  if (ts.isArrowFunction(second) || ts.isFunctionExpression(second)) return knexKeys(program, second, 0);
  return name.startsWith('createTable') ? sequelizeKeys(second, third) : null;
}

/** `(t) => { t.string('key').unique(); t.primary(['a', 'b']); stamped(t); }`, or a helper of the workspace that is given the table as its argument `index`. */
function knexKeys(program: Program, callback: FunctionValue['node'], index: number, depth = 0): Keys {
  const given = callback.parameters[index]?.name;
  const table = given !== undefined && ts.isIdentifier(given) ? given.text : null;
  const keys: (readonly string[])[] = [];
  let open = table === null || depth > 2;
  const visit = (node: ts.Node): void => {
    const at = ts.isCallExpression(node) ? node.arguments.findIndex((argument) => ts.isIdentifier(argument) && argument.text === table) : -1;
    if (ts.isCallExpression(node) && at >= 0 && !open) {
      const helpers = program.functionsOf(program.valueOf(node.expression, null)).filter((fn) => fn.node.body !== undefined);
      const added = helpers.map((fn) => knexKeys(program, fn.node, at, depth + 1));
      keys.push(...added.flatMap((one) => one.keys));
      open = helpers.length !== 1 || added.some((one) => one.open);
    }
    const links = ts.isCallExpression(node) ? chainOf(node) : [];
    const [column] = links;
    if (column !== undefined && links.at(-1)?.node === node && rootOf(column.node) === table) {
      for (const { name, node: call } of links) {
        if (/^(specificType|raw)$/.test(name) || call.getText().includes('predicate')) open = true;
        if (!/^(unique|primary|increments|bigIncrements)$/.test(name)) continue;
        const named = namesIn(call === column.node ? call.arguments[0] : column.node.arguments[0]);
        const key = named ?? (name.endsWith('ncrements') ? ['id'] : null);
        if (key === null) open = true;
        else keys.push(key);
      }
    }
    ts.forEachChild(node, visit);
  };
  if (callback.body !== undefined) visit(callback.body);
  return { keys, open };
}

function rootOf(call: ts.CallExpression): string | null {
  const callee = bare(call.expression);
  const root = ts.isPropertyAccessExpression(callee) ? bare(callee.expression) : null;
  return root !== null && ts.isIdentifier(root) ? root.text : null;
}

/** `'a'`, `['a', 'b']`; null for anything else. */
function namesIn(node: ts.Expression | undefined): readonly string[] | null {
  if (node === undefined) return null;
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (!ts.isArrayLiteralExpression(node) || node.elements.length === 0) return null;
  const names = node.elements.flatMap((element) => (ts.isStringLiteralLike(element) ? [element.text] : []));
  return names.length === node.elements.length ? names : null;
}

/** `{ id: { type, primaryKey: true }, key: { type, unique: true } }`. */
function sequelizeKeys(columns: ts.Expression, options: ts.Expression | undefined): Keys | null {
  if (!ts.isObjectLiteralExpression(columns)) return null;
  const keys = columns.properties.flatMap((property) => {
    if (!ts.isPropertyAssignment(property) || !ts.isObjectLiteralExpression(property.initializer)) return [];
    const said = ['unique', 'primaryKey'].map((word) => valueIn(property.initializer, word));
    return said.some((value) => value !== null && value.kind !== ts.SyntaxKind.FalseKeyword) ? [[nameOf(property)]] : [];
  });
  const open = columns.properties.some(ts.isSpreadAssignment) || (options !== undefined && /unique/i.test(options.getText()));
  return { keys, open };
}

/** `addIndex('t', ['a'], { unique: true })`, `addConstraint('t', { fields: ['a'], type: 'unique' })`. */
function addedKey(second: ts.Expression, third: ts.Expression | undefined): Keys | null {
  const options = third ?? second;
  if (!/\bunique\b|primary key/i.test(options.getText())) return null;
  const fields = namesIn(valueIn(second, 'fields') ?? (ts.isArrayLiteralExpression(second) ? second : (valueIn(options, 'fields') ?? undefined)));
  return fields === null || valueIn(options, 'where') !== null ? { keys: [], open: true } : { keys: [fields], open: false };
}

/** `{ id: uuid('id').primaryKey(), key: text('key').unique() }, (t) => [uniqueIndex('x').on(t.a, t.b)]`. */
function drizzleKeys(columns: ts.Expression, extras: ts.Expression | undefined): Keys {
  if (!ts.isObjectLiteralExpression(columns)) return { keys: [], open: true };
  const own = columns.properties.flatMap((property) => {
    const links = ts.isPropertyAssignment(property) ? chainOf(bare(property.initializer)) : [];
    return links.some(({ name }) => name === 'unique' || name === 'primaryKey') && property.name !== undefined ? [[property.name.getText()]] : [];
  });
  const added = extras === undefined ? { keys: [], open: false } : drizzleExtras(extras);
  return { keys: [...own, ...added.keys], open: added.open || columns.properties.some(ts.isSpreadAssignment) };
}

function drizzleExtras(extras: ts.Expression): Keys {
  const keys: (readonly string[])[] = [];
  let open = false;
  const visit = (node: ts.Node): void => {
    const links = ts.isCallExpression(node) ? chainOf(node) : [];
    if (links.at(-1)?.node === node && /^(unique|uniqueIndex|primaryKey)$/.test(links[0]?.name ?? '')) {
      const on = links.find(({ name }) => name === 'on')?.node.arguments ?? links[0]?.node.arguments ?? [];
      const columns = on.flatMap((argument) => columnsIn(argument));
      if (columns.length === 0 || links.some(({ name }) => name === 'where')) open = true;
      else keys.push(columns);
    } else ts.forEachChild(node, visit);
  };
  visit(extras);
  return { keys, open };
}

/** `t.a`, `{ columns: [t.a, t.b] }`. */
function columnsIn(node: ts.Expression): readonly string[] {
  if (ts.isPropertyAccessExpression(node)) return [node.name.text];
  const list = valueIn(node, 'columns');
  return list !== null && ts.isArrayLiteralExpression(list) ? list.elements.flatMap(columnsIn) : [];
}

function valueIn(node: ts.Expression, name: string): ts.Expression | null {
  const object = bare(node);
  if (!ts.isObjectLiteralExpression(object)) return null;
  const found = object.properties.find((property) => property.name !== undefined && nameOf(property) === name);
  return found !== undefined && ts.isPropertyAssignment(found) ? bare(found.initializer) : null;
}

function nameOf(property: ts.ObjectLiteralElementLike): string {
  return property.name !== undefined && 'text' in property.name ? property.name.text : '';
}
