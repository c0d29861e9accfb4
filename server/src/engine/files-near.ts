// The files that a file imports, and what those export from: where the wrapper that registers its handlers most likely stands.
import { isTest } from '../workspace/file-kinds.ts';
import type { Workspace } from '../workspace/workspace.ts';

const specifiers = /\b(?:from|import|require)\s*\(?\s*['"]([^'"\n]+)['"]/gu;
interface Reach {
  readonly depth: number;
  readonly mostFiles: number;
}

/** What a file imports itself, with a barrel or two. */
const close: Reach = { depth: 3, mostFiles: 80 };

/** Behind the barrels of a package of the workspace's own: one that exports hundreds of files hides a wrapper four or five steps deep. */
const wide: Reach = { depth: 6, mostFiles: 1500 };

export interface Place {
  readonly near: ReadonlySet<string>;
  /** Files that may register handlers. */
  readonly names: readonly string[];
}

/**
 * Where to look for what registers the handlers of a file, cheapest first. `all` tells every file that registers any: asked only when those near the file that name a transport have none of its handlers.
 * Last comes each of them: a start-up file may hand the handlers of one file to the wrapper of another, and neither imports the other.
 */
export function* placesToLook(workspace: Pick<Workspace, 'read' | 'resolve' | 'candidates'>, file: string, all: () => readonly string[]): Iterable<Place> {
  const naming = (near: ReadonlySet<string>): readonly string[] => workspace.candidates.filter((name) => near.has(name) && !isTest(name));
  const near = filesNear(workspace, file, close);
  yield { near, names: naming(near) };
  yield { near, names: all() };
  const further = filesNear(workspace, file, wide);
  yield { near: further, names: naming(further) };
  yield { near: new Set(all()), names: all() };
}

/** By text alone, nearest first; the file itself included. */
function filesNear(workspace: Pick<Workspace, 'read' | 'resolve'>, file: string, { depth, mostFiles }: Reach): ReadonlySet<string> {
  const near = new Set([file]);
  let edge: readonly string[] = [file];
  for (let step = 0; step < depth; step += 1) {
    const next: string[] = [];
    for (const from of edge) {
      for (const [, specifier = ''] of (workspace.read(from) ?? '').matchAll(specifiers)) {
        const target = workspace.resolve(from, specifier);
        if (target?.kind !== 'file' || near.has(target.file) || near.size >= mostFiles) continue;
        near.add(target.file);
        next.push(target.file);
      }
    }
    edge = next;
  }
  return near;
}
