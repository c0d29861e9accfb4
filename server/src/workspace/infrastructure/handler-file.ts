// From a handler as infrastructure writes it, `src/orders.handler`, to the source file it stands in.
import type { Workspace } from '../workspace.ts';

export interface HandlerLocation {
  readonly handlerFile: string | null;
  readonly exportName: string;
}

/** `folders` are the places that the path may be relative to, most likely first. A built file is looked for where it was built from. */
export function locateHandler(workspace: Workspace, folders: readonly string[], written: string): HandlerLocation {
  const dot = written.lastIndexOf('.');
  const path = dot < 0 ? written : written.slice(0, dot);
  const exportName = dot < 0 ? 'handler' : written.slice(dot + 1);
  const handlerFile = path.includes('${') ? null : sourceFile(workspace, folders, path);
  return { handlerFile, exportName };
}

export function sourceFile(workspace: Workspace, folders: readonly string[], path: string): string | null {
  const bare = path.replace(/^\.\//, '');
  const unbuilt = bare.replace(/^(?:\.build|\.esbuild|\.webpack|dist|build|lib|out)\/(?:service\/)?/, '');
  for (const variant of new Set([bare, unbuilt, `src/${unbuilt}`])) {
    for (const folder of folders) {
      const found = workspace.resolve(folder === '' ? 'x' : `${folder}/x`, `./${variant}`);
      if (found?.kind === 'file') return found.file;
    }
  }
  return null;
}
