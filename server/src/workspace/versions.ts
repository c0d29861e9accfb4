// Which version of a package a file gets: from the lock file where there is one, else as declared. Lock files are searched as text, once each.
import { foldersAbove, type PackageFiles } from './package-files.ts';

interface Input {
  readonly packages: PackageFiles;
  readonly has: (file: string) => boolean;
  readonly read: (file: string) => string | null;
}

type LockedVersion = (text: string, folder: string, name: string, range: string) => string | null;

const lockFiles: readonly (readonly [name: string, find: LockedVersion])[] = [
  ['package-lock.json', inPackageLock],
  ['npm-shrinkwrap.json', inPackageLock],
  ['yarn.lock', inYarnLock],
  ['pnpm-lock.yaml', inPnpmLock],
];

/** Answers `versionOf(from, package)`; memoised by the folder of the declaring package. */
export function createVersions(input: Input): (from: string, name: string) => string | null {
  const memo = new Map<string, string | null>();

  function versionOf(from: string, name: string): string | null {
    const declaring = input.packages.around(from).find((each) => each.dependencies.has(name));
    if (declaring === undefined) return null;
    const key = `${declaring.folder}\n${name}`;
    const known = memo.get(key);
    if (known !== undefined) return known;
    const range = declaring.dependencies.get(name) ?? '*';
    const made = locked(declaring.folder, name, range) ?? (/\d/.test(range) ? range : null);
    memo.set(key, made);
    return made;
  }

  function locked(folder: string, name: string, range: string): string | null {
    for (const above of foldersAbove(`${folder}/package.json`)) {
      for (const [lock, find] of lockFiles) {
        const file = above === '' ? lock : `${above}/${lock}`;
        const text = input.has(file) ? input.read(file) : null;
        if (text === null) continue;
        const version = find(text, folder.slice(above === '' ? 0 : above.length + 1), name, range);
        if (version !== null) return version;
      }
    }
    return null;
  }

  return versionOf;
}

/** Versions 2 and 3 list installed folders; version 1 nests packages by name. */
function inPackageLock(text: string, folder: string, name: string): string | null {
  const own = folder === '' ? null : after(text, `"${folder}/node_modules/${name}": {`, /^\s*"version": "([^"]+)"/);
  return own ?? after(text, `"node_modules/${name}": {`, /^\s*"version": "([^"]+)"/) ?? after(text, `\n    "${name}": {`, /^\s*"version": "(\d[^"]*)"/);
}

/** Classic: `kafkajs@^2.0.0, kafkajs@^2.2.0:`; from version 2 on: `"kafkajs@npm:^2.0.0":`. */
function inYarnLock(text: string, _folder: string, name: string, range: string): string | null {
  const written = /^\s+version:? "?([^"\s]+)"?/m;
  let first: string | null = null;
  for (let at = text.indexOf(`${name}@`); at >= 0; at = text.indexOf(`${name}@`, at + 1)) {
    const before = text[at - 1];
    if (before !== '\n' && before !== '"' && before !== ' ' && at !== 0) continue;
    const lineStart = text.lastIndexOf('\n', at) + 1;
    const lineEnd = text.indexOf('\n', at);
    const header = text.slice(lineStart, lineEnd < 0 ? text.length : lineEnd);
    if (!header.trimEnd().endsWith(':') || header.startsWith(' ')) continue;
    const version = written.exec(text.slice(lineEnd, lineEnd + 200))?.[1] ?? null;
    if (header.includes(`${name}@${range}`) || header.includes(`${name}@npm:${range}`)) return version;
    first ??= version;
  }
  return first;
}

/** The importer's own entry gives the version; older files list packages only. */
function inPnpmLock(text: string, folder: string, name: string): string | null {
  const importer = text.indexOf(`\n  ${folder === '' ? '.' : folder}:\n`);
  if (importer >= 0) {
    const end = text.slice(importer + 1).search(/\n {2}\S[^\n]*:\n|\n\S/);
    const section = end < 0 ? text.slice(importer) : text.slice(importer, importer + 1 + end);
    for (const key of [`\n      ${name}:`, `\n      '${name}':`]) {
      const version = after(section, key, /^(?:\s*\n\s+specifier:[^\n]*\n\s+version:)? *'?(\d[^\s('_]*)/);
      if (version !== null) return version;
    }
  }
  return (
    after(text, `\n  /${name}@`, /^(\d[^\s:('_]*)/) ??
    after(text, `\n  ${name}@`, /^(\d[^\s:('_]*)/) ??
    after(text, `\n  '${name}@`, /^(\d[^\s:('_]*)/) ??
    after(text, `\n  /${name}/`, /^(\d[^\s:('_]*)/)
  );
}

function after(text: string, key: string, pattern: RegExp): string | null {
  const at = text.indexOf(key);
  return at < 0 ? null : (pattern.exec(text.slice(at + key.length, at + key.length + 300))?.[1] ?? null);
}
