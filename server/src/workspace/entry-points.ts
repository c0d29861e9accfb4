// Which source file a package's entry point, subpath or `#import` means. What is published is rarely what is written: `./dist/index.js` is looked for in `src`.
import type { PackageFile } from './package-files.ts';
import { isRecord } from './package-files.ts';
import { join } from './project-files.ts';

/** Finds a source file for a path without knowing its extension, null when there is none. */
export type Probe = (path: string) => string | null;

const conditions = ['source', 'development', 'types', 'import', 'module', 'node', 'require', 'default'];

/** `subpath` is '' for the package itself, else without a leading slash. */
export function packageEntry(entry: PackageFile, subpath: string, probe: Probe): string | null {
  const exported = matchTargets(normaliseExports(entry.exports), subpath === '' ? '.' : `./${subpath}`);
  const written = subpath === '' ? [...exported, ...entry.main, 'src/index', 'index', 'src/main', 'lib/index'] : [...exported, subpath, `src/${subpath}`];
  return firstSource(entry.folder, written, probe);
}

/** `#db` or `#db/*` in the `imports` of a package; a target that is a package's name is given back as it is. */
export function importEntry(entry: PackageFile, specifier: string, probe: Probe): { readonly file: string } | { readonly specifier: string } | null {
  const targets = matchTargets(entry.imports, specifier);
  const file = firstSource(
    entry.folder,
    targets.filter((each) => each.startsWith('.')),
    probe,
  );
  if (file !== null) return { file };
  const other = targets.find((each) => !each.startsWith('.'));
  return other === undefined ? null : { specifier: other };
}

/** What a package's own alias stands for (`@services/mail`), the longest that fits; null when none does. */
export function aliasEntry(entry: PackageFile, specifier: string, probe: Probe): string | null {
  const [name] = [...entry.aliases.keys()]
    .filter((alias) => specifier === alias || specifier.startsWith(`${alias}/`))
    .sort((left, right) => right.length - left.length);
  const target = name === undefined ? undefined : entry.aliases.get(name);
  return name === undefined || target === undefined ? null : firstSource(entry.folder, [target + specifier.slice(name.length)], probe);
}

function firstSource(folder: string, targets: readonly string[], probe: Probe): string | null {
  for (const target of targets) {
    const file = probe(join(folder, target));
    if (file !== null) return file;
  }
  for (const target of targets) {
    for (const source of sourcesOf(target)) {
      const file = probe(join(folder, source));
      if (file !== null) return file;
    }
  }
  return null;
}

/** Where a build tool would have read the file that it wrote to `target`. */
function sourcesOf(target: string): readonly string[] {
  const bare = target.replace(/^\.\//, '').replace(/(?:\.d)?\.[cm]?[jt]sx?$/, '');
  const match = /^(?:dist|build|lib|out|output|esm|cjs|es|types|\.build|dist-\w+)\/(?:(?:esm|cjs|es|types|node|browser|mjs|commonjs|lib|dist)\/)*(.*)$/.exec(
    bare,
  );
  const inner = match?.[1];
  return inner === undefined ? [bare] : [`src/${inner}`, inner, `src/${inner.replace(/^[^/]*\/src\//, '')}`, `lib/${inner}`];
}

/** The targets of the longest key that fits, in order of preference. */
function matchTargets(map: unknown, key: string): readonly string[] {
  if (!isRecord(map)) return [];
  if (map[key] !== undefined) return leaves(map[key], '');
  const patterns = Object.keys(map)
    .filter((pattern) => pattern.includes('*'))
    .sort((left, right) => right.length - left.length);
  for (const pattern of patterns) {
    const star = pattern.indexOf('*');
    const prefix = pattern.slice(0, star);
    const suffix = pattern.slice(star + 1);
    if (!key.startsWith(prefix) || !key.endsWith(suffix) || key.length < prefix.length + suffix.length) continue;
    return leaves(map[pattern], key.slice(prefix.length, key.length - suffix.length));
  }
  return [];
}

function normaliseExports(exports: unknown): unknown {
  if (typeof exports === 'string' || Array.isArray(exports)) return { '.': exports };
  if (isRecord(exports) && !Object.keys(exports).some((key) => key.startsWith('.'))) return { '.': exports };
  return exports;
}

function leaves(value: unknown, star: string): readonly string[] {
  if (typeof value === 'string') return [value.replaceAll('*', star)];
  if (Array.isArray(value)) return value.flatMap((each) => leaves(each, star));
  if (!isRecord(value)) return [];
  const keys = Object.keys(value);
  const ordered = [...conditions.filter((each) => keys.includes(each)), ...keys.filter((each) => !conditions.includes(each))];
  return ordered.flatMap((each) => leaves(value[each], star));
}
