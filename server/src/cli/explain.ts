// `explain file:line`: the full evidence for the handler that stands at, or around, or nearest above a line.
import { existsSync, statSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { openSession } from '../engine/session.ts';
import type { HandlerReport } from '../facts/handler.ts';
import { explainToText } from '../report/explain.ts';
import { handlerToJson } from '../report/json.ts';
import { spotWords } from '../report/words.ts';
import { UsageError, oneOf, readArguments } from './arguments.ts';
import { paintFor } from './paint.ts';

const options = { format: { type: 'string', default: 'text' }, root: { type: 'string' } } as const;

export async function explain(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, options);
  const format = oneOf('--format', values.format, ['text', 'json']);
  const target = targetOf(positionals, values.root ?? '.');
  const root = resolve(values.root ?? rootOf(target.path));
  const file = relative(root, target.path).split(sep).join('/');
  const session = openSession(root);
  try {
    const reports = await session.handlersTouching(file);
    const shown = selected(reports, file, target.line);
    if (shown.length === 0) throw new Error(`no handler stands at ${file}:${target.line}${nearby(reports)}`);
    const texts = shown.map((report) => (format === 'json' ? JSON.stringify(handlerToJson(report), null, 2) : explainToText(report, paintFor(process.stdout))));
    process.stdout.write(`${texts.join('\n\n')}\n`);
    return 0;
  } finally {
    session.dispose();
  }
}

interface Target {
  readonly path: string;
  readonly line: number;
}

function targetOf(positionals: readonly string[], base: string): Target {
  const [, file, line] = /^(.*?):(\d+)(?::\d+)?$/.exec(positionals[0] ?? '') ?? [];
  if (file === undefined || line === undefined || positionals.length !== 1) throw new UsageError('explain takes FILE:LINE, as the audit prints it');
  const path = resolve(base, file);
  if (!existsSync(path) || !statSync(path).isFile()) throw new Error(`${file} is not a file`);
  return { path, line: Number(line) };
}

/** The folder to read: the one with the version control or, failing that, the outermost package around the file, else the current one. */
function rootOf(path: string): string {
  let outermost: string | null = null;
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (existsSync(resolve(folder, '.git'))) return folder;
    if (existsSync(resolve(folder, 'package.json'))) outermost = folder;
    if (folder === dirname(folder)) break;
  }
  return outermost ?? process.cwd();
}

/** The handlers around the line; else those with an effect there; else the nearest above. */
function selected(reports: readonly HandlerReport[], file: string, line: number): readonly HandlerReport[] {
  const own = reports.filter((report) => report.handler.place.file === file);
  const around = own.filter(({ handler: { place } }) => place.line <= line && line <= place.endLine);
  if (around.length > 0) return innermost(around);
  const registered = reports.filter(({ handler: { registration } }) => registration.file === file && registration.line === line);
  if (registered.length > 0) return registered;
  return reports.filter(({ graph }) => graph.effects.some(({ place }) => place.file === file && place.line === line));
}

/** Several registrations of one function are all shown; of nested functions only the inner one. */
function innermost(around: readonly HandlerReport[]): readonly HandlerReport[] {
  const start = Math.max(...around.map(({ handler }) => handler.place.line));
  return around.filter(({ handler }) => handler.place.line === start);
}

function nearby(reports: readonly HandlerReport[]): string {
  const places = reports.map(({ handler }) => spotWords(handler.place));
  return places.length === 0 ? '' : `; handlers here: ${[...new Set(places)].slice(0, 5).join(', ')}`;
}
