// SAM and CloudFormation templates: functions with their `Events`, and mappings, subscriptions, rules and notifications that stand beside them.
import { folderOf } from '../package-files.ts';
import { join } from '../project-files.ts';
import type { Workspace } from '../workspace.ts';
import { sourceMapped, type FunctionTrigger, type TriggerSource } from './function-trigger.ts';
import { exportingFile, locateHandler, namedFolder, type HandlerLocation } from './handler-file.ts';
import { deadLetterOf, logicalName, nameOf, retriesOf } from './resources.ts';
import { at, numberAt, textAt, type Setting } from './settings-tree.ts';

const sources: Readonly<Record<string, TriggerSource>> = {
  SQS: 'sqs',
  SNS: 'sns',
  Kinesis: 'kinesis',
  DynamoDB: 'dynamodb-streams',
  S3: 's3-events',
  EventBridgeRule: 'eventbridge',
  CloudWatchEvent: 'eventbridge',
  Schedule: 'scheduled',
  ScheduleV2: 'scheduled',
  MSK: 'kafka',
  SelfManagedKafka: 'kafka',
  MQ: 'amqp',
  IoTRule: 'mqtt',
  DocumentDB: 'mongodb',
};

export function triggersOfTemplate(workspace: Workspace, file: string, tree: Setting): readonly FunctionTrigger[] {
  const resources = at(tree, 'Resources');
  const globals = at(tree, 'Globals', 'Function');
  const found: FunctionTrigger[] = [];
  for (const [name, resource] of resources?.entries ?? []) {
    const properties = at(resource, 'Properties');
    if (textAt(resource, 'Type') === 'AWS::Serverless::Function') {
      for (const [, event] of at(properties, 'Events')?.entries ?? []) {
        const source = sources[textAt(event, 'Type') ?? ''];
        if (source !== undefined)
          found.push(...triggerOf(workspace, file, { name, properties, globals, resources }, source, event.line, at(event, 'Properties')));
      }
    }
    for (const { target, source, line, event } of attachmentsOf(resources, resource)) {
      const meant = functionMeant(target, resources);
      if (meant !== null)
        found.push(...triggerOf(workspace, file, { name: meant, properties: at(resources, meant, 'Properties'), globals, resources }, source, line, event));
    }
  }
  return found;
}

interface DeployedFunction {
  readonly name: string;
  readonly properties: Setting | null;
  readonly globals: Setting | null;
  readonly resources: Setting | null;
}

function triggerOf(
  workspace: Workspace,
  file: string,
  deployed: DeployedFunction,
  source: TriggerSource,
  line: number,
  event: Setting | null,
): readonly FunctionTrigger[] {
  const { name, properties, globals, resources } = deployed;
  const handlerPath = textAt(properties, 'Handler') ?? textAt(globals, 'Handler');
  if (handlerPath === null) return [];
  const polled = source === 'sqs' || source === 'kinesis' || source === 'dynamodb-streams' || source === 'kafka';
  const target =
    at(event, 'Queue') ??
    at(event, 'Topic') ??
    at(event, 'TopicArn') ??
    at(event, 'Stream') ??
    at(event, 'Bucket') ??
    at(event, 'EventSourceArn') ??
    at(event, 'Schedule') ??
    at(event, 'ScheduleExpression');
  const failure = polled ? at(event, 'DestinationConfig', 'OnFailure') : failureOf(deployed);
  return [
    {
      framework: 'sam',
      file,
      line,
      functionName: name,
      handlerPath,
      ...locationOf(workspace, file, deployed, handlerPath),
      source,
      sourceName: nameOf(target, resources),
      partialFailures: (at(event, 'FunctionResponseTypes')?.items ?? []).some((each) => each.scalar === 'ReportBatchItemFailures'),
      deadLetter:
        source === 'sqs'
          ? deadLetterOf(target, resources)
          : failure === null
            ? null
            : (nameOf(at(failure, 'Destination') ?? failure, resources) ?? 'on-failure destination'),
      retries:
        numberAt(event, 'MaximumRetryAttempts') ??
        (source === 'sqs' ? retriesOf(target, resources) : polled ? null : numberAt(properties, 'EventInvokeConfig', 'MaximumRetryAttempts')),
      batchSize: numberAt(event, 'BatchSize'),
    },
  ];
}

/** By the folder its code is in; of code that was packed before, by an export that says what it is, else by a folder of the archive's name. */
function locationOf(workspace: Workspace, file: string, { properties, globals }: DeployedFunction, handlerPath: string): HandlerLocation {
  const code = textAt(properties, 'CodeUri') ?? textAt(globals, 'CodeUri') ?? textAt(properties, 'Code') ?? '.';
  const folder = folderOf(file);
  const found = locateHandler(workspace, [join(folder, code), folder, ''], handlerPath);
  if (found.handlerFile !== null) return found;
  const archive = /([\w-]+)\.zip$/.exec(textAt(properties, 'Code', 'S3Key') ?? code)?.[1];
  const built = bundleNames(handlerPath);
  const named = archive === undefined ? null : (exportingFile(workspace, found.exportName) ?? namedFolder(workspace, [archive], found.exportName));
  return { ...found, handlerFile: named ?? namedFolder(workspace, built, found.exportName) };
}

/** A bundle in the root of what is deployed is named by its entry's folder: `storeOrders.handler` is made from `store-orders/handler.ts`. */
function bundleNames(handlerPath: string): readonly string[] {
  const name = /^(\w+)\.\w+$/.exec(handlerPath)?.[1];
  return name === undefined || name === 'index' ? [] : [name, name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)];
}

/** An event source that stands beside the function it sends to. */
interface Attachment {
  readonly target: Setting | null;
  readonly source: TriggerSource;
  readonly line: number;
  readonly event: Setting | null;
}

function attachmentsOf(resources: Setting | null, resource: Setting): readonly Attachment[] {
  const event = at(resource, 'Properties');
  const attached = (target: Setting | null, source: TriggerSource): Attachment => ({ target, source, line: resource.line, event });
  switch (textAt(resource, 'Type')) {
    case 'AWS::Lambda::EventSourceMapping': {
      // A template that is given the queue has no more than the parameter's name.
      const type = textAt(resources, logicalName(at(event, 'EventSourceArn')) ?? '', 'Type') ?? textAt(event, 'EventSourceArn') ?? '';
      const has = (name: string): boolean => at(event, name) !== null;
      return [attached(at(event, 'FunctionName'), sourceMapped(type, { begins: has('StartingPosition'), topics: has('Topics'), queues: has('Queues') }))];
    }
    case 'AWS::SNS::Subscription':
      return textAt(event, 'Protocol') === 'lambda' ? [attached(at(event, 'Endpoint'), 'sns')] : [];
    case 'AWS::Events::Rule': {
      const source = at(event, 'ScheduleExpression') === null ? 'eventbridge' : 'scheduled';
      return (at(event, 'Targets')?.items ?? []).map((target) => attached(at(target, 'Arn'), source));
    }
    case 'AWS::S3::Bucket':
      return (at(event, 'NotificationConfiguration', 'LambdaConfigurations')?.items ?? []).map((each) => attached(at(each, 'Function'), 's3-events'));
    default:
      return [];
  }
}

/** The function that a reference is about, whatever it is put together from: `!GetAtt F.Arn`, `!Ref F.Alias`, `!Join [':', [!GetAtt F.Arn, live]]`. */
function functionMeant(reference: Setting | null, resources: Setting | null): string | null {
  if (reference === null) return null;
  const words = typeof reference.scalar === 'string' ? (reference.scalar.match(/\w+/g) ?? []) : [];
  const named = words.find((word) => functionTypes.has(textAt(resources, word, 'Type') ?? ''));
  if (named !== undefined) return named;
  for (const part of [...reference.items, ...reference.entries.values()]) {
    const found = functionMeant(part, resources);
    if (found !== null) return found;
  }
  return null;
}

const functionTypes: ReadonlySet<string> = new Set(['AWS::Serverless::Function', 'AWS::Lambda::Function']);

/** Where an event goes that the function failed on. What a rule or subscription has for events that never reached the function is no such place. */
function failureOf({ name, properties, resources }: DeployedFunction): Setting | null {
  const configured = [...(resources?.entries.values() ?? [])].find(
    (each) => textAt(each, 'Type') === 'AWS::Lambda::EventInvokeConfig' && functionMeant(at(each, 'Properties', 'FunctionName'), resources) === name,
  );
  return (
    at(properties, 'DeadLetterQueue', 'TargetArn') ??
    at(properties, 'DeadLetterConfig', 'TargetArn') ??
    at(properties, 'EventInvokeConfig', 'DestinationConfig', 'OnFailure') ??
    at(configured, 'Properties', 'DestinationConfig', 'OnFailure')
  );
}
