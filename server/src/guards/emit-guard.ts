// The files that a fix writes for a guard: our own sources in the language, module system and style of the workspace, in one folder beside the handlers.
import { sources } from 'guard-sources';
import ts from 'typescript';
import type { Workspace } from '../workspace/workspace.ts';
import { ancestors, type CodeStyle } from './code-style.ts';
import { asJavaScript } from './erase-types.ts';
import type { DriverFacts } from './drivers.ts';
import { migrationFor, type Migration } from './migration.ts';

export interface GuardFiles {
  /** Only those that are not there yet. */
  readonly newFiles: readonly { readonly file: string; readonly text: string }[];
  /** Where each source file of ours stands in the workspace, by its path among the sources. */
  readonly placed: Readonly<Record<string, string>>;
  /** Text that goes to the end of files of the workspace: models of the guard's tables. */
  readonly appended: Migration['appended'];
  readonly toDo: readonly string[];
}

type ReadsFiles = Pick<Workspace, 'read' | 'files' | 'filesLike'>;

const folderName = 'idempotency/';

/** `strength` decides which of our sources are needed. */
export function guardFiles(workspace: ReadsFiles, from: string, style: CodeStyle, driver: DriverFacts, strength: 'lease' | 'inbox'): GuardFiles {
  const folder = folderFor(workspace, from);
  const wanted = strength === 'lease' ? ['core.ts', ...driver.lease.files] : driver.inbox === null ? [] : [driver.inbox];
  const nameOf = (source: string): string => `${folder}${plainName(source)}.${style.fileExtension}`;
  const placed = Object.fromEntries(wanted.map((source) => [source, existing(workspace, folder, source) ?? free(workspace, folder, source, style)]));
  const code = wanted.map((source) => ({ file: placed[source] ?? nameOf(source), text: textOf(source, style) }));
  const tables = migrationFor(workspace, from, folder, driver, textOf);
  const newFiles = [...code.filter(({ file }) => workspace.read(file) === null), ...tables.newFiles];
  return { newFiles, placed, appended: tables.appended, toDo: tables.toDo === null ? [] : [tables.toDo] };
}

/** `core.ts` is called guard, an inbox inbox, a store after its database. */
function plainName(source: string): string {
  if (source === 'core.ts') return 'guard';
  if (source.startsWith('inbox/')) return 'inbox';
  return source.slice(source.indexOf('/') + 1, -'.ts'.length);
}

/** One folder a package: `src/idempotency/` if it has a `src`, else beside its package.json. An Nx project needs no package.json: its project.json marks it. */
function folderFor(workspace: ReadsFiles, from: string): string {
  const isRoot = (folder: string) => ['package.json', 'project.json'].some((name) => workspace.read(`${folder}${name}`) !== null);
  const root = ancestors(from).find(isRoot) ?? '';
  const inside = from.slice(root.length);
  const first = inside.includes('/') ? inside.slice(0, inside.indexOf('/') + 1) : '';
  return `${root}${/^(src|lib|app|server)\/$/.test(first) ? first : ''}${folderName}`;
}

const extensions = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'] as const;

/** Where the source stands already. An inbox may be that of another database: then ours is called after it, `inbox-mongoose.ts`. */
function existing(workspace: ReadsFiles, folder: string, source: string): string | null {
  const names = [plainName(source), secondName(source)].flatMap((name) => extensions.map((extension) => `${folder}${name}.${extension}`));
  const isOurs = (text: string | null): boolean => text !== null && (!source.startsWith('inbox/') || marksBy(text) === marksBy(sources[source] ?? ''));
  return names.find((file) => isOurs(workspace.read(file))) ?? null;
}

function free(workspace: ReadsFiles, folder: string, source: string, style: CodeStyle): string {
  const isTaken = extensions.some((extension) => workspace.read(`${folder}${plainName(source)}.${extension}`) !== null);
  return `${folder}${isTaken ? secondName(source) : plainName(source)}.${style.fileExtension}`;
}

function secondName(source: string): string {
  return source.slice(0, -'.ts'.length).replace('/', '-');
}

/** How an inbox writes its mark, through which handle and by which words: `client.query('INSERT INTO`, with nothing in it that is a matter of style or types. */
function marksBy(text: string): string {
  const line = text.split('\n').find((one) => !one.trimStart().startsWith('/') && one.includes('message_inbox')) ?? '';
  const before = line.slice(0, line.indexOf('message_inbox')).replace(/^.*(?:=|await|return) /, '');
  return before.replace(/<.*>/, '').replace(/\W/g, '');
}

function textOf(source: string, style: CodeStyle): string {
  const original = sources[source] ?? '';
  const text = style.language === 'js' ? asJavaScript(original, style.module) : original;
  return inStyle(withSpecifiers(text, style), style);
}

/** Our sources import each other as `../core.ts` and `./postgres.ts`; in the workspace they stand side by side. */
function withSpecifiers(text: string, style: CodeStyle): string {
  return text.replace(/'\.\.?\/(\w[\w-]*)\.ts'/g, (_, name: string) => `'./${name === 'core' ? 'guard' : name}${style.importExtension}'`);
}

function inStyle(text: string, style: CodeStyle): string {
  const quoted = style.quote === "'" ? text : withDoubleQuotes(text);
  const indented = style.indent === '  ' ? quoted : quoted.replace(/^( {2})+/gm, (spaces) => style.indent.repeat(spaces.length / 2));
  return style.newline === '\n' ? indented : indented.replaceAll('\n', '\r\n');
}

function withDoubleQuotes(text: string): string {
  const source = ts.createSourceFile('guard.ts', text, ts.ScriptTarget.Latest, true);
  let restyled = text;
  const visit = (node: ts.Node): void => {
    ts.forEachChild(node, visit);
    const literal = ts.isStringLiteral(node) || (ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal)) ? node.getText(source) : '';
    if (!/^'[^"\\]*'$/.test(literal)) return;
    const start = node.getStart(source);
    restyled = `${restyled.slice(0, start)}"${literal.slice(1, -1)}"${restyled.slice(node.end)}`;
  };
  visit(source);
  return restyled;
}
