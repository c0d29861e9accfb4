// FILE:LINE on the command line, and the folder that is read to answer for it.
import { existsSync, statSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, parse, resolve } from 'node:path';
import { UsageError } from './arguments.ts';

export interface Target {
  readonly path: string;
  readonly line: number;
}

export function targetOf(command: string, positionals: readonly string[], base: string): Target {
  const [, file, line] = /^(.*?):(\d+)(?::\d+)?$/.exec(positionals[0] ?? '') ?? [];
  if (file === undefined || line === undefined || positionals.length !== 1) throw new UsageError(`${command} takes FILE:LINE, as the audit prints it`);
  const path = resolve(base, file);
  if (!existsSync(path) || !statSync(path).isFile()) throw new Error(`${file} is not a file`);
  return { path, line: Number(line) };
}

/** The folder to read: the one with the version control or, failing that, the outermost package around the file, else the current one. */
export function rootOf(path: string): string {
  // A package.json left in one of these makes no project of all that lies there.
  const shared = new Set([homedir(), tmpdir(), parse(path).root]);
  let outermost: string | null = null;
  for (let folder = dirname(path); !shared.has(folder); folder = dirname(folder)) {
    if (existsSync(resolve(folder, '.git'))) return folder;
    if (existsSync(resolve(folder, 'package.json'))) outermost = folder;
  }
  return outermost ?? process.cwd();
}
