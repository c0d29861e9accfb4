// Terraform modules: mappings, subscriptions, rules and notifications that send to a function, and what the queues and functions beside them say about failures.
// A module is a folder: what one of its files attaches, another defines.
// @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lambda_event_source_mapping
import { folderOf } from '../package-files.ts';
import { join } from '../project-files.ts';
import type { Workspace } from '../workspace.ts';
import { sourceMapped, type FunctionTrigger, type TriggerSource } from './function-trigger.ts';
import { exportingFile, locateHandler, namedFolder, type HandlerLocation } from './handler-file.ts';
import { parseHcl } from './hcl.ts';
import { at, numberAt, textAt, type Setting } from './settings-tree.ts';

/** A module without any of these sends nothing to a function. */
const words = /"aws_(?:lambda_event_source_mapping|cloudwatch_event_target|sns_topic_subscription|s3_bucket_notification)"/;

interface Module {
  readonly folder: string;
  /** `resource`s and `data` by type and name, with the file they stand in. */
  readonly resources: ReadonlyMap<string, ReadonlyMap<string, Defined>>;
  /** The `module` blocks, by name. */
  readonly modules: ReadonlyMap<string, Setting>;
  /** `locals`, as they are written. */
  readonly locals: ReadonlyMap<string, Setting>;
}

interface Defined {
  readonly file: string;
  readonly body: Setting;
}

/** `files` are those of one folder. */
export function triggersOfTerraform(workspace: Workspace, files: readonly string[]): readonly FunctionTrigger[] {
  const texts = files.flatMap((file) => {
    const text = workspace.read(file);
    return text === null ? [] : [{ file, text }];
  });
  if (!texts.some(({ text }) => words.test(text))) return [];
  const module = moduleOf(texts.map(({ file, text }) => ({ file, tree: parseHcl(text) })));
  return attachmentsOf(module).flatMap((attachment) => triggerOf(workspace, module, attachment));
}

function moduleOf(trees: readonly { readonly file: string; readonly tree: Setting }[]): Module {
  const resources = new Map<string, Map<string, Defined>>();
  for (const { file, tree } of trees) {
    for (const [type, named] of [...(at(tree, 'resource')?.entries ?? []), ...(at(tree, 'data')?.entries ?? [])]) {
      const known = resources.get(type) ?? new Map<string, Defined>();
      for (const [name, body] of named.entries) known.set(name, { file, body });
      resources.set(type, known);
    }
  }
  const all = (block: string): ReadonlyMap<string, Setting> =>
    new Map(trees.flatMap(({ tree }) => (at(tree, block)?.items ?? []).flatMap((one) => [...one.entries])));
  const modules = new Map(trees.flatMap(({ tree }) => [...(at(tree, 'module')?.entries ?? [])]));
  return { folder: folderOf(trees[0]?.file ?? ''), resources, modules, locals: all('locals') };
}

/** An event source and the function it sends to, as the reference is written. */
interface Attachment {
  readonly file: string;
  readonly line: number;
  readonly source: TriggerSource;
  readonly target: string;
  readonly origin: string;
  readonly body: Setting;
}

function attachmentsOf(module: Module): readonly Attachment[] {
  const found: Attachment[] = [];
  const each = (
    type: string,
    attach: (body: Setting) => readonly { readonly source: TriggerSource | null; readonly target: string | null; readonly origin: string | null }[],
  ): void => {
    for (const { file, body } of module.resources.get(type)?.values() ?? [])
      for (const { source, target, origin } of attach(body))
        if (source !== null && target !== null) found.push({ file, line: body.line, source, target, origin: origin ?? '', body });
  };
  each('aws_lambda_event_source_mapping', (body) => {
    const origin = textAt(body, 'event_source_arn');
    const has = (name: string): boolean => at(body, name) !== null;
    const source = sourceMapped(origin ?? '', { begins: has('starting_position'), topics: has('topics'), queues: has('queues') });
    return [{ source, target: textAt(body, 'function_name'), origin }];
  });
  each('aws_cloudwatch_event_target', (body) => {
    const rule = resourceMeant(module, 'aws_cloudwatch_event_rule', textAt(body, 'rule') ?? '');
    const source = rule === null ? null : at(rule.body, 'event_pattern') !== null ? 'eventbridge' : 'scheduled';
    return [{ source, target: textAt(body, 'arn'), origin: textAt(body, 'rule') }];
  });
  each('aws_sns_topic_subscription', (body) =>
    textAt(body, 'protocol') === 'lambda' ? [{ source: 'sns', target: textAt(body, 'endpoint'), origin: textAt(body, 'topic_arn') }] : [],
  );
  each('aws_s3_bucket_notification', (body) =>
    (at(body, 'lambda_function')?.items ?? []).map((one) => ({
      source: 's3-events',
      target: textAt(one, 'lambda_function_arn'),
      origin: textAt(body, 'bucket'),
    })),
  );
  return found;
}

function triggerOf(workspace: Workspace, module: Module, attachment: Attachment): readonly FunctionTrigger[] {
  const { file, line, source, target, origin, body } = attachment;
  const deployed = functionMeant(module, target);
  if (deployed === null) return [];
  const location = locationOf(workspace, module, deployed);
  if (location.handlerFile === null) return [];
  const queue = source === 'sqs' ? resourceMeant(module, 'aws_sqs_queue', origin) : null;
  const polled = source === 'kinesis' || source === 'dynamodb-streams' || source === 'kafka';
  const isKept =
    source === 'sqs' ? isRedriven(module, queue, origin) : polled ? at(body, 'destination_config', 'on_failure') !== null : keepsFailures(module, deployed);
  return [
    {
      framework: 'terraform',
      file,
      line,
      functionName: deployed.name,
      handlerPath: deployed.handlerPath,
      ...location,
      source,
      sourceName: (queue && textAt(queue.body, 'name')?.replace(/^.*\$\{.*$/, '')) || /^aws_\w+\.([\w-]+)/.exec(origin)?.[1] || null,
      partialFailures: (at(body, 'function_response_types')?.items ?? []).some((one) => one.scalar === 'ReportBatchItemFailures'),
      deadLetter: isKept ? 'dead-letter queue' : null,
      retries: numberAt(body, 'maximum_retry_attempts'),
      batchSize: numberAt(body, 'batch_size'),
    },
  ];
}

interface Deployed {
  readonly name: string;
  readonly body: Setting;
  /** `index.handler`; of a container image, whose own command says it, the export that is usual. */
  readonly handlerPath: string;
}

/** The function behind `aws_lambda_function.f.arn`, an alias of it, or what a module of functions gives out. */
function functionMeant(module: Module, reference: string): Deployed | null {
  const alias = resourceMeant(module, 'aws_lambda_alias', reference);
  const meant = alias === null ? reference : (textAt(alias.body, 'function_name') ?? '');
  const [, kind, name = ''] = /\b(aws_lambda_function|module)\.([\w-]+)/.exec(meant) ?? [];
  const body = kind === 'module' ? module.modules.get(name) : module.resources.get('aws_lambda_function')?.get(name)?.body;
  return body === undefined ? null : { name, body, handlerPath: handlerWritten(module, body) };
}

function handlerWritten(module: Module, body: Setting): string {
  const plain = textAt(body, 'handler') ?? textAt(body, 'lambda_handler');
  if (plain !== null && /^[\w./-]+\.\w+$/.test(plain)) return plain;
  const named = textAt(body, 'handler_function_name');
  if (named !== null && /^\w+$/.test(named)) return `index.${named}`;
  for (const local of localsIn(module, body)) {
    const given = textAt(local, 'handler') ?? /\bhandler\s*=\s*"([\w./-]+\.\w+)"/.exec(textAt(local) ?? '')?.[1];
    if (given !== undefined) return given;
  }
  return 'index.handler';
}

/** The `local`s that a block's attributes are. */
function localsIn(module: Module, body: Setting): readonly Setting[] {
  return [...body.entries.values()].flatMap((value) => {
    const name = /^local\.([\w-]+)$/.exec(textAt(value) ?? '')?.[1];
    const local = name === undefined ? undefined : module.locals.get(name);
    return local === undefined ? [] : [local];
  });
}

/** By the folder that is packed; else by an export that says what it is; else by a folder of the function's name. */
function locationOf(workspace: Workspace, module: Module, { name, body, handlerPath }: Deployed): HandlerLocation {
  const paths = pathsIn(module, body);
  const found = locateHandler(
    workspace,
    paths.map((path) => join(module.folder, path)),
    handlerPath,
  );
  if (found.handlerFile !== null) return found;
  const exporting = exportingFile(workspace, found.exportName);
  if (exporting !== null) return { ...found, handlerFile: exporting };
  const named = textAt(body, 'function_name') ?? '';
  const names = [...(/^[\w-]+$/.test(named) ? [named] : []), ...paths.map(lastFolder), name, name.replaceAll('_', '-')];
  return { ...found, handlerFile: namedFolder(workspace, names, found.exportName) };
}

/** Folders and archives that a function is packed from, relative to its module. */
function pathsIn(module: Module, body: Setting): readonly string[] {
  const archives = [...body.entries.values()].flatMap((value) => {
    const name = /^data\.archive_file\.([\w-]+)/.exec(textAt(value) ?? '')?.[1];
    const archive = name === undefined ? undefined : module.resources.get('archive_file')?.get(name)?.body;
    return archive === undefined ? [] : [archive];
  });
  const written = [body, ...archives].flatMap((one) => [...one.entries].filter(([key]) => /file|path|dir|folder|source|zip|s3_key/.test(key)));
  const texts = [...written.map(([, value]) => textAt(value) ?? ''), ...localsIn(module, body).map((local) => textAt(local) ?? '')];
  return texts.flatMap((text) => {
    const path = /(?:\$\{path\.(?:module|root|cwd)\}\/|^)((?:\.{1,2}\/)*[\w@-][\w./@-]*)/.exec(text)?.[1];
    if (path === undefined || !path.includes('/')) return [];
    return [/\.\w+$/.test(path) ? folderOf(path) : path];
  });
}

function lastFolder(path: string): string {
  const parts = path.split('/').filter((part) => !/^(?:\.{1,2}|dist|build|out|lib|src)$/.test(part));
  return parts.at(-1) ?? '';
}

function resourceMeant({ resources }: Module, type: string, reference: string): Defined | null {
  const name = new RegExp(`\\b${type}\\.([\\w-]+)`).exec(reference)?.[1];
  return (name === undefined ? undefined : resources.get(type)?.get(name)) ?? null;
}

function isRedriven({ resources }: Module, queue: Defined | null, reference: string): boolean {
  if (queue === null) return false;
  if (at(queue.body, 'redrive_policy') !== null) return true;
  const name = /\baws_sqs_queue\.([\w-]+)/.exec(reference)?.[1] ?? '';
  return [...(resources.get('aws_sqs_queue_redrive_policy')?.values() ?? [])].some(({ body }) =>
    (textAt(body, 'queue_url') ?? '').includes(`aws_sqs_queue.${name}.`),
  );
}

/** Where an event goes that the function failed on; what a target or subscription keeps are events that never reached it. */
function keepsFailures({ resources }: Module, { name, body }: Deployed): boolean {
  if (at(body, 'dead_letter_config', 'target_arn') !== null || textAt(body, 'dead_letter_target_arn') !== null) return true;
  return [...(resources.get('aws_lambda_function_event_invoke_config')?.values() ?? [])].some(
    (each) => (textAt(each.body, 'function_name') ?? '').includes(`aws_lambda_function.${name}.`) && at(each.body, 'destination_config', 'on_failure') !== null,
  );
}
