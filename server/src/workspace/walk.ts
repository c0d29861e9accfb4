// Lists the files of a folder once: honours nested .gitignore files, leaves out what can't be the workspace's own code, follows no links.
import type { Dirent } from 'node:fs';
import picomatch from 'picomatch';
import type { Skipped } from '../facts/handler.ts';
import { linkTarget, listFolder, readBytes, textOf } from './disk.ts';
import { isForeignFolder, looksLikeOutput, mayBeOutput } from './file-kinds.ts';
import { isIgnored, withIgnoreFile, type IgnoreRules } from './ignore-rules.ts';

export interface Listing {
  /** Every file that is not ignored, source or not. */
  readonly files: Set<string>;
  /** Links that stay inside the root, to where they lead. */
  readonly links: ReadonlyMap<string, string>;
  readonly skipped: readonly Skipped[];
}

export interface WalkOptions {
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}

/** A workspace of more files than this is most likely a home directory opened by mistake. */
const mostFiles = 400_000;

export function walk(root: string, options: WalkOptions): Listing {
  const files = new Set<string>();
  const links = new Map<string, string>();
  const skipped: Skipped[] = [];
  const isExcluded = options.exclude?.length ? picomatch(options.exclude.map(folderPattern), { dot: true }) : () => false;
  const pending: { readonly folder: string; readonly rules: IgnoreRules | null; readonly entries?: readonly Dirent[] }[] = [{ folder: '', rules: null }];
  for (let next = pending.pop(); next !== undefined && files.size < mostFiles; next = pending.pop()) {
    const { folder } = next;
    const entries = next.entries ?? listFolder(root, folder);
    if ('problem' in entries) {
      skipped.push({ file: folder === '' ? '.' : folder, reason: entries.problem });
      continue;
    }
    const rules = entries.some((entry) => entry.name === '.gitignore' && entry.isFile()) ? addIgnoreFile(root, folder, next.rules) : next.rules;
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isSymbolicLink()) addLink(root, path, links, skipped);
      else if (entry.isFile()) {
        if (!isIgnored(rules, path) && !isExcluded(path)) files.add(path);
      } else if (entry.isDirectory() && !isForeignFolder(entry.name) && !isIgnored(rules, `${path}/`) && !isExcluded(path)) {
        const inside = mayBeOutput(entry.name) ? listFolder(root, path) : undefined;
        if (inside === undefined) pending.push({ folder: path, rules });
        else if ('problem' in inside) skipped.push({ file: path, reason: inside.problem });
        else if (!isOutput(root, path, entry.name, inside, entries)) pending.push({ folder: path, rules, entries: inside });
      }
    }
  }
  return { files, links, skipped };
}

/** TypeScript one level down counts as well: `build/tasks/x.ts`. */
function isOutput(root: string, folder: string, name: string, inside: readonly Dirent[], siblings: readonly Dirent[]): boolean {
  const names = inside.map((entry) => entry.name);
  for (const entry of inside) {
    if (!entry.isDirectory()) continue;
    const below = listFolder(root, `${folder}/${entry.name}`);
    if (!('problem' in below)) names.push(...below.map((each) => each.name));
  }
  return looksLikeOutput(
    name,
    names,
    siblings.map((entry) => entry.name),
  );
}

function addIgnoreFile(root: string, folder: string, outer: IgnoreRules | null): IgnoreRules | null {
  const file = folder === '' ? '.gitignore' : `${folder}/.gitignore`;
  const result = readBytes(root, file, 200_000);
  return result.kind === 'text' ? withIgnoreFile(outer, folder, textOf(result)) : outer;
}

function addLink(root: string, path: string, links: Map<string, string>, skipped: Skipped[]): void {
  if (/(?:^|\/)(?:node_modules|\.[^/]+)$/.test(path)) return;
  const target = linkTarget(root, path);
  if (target === null) skipped.push({ file: path, reason: 'a link that leads out of the folder or nowhere' });
  else if (target !== '') links.set(path, target);
}

/** `legacy` and `legacy/` mean everything below it, as people write it. */
export function folderPattern(pattern: string): string {
  const bare = pattern.replace(/^\.\//, '').replace(/\/$/, '');
  return /[*?[{]/.test(bare) ? bare : `{${bare},${bare}/**,**/${bare},**/${bare}/**}`;
}
