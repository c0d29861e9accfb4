// Models of in-house libraries, as far as files are concerned: which module of the workspace a model is about, and which files are the library itself.
import { isPath, packagesOf, type Models } from '../models/catalogue.ts';
import type { ConfigurationProblem, ConfiguredModels, Placed } from './configuration.ts';

/** The modules that are what a model says, whoever imports them. */
export interface OwnModules {
  /** By name; a package of the workspace as well as one of a registry. */
  readonly packages: ReadonlySet<string>;
  /** By file: the path that stands for it in models. */
  readonly files: ReadonlyMap<string, string>;
}

export interface LocatedModels {
  readonly models: Models;
  readonly own: OwnModules;
  readonly problems: readonly ConfigurationProblem[];
}

/** Gives models of paths the path of the file that is meant (`./src/bus` is `./src/bus/index.ts`), and leaves out those of no file. */
export function locateModels({ transports, effects, guards }: ConfiguredModels, probe: (path: string) => string | null): LocatedModels {
  const packages = new Set<string>();
  const files = new Map<string, string>();
  const problems: ConfigurationProblem[] = [];

  function located<M extends Models[keyof Models][number]>(placed: readonly Placed<M>[]): readonly M[] {
    return placed.flatMap(({ model, place }) => {
      const found = packagesOf(model).map((name) => (isPath(name) ? probe(name.slice(2)) : name));
      const missing = packagesOf(model).find((_, index) => found[index] === null);
      if (missing !== undefined) {
        problems.push({ ...place, isBeyondSchema: true, message: `this workspace has no file ${missing}` });
        return [];
      }
      const names = packagesOf(model).map((name, index) => (isPath(name) ? `./${found[index] ?? ''}` : name));
      for (const name of names) {
        if (isPath(name)) files.set(name.slice(2), name);
        else packages.add(name);
      }
      return [{ ...model, package: names }];
    });
  }

  const models: Models = { transports: located(transports), effects: located(effects), guards: located(guards) };
  return { models, own: { packages, files }, problems };
}

/** The files of a library through which messages enter: they are searched for handlers no more than those of a registry's. */
export function libraryFiles({ transports }: Models, { files }: OwnModules, folderOf: (package_: string) => string | null): (file: string) => boolean {
  if (transports.length === 0) return () => false;
  const names = transports.flatMap(packagesOf);
  const own = new Set([...files].flatMap(([file, name]) => (names.includes(name) ? [file] : [])));
  const folders = names.flatMap((name) => {
    const folder = isPath(name) ? null : folderOf(name);
    // A package that is the whole folder is no library beside others.
    return folder === null || folder === '' ? [] : [`${folder}/`];
  });
  return (file) => own.has(file) || folders.some((folder) => file.startsWith(folder));
}
