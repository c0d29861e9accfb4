// What plugins of a framework hang on its server, `fastify.decorate('kafka', kafka)`, and handlers read as `fastify.kafka`; or what the workspace says in its types that is there.
import ts from 'typescript';
import { decorated } from '../models/packages-by-role.ts';
import { indexOf } from '../syntax/file-index.ts';
import { isTest } from '../workspace/file-kinds.ts';
import type { Evaluator } from './evaluator.ts';
import { unionOf, unknown } from './making.ts';
import type { Value } from './values.ts';

const mostFiles = 40;

const found = new WeakMap<Evaluator, Map<string, Value>>();

/** `unknown` for a name that no plugin is seen to put there. */
export function decorationOf(ev: Evaluator, name: string): Value {
  if (decorated.own.has(name)) return unknown;
  const known = found.get(ev) ?? new Map<string, Value>();
  found.set(ev, known);
  const before = known.get(name);
  if (before !== undefined) return before;
  known.set(name, unknown);
  const files = ev.workspace.filesNaming(name, mostFiles).filter((file) => !isTest(file));
  const given = unionOf(files.flatMap((file) => givenIn(ev, file, name)).map((expression) => ev.valueOf(expression, null)));
  const value = given.kind === 'unknown' ? unionOf(files.flatMap((file) => typedIn(ev, file, name)).map((type) => ev.valueOfType(type, null))) : given;
  known.set(name, value);
  return value;
}

/** The second arguments of `decorate(name, value)`. */
function givenIn(ev: Evaluator, file: string, name: string): readonly ts.Expression[] {
  const source = ev.workspace.read(file)?.includes(decorated.method) === true ? ev.sourceFile(file) : null;
  return (source ? (indexOf(source).calls.get(decorated.method) ?? []) : []).flatMap((call) => {
    if (!ts.isCallExpression(call)) return [];
    const [key, value] = call.arguments;
    return key && ts.isStringLiteralLike(key) && key.text === name && value ? [value] : [];
  });
}

/** The types of the member in `declare module 'fastify' { interface FastifyInstance { ... } }`. */
function typedIn(ev: Evaluator, file: string, name: string): readonly ts.TypeNode[] {
  const source = ev.workspace.read(file)?.includes(decorated.interface) === true ? ev.sourceFile(file) : null;
  return (source?.statements ?? []).flatMap((statement) => {
    const isIts = ts.isModuleDeclaration(statement) && statement.name.text === decorated.package && statement.body && ts.isModuleBlock(statement.body);
    return isIts ? statement.body.statements.flatMap((inner) => membersIn(inner, name)) : [];
  });
}

function membersIn(statement: ts.Statement, name: string): readonly ts.TypeNode[] {
  if (!ts.isInterfaceDeclaration(statement) || statement.name.text !== decorated.interface) return [];
  return statement.members.flatMap((member) =>
    ts.isPropertySignature(member) && ts.isIdentifier(member.name) && member.name.text === name && member.type ? [member.type] : [],
  );
}
