// What an infrastructure file says about one deployed function: which code runs, what sends it events, what happens to the ones it fails on.
// Plain data; which handler that makes is decided where models are laid over code.

export type TriggerSource =
  | 'sqs'
  | 'sns'
  | 'kinesis'
  | 'dynamodb-streams'
  | 's3-events'
  | 'eventbridge'
  | 'scheduled'
  | 'kafka'
  | 'amqp'
  | 'mqtt'
  | 'mongodb'
  | 'cloudflare-queues'
  | 'gcp-pubsub'
  | 'azure-service-bus'
  | 'azure-storage-queue'
  | 'azure-event-hubs'
  | 'azure-changes'
  | 'azure-events'
  | 'other';

/** One event source of one function. A function with three sources gives three rows. */
export interface FunctionTrigger {
  readonly framework: 'serverless' | 'sam' | 'terraform' | 'wrangler' | 'azure';
  /** The infrastructure file and the 1-based line of the event source in it. */
  readonly file: string;
  readonly line: number;
  /** The function's name in that file. */
  readonly functionName: string | null;
  /** The handler as written, `src/orders.handler`; for a worker its entry, `src/index.ts`. */
  readonly handlerPath: string;
  /** The workspace file the handler stands in; null when none was found. */
  readonly handlerFile: string | null;
  /** The exported name, dotted for members: `handler`; a worker's is `default.queue` or `default.scheduled`. */
  readonly exportName: string;
  readonly source: TriggerSource;
  /** Queue, topic, bucket, schedule or rule where it is written out; null when computed elsewhere. */
  readonly sourceName: string | null;
  /** `ReportBatchItemFailures` (or its like) is switched on. */
  readonly partialFailures: boolean;
  /** Where failed events go: a queue's redrive policy, an on-failure destination, a function's dead-letter queue; null when none is in sight. */
  readonly deadLetter: string | null;
  /** Attempts after the first one, where written. */
  readonly retries: number | null;
  /** How many messages are handed over at a time, at most, where written. */
  readonly batchSize?: number | null;
}

/** What a mapping is set to besides its source. */
export interface MappingSettings {
  /** A place in the stream to begin at: what polls a queue has none. */
  readonly begins: boolean;
  readonly topics: boolean;
  readonly queues: boolean;
}

/**
 * What a mapping polls, by its source's type or name; of one that is imported or handed in, by what must be set for it.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html StartingPosition "is required for Amazon Kinesis and Amazon DynamoDB Stream event sources", Topics, Queues
 */
export function sourceMapped(reference: string, { begins, topics, queues }: MappingSettings): TriggerSource {
  if (/kinesis/i.test(reference)) return 'kinesis';
  if (/dynamo|stream_?arn/i.test(reference)) return 'dynamodb-streams';
  if (/sqs/i.test(reference)) return 'sqs';
  if (topics || /msk|kafka/i.test(reference)) return 'kafka';
  if (queues) return 'amqp';
  return begins && !/queue/i.test(reference) ? 'kinesis' : 'sqs';
}
