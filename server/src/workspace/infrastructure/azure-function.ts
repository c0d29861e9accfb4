// function.json: one Azure function, run by the exported name `run` or `index`, or as the only export, in the file beside it or in the built one that it names.
import { folderOf } from '../package-files.ts';
import type { Workspace } from '../workspace.ts';
import type { FunctionTrigger, TriggerSource } from './function-trigger.ts';
import { exports, sourceFile } from './handler-file.ts';
import { at, numberAt, textAt, type Setting } from './settings-tree.ts';

const sources: Readonly<Record<string, TriggerSource>> = {
  servicebustrigger: 'azure-service-bus',
  queuetrigger: 'azure-storage-queue',
  eventhubtrigger: 'azure-event-hubs',
  cosmosdbtrigger: 'azure-changes',
  eventgridtrigger: 'azure-events',
  blobtrigger: 'azure-events',
};

export function triggersOfAzureFunction(workspace: Workspace, file: string, tree: Setting): readonly FunctionTrigger[] {
  const folder = folderOf(file);
  const handlerPath = textAt(tree, 'scriptFile') ?? 'index.js';
  const handlerFile = scriptOf(workspace, folder, handlerPath);
  if (handlerFile === null) return [];
  const exportName = textAt(tree, 'entryPoint') ?? ['run', 'index'].find((name) => exports(workspace, handlerFile, name)) ?? 'default';
  return (at(tree, 'bindings')?.items ?? []).flatMap((binding): readonly FunctionTrigger[] => {
    const source = sources[textAt(binding, 'type')?.toLowerCase() ?? ''];
    if (source === undefined) return [];
    const named = ['queueName', 'topicName', 'eventHubName', 'containerName', 'collectionName', 'path'].map((key) => textAt(binding, key));
    return [
      {
        framework: 'azure',
        file,
        line: binding.line,
        functionName: folder.split('/').at(-1) ?? null,
        handlerPath,
        handlerFile,
        exportName,
        source,
        sourceName: named.find((name) => name !== null && !name.includes('%')) ?? null,
        partialFailures: false,
        deadLetter: null,
        retries: numberAt(tree, 'retry', 'maxRetryCount'),
      },
    ];
  });
}

/** `../dist/orders/index.js` of `orders/function.json` is built from `orders/index.ts` or `src/orders/index.ts` of the application. */
function scriptOf(workspace: Workspace, folder: string, written: string): string | null {
  if (!written.startsWith('../')) return sourceFile(workspace, [folder], written);
  return sourceFile(workspace, [folderOf(folder)], written.slice('../'.length));
}
