// Absolute paths in imports are those of the place of deployment: `/app/shared/bus` in a container, `/opt/nodejs/db` in a Lambda layer. Their last folders are ours.
import { foldersAbove } from './package-files.ts';
import { join } from './project-files.ts';

/** Finds the file that an absolute path, as written in the file `from`, is copied from: near `from` first, elsewhere only where it can be one alone. */
export function createDeployedPaths(files: ReadonlySet<string>, probe: (path: string) => string | null): (from: string, specifier: string) => string | null {
  let parents: ReadonlyMap<string, ReadonlySet<string>> | null = null;
  const foldersWith = (name: string): ReadonlySet<string> => (parents ??= parentsOf(files)).get(name) ?? new Set();

  return (from, specifier) => {
    const segments = specifier.split('/').filter(Boolean);
    // One name alone (`/index`) may be any file's.
    for (let start = 0; start < segments.length - 1; start++) {
      const rest = segments.slice(start).join('/');
      const holders = foldersWith(segments[start] ?? '');
      const above = foldersAbove(from).filter((folder) => holders.has(folder));
      const near = above.map((folder) => probe(join(folder, rest))).find((file) => file !== null);
      if (near !== undefined) return near;
      const elsewhere = new Set([...holders].flatMap((folder) => probe(join(folder, rest)) ?? []));
      if (elsewhere.size === 1) return [...elsewhere][0] ?? null;
    }
    return null;
  };
}

/** The folders in which a folder of each name stands. */
function parentsOf(files: ReadonlySet<string>): ReadonlyMap<string, ReadonlySet<string>> {
  const parents = new Map<string, Set<string>>();
  const seen = new Set<string>();
  for (const file of files) {
    for (const folder of foldersAbove(file)) {
      if (folder === '' || seen.has(folder)) break;
      seen.add(folder);
      const cut = folder.lastIndexOf('/');
      const name = folder.slice(cut + 1);
      parents.set(name, (parents.get(name) ?? new Set<string>()).add(folder.slice(0, Math.max(cut, 0))));
    }
  }
  return parents;
}
