// `fix FILE:LINE`: lists the fixes for a handler or an effect, shows one as a diff, or makes its changes.
import { createTwoFilesPatch } from 'diff';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { openSession } from '../engine/session.ts';
import { applyEdits } from '../fixes/edits.ts';
import type { Fix, FixEdits } from '../fixes/fix.ts';
import { editsOf, fixesFor } from '../fixes/fixes.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { readArguments } from './arguments.ts';
import { rootOf, targetOf } from './target.ts';

const options = { fix: { type: 'string' }, 'dry-run': { type: 'boolean', default: false }, root: { type: 'string' } } as const;

export async function fix(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(args, options);
  const target = targetOf('fix', positionals, values.root ?? '.');
  const root = resolve(values.root ?? rootOf(target.path));
  const file = relative(root, target.path).split(sep).join('/');
  const session = openSession(root);
  try {
    const fixes = await fixesFor(session, file, { start: target.line, end: target.line });
    if (values.fix === undefined) return list(fixes);
    const chosen = fixes.find((one) => one.id === values.fix || `${one.id}:${one.variant}` === values.fix);
    const edits = chosen === undefined ? null : await editsOf(session, chosen);
    if (chosen === undefined || edits === null) throw new Error(`no fix "${values.fix}" at ${file}:${target.line}; without --fix the fixes are listed`);
    const changes = changesOf(await session.workspace(), edits);
    if (values['dry-run']) process.stdout.write(changes.map(patchOf).join(''));
    else for (const change of changes) write(root, change);
    for (const rest of edits.toDo) process.stderr.write(`to do: ${rest}\n`);
    return 0;
  } finally {
    session.dispose();
  }
}

function list(fixes: readonly Fix[]): number {
  const lines = fixes.map((one) => `${one.id}${one.variant === '' ? '' : `:${one.variant}`}\n    ${one.title}`);
  process.stdout.write(lines.length === 0 ? 'no fix applies here\n' : `${lines.join('\n')}\n`);
  return 0;
}

interface Change {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

function changesOf(workspace: Workspace, { edits, newFiles }: FixEdits): readonly Change[] {
  const changed = [...new Set(edits.map((edit) => edit.file))].map((file) => {
    const before = workspace.read(file) ?? '';
    return {
      file,
      before,
      after: applyEdits(
        before,
        edits.filter((edit) => edit.file === file),
      ),
    };
  });
  return [...changed, ...newFiles.map(({ file, text }) => ({ file, before: '', after: text }))];
}

function patchOf({ file, before, after }: Change): string {
  return createTwoFilesPatch(before === '' ? '/dev/null' : `a/${file}`, `b/${file}`, before, after, undefined, undefined, { context: 3 }).replace(/^=+\n/, '');
}

function write(root: string, { file, after }: Change): void {
  const path = join(root, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, after);
  process.stderr.write(`wrote ${file}\n`);
}
