// From a handler as infrastructure writes it, `src/orders.handler`, to the source file it stands in.
import { isTest } from '../file-kinds.ts';
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
  const places = [...folders, ...folders.flatMap(builtFrom)];
  for (const variant of new Set([bare, unbuilt, `src/${unbuilt}`])) {
    for (const folder of places) {
      const found = workspace.resolve(folder === '' ? 'x' : `${folder}/x`, `./${variant}`);
      if (found?.kind === 'file') return found.file;
    }
  }
  return null;
}

/** `functions/orders/dist`, as what is packed is called: built from what lies in the folder around it. */
function builtFrom(folder: string): readonly string[] {
  const around = /^(.*?)\/?(?:\.build|\.esbuild|\.webpack|dist|build|out)$/.exec(folder)?.[1];
  return around === undefined ? [] : [around];
}

/** Built bundles lose their source's path; an export that says what it is (not just `handler`) and stands in one file only is found without it. */
export function exportingFile(workspace: Workspace, exportName: string): string | null {
  if (exportName === '' || /^(?:handler|main|default|run|lambda)$/i.test(exportName)) return null;
  return only(workspace.filesNaming(exportName, 50).filter((file) => !isTest(file) && exports(workspace, file, exportName)));
}

/** The entry in the folder that one of these names is the only one to have. */
export function namedFolder(workspace: Workspace, names: readonly string[], exportName: string): string | null {
  const wanted = new Set(names.filter((name) => !/^(?:|this|main|default|app|lambda|function|handler|src)$/i.test(name)));
  const entries = workspace.filesLike('{index,main,handler,lambda,app}.{ts,mts,js,mjs}').filter((file) => {
    const folders = file.split('/').slice(0, -1);
    const named = folders.at(-1) === 'src' ? folders.at(-2) : folders.at(-1);
    return named !== undefined && wanted.has(named) && !isTest(file);
  });
  return only(entries.filter((file) => exports(workspace, file, exportName)));
}

export function exports(workspace: Workspace, file: string, name: string): boolean {
  return new RegExp(`\\bexport\\b[^;=(]*\\b${name}\\b|\\bexports\\.${name}\\b`).test(workspace.read(file) ?? '');
}

function only(files: readonly string[]): string | null {
  return files.length === 1 ? (files[0] ?? null) : null;
}
