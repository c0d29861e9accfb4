// The package.json files of the workspace: names, entry points, imports and declared dependencies. Broken ones are reported and left out.
import type { Skipped } from '../facts/handler.ts';

export interface PackageFile {
  /** Relative folder, '' for the root. */
  readonly folder: string;
  readonly name: string | null;
  readonly version: string | null;
  readonly main: readonly string[];
  readonly exports: unknown;
  readonly imports: unknown;
  /** What the package `module-alias` puts in front of paths: `@services` to `services`, relative to the folder. */
  readonly aliases: ReadonlyMap<string, string>;
  /** Folders in which its scripts let Node look for modules: `NODE_PATH=app/src node app`, relative to the folder. */
  readonly paths: readonly string[];
  /** All kinds of dependencies together: name to range. */
  readonly dependencies: ReadonlyMap<string, string>;
  readonly hasWorkspaces: boolean;
}

export interface PackageFiles {
  /** The package whose folder is nearest above the file. */
  nearest(file: string): PackageFile | null;
  /** All packages around the file, innermost first. */
  around(file: string): readonly PackageFile[];
  named(name: string): PackageFile | null;
  /** Some file of the workspace links its packages with each other by name. */
  readonly linksByName: boolean;
  readonly skipped: readonly Skipped[];
}

const workspaceFiles = /(?:^|\/)(?:pnpm-workspace\.yaml|lerna\.json|nx\.json|rush\.json)$/;

export function readPackageFiles(files: Iterable<string>, read: (file: string) => string | null): PackageFiles {
  const byFolder = new Map<string, PackageFile>();
  const skipped: Skipped[] = [];
  let linksByName = false;
  for (const file of files) {
    if (workspaceFiles.test(file)) linksByName = true;
    if (file !== 'package.json' && !file.endsWith('/package.json')) continue;
    const parsed = parse(read(file));
    if (parsed === null) skipped.push({ file, reason: 'not valid JSON' });
    else byFolder.set(folderOf(file), describe(folderOf(file), parsed));
  }
  const byName = new Map<string, PackageFile>();
  for (const each of [...byFolder.values()].sort((left, right) => (left.folder < right.folder ? -1 : 1))) {
    if (each.hasWorkspaces) linksByName = true;
    if (each.name !== null && !byName.has(each.name)) byName.set(each.name, each);
  }

  function around(file: string): readonly PackageFile[] {
    const found: PackageFile[] = [];
    for (const folder of foldersAbove(file)) {
      const each = byFolder.get(folder);
      if (each !== undefined) found.push(each);
    }
    return found;
  }

  return { nearest: (file) => around(file)[0] ?? null, around, named: (name) => byName.get(name) ?? null, linksByName, skipped };
}

/** The folders a file lies in, innermost first, '' (the root) last. */
export function foldersAbove(file: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = folderOf(file); ; folder = folderOf(folder)) {
    folders.push(folder);
    if (folder === '') return folders;
  }
}

export function folderOf(file: string): string {
  const slash = file.lastIndexOf('/');
  return slash < 0 ? '' : file.slice(0, slash);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(text: string | null): Readonly<Record<string, unknown>> | null {
  if (text === null) return null;
  try {
    const parsed: unknown = JSON.parse(text);
    return isRecord(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function describe(folder: string, json: Readonly<Record<string, unknown>>): PackageFile {
  const kinds = ['peerDependencies', 'optionalDependencies', 'devDependencies', 'dependencies'];
  const dependencies = new Map(kinds.flatMap((field) => textsOf(json[field])));
  return {
    folder,
    name: written(json['name']),
    version: written(json['version']),
    main: ['source', 'types', 'typings', 'module', 'main'].flatMap((field) => written(json[field]) ?? []),
    exports: json['exports'],
    imports: json['imports'],
    aliases: new Map(textsOf(json['_moduleAliases'])),
    paths: pathsOf(textsOf(json['scripts']).map(([, script]) => script)),
    dependencies,
    hasWorkspaces: json['workspaces'] !== undefined,
  };
}

function pathsOf(scripts: readonly string[]): readonly string[] {
  const given = scripts.flatMap((script) => /\bNODE_PATH=["']?([\w./:-]+)/.exec(script)?.[1]?.split(':') ?? []);
  return [...new Set(given.filter((path) => path !== '' && !path.startsWith('/')))];
}

/** The entries of a section whose values are texts. */
function textsOf(section: unknown): readonly (readonly [string, string])[] {
  return isRecord(section) ? Object.entries(section).filter((entry): entry is [string, string] => typeof entry[1] === 'string') : [];
}

function written(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
