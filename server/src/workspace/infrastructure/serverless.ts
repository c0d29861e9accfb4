// serverless.yml: functions with events, and the queue workers of its `lift` plug-in. Queues are looked up in the resources of the same file.
import { folderOf } from '../package-files.ts';
import type { Workspace } from '../workspace.ts';
import type { FunctionTrigger, TriggerSource } from './function-trigger.ts';
import { locateHandler } from './handler-file.ts';
import { deadLetterOf, nameOf, retriesOf } from './resources.ts';
import { at, numberAt, parseSettings, textAt, type Setting } from './settings-tree.ts';

const sources: Readonly<Record<string, TriggerSource>> = {
  sqs: 'sqs',
  sns: 'sns',
  s3: 's3-events',
  eventBridge: 'eventbridge',
  cloudwatchEvent: 'eventbridge',
  schedule: 'scheduled',
  kafka: 'kafka',
  msk: 'kafka',
  rabbitmq: 'amqp',
  activemq: 'amqp',
  iot: 'mqtt',
  documentDb: 'mongodb',
  pubsub: 'gcp-pubsub',
};

/** Events of the plug-in for Azure, whose settings stand beside their name. */
const azureSources: Readonly<Record<string, TriggerSource>> = {
  serviceBus: 'azure-service-bus',
  queue: 'azure-storage-queue',
  eventHub: 'azure-event-hubs',
  cosmosDB: 'azure-changes',
  eventGrid: 'azure-events',
  blob: 'azure-events',
};

export function triggersOfServerless(workspace: Workspace, file: string, tree: Setting): readonly FunctionTrigger[] {
  const isAzure = textAt(tree, 'provider', 'name') === 'azure';
  const resources = at(tree, 'resources', 'Resources') ?? at(include(workspace, file, at(tree, 'resources')), 'Resources');
  const found = functionsOf(workspace, file, tree).flatMap(([name, definition]) => triggersOfFunction(workspace, file, name, definition, resources, isAzure));
  return [...found, ...workersOf(workspace, file, tree)];
}

/** The event sources of one function as it is defined: `{ handler, events: [{ sqs: ... }] }`. */
export function triggersOfFunction(
  workspace: Workspace,
  file: string,
  name: string,
  definition: Setting,
  resources: Setting | null = null,
  isAzure = false,
): readonly FunctionTrigger[] {
  const written = textAt(definition, 'handler');
  if (written === null) return [];
  return (at(definition, 'events')?.items ?? []).flatMap((event) => {
    const [kind, body] = [...event.entries][0] ?? [null, null];
    const source = kind === null || body === null ? null : isAzure ? azureSources[kind] : sourceOf(kind, body);
    return source && body !== null ? [trigger(workspace, file, resources, name, written, definition, event, source, body)] : [];
  });
}

function trigger(
  workspace: Workspace,
  file: string,
  resources: Setting | null,
  functionName: string,
  handlerPath: string,
  definition: Setting,
  event: Setting,
  source: TriggerSource,
  body: Setting,
): FunctionTrigger {
  const written = [
    at(body, 'arn'),
    at(body, 'topicName'),
    at(body, 'bucket'),
    at(body, 'topic'),
    at(body, 'queue'),
    at(body, 'eventBus'),
    at(body, 'rate'),
    ...['queueName', 'topicName', 'eventHubName', 'containerName', 'path'].map((key) => at(event, 'x-azure-settings', key)),
    body,
  ];
  const target = written.find((each) => each !== null) ?? body;
  const polled = source === 'sqs' || source === 'kinesis' || source === 'dynamodb-streams';
  const onFailure = [
    at(body, 'destinations', 'onFailure'),
    // A rule's or subscription's own dead-letter queue is for events that never reached the function.
    ...(polled ? [] : [at(definition, 'onError'), at(definition, 'destinations', 'onFailure')]),
  ];
  const destination = onFailure.find((each) => each !== null) ?? null;
  return {
    framework: 'serverless',
    file,
    line: event.line,
    functionName,
    handlerPath,
    ...locateHandler(workspace, [folderOf(file), ''], handlerPath),
    source,
    sourceName: nameOf(target, resources),
    partialFailures: textAt(body, 'functionResponseType') === 'ReportBatchItemFailures',
    deadLetter: source === 'sqs' ? deadLetterOf(target, resources) : destination === null ? null : (nameOf(destination, resources) ?? 'on-failure destination'),
    retries: numberAt(body, 'maximumRetryAttempts') ?? (polled ? retriesOf(target, resources) : numberAt(definition, 'maximumRetryAttempts')),
    batchSize: numberAt(body, 'batchSize'),
  };
}

/** `constructs: { jobs: { type: queue, worker: { handler } } }`: a queue with a dead-letter queue and partial failures switched on. */
function workersOf(workspace: Workspace, file: string, tree: Setting): readonly FunctionTrigger[] {
  const found: FunctionTrigger[] = [];
  for (const [name, construct] of at(tree, 'constructs')?.entries ?? []) {
    const handlerPath = textAt(construct, 'worker', 'handler');
    if (textAt(construct, 'type') !== 'queue' || handlerPath === null) continue;
    const location = locateHandler(workspace, [folderOf(file), ''], handlerPath);
    const retries = (numberAt(construct, 'maxRetries') ?? 3) - 1;
    const line = at(construct, 'worker')?.line ?? construct.line;
    found.push({
      framework: 'serverless',
      file,
      line,
      functionName: name,
      handlerPath,
      ...location,
      source: 'sqs',
      sourceName: name,
      partialFailures: true,
      deadLetter: `${name}-dlq`,
      retries,
      batchSize: numberAt(construct, 'worker', 'batchSize') ?? numberAt(construct, 'batchSize') ?? 1,
    });
  }
  return found;
}

/** A map, or a list of maps, each possibly in a file of its own. */
function functionsOf(workspace: Workspace, file: string, tree: Setting): readonly (readonly [string, Setting])[] {
  const section = at(tree, 'functions');
  const parts = section === null ? [] : section.items.length > 0 ? section.items : [section];
  return parts
    .flatMap((part) => [...(include(workspace, file, part)?.entries ?? [])])
    .map(([name, definition]) => [name, include(workspace, file, definition) ?? definition] as const);
}

/** `${file(functions/orders.yml)}` or `${file(functions.yml):orders}` stands for what is in that file. */
function include(workspace: Workspace, from: string, setting: Setting | null): Setting | null {
  const match = typeof setting?.scalar === 'string' ? /^\$\{file\(([^)$]+)\)(?::([\w.]+))?/.exec(setting.scalar) : null;
  const path = match?.[1];
  if (path === undefined) return setting;
  const folder = folderOf(from);
  const file = `${folder === '' ? '' : `${folder}/`}${path.replace(/^\.\//, '')}`;
  const text = workspace.read(file);
  const tree = text === null ? null : parseSettings(file, text);
  return at(tree, ...(match?.[2]?.split('.') ?? []));
}

function sourceOf(kind: string, body: Setting): TriggerSource | null {
  if (kind !== 'stream') return sources[kind] ?? null;
  const type = textAt(body, 'type');
  if (type !== null) return type === 'kinesis' ? 'kinesis' : 'dynamodb-streams';
  return /kinesis/i.test(textAt(body, 'arn') ?? textAt(body) ?? '') ? 'kinesis' : 'dynamodb-streams';
}
