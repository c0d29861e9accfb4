// Rows that are selected by a state which the handler changes: the next delivery does not find them any more. `findMany({ where: { status: 'pending' } })`, then `status: 'sent'`.
import ts from 'typescript';
import { bare } from '../../syntax/bare.ts';
import { lastNameOf } from '../../syntax/file-index.ts';
import { resolveName } from '../../syntax/scopes.ts';
import { contains } from '../../syntax/places.ts';
import type { Met } from '../walk.ts';
import type { DoneValues } from './done-values.ts';

export interface Selected {
  readonly field: string;
  readonly done: DoneValues;
}

/** The states that a look for many rows asks for, as what makes the next one pass them over. */
export function selectedBy(read: Met): readonly Selected[] {
  if (!ts.isCallExpression(read.node) || !isOfMany(read)) return [];
  const condition = conditionIn(read.node.arguments[0]);
  return condition === null ? [] : condition.properties.flatMap((property) => selectedIn(property) ?? []);
}

/** A look for many rows. */
export function isOfMany(read: Met): boolean {
  return /^(findMany|findAll|find)$/.test(lastNameOf(read.callee) ?? '');
}

/** What an argument asks of rows: `{ where: { state: 'pending' } }`, `{ state: 'pending' }`, or a name that holds one of them. */
export function conditionIn(argument: ts.Expression | undefined): ts.ObjectLiteralExpression | null {
  const given = argument === undefined ? null : spelledOut(bare(argument));
  if (given === null || !ts.isObjectLiteralExpression(given)) return null;
  const condition = spelledOut(bare(valueOf(given, 'where') ?? given));
  return ts.isObjectLiteralExpression(condition) ? condition : null;
}

/** `const due = { state: 'pending' }; find(due)`. */
function spelledOut(node: ts.Expression): ts.Expression {
  const declared = ts.isIdentifier(node) ? resolveName(node.text, node) : null;
  return declared !== null && ts.isVariableDeclaration(declared) && declared.initializer !== undefined ? bare(declared.initializer) : node;
}

function selectedIn(property: ts.ObjectLiteralElementLike): Selected | null {
  if (!ts.isPropertyAssignment(property)) return null;
  const field = property.name.getText();
  const value = bare(property.initializer);
  const values = listIn(value);
  if (values !== null) return { field, done: { values, equal: false } };
  if (ts.isObjectLiteralExpression(value)) {
    const other = valueOf(value, 'not') ?? valueOf(value, '$ne');
    return other === undefined || value.properties.length > 1 ? null : { field, done: { values: [other], equal: true } };
  }
  return isConstant(value) ? { field, done: { values: [value], equal: false } } : null;
}

/** `{ in: [a, b] }`, `{ $in: [a, b] }`, `In([a, b])`. */
function listIn(value: ts.Expression): readonly ts.Expression[] | null {
  const list = ts.isObjectLiteralExpression(value)
    ? (valueOf(value, 'in') ?? valueOf(value, '$in'))
    : ts.isCallExpression(value) && lastNameOf(value.expression) === 'In'
      ? value.arguments[0]
      : undefined;
  const inner = list === undefined ? null : bare(list);
  return inner !== null && ts.isArrayLiteralExpression(inner) ? inner.elements : null;
}

function valueOf(object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  const found = object.properties.find((property) => property.name?.getText() === name);
  return found !== undefined && ts.isPropertyAssignment(found) ? found.initializer : undefined;
}

function isConstant(node: ts.Expression): boolean {
  return (
    ts.isStringLiteralLike(node) ||
    node.kind === ts.SyntaxKind.FalseKeyword ||
    node.kind === ts.SyntaxKind.TrueKeyword ||
    node.kind === ts.SyntaxKind.NullKeyword ||
    (ts.isPropertyAccessExpression(node) && /^[A-Z]/.test(node.name.text))
  );
}

/** The loop over the rows, where the write is what a turn of it begins with: whatever else the turn does comes after it, and rows of other turns have marks of their own. */
export function turnOpenedBy(write: ts.Node, isList: (list: ts.Expression) => boolean): ts.ForOfStatement | null {
  let statement = write;
  while (!ts.isStatement(statement) && !ts.isFunctionLike(statement)) statement = statement.parent;
  const block = statement.parent;
  if (!ts.isStatement(statement) || !ts.isBlock(block) || !ts.isForOfStatement(block.parent) || !isList(bare(block.parent.expression))) return null;
  return block.statements.slice(0, block.statements.indexOf(statement)).every((before) => !awaits(before)) ? block.parent : null;
}

/** The rows themselves, under the name that they are kept by or where they are read. */
export function isListOf(read: ts.Node, holder: ts.Identifier | null): (list: ts.Expression) => boolean {
  return (list) => (ts.isIdentifier(list) ? list.text === holder?.text : contains(list, read));
}

function awaits(node: ts.Node): boolean {
  return ts.isAwaitExpression(node) || (ts.forEachChild(node, (child) => awaits(child) || undefined) ?? false);
}
