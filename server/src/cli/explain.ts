// `explain file:line`: the full evidence for the handler that stands at, or around, or nearest above a line.
import { relative, resolve, sep } from 'node:path';
import { openSession } from '../engine/session.ts';
import type { HandlerReport } from '../facts/handler.ts';
import { explainToText } from '../report/explain.ts';
import { handlerToJson } from '../report/json.ts';
import { spotWords } from '../report/words.ts';
import { oneOf, readArguments } from './arguments.ts';
import { paintFor } from './paint.ts';
import { rootOf, targetOf } from './target.ts';

const options = { format: { type: 'string', default: 'text' }, root: { type: 'string' } } as const;

export async function explain(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, options);
  const format = oneOf('--format', values.format, ['text', 'json']);
  const target = targetOf('explain', positionals, values.root ?? '.');
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
