// tsconfig.json and jsconfig.json: which path aliases hold for a file, through `extends` and references. Broken ones are reported and give no aliases.
import { readJsonc } from './jsonc.ts';
import type { Skipped } from '../facts/handler.ts';
import { folderOf, foldersAbove, isRecord } from './package-files.ts';

/** One `paths` entry, its targets already relative to the root. */
export interface PathAlias {
  /** Before and after the `*`; `suffix` is null for a name without one. */
  readonly prefix: string;
  readonly suffix: string | null;
  readonly targets: readonly string[];
}

export interface Aliases {
  readonly paths: readonly PathAlias[];
  /** Relative to the root. */
  readonly baseUrl: string | null;
}

export interface ProjectFiles {
  /** What the projects around a file say, the nearest first. */
  aliasesFor(file: string): readonly Aliases[];
  readonly skipped: readonly Skipped[];
}

interface Disk {
  readonly has: (file: string) => boolean;
  readonly read: (file: string) => string | null;
  /** The folder of a workspace package, for `"extends": "@acme/tsconfig/base.json"`. */
  readonly folderOfPackage: (name: string) => string | null;
}

interface Options {
  readonly baseUrl: string | null;
  readonly paths: readonly PathAlias[] | null;
}

const names = ['tsconfig.json', 'jsconfig.json', 'tsconfig.base.json'];
const nothing: Options = { baseUrl: null, paths: null };

export function createProjectFiles(disk: Disk): ProjectFiles {
  const options = new Map<string, Options>();
  const byFolder = new Map<string, Aliases | null>();
  const skipped: Skipped[] = [];

  function aliasesFor(file: string): readonly Aliases[] {
    return foldersAbove(file).flatMap((folder) => aliasesOf(folder) ?? []);
  }

  function aliasesOf(folder: string): Aliases | null {
    const known = byFolder.get(folder);
    if (known !== undefined) return known;
    const file = names.map((name) => join(folder, name)).find(disk.has);
    const read = file === undefined ? nothing : optionsOf(file, []);
    const made = read.paths === null && read.baseUrl === null ? null : { paths: read.paths ?? [], baseUrl: read.baseUrl };
    byFolder.set(folder, made);
    return made;
  }

  function optionsOf(file: string, chain: readonly string[]): Options {
    const known = options.get(file);
    if (known !== undefined) return known;
    const text = chain.includes(file) ? null : disk.read(file);
    const made = text === null ? nothing : readOptions(file, text, [...chain, file]);
    options.set(file, made);
    return made;
  }

  function readOptions(file: string, text: string, chain: readonly string[]): Options {
    const { value: json, errors } = readJsonc(text);
    if (errors.length > 0) skipped.push({ file, reason: 'not a valid project file: its path aliases may be missing' });
    if (!isRecord(json)) return nothing;
    let result = nothing;
    for (const base of asList(json['extends'])) {
      const inherited = extendedFile(file, base);
      if (inherited !== null) result = override(result, optionsOf(inherited, chain));
    }
    result = override(result, ownOptions(file, json, result.baseUrl));
    if (result.paths !== null || !Array.isArray(json['references'])) return result;
    for (const reference of json['references']) {
      const target = isRecord(reference) && typeof reference['path'] === 'string' ? projectAt(join(folderOf(file), reference['path'])) : null;
      if (target !== null && folderOf(target) === folderOf(file)) result = override(optionsOf(target, chain), result);
    }
    return result;
  }

  function extendedFile(from: string, base: string): string | null {
    if (base.startsWith('.') || base.startsWith('/')) return projectAt(join(folderOf(from), base));
    const parts = base.split('/');
    const count = base.startsWith('@') ? 2 : 1;
    const folder = disk.folderOfPackage(parts.slice(0, count).join('/'));
    return folder === null ? null : projectAt(join(folder, parts.slice(count).join('/')));
  }

  function projectAt(path: string): string | null {
    return [path, `${path}.json`, join(path, 'tsconfig.json')].find(disk.has) ?? null;
  }

  return { aliasesFor, skipped };
}

function ownOptions(file: string, json: Readonly<Record<string, unknown>>, inheritedBase: string | null): Options {
  const compiler = json['compilerOptions'];
  if (!isRecord(compiler)) return nothing;
  const folder = folderOf(file);
  const written = compiler['baseUrl'];
  const baseUrl = typeof written === 'string' ? join(folder, written.replace('${configDir}', '.')) : null;
  if (!isRecord(compiler['paths'])) return { baseUrl, paths: null };
  const paths: PathAlias[] = [];
  for (const [pattern, targets] of Object.entries(compiler['paths'])) {
    const star = pattern.indexOf('*');
    paths.push({
      prefix: star < 0 ? pattern : pattern.slice(0, star),
      suffix: star < 0 ? null : pattern.slice(star + 1),
      targets: asList(targets).map((target) => join(baseUrl ?? inheritedBase ?? folder, target.replace('${configDir}/', ''))),
    });
  }
  return { baseUrl, paths: paths.sort((left, right) => right.prefix.length - left.prefix.length) };
}

function override(base: Options, over: Options): Options {
  return { baseUrl: over.baseUrl ?? base.baseUrl, paths: over.paths ?? base.paths };
}

function asList(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string');
}

/** Joins relative paths; a result that leads out of the root starts with `..`, which no file of the workspace does. */
export function join(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}
