// What apply-fixes.mjs bundles and runs: one folder after the other, one fix after the other.
import ts from 'typescript';
import { comparePlaces } from '../../server/src/base/place.ts';
import { openSession } from '../../server/src/engine/session.ts';
import type { Session } from '../../server/src/engine/engine.ts';
import type { HandlerReport } from '../../server/src/facts/handler.ts';
import { applyEdits } from '../../server/src/fixes/edits.ts';
import type { Fix, FixEdits } from '../../server/src/fixes/fix.ts';
import { editsOf, fixesFor } from '../../server/src/fixes/fixes.ts';
import { parseFile } from '../../server/src/syntax/parse.ts';
import { added, typeErrors } from './type-errors.ts';

type Check = 'no edits' | 'syntax error' | 'type error' | 'comments lost' | 'not undone' | 'twice' | 'promise';

interface Tried {
  readonly fix: string;
  readonly place: string;
  readonly failed: readonly (readonly [Check, string])[];
}

const folders = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const isVerbose = process.argv.includes('--verbose');

void main();

async function main(): Promise<void> {
  const tried: Tried[] = [];
  const handlers = new Set<string>();
  for (const folder of folders) {
    const session = openSession(folder);
    for (const report of await session.handlers()) {
      const found = await tryAll(session, folder, report);
      if (found.length > 0) handlers.add(`${folder} ${report.handler.place.file}:${report.handler.place.line}`);
      tried.push(...found);
    }
    session.dispose();
  }
  print(tried, handlers.size);
  if (tried.some(({ failed }) => failed.length > 0)) process.exitCode = 1;
}

async function tryAll(session: Session, folder: string, report: HandlerReport): Promise<readonly Tried[]> {
  const { place } = report.handler;
  const fixes = await fixesFor(session, place.file, { start: place.line, end: place.endLine });
  // Of the variants of one fix at one place the first is tried: the others differ in a key or a store.
  const own = fixes.filter((fix, index) => fixes.findIndex((other) => other.id === fix.id && comparePlaces(other.place, fix.place) === 0) === index);
  const tried: Tried[] = [];
  for (const fix of own) {
    const failed = await tryFix(session, folder, report, fix);
    const where = `${folder}/${fix.place.file}:${fix.place.line}`;
    tried.push({ fix: fix.id, place: where, failed });
    if (isVerbose && failed.length === 0) console.log(`all checks hold: ${fix.id} ${where}`);
    if (isVerbose) for (const [check, what] of failed) console.log(`${check}: ${fix.id} ${where}: ${what}`);
  }
  return tried;
}

async function tryFix(session: Session, folder: string, report: HandlerReport, fix: Fix): Promise<Tried['failed']> {
  const edits = await editsOf(session, fix);
  if (edits === null) return [['no edits', fix.title]];
  const workspace = await session.workspace();
  const before = new Map([...new Set(edits.edits.map((edit) => edit.file))].map((file) => [file, workspace.read(file) ?? '']));
  const failed: (readonly [Check, string])[] = [];
  const changed = new Map(edits.newFiles.map(({ file, text }) => [file, text]));
  for (const [file, text] of before) {
    const after = applyEdits(
      text,
      edits.edits.filter((edit) => edit.file === file),
    );
    const errors = !isCode(file) ? 0 : syntaxErrors(file, after).length - syntaxErrors(file, text).length;
    if (errors > 0) failed.push(['syntax error', `${file}: ${syntaxErrors(file, after)[0] ?? ''}`]);
    const lost = comments(text).filter((comment) => !after.includes(comment));
    if (lost.length > 0) failed.push(['comments lost', `${file}: ${lost[0]}`]);
    if (
      undone(
        after,
        text,
        edits.edits.filter((edit) => edit.file === file),
      ) !== text
    )
      failed.push(['not undone', file]);
    changed.set(file, after);
    session.edit(file, after);
  }
  for (const { file, text } of edits.newFiles) {
    const [error] = isCode(file) ? syntaxErrors(file, text) : [];
    if (error !== undefined) failed.push(['syntax error', `${file}: ${error}`]);
    session.edit(file, text);
  }
  // The file that is changed comes first: its configuration is the project's, whatever folder the guard is written to.
  const edited = [...before.keys()].filter(isCode);
  const code = [...new Set([...edited, ...[...changed.keys()].filter(isCode)])];
  failed.push(...added(knownErrors(folder, edited), typeErrors(folder, code, changed)).map((error) => ['type error', error] as const));
  failed.push(...(await afterwards(session, report, fix)));
  for (const file of before.keys()) session.edit(file, null);
  for (const { file } of edits.newFiles) session.edit(file, null);
  return failed;
}

const errorsBefore = new Map<string, readonly string[]>();

/** What was wrong before any fix; many fixes change the same file. */
function knownErrors(folder: string, files: readonly string[]): readonly string[] {
  const name = [folder, ...files].join('\n');
  const known = errorsBefore.get(name) ?? typeErrors(folder, files, new Map());
  errorsBefore.set(name, known);
  return known;
}

/** The handler again, by its order in the file: its line may have moved, its name and source have not. */
async function afterwards(session: Session, report: HandlerReport, fix: Fix): Promise<Tried['failed']> {
  const reports = await session.handlersIn(report.handler.place.file);
  const after = reports.find(
    ({ handler }) =>
      handler.name === report.handler.name && handler.source === report.handler.source && Math.abs(handler.place.line - report.handler.place.line) < 30,
  );
  if (after === undefined) return [['promise', 'the handler is no longer found']];
  const failed: (readonly [Check, string])[] = [];
  const { place } = after.handler;
  const again = await fixesFor(session, place.file, { start: place.line, end: place.endLine });
  const same = again.filter((other) => other.id === fix.id && other.variant === fix.variant && sameSpot(other, fix, after, report));
  if (same.length > 0) failed.push(['twice', fix.title]);
  const broken = promiseOf(fix, after, report);
  if (broken !== null) failed.push(['promise', `${fix.title} | ${broken}`]);
  return failed;
}

/** A guard is offered for the whole handler: it must not be offered again; other fixes must not be for the same place. */
function sameSpot(other: Fix, fix: Fix, after: HandlerReport, before: HandlerReport): boolean {
  if (fix.id.startsWith('wrap-in')) return true;
  const shift = after.handler.place.line - before.handler.place.line;
  return (
    other.place.file === fix.place.file &&
    other.place.line === fix.place.line + (fix.place.file === before.handler.place.file ? shift : 0) &&
    other.place.column === fix.place.column
  );
}

const order = ['never', 'window', 'exposed'];

/** What the title says, held against the verdict; null when it holds. */
function promiseOf(fix: Fix, after: HandlerReport, before: HandlerReport): string | null {
  const { headline, lost, repeated } = after.verdict;
  const is = `${headline}, lost ${lost}, repeated ${repeated}`;
  if (fix.title.endsWith(': exactly-once effect')) return headline === 'exactly-once-effect' ? null : is;
  if (fix.title.endsWith(': exactly-once effect, except a crash window')) return headline.startsWith('exactly-once') ? null : is;
  const gotWorse = order.indexOf(lost) > order.indexOf(before.verdict.lost);
  return gotWorse ? `worse: ${is}` : null;
}

/** A fix may add to a Prisma schema as well. */
function isCode(file: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(file);
}

function syntaxErrors(file: string, text: string): readonly string[] {
  const source = parseFile(file, text);
  const diagnostics: unknown = Reflect.get(source, 'parseDiagnostics');
  return Array.isArray(diagnostics) ? diagnostics.map((one: ts.Diagnostic) => ts.flattenDiagnosticMessageText(one.messageText, ' ')) : [];
}

function comments(text: string): readonly string[] {
  return text.match(/^\s*\/\/.*$/gm) ?? [];
}

/** Takes each edit back, from the place it has afterwards. */
function undone(after: string, before: string, edits: FixEdits['edits']): string {
  let text = after;
  for (const { start, end, newText } of edits.toReversed()) {
    const shift = edits
      .filter((other) => other.end <= start && other !== edits.find((one) => one.start === start))
      .reduce((sum, other) => sum + other.newText.length - (other.end - other.start), 0);
    text = text.slice(0, start + shift) + before.slice(start, end) + text.slice(start + shift + newText.length);
  }
  return text;
}

function print(tried: readonly Tried[], handlers: number): void {
  const names = [...new Set(tried.map(({ fix }) => fix))].sort();
  console.log(`${tried.length} fixes applied to ${handlers} handlers`);
  for (const name of names) {
    const mine = tried.filter(({ fix }) => fix === name);
    const failing = mine.flatMap(({ failed }) => failed.map(([check]) => check));
    const counts = [...new Set(failing)].map((check) => `${failing.filter((one) => one === check).length} ${check}`);
    console.log(`  ${name.padEnd(28)} ${String(mine.length).padStart(4)}  ${counts.join(', ') || 'all checks hold'}`);
  }
}
