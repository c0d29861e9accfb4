// Functions that CDK code deploys: which handler runs, what sends it events, what becomes of the ones it fails on. Read by provenance like any other code; never run.
// @see aws-cdk-lib@2.276 aws-lambda-event-sources/lib/*.d.ts, aws-events-targets/lib/lambda.d.ts, aws-lambda-nodejs/lib/function.d.ts
import ts from 'typescript';
import { calleeOf } from '../syntax/file-index.ts';
import type { Program, Reading } from '../provenance/program.ts';
import type { ApiValue, CallSite, Value } from '../provenance/values.ts';
import type { TriggerSource } from '../workspace/infrastructure/function-trigger.ts';
import { exportingFile, locateHandler, namedFolder, type HandlerLocation } from '../workspace/infrastructure/handler-file.ts';
import { folderOf } from '../workspace/package-files.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { writtenPath } from './construct-paths.ts';
import { constructsOf, type Construct } from './constructs.ts';
import type { DeployedFunction } from './draft.ts';
import { isTest } from '../workspace/file-kinds.ts';

/** Event sources that a function is given: `fn.addEventSource(new SqsEventSource(queue))`. */
const eventSources: Readonly<Record<string, TriggerSource>> = {
  SqsEventSource: 'sqs',
  SnsEventSource: 'sns',
  S3EventSource: 's3-events',
  S3EventSourceV2: 's3-events',
  KinesisEventSource: 'kinesis',
  DynamoEventSource: 'dynamodb-streams',
  ManagedKafkaEventSource: 'kafka',
  SelfManagedKafkaEventSource: 'kafka',
};

/** Targets that a source is given, with the module they come from (a destination of the same name is something else). */
const targets: Readonly<Record<string, { readonly source: TriggerSource; readonly module: RegExp }>> = {
  LambdaFunction: { source: 'eventbridge', module: /aws-events-targets/ },
  LambdaSubscription: { source: 'sns', module: /aws-sns-subscriptions/ },
  LambdaDestination: { source: 's3-events', module: /aws-s3-notifications/ },
};

/** A function and the source that is attached to it, as calls of constructs. */
interface Attachment {
  readonly at: ts.Node;
  readonly source: TriggerSource;
  readonly fn: Value;
  /** The event source or target; its arguments say what is reported and kept. */
  readonly made: CallSite;
}

export function cdkFunctions(program: Program, workspace: Workspace): readonly DeployedFunction[] {
  const words = ['addEventSource', ...Object.keys(targets)];
  const files = [...new Set(words.flatMap((word) => workspace.filesNaming(word, 200)))].filter((file) => !isTest(file)).sort();
  return files.flatMap((file) => attachmentsIn(program, file).flatMap((attachment) => deployedBy(program, workspace, attachment)));
}

function attachmentsIn(program: Program, file: string): readonly Attachment[] {
  const given = program.callsNamed(file, 'addEventSource').flatMap((node): Attachment[] => {
    const callee = ts.isCallExpression(node) ? calleeOf(node) : null;
    const [source] = program.argumentsOf({ node, env: null });
    if (!callee || !ts.isPropertyAccessExpression(callee) || !source) return [];
    return constructsOf(program, source).flatMap(({ name, made }) => {
      const kind = eventSources[name];
      return kind === undefined ? [] : [{ at: node, source: kind, fn: program.valueOf(callee.expression, null), made }];
    });
  });
  const taken = Object.entries(targets).flatMap(([name, { source, module }]) =>
    program.callsNamed(file, name).flatMap((node): Attachment[] => {
      const value = ts.isNewExpression(node) ? program.valueOf(node, null) : null;
      const [fn] = program.argumentsOf({ node, env: null });
      return value?.kind === 'api' && module.test(moduleOf(value)) && fn ? [{ at: node, source, fn, made: { node, env: null } }] : [];
    }),
  );
  return [...given, ...taken];
}

/** `aws-cdk-lib/aws-events-targets`, also as a member of the whole library: `cdk.aws_events_targets`. */
function moduleOf({ specifier, parent }: ApiValue): string {
  const members: string[] = [];
  for (let at = parent; at !== null; at = at.parent) if (at.token?.kind === 'member') members.unshift(at.token.name.replaceAll('_', '-'));
  return [specifier, ...members].join('/');
}

function deployedBy(program: Program, workspace: Workspace, { at, source, fn, made }: Attachment): readonly DeployedFunction[] {
  return constructsOf(program, fn).flatMap((construct): readonly DeployedFunction[] => {
    const properties = propertiesOf(program, construct.made);
    const { handlerFile, exportName } = handlerOf(program, workspace, construct, properties);
    if (handlerFile === null) return [];
    const { file, line } = program.placeOf(at);
    const options = (name: string): Reading | null => program.readPath(made, `Argument[1].Member[${name}]`);
    const polled = source !== 'sns' && source !== 's3-events' && source !== 'eventbridge';
    const kept =
      source === 'sqs' ? isParkedBy(program, made) : polled ? options('onFailure') !== null : keepsFailures(program, file, construct.made, properties);
    return [
      {
        file,
        line,
        handlerFile,
        exportName,
        source,
        sourceName: null,
        partialFailures: isOn(options('reportBatchItemFailures')),
        deadLetter: kept ? 'dead-letter queue' : null,
        retries: numberOf(options('retryAttempts')),
        batchSize: numberOf(options('batchSize')),
      },
    ];
  });
}

/** Reads a member of a construct's properties, which stand third: `new Function(scope, id, properties)`. */
type Properties = (name: string) => Reading | null;

function propertiesOf(program: Program, made: CallSite): Properties {
  return (name) => program.readPath(made, `Argument[2].Member[${name}]`);
}

/** `entry` names the source file; else `handler` names it in the folder that `code` packs, or that the archive is called after; else an export of this name that is the only one says which file it is. */
function handlerOf(program: Program, workspace: Workspace, construct: Construct, properties: Properties): HandlerLocation {
  const folder = folderOf(program.fileOf(construct.made.node));
  const folders = [folder, ...foldersAbove(folder)];
  const handler = textOf(properties('handler'));
  const entry = properties('entry');
  if (entry !== null) {
    const path = writtenPath(program, entry);
    const exportName = handler?.split('.').at(-1) ?? 'handler';
    return path === null
      ? { handlerFile: null, exportName }
      : { ...locateHandler(workspace, ['', ...folders], `${withoutExtension(path)}.${exportName}`), exportName };
  }
  if (handler === null) return { handlerFile: null, exportName: 'handler' };
  const code = properties('code');
  const asset = code && ts.isCallExpression(code.node) ? program.readPath({ node: code.node, env: code.env }, 'Argument[0]') : null;
  const packed = asset === null ? null : writtenPath(program, asset);
  const found =
    packed === null
      ? null
      : locateHandler(
          workspace,
          ['', ...folders].map((each) => joined(each, packed)),
          handler,
        );
  const exportName = handler.split('.').at(-1) ?? '';
  if (found?.handlerFile) return found;
  const archive = archiveOf(program, properties);
  const archived = archive === null ? null : namedFolder(workspace, [archive], exportName);
  return { handlerFile: archived ?? exportingFile(workspace, exportName), exportName };
}

/** What a build has packed and put into a bucket beforehand is called after its folder: `Code.fromBucket(bucket, '…/orders.zip')`, or `fileName: 'orders.zip'` of a company's constructs. */
function archiveOf(program: Program, properties: Properties): string | null {
  const code = properties('code');
  const key = code && ts.isCallExpression(code.node) ? program.readPath({ node: code.node, env: code.env }, 'Argument[1]') : properties('fileName');
  return /(?:^|\/)([^/]+)\.zip$/.exec(textOf(key) ?? '')?.[1] ?? null;
}

/** The queue behind an event source has a dead-letter queue. */
function isParkedBy(program: Program, source: CallSite): boolean {
  const [queue] = program.argumentsOf(source);
  return queue !== undefined && constructsOf(program, queue).some(({ made }) => program.readPath(made, 'Argument[2].Member[deadLetterQueue]') !== null);
}

/** An asynchronous function keeps what it fails on: by its own properties, or by what is configured for it in the same file. */
function keepsFailures(program: Program, file: string, made: CallSite, properties: Properties): boolean {
  if (properties('onFailure') !== null || properties('deadLetterQueue') !== null || isOn(properties('deadLetterQueueEnabled'))) return true;
  return program.callsNamed(file, 'configureAsyncInvoke').some((node) => {
    const callee = ts.isCallExpression(node) ? calleeOf(node) : null;
    if (!callee || !ts.isPropertyAccessExpression(callee)) return false;
    const isSame = constructsOf(program, program.valueOf(callee.expression, null)).some((each) => each.made.node === made.node);
    return isSame && program.readPath({ node, env: null }, 'Argument[0].Member[onFailure]') !== null;
  });
}

function isOn(reading: Reading | null): boolean {
  return reading?.value.kind === 'constant' && reading.value.value === true;
}

function numberOf(reading: Reading | null): number | null {
  return reading?.value.kind === 'constant' && typeof reading.value.value === 'number' ? reading.value.value : null;
}

function textOf(reading: Reading | null): string | null {
  return reading?.value.kind === 'constant' && typeof reading.value.value === 'string' ? reading.value.value : null;
}

function withoutExtension(path: string): string {
  return path.replace(/\.[cm]?[jt]sx?$/, '');
}

function joined(folder: string, path: string): string {
  return folder === '' ? path : `${folder}/${path}`;
}

/** Paths may be relative to the file, or to the folder that the CDK is started in. */
function foldersAbove(folder: string): readonly string[] {
  const parts = folder.split('/').filter((part) => part !== '');
  return parts.map((_, index) => parts.slice(0, parts.length - 1 - index).join('/'));
}
