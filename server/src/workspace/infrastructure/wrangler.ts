// wrangler.toml and its JSON forms: a worker that consumes queues or runs on a schedule, in the top level and in each environment.
import { folderOf } from '../package-files.ts';
import type { Workspace } from '../workspace.ts';
import type { FunctionTrigger } from './function-trigger.ts';
import { sourceFile } from './handler-file.ts';
import { at, numberAt, textAt, type Setting } from './settings-tree.ts';

export function triggersOfWrangler(workspace: Workspace, file: string, tree: Setting): readonly FunctionTrigger[] {
  const environments = [...(at(tree, 'env')?.entries.values() ?? [])];
  const found: FunctionTrigger[] = [];
  for (const section of [tree, ...environments]) {
    const handlerPath = textAt(section, 'main') ?? textAt(tree, 'main');
    if (handlerPath === null) continue;
    const handlerFile = sourceFile(workspace, [folderOf(file)], handlerPath);
    const worker = {
      framework: 'wrangler',
      file,
      functionName: textAt(section, 'name') ?? textAt(tree, 'name'),
      handlerPath,
      handlerFile,
      partialFailures: false,
    } as const;
    for (const consumer of at(section, 'queues', 'consumers')?.items ?? []) {
      const sourceName = textAt(consumer, 'queue');
      const deadLetter = textAt(consumer, 'dead_letter_queue');
      const retries = numberAt(consumer, 'max_retries') ?? 3;
      found.push({ ...worker, line: consumer.line, exportName: 'default.queue', source: 'cloudflare-queues', sourceName, deadLetter, retries });
    }
    for (const cron of at(section, 'triggers', 'crons')?.items ?? []) {
      const sourceName = typeof cron.scalar === 'string' ? cron.scalar : null;
      found.push({ ...worker, line: cron.line, exportName: 'default.scheduled', source: 'scheduled', sourceName, deadLetter: null, retries: null });
    }
  }
  return found;
}
