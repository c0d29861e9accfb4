// Functions that the Serverless Framework deploys as code defines them: `export default { handler: `${handlerPath(__dirname)}/handler.main`, events: [{ sqs: ... }] }`, as its
// template for TypeScript writes them, or in a serverless.ts. Read like any other code; never run.
// @see serverless 3, lib/plugins/create/templates/aws-nodejs-typescript/src/libs/handler-resolver.ts: the folder's path from where the command is started
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import type { Program } from '../provenance/program.ts';
import { isTest } from '../workspace/file-kinds.ts';
import { triggersOfFunction } from '../workspace/infrastructure/serverless.ts';
import type { Setting } from '../workspace/infrastructure/settings-tree.ts';
import { folderOf } from '../workspace/package-files.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { DeployedFunction } from './draft.ts';

export function serverlessFunctions(program: Program, workspace: Workspace): readonly DeployedFunction[] {
  const services = workspace.filesNaming('provider', 200).filter((file) => /(?:^|\/)serverless\.[cm]?[jt]s$/.test(file));
  const files = [...new Set([...workspace.filesNaming('handlerPath', 200), ...services])].filter((file) => !isTest(file)).sort();
  return files.flatMap((file) =>
    definitionsIn(program, file).flatMap((node) => triggersOfFunction(workspace, file, nameOf(node), settingOf(program, file, node))),
  );
}

/** Objects with a handler and a list of events. */
function definitionsIn(program: Program, file: string): readonly ts.ObjectLiteralExpression[] {
  const found: ts.ObjectLiteralExpression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node) && has(node, 'handler') && has(node, 'events')) found.push(node);
    else ts.forEachChild(node, visit);
  };
  const source = program.sourceFile(file);
  if (source) visit(source);
  return found;
}

function has(node: ts.ObjectLiteralExpression, name: string): boolean {
  return node.properties.some((property) => ts.isPropertyAssignment(property) && property.name.getText() === name);
}

/** What it is called where it is kept: a variable, or a member of the functions. */
function nameOf(node: ts.Expression): string {
  const { parent } = node;
  return ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) ? parent.name.getText() : 'default';
}

const nothing: ReadonlyMap<string, Setting> = new Map();

/** The part of an object that is written out, as a settings file would have it. */
function settingOf(program: Program, file: string, expression: ts.Expression): Setting {
  const node = bare(expression);
  const { line } = program.placeOf(node);
  const empty: Setting = { line, scalar: null, items: [], entries: nothing };
  if (ts.isArrayLiteralExpression(node)) return { ...empty, items: node.elements.map((element) => settingOf(program, file, element)) };
  if (!ts.isObjectLiteralExpression(node)) return { ...empty, scalar: scalarOf(program, file, node) };
  const entries = node.properties.flatMap((property): [string, Setting][] =>
    ts.isPropertyAssignment(property) && (ts.isIdentifier(property.name) || ts.isStringLiteralLike(property.name))
      ? [[property.name.text, settingOf(program, file, property.initializer)]]
      : [],
  );
  return { ...empty, entries: new Map(entries) };
}

function scalarOf(program: Program, file: string, node: ts.Expression): Setting['scalar'] {
  if (ts.isTemplateExpression(node))
    return node.head.text + node.templateSpans.map((span) => partOf(program, file, span.expression) + span.literal.text).join('');
  const value = program.valueOf(node, null);
  return value.kind === 'constant' && value.value !== undefined ? value.value : null;
}

/** `handlerPath(__dirname)` is the folder of the file. */
function partOf(program: Program, file: string, node: ts.Expression): string {
  if (ts.isCallExpression(node) && /^(?:__dirname|import\.meta\.\w+)$/.test(node.arguments[0]?.getText() ?? '')) return folderOf(file);
  const value = program.valueOf(node, null);
  return value.kind === 'constant' ? String(value.value) : `\${${node.getText()}}`;
}
