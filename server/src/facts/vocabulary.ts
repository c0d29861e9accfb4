// The words of the contract (semantics: lost, repeated, never, window, exposed) as literal unions.

export const transports = [
  'amqp',
  'azure-event-hubs',
  'azure-functions',
  'azure-service-bus',
  'azure-storage-queue',
  'bull',
  'cloudflare-queues',
  'dynamodb-streams',
  'eventbridge',
  'gcp-functions',
  'gcp-pubsub',
  'in-process',
  'jobs',
  'kafka',
  'kinesis',
  'kurrentdb',
  'mongodb',
  'mqtt',
  'nats',
  'nats-jetstream',
  'nestjs-tcp',
  'postgres',
  'postgres-queue',
  'pulsar',
  'redis-pubsub',
  'redis-streams',
  's3-events',
  'scheduled',
  'socket.io',
  'sns',
  'sqs',
  'stomp',
  'temporal',
  'webhook',
  'other',
] as const;
export type Transport = (typeof transports)[number];

export const effectKinds = [
  'payment',
  'email',
  'sms',
  'push',
  'chat',
  'http',
  'database',
  'counter',
  'publish',
  'job',
  'storage',
  'filesystem',
  'cache',
  'state',
  'other',
] as const;
export type EffectKind = (typeof effectKinds)[number];

/** Can it be brought about? `window`: only by a crash between two named steps. `exposed`: by an ordinary error or a lost acknowledgement. */
export const answers = ['never', 'window', 'exposed'] as const;
export type Answer = (typeof answers)[number];

export const headlines = [
  'exactly-once-effect',
  'exactly-once-effect-except-crash-window',
  'at-least-once',
  'at-most-once',
  'no-guarantee',
  'harmless',
  'unknown',
] as const;
export type Headline = (typeof headlines)[number];

export const guarantees = ['at-most-once', 'at-least-once', 'none', 'unknown'] as const;
export type Guarantee = (typeof guarantees)[number];

export const guardKinds = ['inbox', 'lease', 'claim', 'check-then-mark', 'unique-violation', 'state-check', 'in-memory', 'idempotency-key', 'library'] as const;
export type GuardKind = (typeof guardKinds)[number];

export type Severity = 'error' | 'warning' | 'information' | 'hint';
