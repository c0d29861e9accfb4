// The workspace's own word on which columns of a table are unique: its migrations, its SQL files, its Prisma schema.
import ts from 'typescript';
import type { Program } from '../../provenance/program.ts';
import { isTest } from '../../workspace/file-kinds.ts';
import { definitionsIn, type Definition } from './ddl.ts';
import { builderCalls, builtIn } from './schema-builders.ts';
import { textOf } from './text.ts';

/** What is known of one table. */
export interface TableSchema {
  readonly keys: readonly (readonly string[])[];
  /** There may be other keys. */
  readonly open: boolean;
  /** The file that makes it. */
  readonly file: string;
}

type Found = Definition & { readonly file: string };

const mostFiles = 80;

/** The table of this name as seen from a file: the one whose making stands nearest; null when none is in sight. */
export function tableNamed(program: Program, table: string, from: string): TableSchema | null {
  if (!/^\w+$/.test(table)) return null;
  const files = filesDefining(program, table);
  const found = files.slice(0, mostFiles).flatMap((file) => definedIn(program, file).map((definition) => ({ ...definition, file })));
  return joined(
    found.filter((definition) => definition.table === table.toLowerCase()),
    from,
    files.length > mostFiles,
  );
}

const words = [['CREATE'], ['ALTER'], ['create', 'table'], ['create', 'unique'], ['alter', 'table'], ...builderCalls.map((name) => [name])] as const;

interface Looked {
  /** What was looked up; the same lists as long as no file that has to do with it changes. */
  readonly lists: readonly (readonly string[])[];
  readonly files: readonly string[];
}

const lookedUp = new WeakMap<Program, Map<string, Looked>>();

function filesDefining(program: Program, table: string): readonly string[] {
  const naming = [table, table.toLowerCase(), table.toUpperCase()].map((name) => program.filesNaming(name));
  const defining = words.map((together) => together.map((word) => program.filesNaming(word)));
  const lists = [...naming, ...defining.flat()];
  const known = lookedUp.get(program) ?? new Map<string, Looked>();
  lookedUp.set(program, known);
  const before = known.get(table);
  if (before?.lists.every((list, index) => list === lists[index]) === true) return before.files;
  const named = new Set(naming.flat());
  const found = defining.flatMap((together) => [...together.reduce((files, list) => new Set(list.filter((file) => files.has(file))), named)]);
  const files = [...new Set(found)].filter((file) => !isTest(file)).sort();
  known.set(table, { lists, files });
  return files;
}

const ofFiles = new WeakMap<ts.SourceFile, readonly Definition[]>();
const ofTexts = new Map<string, { readonly text: string; readonly definitions: readonly Definition[] }>();

function definedIn(program: Program, file: string): readonly Definition[] {
  if (file.endsWith('.sql')) {
    const text = program.textOf(file) ?? '';
    const known = ofTexts.get(file);
    if (known?.text === text) return known.definitions;
    const definitions = definitionsIn(text);
    ofTexts.set(file, { text, definitions });
    return definitions;
  }
  const source = program.sourceFile(file);
  if (source === null) return [];
  const known = ofFiles.get(source) ?? [...builtIn(program, file), ...spokenIn(program, source)];
  ofFiles.set(source, known);
  return known;
}

const defines = /\b(create\s+(unique|\w*\s*table)|alter\s+table)\b/i;

/** The definitions in the strings of a source file. */
function spokenIn(program: Program, source: ts.SourceFile): readonly Definition[] {
  const found: Definition[] = [];
  const visit = (node: ts.Node): void => {
    const isSum = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken;
    if (!(ts.isStringLiteralLike(node) || ts.isTemplateExpression(node) || isSum) || !defines.test(node.getText())) return ts.forEachChild(node, visit);
    const text = textOf(program, node, null);
    if (text !== null) found.push(...definitionsIn(text.text));
  };
  visit(source);
  return found;
}

function joined(found: readonly Found[], from: string, more: boolean): TableSchema | null {
  const made = found.filter((definition) => definition.creates);
  const nearness = Math.max(...made.map(({ file }) => common(file, from)));
  const [first] = made.filter(({ file }) => common(file, from) === nearness);
  if (first === undefined) return null;
  const near = found.filter(({ file }) => common(file, from) >= nearness);
  return { keys: near.flatMap(({ keys }) => keys), open: more || near.some(({ open }) => open), file: first.file };
}

/** How many folders two files have in common. */
function common(left: string, right: string): number {
  const [one, other] = [left.split('/').slice(0, -1), right.split('/').slice(0, -1)];
  let count = 0;
  while (count < one.length && one[count] === other[count]) count++;
  return count;
}

/** The model behind `prisma.<member>` as seen from a file. */
export function prismaModel(program: Program, member: string, from: string): TableSchema | null {
  const found = program.filesLike('*.prisma').flatMap((file) => modelsIn(program.textOf(file) ?? '', member).map((definition) => ({ ...definition, file })));
  return joined(found, from, false);
}

function modelsIn(text: string, member: string): readonly Definition[] {
  const name = member.charAt(0).toUpperCase() + member.slice(1);
  const body = new RegExp(`^model\\s+(?:${name}|${member})\\s*\\{([^]*?)^\\}`, 'm').exec(text)?.[1];
  if (body === undefined) return [];
  const lines = body.split('\n').map((line) => line.replace(/\/\/.*$/, '').trim());
  const keys = lines.flatMap((line) => {
    const together = /^@@(?:id|unique)\s*\((?:fields:\s*)?\[([^\]]*)\]/.exec(line)?.[1];
    if (together !== undefined) return [together.split(',').map((field) => field.replace(/\(.*$/, '').trim())];
    const field = /^(\w+)\s.*@(?:id|unique)\b/.exec(line)?.[1];
    return field === undefined ? [] : [[field]];
  });
  return [{ table: member, creates: true, keys, open: false }];
}
