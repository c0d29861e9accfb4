// Where registrations may stand: files that name a transport's package, and files that get its objects from such a file and call a method that some row ends in.
import { transportModels } from '../models/catalogue.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { byArgument, stepsOf } from './registrations.ts';
import { isTest } from './test-files.ts';

export function filesToSearch(candidates: readonly string[], workspace: Workspace): readonly string[] {
  const direct = new Set(candidates);
  const named = new Set([...byArgument.keys(), ...loopNames()].flatMap((name) => workspace.filesNaming(name)));
  const indirect = [...named].filter((file) => !direct.has(file) && !isTest(file) && callsSome(workspace, file) && importsFrom(workspace, file, direct));
  return [...candidates, ...indirect].filter((file) => !isTest(file)).sort();
}

function loopNames(): readonly string[] {
  return transportModels.flatMap((model) => (model.loops ?? []).flatMap((row) => stepsOf(row.at).findLast((step) => step.name === 'Member')?.values ?? []));
}

const called = new RegExp(
  `(?:\\.|\\bnew\\s+)(?:${[...byArgument.keys(), ...loopNames()].filter((name) => name !== 'on' && name !== 'addListener').join('|')})\\b`,
);
const listening = /\.(?:on|addListener)\(\s*['"`](?:message|pmessage|messageBuffer|pmessageBuffer|data)['"`]/;

function callsSome(workspace: Workspace, file: string): boolean {
  const text = workspace.read(file) ?? '';
  return called.test(text) || listening.test(text);
}

const specifiers = /(?:\bfrom\s*|\brequire\(\s*|\bimport\(\s*)['"]([^'"\n]+)['"]/g;
const reexports = /\bexport\s+(?:type\s+)?(?:\*(?:\s+as\s+\w+)?|\{[^}]*\})\s*from\s*['"]([^'"\n]+)['"]/g;

function importsFrom(workspace: Workspace, file: string, wanted: ReadonlySet<string>): boolean {
  return targets(workspace, file, specifiers).some((target) => wanted.has(target) || passesOn(workspace, target, wanted, 3));
}

/** A barrel hands on what it exports from elsewhere. */
function passesOn(workspace: Workspace, file: string, wanted: ReadonlySet<string>, depth: number): boolean {
  return depth > 0 && targets(workspace, file, reexports).some((target) => wanted.has(target) || passesOn(workspace, target, wanted, depth - 1));
}

function targets(workspace: Workspace, file: string, pattern: RegExp): readonly string[] {
  const text = workspace.read(file) ?? '';
  return [...text.matchAll(pattern)].flatMap((match) => {
    const resolution = match[1] === undefined ? null : workspace.resolve(file, match[1]);
    return resolution?.kind === 'file' ? [resolution.file] : [];
  });
}
