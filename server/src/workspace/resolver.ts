// Module specifiers to files, by text and listing alone: nothing is installed, nothing is run.
import { isBuiltin } from 'node:module';
import { createDeployedPaths } from './deployed-paths.ts';
import { aliasEntry, importEntry, packageEntry } from './entry-points.ts';
import { sourceExtensions } from './file-kinds.ts';
import { folderOf, foldersAbove, type PackageFile, type PackageFiles } from './package-files.ts';
import { join, type Aliases, type ProjectFiles } from './project-files.ts';
import type { OwnModules } from './own-models.ts';
import type { Resolution } from './workspace.ts';

export interface ResolverInput {
  /** Is this a file of the workspace that may be resolved to? */
  readonly has: (file: string) => boolean;
  readonly files: ReadonlySet<string>;
  readonly links: ReadonlyMap<string, string>;
  readonly packages: PackageFiles;
  readonly projects: ProjectFiles;
  /** Modules that the workspace's own models are about: they are what the model says, not what stands in them. */
  readonly own?: OwnModules;
}

/** Resolves `specifier` as written in the file `from`; memoised by folder. */
export function createResolver(input: ResolverInput): (from: string, specifier: string) => Resolution | null {
  const memo = new Map<string, Resolution | null>();
  const probe = (path: string): string | null => probeSource(path, input);
  const deployed = createDeployedPaths(input.files, probe);
  const spelledOtherwise = createSpelling(input.files);

  function resolve(from: string, specifier: string): Resolution | null {
    const key = `${folderOf(from)}\n${specifier}`;
    const known = memo.get(key);
    if (known !== undefined) return known;
    const found = resolveAnew(from, byAddress(specifier) ?? specifier.replace(/[?].*$/, ''));
    const isClient = found?.kind === 'file' && isGeneratedClient(input.files, found.file);
    const made = asModelled(input.own, (isClient ? null : found) ?? generated(specifier) ?? generatedFor(input.packages, from, specifier));
    memo.set(key, made);
    return made;
  }

  function resolveAnew(from: string, specifier: string): Resolution | null {
    if (/^\.\.?(?:\/|$)/.test(specifier)) return asFile(besideOf(from, specifier, input.packages, probe) ?? spelledOtherwise(join(folderOf(from), specifier)));
    if (specifier.startsWith('/')) return asFile(deployed(from, specifier));
    if (specifier === '') return null;
    const imported = specifier.startsWith('#') ? resolveImport(from, specifier) : null;
    return imported ?? resolveBare(from, specifier);
  }

  function resolveImport(from: string, specifier: string): Resolution | null {
    for (const entry of input.packages.around(from)) {
      const target = importEntry(entry, specifier, probe);
      if (target === null) continue;
      return 'file' in target ? asFile(target.file) : resolveBare(from, target.specifier);
    }
    return null;
  }

  function resolveBare(from: string, specifier: string): Resolution | null {
    const name = packageName(specifier);
    if (name !== null && input.own?.packages.has(name) === true) return { kind: 'package', package: name, specifier };
    const projects = input.projects.aliasesFor(from);
    const nearest = projects[0];
    const aliased = (nearest && byAlias(nearest, specifier, probe)) ?? byPackageAlias(input.packages, from, specifier, probe);
    if (aliased !== null) return asFile(aliased);
    if (isBuiltin(specifier)) return { kind: 'package', package: `node:${specifier.replace(/^node:/, '').replace(/\/.*$/, '')}`, specifier };
    const linked = name === null ? null : linkedPackage(input.packages, from, name);
    const entry = linked === null || name === null ? null : packageEntry(linked, specifier.slice(name.length + 1), probe);
    if (entry !== null) return asFile(entry);
    const guess = linked === null ? byHabit(from, specifier, name, projects) : null;
    if (guess !== null) return asFile(guess);
    if (name === null) return null;
    const isListed = input.packages.around(from).some((each) => each.dependencies.has(name));
    const isClient = !isListed && (isOwnPrismaClient(name) || isGeneratedPath(specifier));
    return isClient ? generated(specifier) : { kind: 'package', package: name, specifier };
  }

  /** Aliases that some bundler or an outer project knows: tried only for names that no registry package in sight has. */
  function byHabit(from: string, specifier: string, name: string | null, projects: readonly Aliases[]): string | null {
    if (name !== null && input.packages.around(from).some((each) => each.dependencies.has(name))) return null;
    for (const project of projects) {
      const found = byAlias(project, specifier, probe) ?? (project.baseUrl === null ? null : probe(join(project.baseUrl, specifier)));
      if (found !== null) return found;
    }
    return byNodePath(input.packages, from, specifier, probe) ?? bySourceFolder(input.packages.nearest(from)?.folder ?? '', specifier, probe);
  }

  return resolve;
}

/** `npm:stripe@14`, `https://esm.sh/@supabase/supabase-js@2.57.2?target=deno`: a registry's package by the address that Deno fetches it from. */
function byAddress(specifier: string): string | null {
  const found =
    /^(?:npm:\/?|jsr:\/?|https:\/\/(?:esm\.sh|cdn\.skypack\.dev|esm\.run|cdn\.jsdelivr\.net\/npm|unpkg\.com)\/(?:v\d+\/)?)((?:@[\w.-]+\/)?[\w.-]+?)(?:@[^/?]+)?((?:\/[^?]*)?)(?:[?].*)?$/.exec(
      specifier,
    );
  return found === null ? null : `${found[1] ?? ''}${found[2] ?? ''}`;
}

/** `./orders`, a file or a folder; one with a package.json of its own says itself what it begins with. */
function besideOf(from: string, specifier: string, packages: PackageFiles, probe: (path: string) => string | null): string | null {
  const path = join(folderOf(from), specifier);
  const entry = packages.nearest(`${path}/package.json`);
  return probe(path) ?? (entry?.folder === path ? packageEntry(entry, '', probe) : null) ?? copiedFrom(from, specifier, probe);
}

/** `./shared/bus` in a service whose image is built with `shared` copied beside it: that folder stands further up. One name alone may be any file's. */
function copiedFrom(from: string, specifier: string, probe: (path: string) => string | null): string | null {
  const path = specifier.replace(/^(?:\.\.?\/)+/, '');
  if (!path.includes('/')) return null;
  for (const folder of foldersAbove(from)) {
    const found = probe(join(folder, path));
    if (found !== null) return found;
  }
  return null;
}

/** Code that a tool generates is seldom there before a build: a missing module whose path names Prisma is its client. */
function generated(specifier: string): Resolution | null {
  return /prisma/i.test(specifier) ? { kind: 'package', package: '@prisma/client', specifier: '@prisma/client' } : null;
}

/** `./generated`, `./generated/client/client.js` in a package that has Prisma's client among its dependencies. */
function generatedFor(packages: PackageFiles, from: string, specifier: string): Resolution | null {
  if (!/^\.{1,2}\/(?:.+\/)?generated(?:\/client){0,2}(?:\/index)?(?:\.[cm]?[jt]s)?$/.test(specifier)) return null;
  return packages.nearest(from)?.dependencies.has('@prisma/client') === true
    ? { kind: 'package', package: '@prisma/client', specifier: '@prisma/client' }
    : null;
}

/** What Prisma 6 puts beside a client's index (`prisma generate`); a schema alone stands beside code of the project's own, too. */
const besideClient = ['index-browser.js', 'edge.js', 'wasm.js', 'runtime/library.js', 'runtime/client.js'];

/** Kept in the repository all the same: beside it stand a copy of its schema and more that is generated, or its path says both. */
function isGeneratedClient(files: ReadonlySet<string>, file: string): boolean {
  const beside = (name: string): boolean => files.has(join(folderOf(file), name));
  return (beside('schema.prisma') && besideClient.some(beside)) || /(?:^|\/)generated\/(?:\w+\/)?prisma(?:-client)?\//.test(file);
}

/** `@prisma/orders-client`: generated among the installed packages by an `output` of the schema, so that no package.json names it. */
function isOwnPrismaClient(name: string): boolean {
  return /^@prisma\/(?=.*client)(?!client$)/.test(name);
}

/** `src/generated/prisma`, `@/generated/prisma/client`: written under a path of the project's own. */
function isGeneratedPath(specifier: string): boolean {
  return /\/(?:generated\/(?:\w+\/)?prisma|prisma\/(?:\w+\/)?generated)\b/i.test(specifier);
}

/** A file that a model is about is what the model says. */
function asModelled(own: OwnModules | undefined, found: Resolution | null): Resolution | null {
  const path = found?.kind === 'file' ? own?.files.get(found.file) : undefined;
  return path === undefined ? found : { kind: 'package', package: path, specifier: path };
}

function byAlias(project: Aliases, specifier: string, probe: (path: string) => string | null): string | null {
  for (const { prefix, suffix, targets } of project.paths) {
    const fits =
      suffix === null ? specifier === prefix : specifier.startsWith(prefix) && specifier.endsWith(suffix) && specifier.length >= prefix.length + suffix.length;
    if (!fits) continue;
    const star = suffix === null ? '' : specifier.slice(prefix.length, specifier.length - suffix.length);
    for (const target of targets) {
      const found = probe(target.replace('*', star));
      if (found !== null) return found;
    }
  }
  return null;
}

function byPackageAlias(packages: PackageFiles, from: string, specifier: string, probe: (path: string) => string | null): string | null {
  for (const each of packages.around(from)) {
    const found = each.aliases.size > 0 ? aliasEntry(each, specifier, probe) : null;
    if (found !== null) return found;
  }
  return null;
}

function bySourceFolder(folder: string, specifier: string, probe: (path: string) => string | null): string | null {
  if (specifier.startsWith('src/')) return probe(join(folder, specifier));
  const rest = /^[@~]\/(.+)$/.exec(specifier)?.[1];
  return rest === undefined ? null : (probe(join(folder, `src/${rest}`)) ?? probe(join(folder, rest)));
}

function byNodePath(packages: PackageFiles, from: string, specifier: string, probe: (path: string) => string | null): string | null {
  for (const { folder, paths } of packages.around(from)) {
    const found = paths.map((path) => probe(join(join(folder, path), specifier))).find((one) => one !== null);
    if (found !== undefined) return found;
  }
  return null;
}

/** A package of the workspace, where its name means that one and not one of the registry. */
function linkedPackage(packages: PackageFiles, from: string, name: string): PackageFile | null {
  const around = packages.around(from);
  const entry = aliasedPackage(packages, around, name) ?? packages.named(name);
  if (entry === null) return null;
  if (around.includes(entry)) return entry;
  const range = around.map((each) => each.dependencies.get(name)).find((each) => each !== undefined);
  if (range === undefined) return packages.linksByName ? entry : null;
  // What comes from a URL and not from the registry is the package of that name that is here.
  if (/^(?:workspace|file|link|portal|https?|git[+\w]*|github|gitlab|bitbucket):|^\*$|^\.{0,2}\//.test(range)) return entry;
  // A name in somebody's scope is theirs, published from here: what stands in the registry is a build of this.
  return (packages.linksByName || name.startsWith('@')) && majorOf(range) === majorOf(entry.version ?? range) ? entry : null;
}

/** `"shared": "file:../../packages/common"`, `"shared": "workspace:@shop/common@*"`: a package under another name than it gives itself. */
function aliasedPackage(packages: PackageFiles, around: readonly PackageFile[], name: string): PackageFile | null {
  const declaring = around.find((each) => each.dependencies.has(name));
  const range = declaring?.dependencies.get(name) ?? '';
  const path = /^(?:file|link|portal|workspace):(?!\/)([^@]*\/.*|\.{1,2})$/.exec(range)?.[1];
  if (declaring !== undefined && path !== undefined) {
    const folder = join(declaring.folder, path);
    const found = packages.nearest(join(folder, 'package.json'));
    return found?.folder === folder ? found : null;
  }
  const real = /^(?:npm|workspace):((?:@[\w.-]+\/)?[\w.-]+)@/.exec(range)?.[1];
  return real === undefined ? null : packages.named(real);
}

function majorOf(version: string): string | null {
  return /(\d+)/.exec(version)?.[1] ?? null;
}

function packageName(specifier: string): string | null {
  return /^(?:@[\w~.-]+\/[\w~.-]+|[a-zA-Z_~][\w~.-]*(?::[\w-]+)?)(?=\/|$)/.exec(specifier)?.[0] ?? null;
}

const written = /^(.*)\.([cm]?)js(x?)$/;

/** Tries the path as it is, with TypeScript's extensions for JavaScript's, with any extension, then as a folder. */
export function probeSource(path: string, input: Pick<ResolverInput, 'has' | 'links'>): string | null {
  if (path.startsWith('..')) return null;
  const real = followLinks(path, input.links);
  const js = written.exec(real);
  if (js !== null) {
    const [, stem = '', flavour = ''] = js;
    const source = [`${stem}.${flavour}ts`, `${stem}.${flavour}tsx`].find(input.has);
    if (source !== undefined) return source;
  }
  if (input.has(real)) return real;
  for (const extension of sourceExtensions) if (input.has(real + extension)) return real + extension;
  for (const extension of sourceExtensions) {
    const index = real === '' ? `index${extension}` : `${real}/index${extension}`;
    if (input.has(index)) return index;
  }
  return input.has(`${real}.json`) ? `${real}.json` : null;
}

/** `./RabbitMqConnection` for `RabbitMQConnection.ts`: the same file where the project is written, on a disk that minds no capitals. */
function createSpelling(files: ReadonlySet<string>): (path: string) => string | null {
  let spelled: ReadonlyMap<string, string> | null = null;
  return (path) => {
    const known = (spelled ??= new Map([...files].map((file) => [file.toLowerCase(), file])));
    const found = probeSource(path.toLowerCase(), { has: (file) => known.has(file.toLowerCase()), links: new Map() });
    return found === null ? null : (known.get(found.toLowerCase()) ?? null);
  };
}

function followLinks(path: string, links: ReadonlyMap<string, string>): string {
  if (links.size === 0) return path;
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
    const target = links.get(path.slice(0, end));
    if (target !== undefined) return target + path.slice(end);
  }
  return path;
}

function asFile(file: string | null): Resolution | null {
  return file === null ? null : { kind: 'file', file };
}
