// The consumers of Mojaloop's services: node-rdkafka, read in a loop that waits for the handler, logs what it throws and goes on, so that the next commit passes over it.
import type { DeliveryRow, TransportModel } from '../schema.ts';

/** `config`: where the consumer's configuration stands. */
const delivery = (config: string): readonly DeliveryRow[] => [
  {
    when: [{ option: `${config}.Member[rdkafkaConf].Member[enable.auto.commit]`, is: true }],
    guarantee: 'none',
    acknowledged: 'on-delivery',
    promise: 'awaited',
    onError: 'dropped',
    why: 'the offset is stored as messages are handed over and committed on a timer (enable.auto.commit)',
  },
  {
    guarantee: 'at-least-once',
    acknowledged: 'explicit',
    passesOver: true,
    promise: 'awaited',
    onError: 'dropped',
    why: 'offsets are committed by hand; what the handler throws is logged, and the next commit passes over the message',
    unless: ['enable.auto.commit is left on: then offsets are committed on a timer, whatever the handler is doing'],
  },
];

export const mojaloopCentralServicesStream = {
  format: 1,
  package: ['@mojaloop/central-services-stream', '@mojaloop/central-services-shared'],
  transport: 'kafka',
  types: {
    Consumer: ['Package.Member[Kafka].Member[Consumer].Instance', 'Package.Member[Util].Member[Consumer].Member[getConsumer].ReturnValue'],
  },
  handlers: [
    {
      at: 'Package.Member[Util].Member[Consumer].Member[createHandler].Argument[2]',
      message: 'Parameter[1].Element',
      source: ['Call.Argument[0]', 'Call.Argument[0].Element'],
      delivery: delivery('Call.Argument[1]'),
    },
    {
      at: 'Consumer.Member[consume].Argument[0]',
      message: 'Parameter[1].Element',
      source: ['Consumer.Argument[0].Element'],
      delivery: delivery('Consumer.Argument[1]'),
    },
    // Each message is emitted besides: nobody waits for a listener, nor hears what it throws.
    {
      at: 'Consumer.Member[on].Argument[1]',
      events: ['message'],
      message: 'Parameter[0]',
      source: ['Consumer.Argument[0].Element'],
      delivery: delivery('Consumer.Argument[1]').map((row) => ({ ...row, promise: 'ignored', onError: row.acknowledged === 'explicit' ? 'stuck' : 'dropped' })),
    },
  ],
  settles: [
    { at: 'Consumer.Member[commit,commitSync,commitMessage,commitMessageSync]', does: 'acknowledge' },
    { at: 'Package.Member[Util].Member[Kafka].Member[commitMessageSync]', does: 'acknowledge' },
  ],
  identity: [{ at: 'Member[offset]', stable: 'redelivery', expression: '`${${m}.topic}-${${m}.partition}-${${m}.offset}`' }],
  sources: [
    '@mojaloop/central-services-stream@11.9.3 src/util/consumer.js, src/kafka/consumer.js',
    '@mojaloop/central-services-shared@18.38.2 src/util/kafka/index.js',
  ],
} as const satisfies TransportModel;
