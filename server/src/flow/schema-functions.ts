// What a schema adds to the models and documents made of it: `orderSchema.statics.place = ...`, `schema.method('pay', ...)`, `new Schema(fields, { statics: { place() {} } })`.
import ts from 'typescript';
import { schemaPackages } from '../models/packages-by-role.ts';
import type { Program } from '../provenance/program.ts';
import type { ApiValue, FunctionValue, Value } from '../provenance/values.ts';
import { bare } from '../syntax/bare.ts';
import { indexOf } from '../syntax/file-index.ts';
import { resolveName } from '../syntax/scopes.ts';
import { apisOf } from './matching-rows.ts';

/** A function under this name, and the variable that holds its schema. */
interface Added {
  readonly schema: ts.Identifier | null;
  readonly fn: FunctionValue;
}

const found = new WeakMap<Program, Map<string, readonly Added[]>>();

/** The functions behind `Order.place(...)`, `order.pay()` of the workspace's own schemas; where several schemas have one of that name, only that of the model's schema. */
export function schemaFunctions(program: Program, value: Value): readonly FunctionValue[] {
  return apisOf(value).flatMap((api) => {
    if (!schemaPackages.has(api.package) || api.token?.kind !== 'member' || api.parent === null) return [];
    const added = addedAs(program, api.token.name);
    const schema = added.length > 1 ? schemaOf(api) : null;
    const own = added.length > 1 ? added.filter((one) => schema !== null && one.schema !== null && isSame(one.schema, schema)) : added;
    const self = api.parent;
    return own.map(({ fn }) => ({ ...fn, self }));
  });
}

const adding = /\b(?:statics|methods)\b|\.(?:static|method)\s*\(/;

function addedAs(program: Program, name: string): readonly Added[] {
  const known = found.get(program) ?? new Map<string, readonly Added[]>();
  found.set(program, known);
  const before = known.get(name);
  if (before !== undefined) return before;
  // `find` is in half the files of a workspace: those that add to no schema are not parsed for it.
  const mayAdd = program.filesNaming(name).filter((file) => adding.test(program.textOf(file) ?? ''));
  const added = mayAdd.flatMap((file) => {
    const source = program.sourceFile(file);
    return source === null ? [] : addedIn(program, source, file, name);
  });
  known.set(name, added);
  return added;
}

function addedIn(program: Program, source: ts.SourceFile, file: string, name: string): readonly Added[] {
  const functions = (node: ts.Expression, schema: ts.Expression | null): readonly Added[] =>
    program
      .functionsOf(program.valueOf(node, null))
      .filter((fn) => fn.node.body !== undefined)
      .map((fn) => ({ schema: schema !== null && ts.isIdentifier(schema) ? schema : null, fn }));
  const assigned = (indexOf(source).memberWrites.get(name) ?? []).flatMap(({ target, value, path }) => {
    const holder = ts.isPropertyAccessExpression(target) ? bare(target.expression) : null;
    const adds = path.length === 0 && holder !== null && ts.isPropertyAccessExpression(holder) && /^(?:statics|methods)$/.test(holder.name.text);
    return adds ? functions(value, bare(holder.expression)) : [];
  });
  const called = ['static', 'method'].flatMap((adder) =>
    program.callsNamed(file, adder).flatMap((call) => {
      const callee = ts.isCallExpression(call) ? bare(call.expression) : null;
      const [first, second] = ts.isCallExpression(call) ? call.arguments : [];
      const adds = callee !== null && ts.isPropertyAccessExpression(callee) && first !== undefined && ts.isStringLiteralLike(first) && first.text === name;
      return adds && second !== undefined ? functions(second, bare(callee.expression)) : [];
    }),
  );
  const stated = program.callsNamed(file, 'Schema').flatMap((call) => {
    const options = ts.isNewExpression(call) ? call.arguments?.[1] : undefined;
    if (options === undefined) return [];
    const value = program.valueOf(options, null);
    const holder = ts.isVariableDeclaration(call.parent) && ts.isIdentifier(call.parent.name) ? call.parent.name : null;
    return ['statics', 'methods'].flatMap((kind) =>
      program
        .functionsOf(program.memberOf(program.memberOf(value, kind), name))
        .filter((fn) => fn.node.body !== undefined)
        .map((fn) => ({ schema: holder, fn })),
    );
  });
  return [...assigned, ...called, ...stated];
}

/** `orderSchema` of the `model('Order', orderSchema)` that the model came from. */
function schemaOf(api: ApiValue): ts.Identifier | null {
  for (let at: ApiValue | null = api; at !== null; at = at.parent) {
    const call = at.token?.kind === 'return' ? at.call?.node : undefined;
    const given = call !== undefined && ts.isCallExpression(call) ? call.arguments[1] : undefined;
    if (given !== undefined && ts.isIdentifier(given)) return given;
  }
  return null;
}

function isSame(one: ts.Identifier, other: ts.Identifier): boolean {
  const declared = (name: ts.Identifier): ts.Node | null =>
    ts.isVariableDeclaration(name.parent) && name.parent.name === name ? name.parent : resolveName(name.text, name);
  const declaration = declared(one);
  return declaration !== null && declaration === declared(other);
}
