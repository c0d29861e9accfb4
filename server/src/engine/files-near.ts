// The files that a file imports, and what those export from: where the wrapper that registers its handlers most likely stands.
import type { Workspace } from '../workspace/workspace.ts';

const specifiers = /\b(?:from|import|require)\s*\(?\s*['"]([^'"\n]+)['"]/gu;
const mostFiles = 80;
const depth = 3;

/** By text alone, nearest first; the file itself included. */
export function filesNear(workspace: Pick<Workspace, 'read' | 'resolve'>, file: string): ReadonlySet<string> {
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
