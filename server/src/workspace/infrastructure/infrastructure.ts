// Reads every infrastructure file of the workspace that deploys functions, once per file.
import { comparePaths } from '../compare-paths.ts';
import { folderOf } from '../package-files.ts';
import type { Workspace } from '../workspace.ts';
import { triggersOfAzureFunction } from './azure-function.ts';
import { triggersOfTemplate } from './cloudformation.ts';
import type { FunctionTrigger } from './function-trigger.ts';
import { triggersOfServerless } from './serverless.ts';
import { parseSettings, type Setting } from './settings-tree.ts';
import { triggersOfTerraform } from './terraform.ts';
import { triggersOfWrangler } from './wrangler.ts';

export type { FunctionTrigger } from './function-trigger.ts';

interface Reader {
  readonly patterns: readonly string[];
  /** Folders in which any YAML file may be one, whatever its name. */
  readonly folders?: RegExp;
  /** Parsing is slow: a text without any of these words has nothing to say. */
  readonly words: RegExp;
  readonly read: (workspace: Workspace, file: string, tree: Setting) => readonly FunctionTrigger[];
}

const readers: readonly Reader[] = [
  {
    patterns: ['serverless.{yml,yaml,json}', 'serverless.*.{yml,yaml}', '*.serverless.{yml,yaml}'],
    words:
      /\b(?:sqs|sns|stream|s3|eventBridge|schedule|kafka|msk|rabbitmq|activemq|iot|cloudwatchEvent|worker|serviceBus|queue|eventHub|cosmosDB|eventGrid|blob|file\()/,
    read: triggersOfServerless,
  },
  {
    patterns: [
      'template.{yml,yaml,json}',
      '*template*.{yml,yaml}',
      'sam.{yml,yaml}',
      '*sam*.{yml,yaml}',
      '*.cfn.{yml,yaml,json}',
      'cloudformation*.{yml,yaml,json}',
      'cfn*.{yml,yaml}',
    ],
    folders: /(?:^|\/)(?:cfn|cf|cloud-?formation|aws|infra|infrastructure|stacks?|templates?|sam)\//i,
    words: /AWS::(?:Serverless::Function|Lambda::(?:Function|EventSourceMapping))/,
    read: triggersOfTemplate,
  },
  { patterns: ['function.json'], words: /bindings/, read: triggersOfAzureFunction },
  { patterns: ['wrangler.{toml,json,jsonc}', 'wrangler.*.{toml,json,jsonc}'], words: /queues|triggers/, read: triggersOfWrangler },
];

/** All event sources of all functions that infrastructure files deploy, in the order of files and lines. */
export function infrastructureOf(workspace: Workspace): readonly FunctionTrigger[] {
  const found: FunctionTrigger[] = [];
  const yaml = workspace.filesLike('*.{yml,yaml}');
  for (const { patterns, folders, words, read } of readers) {
    const named = patterns.flatMap((pattern) => workspace.filesLike(pattern));
    for (const file of new Set([...named, ...yaml.filter((one) => folders?.test(one))])) {
      const text = workspace.read(file);
      const tree = text === null || !words.test(text) ? null : parseSettings(file, text);
      if (tree !== null) found.push(...read(workspace, file, tree));
    }
  }
  for (const files of byFolder(workspace.filesLike('*.tf'))) found.push(...triggersOfTerraform(workspace, files));
  return found.sort((left, right) => comparePaths(left.file, right.file) || left.line - right.line);
}

function byFolder(files: readonly string[]): Iterable<readonly string[]> {
  const folders = new Map<string, string[]>();
  for (const file of files) folders.set(folderOf(file), [...(folders.get(folderOf(file)) ?? []), file]);
  return folders.values();
}
