// Columns that the code itself declares unique: a TypeORM entity's decorators, a Mongoose schema or a Nest schema class. A row with the same values from the message is refused the
// second time, or (by `save` on a primary key) written over.
import ts from 'typescript';
import { membersOf } from '../../provenance/making.ts';
import type { Program } from '../../provenance/program.ts';
import type { CallSite, ClassValue, Environment, Value } from '../../provenance/values.ts';
import { bare } from '../../syntax/bare.ts';
import { calleeOf } from '../../syntax/file-index.ts';
import { argumentsOf, receiverOf } from './locate.ts';
import type { TableSchema } from './tables.ts';

/** Names that are unique together. */
export type UniqueKey = readonly string[];

const declared = new WeakMap<ts.Node, readonly UniqueKey[]>();

/** The unique keys of what a call writes: of the entity that its receiver or its first argument stands for. */
export function uniqueKeysOf(program: Program, site: CallSite): readonly UniqueKey[] {
  const receiver = receiverOf(site);
  if (receiver === null) return [];
  const value = program.valueOf(receiver.node, receiver.env);
  const schema = schemaOf(program, value);
  if (schema !== null) return schema;
  const cls = entityOf(program, site);
  return cls === null ? [] : keysOfClass(cls);
}

/** The class of the entity that the receiver of a call, or its first argument, stands for. */
export function entityOf(program: Program, site: CallSite): ClassValue | null {
  const receiver = receiverOf(site);
  if (receiver === null) return null;
  const value = program.valueOf(receiver.node, receiver.env);
  return classIn(value) ?? madeFor(program, value) ?? declaredFor(program, receiver.node, receiver.env) ?? classIn(program.argumentsOf(site)[0]);
}

function classIn(value: Value | undefined): ClassValue | null {
  return value === undefined ? null : (membersOf(value).find((member) => member.kind === 'class') ?? null);
}

/** `dataSource.getRepository(Order)`: the class is handed over. */
function madeFor(program: Program, value: Value): ClassValue | null {
  return value.kind === 'api' && value.call !== null ? classOfName(program.argumentsOf(value.call)[0], program, value.call) : null;
}

/** `Order`, or `Order.name`. */
function classOfName(value: Value | undefined, program: Program, { node, env }: CallSite): ClassValue | null {
  const direct = classIn(value);
  const [first] = argumentsOf(node);
  if (direct !== null || first === undefined) return direct;
  const name = bare(first);
  return ts.isPropertyAccessExpression(name) && name.name.text === 'name' ? classIn(program.valueOf(name.expression, env)) : null;
}

/** `@InjectRepository(Order) private readonly orders: Repository<Order>`: by its decorator, else by the type. */
function declaredFor(program: Program, receiver: ts.Expression, env: Environment): ClassValue | null {
  const node = bare(receiver);
  if (!ts.isPropertyAccessExpression(node) || node.expression.kind !== ts.SyntaxKind.ThisKeyword) return null;
  const field = fieldOf(program.classAround(node)?.node, node.name.text);
  if (field === null) return null;
  for (const decorator of ts.getDecorators(field) ?? []) {
    const site = { node: decorator, env };
    const cls = ts.isCallExpression(decorator.expression) ? classOfName(program.argumentsOf(site)[0], program, { node: decorator.expression, env }) : null;
    if (cls !== null) return cls;
  }
  const [argument] = field.type !== undefined && ts.isTypeReferenceNode(field.type) ? (field.type.typeArguments ?? []) : [];
  if (argument === undefined) return null;
  const typed = membersOf(program.valueOfType(argument, env)).find((member) => member.kind === 'instance');
  return typed?.kind === 'instance' ? typed.class : null;
}

function fieldOf(cls: ts.ClassLikeDeclaration | undefined, name: string): ts.PropertyDeclaration | ts.ParameterDeclaration | null {
  for (const member of cls?.members ?? []) {
    if (ts.isPropertyDeclaration(member) && member.name.getText() === name) return member;
    const parameter = ts.isConstructorDeclaration(member) ? member.parameters.find((one) => one.name.getText() === name) : undefined;
    if (parameter !== undefined) return parameter;
  }
  return null;
}

function keysOfClass(cls: ClassValue): readonly UniqueKey[] {
  const known = declared.get(cls.node) ?? readClass(cls.node);
  declared.set(cls.node, known);
  return known;
}

function readClass(cls: ts.ClassLikeDeclaration): readonly UniqueKey[] {
  const primary: string[] = [];
  const keys: UniqueKey[] = [];
  for (const member of cls.members) {
    if (!ts.isPropertyDeclaration(member)) continue;
    const name = member.name.getText();
    for (const { called, args } of decoratorsOf(member)) {
      if (called === 'PrimaryColumn') primary.push(name);
      else if (called === 'Unique' || (/^(Column|Prop|Index|prop|Property)$/.test(called) && args.some(saysUnique))) keys.push([name]);
    }
  }
  for (const { called, args } of decoratorsOf(cls)) {
    if (called !== 'Unique' && !(called === 'Index' && args.some(saysUnique))) continue;
    const list = args.find(ts.isArrayLiteralExpression);
    if (list !== undefined) keys.push(list.elements.flatMap((element) => (ts.isStringLiteralLike(element) ? [element.text] : [])));
  }
  return [...(primary.length > 0 ? [primary] : []), ...keys].filter((key) => key.length > 0);
}

function decoratorsOf(node: ts.ClassLikeDeclaration | ts.PropertyDeclaration): readonly { readonly called: string; readonly args: readonly ts.Expression[] }[] {
  return (ts.getDecorators(node) ?? []).flatMap(({ expression }) =>
    ts.isCallExpression(expression) && ts.isIdentifier(expression.expression) ? [{ called: expression.expression.text, args: expression.arguments }] : [],
  );
}

/** `{ unique: true }`, `{ unique: [true, 'taken'] }`. */
function saysUnique(node: ts.Expression): boolean {
  const object = bare(node);
  if (!ts.isObjectLiteralExpression(object)) return false;
  const value = object.properties.find((property) => property.name?.getText() === 'unique');
  return value !== undefined && ts.isPropertyAssignment(value) && value.initializer.kind !== ts.SyntaxKind.FalseKeyword;
}

/** The unique keys of the schema in `mongoose.model('User', schema)`; null for anything else. */
function schemaOf(program: Program, value: Value): readonly UniqueKey[] | null {
  const definition = definitionOf(program, value);
  if (definition === null) return null;
  const known = declared.get(definition);
  if (known !== undefined) return known;
  const keys = definition.properties.flatMap((property): readonly UniqueKey[] =>
    ts.isPropertyAssignment(property) && saysUnique(property.initializer) ? [[property.name.getText()]] : [],
  );
  declared.set(definition, keys);
  return keys;
}

/** The unique keys of a collection whose schema is in sight, beside its own; null where it is not. More of them may be said to the schema later, `schema.index({ number: 1 }, { unique: true })`. */
export function collectionSchema(program: Program, site: CallSite, own: UniqueKey): TableSchema | null {
  const receiver = receiverOf(site);
  const value = receiver === null ? null : program.valueOf(receiver.node, receiver.env);
  const definition = value === null ? null : definitionOf(program, value);
  if (value === null || definition === null) return null;
  const { text } = definition.getSourceFile();
  return {
    keys: [own, ...(schemaOf(program, value) ?? [])].filter((key) => key.length > 0),
    open: /\.(?:index|plugin)\(/.test(text),
    file: program.fileOf(definition),
  };
}

function definitionOf(program: Program, value: Value): ts.ObjectLiteralExpression | null {
  const call = value.kind === 'api' && value.token?.kind === 'return' ? value.call : null;
  const [, schema] = call !== null && /(^|\.)model$/.test(calleeOf(call.node).getText()) ? program.argumentsOf(call) : [];
  if (schema?.kind !== 'api' || schema.token?.kind !== 'instance' || schema.call === null) return null;
  const [definition] = program.argumentsOf(schema.call);
  return definition?.kind === 'object' && ts.isObjectLiteralExpression(definition.node) ? definition.node : null;
}

/** Fields that every document has to bring along, and no two may have the same: `email: { type: String, required: true, unique: true }`. */
export function demandedKeysOf(program: Program, site: CallSite): readonly string[] {
  const receiver = receiverOf(site);
  const definition = receiver === null ? null : definitionOf(program, program.valueOf(receiver.node, receiver.env));
  if (definition !== null)
    return definition.properties.flatMap((property) =>
      ts.isPropertyAssignment(property) && saysUnique(property.initializer) && saysDemanded(property.initializer) ? [property.name.getText()] : [],
    );
  return (entityOf(program, site)?.node.members ?? []).flatMap((member) =>
    ts.isPropertyDeclaration(member) &&
    decoratorsOf(member).some(({ called, args }) => /^[Pp]rop$/.test(called) && args.some(saysUnique) && args.some(saysDemanded))
      ? [member.name.getText()]
      : [],
  );
}

/** Asked for, and not made up where it is left out. */
function saysDemanded(node: ts.Expression): boolean {
  const object = bare(node);
  if (!ts.isObjectLiteralExpression(object)) return false;
  const named = (name: string) => object.properties.find((property) => property.name?.getText() === name);
  const required = named('required');
  return (
    required !== undefined && ts.isPropertyAssignment(required) && required.initializer.kind === ts.SyntaxKind.TrueKeyword && named('default') === undefined
  );
}
