// What plugins of a framework hang on its server, `fastify.decorate('kafka', kafka)`, and handlers read as `fastify.kafka`; or what the workspace says in its types that is there.
import ts from 'typescript';
import type { DecoratedServer } from '../models/packages-by-role.ts';
import { indexOf } from '../syntax/file-index.ts';
import { isTest } from '../workspace/file-kinds.ts';
import type { Evaluator } from './evaluator.ts';
import { unionOf, unknown } from './making.ts';
import type { Value } from './values.ts';

const mostFiles = 40;

const found = new WeakMap<Evaluator, Map<string, Value>>();

/** `unknown` for a name that no plugin is seen to put there. */
export function decorationOf(ev: Evaluator, server: DecoratedServer, name: string): Value {
  if (server.own.has(name)) return unknown;
  const known = found.get(ev) ?? new Map<string, Value>();
  found.set(ev, known);
  const key = `${server.package} ${name}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  known.set(key, unknown);
  const naming = ev.workspace.filesNaming(name).filter((file) => !isTest(file));
  const decorating = new Set(ev.workspace.filesNaming(server.method));
  const given = unionOf(
    naming
      .filter((file) => decorating.has(file))
      .slice(0, mostFiles)
      .flatMap((file) => givenIn(ev, server, file, name))
      .map((expression) => ev.valueOf(expression, null)),
  );
  const value =
    given.kind === 'unknown'
      ? unionOf(
          naming
            .slice(0, mostFiles)
            .flatMap((file) => typedIn(ev, server, file, name))
            .map((type) => ev.valueOfType(type, null)),
        )
      : given;
  known.set(key, value);
  return value;
}

/** The arguments after the name: `decorate(name, value)`, `decorate('server', name, value)`. */
function givenIn(ev: Evaluator, { method, before }: DecoratedServer, file: string, name: string): readonly ts.Expression[] {
  const source = ev.sourceFile(file);
  return (source ? (indexOf(source).calls.get(method) ?? []) : []).flatMap((call) => {
    if (!ts.isCallExpression(call)) return [];
    const value = call.arguments[before.length + 1];
    return value && [...before, name].every((text, at) => isText(call.arguments[at], text)) ? [value] : [];
  });
}

function isText(node: ts.Node | undefined, text: string): boolean {
  return node !== undefined && ts.isStringLiteralLike(node) && node.text === text;
}

/** The types of the member in `declare module 'fastify' { interface FastifyInstance { ... } }`. */
function typedIn(ev: Evaluator, server: DecoratedServer, file: string, name: string): readonly ts.TypeNode[] {
  const source = ev.workspace.read(file)?.includes(server.interface) === true ? ev.sourceFile(file) : null;
  return (source?.statements ?? []).flatMap((statement) => {
    const isIts = ts.isModuleDeclaration(statement) && statement.name.text === server.package && statement.body && ts.isModuleBlock(statement.body);
    return isIts ? statement.body.statements.flatMap((inner) => membersIn(inner, server, name)) : [];
  });
}

function membersIn(statement: ts.Statement, server: DecoratedServer, name: string): readonly ts.TypeNode[] {
  if (!ts.isInterfaceDeclaration(statement) || statement.name.text !== server.interface) return [];
  return statement.members.flatMap((member) =>
    ts.isPropertySignature(member) && ts.isIdentifier(member.name) && member.name.text === name && member.type ? [member.type] : [],
  );
}
