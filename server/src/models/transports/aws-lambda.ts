// Lambda runs an exported function for what an event source gives it: queues and streams until it succeeds, asynchronous sources three times and then never again
// unless a destination keeps the event. Which source it is stands in a type of @types/aws-lambda or in the infrastructure's files.
import type { Condition, DeliveryRow, HandlerRow, TransportModel } from '../schema.ts';
import type { Transport } from '../../facts/vocabulary.ts';

const partial: Condition = { option: 'Trigger.Member[partialFailures]', is: true };
const kept: Condition = { option: 'Trigger.Member[deadLetter]', is: 'present' };
const unseen: Condition = { option: 'Trigger', is: 'absent' };
const batch = { guarantee: 'at-least-once', acknowledged: 'on-success', onCrash: 'redelivered', untilIdle: true } as const;

const queue: readonly DeliveryRow[] = [
  {
    when: [partial],
    ...batch,
    onError: 'redelivered',
    partialFailures: true,
    why: 'Lambda deletes the batch when the function succeeds, apart from the items it reports as failed',
  },
  {
    when: [unseen],
    ...batch,
    onError: 'redelivered',
    partialFailures: true,
    why: 'Lambda deletes the batch when the function succeeds',
    unlessReported: ['ReportBatchItemFailures is not set on the event source: then reported failures are ignored and deleted'],
  },
  { ...batch, onError: 'redelivered', why: 'Lambda deletes the whole batch when the function succeeds' },
];

const bounded: readonly Condition[] = [
  { option: 'Trigger.Member[retries]', is: 'present' },
  { option: 'Trigger.Member[deadLetter]', is: 'absent' },
];
const discarded = 'after the attempts that the event source allows, what fails is discarded: it has no failure destination';

const stream: readonly DeliveryRow[] = [
  { when: [partial, ...bounded], ...batch, onError: 'redelivered-then-dropped', partialFailures: true, why: discarded },
  { when: bounded, ...batch, onError: 'redelivered-then-dropped', why: discarded },
  {
    when: [partial],
    ...batch,
    onError: 'redelivered',
    partialFailures: true,
    why: 'Lambda goes on in the stream when the function succeeds, from the first item it reports as failed',
  },
  {
    when: [unseen],
    ...batch,
    onError: 'redelivered',
    partialFailures: true,
    why: 'Lambda goes on in the stream when the function succeeds',
    unlessReported: ['ReportBatchItemFailures is not set on the event source: then reported failures are ignored'],
  },
  { ...batch, onError: 'redelivered', why: 'Lambda goes on in the stream when the function succeeds' },
];

const asynchronous: readonly DeliveryRow[] = [
  { when: [kept], ...batch, onError: 'redelivered-then-parked', why: 'an asynchronous invocation is tried three times, then its destination keeps the event' },
  {
    ...batch,
    onError: 'redelivered-then-dropped',
    why: 'an asynchronous invocation is tried three times, then the event is discarded',
    unless: ['the function has a failure destination or dead-letter queue'],
  },
];

const records = { unit: 'batch', message: 'Parameter[0].Member[Records].Element' } as const;
const polled = { ...records, batchSize: 'Trigger.Member[batchSize]' } as const;
const kafkaRecords = { unit: 'batch', message: 'Parameter[0].Member[records].Element.Element' } as const;
const single = { unit: 'message', message: 'Parameter[0]' } as const;

type Shape = Pick<HandlerRow, 'unit' | 'message' | 'batchSize'>;

/** What code that names no type gives its source away by: the first of these words is read of the event, and the others stand in the function too. */
const shaped: Partial<Record<Transport, readonly (readonly string[])[]>> = {
  sqs: [
    ['Records', 'body'],
    ['Records', 'messageId'],
  ],
  sns: [['Records', 'Sns']],
  kinesis: [['Records', 'kinesis']],
  'dynamodb-streams': [['Records', 'dynamodb']],
  's3-events': [['Records', 's3']],
  // What a log group's subscription filter sends, and a receipt rule of SES.
  other: [
    ['awslogs', 'data'],
    ['Records', 'ses'],
  ],
};

function source(
  transport: Transport,
  deployed: string,
  handlers: readonly string[],
  events: readonly string[],
  shape: Shape,
  delivery: readonly DeliveryRow[],
): readonly HandlerRow[] {
  const common = { transport, delivery, source: ['Trigger.Member[sourceName]'], given: { 1: 'Context', 2: 'Callback' }, ...shape };
  return [
    { at: `Deployed[${deployed}]`, ...common },
    ...(shaped[transport] ?? []).map((words): HandlerRow => ({ at: `Shaped[${transport}]`, ...common, words })),
    { at: `Annotated[${handlers.join(',')}]`, ...common },
    { at: `Annotated[${events.join(',')}].Parameter[0]`, ...common },
  ];
}

export const awsLambda: TransportModel = {
  format: 1,
  package: ['aws-lambda', '@types/aws-lambda'],
  transport: 'sqs',
  handlers: [
    ...source('sqs', 'sqs', ['SQSHandler'], ['SQSEvent', 'SQSRecord'], polled, queue),
    ...source('sns', 'sns', ['SNSHandler'], ['SNSEvent'], records, asynchronous),
    ...source('kinesis', 'kinesis', ['KinesisStreamHandler'], ['KinesisStreamEvent'], polled, stream),
    ...source('dynamodb-streams', 'dynamodb-streams', ['DynamoDBStreamHandler'], ['DynamoDBStreamEvent'], polled, stream),
    ...source(
      's3-events',
      's3-events',
      ['S3Handler', 'S3NotificationEventBridgeHandler'],
      ['S3Event', 'S3NotificationEvent', 'S3CreateEvent'],
      records,
      asynchronous,
    ),
    ...source('eventbridge', 'eventbridge', ['EventBridgeHandler'], ['EventBridgeEvent', 'CloudWatchLogsEvent'], single, asynchronous),
    ...source('kafka', 'kafka', ['MSKHandler', 'SelfManagedKafkaHandler'], ['MSKEvent', 'SelfManagedKafkaEvent'], kafkaRecords, stream),
    ...source(
      'amqp',
      'amqp',
      ['RabbitMQHandler', 'AmazonMQHandler'],
      ['RabbitMQEvent', 'AmazonMQEvent'],
      { unit: 'batch', message: 'Parameter[0].Member[rmqMessagesByQueue].AnyMember.Element' },
      queue,
    ),
    ...source('other', 'other,mqtt', ['SESHandler', 'IoTHandler', 'CloudWatchLogsHandler'], ['SESEvent'], single, asynchronous),
  ],
  // What a function that is not async is told by; one that is async may call it all the same, and what comes first counts.
  settles: [
    { at: 'Callback', does: 'acknowledge', told: true },
    { at: 'Context.Member[done]', does: 'acknowledge', told: true },
    { at: 'Context.Member[succeed]', does: 'acknowledge' },
    { at: 'Context.Member[fail]', does: 'reject', requeue: true },
  ],
  identity: [
    { at: 'Member[messageId]', transport: 'sqs', stable: 'redelivery' },
    { at: 'Member[receiptHandle]', transport: 'sqs', stable: 'delivery-scoped' },
    { at: 'Member[attributes].Member[ApproximateReceiveCount]', transport: 'sqs', stable: 'delivery-scoped' },
    { at: 'Member[attributes].Member[ApproximateFirstReceiveTimestamp]', transport: 'sqs', stable: 'delivery-scoped' },
    { at: 'Member[attributes].Member[MessageDeduplicationId]', transport: 'sqs', stable: 'redelivery', coversDuplicatePublish: true },
    { at: 'Member[eventID]', transport: 'kinesis', stable: 'redelivery' },
    { at: 'Member[eventID]', transport: 'dynamodb-streams', stable: 'redelivery' },
    { at: 'Member[Sns].Member[MessageId]', transport: 'sns', stable: 'redelivery' },
    { at: 'Member[s3].Member[object].Member[sequencer]', transport: 's3-events', stable: 'redelivery' },
    { at: 'Member[id]', transport: 'eventbridge', stable: 'redelivery' },
  ],
  sources: [
    '@types/aws-lambda@8.10.164 trigger/*.d.ts',
    '@types/aws-lambda@8.10.164 handler.d.ts',
    'https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html',
    'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client src/CallbackContext.js, src/Runtime.js',
    'https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html',
    'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html',
  ],
};
