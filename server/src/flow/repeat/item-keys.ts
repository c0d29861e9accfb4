// What identifies an item of a DynamoDB table: the key that the workspace's infrastructure gives the table, else the attributes that are usually a key.
import ts from 'typescript';
import type { Program } from '../../provenance/program.ts';
import type { Environment } from '../../provenance/values.ts';
import { isTest } from '../../workspace/file-kinds.ts';
import { tableKeysIn, type TableKey } from '../../workspace/infrastructure/table-keys.ts';
import { bare } from './locate.ts';
import type { Walk } from './origins.ts';
import { textOf } from './text.ts';
import { isMadeAnew, unstableKeyIn, writtenIn, type Written } from './written-data.ts';

/** The part of an item's key that each run makes anew, by chance or by the clock: the put adds an item, where it would else replace one. */
export function newKeyIn(walk: Walk, item: ts.Expression, env: Environment): Written | null {
  const { properties } = writtenIn(walk, item, env);
  const anew = properties.filter((property) => isMadeAnew(walk, property));
  const usual = unstableKeyIn(walk, item, env);
  if (anew.length === 0) return usual;
  const tables = tableKeys(walk.program);
  const fitting = tables.filter((key) => key.every((name) => properties.some((property) => property.name === name)));
  const parts = fitting.map((key) => anew.find(({ name }) => key.includes(name)) ?? null);
  const [first] = parts;
  // The item is of the one table there is.
  if (tables.length === 1 && first !== undefined) return first;
  return usual ?? (parts.every((part) => part !== null) ? (first ?? null) : null);
}

/** The keys of all tables that the workspace makes, each once. */
function tableKeys(program: Program): readonly TableKey[] {
  const settings = ['*.{yml,yaml}', '*.tf'].flatMap((pattern) => program.filesLike(pattern)).flatMap((file) => tableKeysIn(file, program.textOf(file) ?? ''));
  const sources = new Set(['partitionKey', 'hashKey', 'KeySchema'].flatMap((word) => program.filesNaming(word)));
  const coded = [...sources].flatMap((file) => (isTest(file) ? [] : keysCoded(program, program.sourceFile(file))));
  return [...new Map([...settings, ...coded].map((key) => [key.join(), key])).values()];
}

const ofFiles = new WeakMap<ts.SourceFile, readonly TableKey[]>();

function keysCoded(program: Program, source: ts.SourceFile | null): readonly TableKey[] {
  const known = source === null ? [] : ofFiles.get(source);
  if (source === null || known !== undefined) return known ?? [];
  const found: TableKey[] = [];
  const visit = (node: ts.Node): void => {
    const key = ts.isObjectLiteralExpression(node) ? keyOf(program, node) : null;
    if (key !== null) found.push(key);
    ts.forEachChild(node, visit);
  };
  visit(source);
  ofFiles.set(source, found);
  return found;
}

/** The CDK's `{ partitionKey: { name: 'id', type }, sortKey }`, SST's `primaryIndex: { hashKey: 'id' }`, Pulumi's `{ attributes, hashKey: 'id' }`, the SDK's `{ KeySchema }`. */
function keyOf(program: Program, table: ts.ObjectLiteralExpression): TableKey | null {
  const valueAt = (object: ts.Expression, name: string): ts.Expression | null => {
    const property = ts.isObjectLiteralExpression(object) ? object.properties.find((one) => one.name?.getText() === name) : undefined;
    return property !== undefined && ts.isPropertyAssignment(property) ? bare(property.initializer) : null;
  };
  const has = (...names: readonly string[]): boolean => names.some((name) => valueAt(table, name) !== null);
  if (has('indexName', 'IndexName', 'projectionType')) return null;
  const schema = valueAt(table, 'KeySchema');
  const isPrimary = has('attributes') || (ts.isPropertyAssignment(table.parent) && table.parent.name.getText() === 'primaryIndex');
  const named = (wanted: string): readonly ts.Expression[] => {
    const value = valueAt(table, wanted);
    return value === null ? [] : [ts.isObjectLiteralExpression(value) ? (valueAt(value, 'name') ?? value) : value];
  };
  const parts =
    schema !== null && ts.isArrayLiteralExpression(schema)
      ? schema.elements.map((element) => valueAt(bare(element), 'AttributeName') ?? element)
      : isPrimary
        ? ['partitionKey', 'hashKey', 'sortKey', 'rangeKey'].flatMap(named)
        : has('partitionKey') && !ts.isStringLiteralLike(valueAt(table, 'partitionKey') ?? table)
          ? ['partitionKey', 'sortKey'].flatMap(named)
          : [];
  const names = parts.map((part) => textOf(program, part, null)?.text ?? '');
  return names.length > 0 && names.every((name) => /^[\w-]+$/.test(name)) ? names : null;
}
