// SAM and CloudFormation templates: functions with their `Events`, and event source mappings that stand on their own.
import { folderOf } from '../package-files.ts';
import { join } from '../project-files.ts';
import type { Workspace } from '../workspace.ts';
import type { FunctionTrigger, TriggerSource } from './function-trigger.ts';
import { locateHandler } from './handler-file.ts';
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
    if (textAt(resource, 'Type') === 'AWS::Lambda::EventSourceMapping') found.push(...mappingOf(workspace, file, resources, resource));
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
  const code = textAt(properties, 'CodeUri') ?? textAt(globals, 'CodeUri') ?? textAt(properties, 'Code') ?? '.';
  const folder = folderOf(file);
  const polled = source === 'sqs' || source === 'kinesis' || source === 'dynamodb-streams' || source === 'kafka';
  const target =
    at(event, 'Queue') ??
    at(event, 'Topic') ??
    at(event, 'Stream') ??
    at(event, 'Bucket') ??
    at(event, 'EventSourceArn') ??
    at(event, 'Schedule') ??
    at(event, 'ScheduleExpression');
  const asyncFailure =
    at(properties, 'DeadLetterQueue', 'TargetArn') ??
    at(properties, 'DeadLetterConfig', 'TargetArn') ??
    at(properties, 'EventInvokeConfig', 'DestinationConfig', 'OnFailure');
  const failure = at(event, 'DestinationConfig', 'OnFailure') ?? at(event, 'DeadLetterConfig') ?? (polled ? null : asyncFailure);
  return [
    {
      framework: 'sam',
      file,
      line,
      functionName: name,
      handlerPath,
      ...locateHandler(workspace, [join(folder, code), folder, ''], handlerPath),
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
        (source === 'sqs' ? retriesOf(target, resources) : numberAt(properties, 'EventInvokeConfig', 'MaximumRetryAttempts')),
    },
  ];
}

/** The function is named by reference; the source by what its ARN refers to. */
function mappingOf(workspace: Workspace, file: string, resources: Setting | null, mapping: Setting): readonly FunctionTrigger[] {
  const event = at(mapping, 'Properties');
  const name = logicalName(at(event, 'FunctionName'));
  const properties = name === null ? null : at(resources, name, 'Properties');
  if (name === null || properties === null) return [];
  const type = textAt(resources, logicalName(at(event, 'EventSourceArn')) ?? '', 'Type') ?? textAt(event, 'EventSourceArn') ?? '';
  return triggerOf(workspace, file, { name, properties, globals: null, resources }, sourceOfType(type), mapping.line, event);
}

function sourceOfType(type: string): TriggerSource {
  if (/sqs/i.test(type)) return 'sqs';
  if (/kinesis/i.test(type)) return 'kinesis';
  if (/dynamodb|StreamArn/i.test(type)) return 'dynamodb-streams';
  return /msk|kafka/i.test(type) ? 'kafka' : 'other';
}
