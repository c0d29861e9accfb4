// Confluent's KafkaJS-like API stores an offset after the handler's promise and commits stored ones on a timer: at-least-once. Its root API is node-rdkafka's.
import type { TransportModel } from '../schema.ts';

const delivery = [
  {
    when: [{ option: 'Consumer.Argument[0].Member[kafkaJS].Member[autoCommit]', is: false }],
    guarantee: 'at-least-once',
    acknowledged: 'explicit',
    passesOver: true,
    why: 'autoCommit is off: an offset is committed only where the code says so',
  },
  {
    guarantee: 'at-least-once',
    acknowledged: 'on-success',
    why: 'the offset is stored after the handler resolves and committed every 5 s (autoCommit default)',
  },
] as const;

const source = [
  'Sibling.Consumer.Member[subscribe].Argument[0].Member[topic]',
  'Sibling.Consumer.Member[subscribe].Argument[0].Member[topics].Element',
] as const;

export const confluentKafkaJavascript = {
  format: 1,
  package: '@confluentinc/kafka-javascript',
  transport: 'kafka',
  types: {
    Kafka: 'Package.Member[KafkaJS].Member[Kafka].Instance',
    Consumer: 'Kafka.Member[consumer].ReturnValue',
    KafkaConsumer: ['Package.Member[KafkaConsumer].Instance', 'Package.Member[KafkaConsumer].Member[createReadStream].ReturnValue'],
  },
  handlers: [
    { at: 'Consumer.Member[run].Argument[0].Member[eachMessage]', message: 'Parameter[0].Member[message]', source, delivery },
    {
      at: 'Consumer.Member[run].Argument[0].Member[eachBatch]',
      unit: 'batch',
      message: 'Parameter[0].Member[batch].Member[messages].Element',
      source,
      delivery,
    },
    {
      at: 'KafkaConsumer.Member[on].Argument[1]',
      events: ['data'],
      message: 'Parameter[0]',
      source: ['Sibling.KafkaConsumer.Member[subscribe].Argument[0].Element'],
      delivery: [
        {
          when: [{ option: 'KafkaConsumer.Argument[0].Member[enable.auto.commit]', is: false }],
          guarantee: 'at-least-once',
          acknowledged: 'explicit',
          passesOver: true,
          promise: 'ignored',
          onError: 'stuck',
          why: 'enable.auto.commit is off: an offset is committed only where the code says so',
        },
        {
          guarantee: 'none',
          acknowledged: 'on-delivery',
          promise: 'ignored',
          onError: 'dropped',
          why: 'the offset is stored as the message is handed over and committed on a timer (librdkafka default)',
        },
      ],
    },
  ],
  settles: [
    { at: 'Consumer.Member[commitOffsets]', does: 'acknowledge' },
    { at: 'KafkaConsumer.Member[commit,commitSync,commitMessage,commitMessageSync]', does: 'acknowledge' },
    { at: 'KafkaConsumer.Member[offsetsStore]', does: 'acknowledge', stored: true },
  ],
  identity: [{ at: 'Member[offset]', stable: 'redelivery', expression: '`${${p}topic}-${${p}partition}-${${m}.offset}`' }],
  sources: ['@confluentinc/kafka-javascript@1.10.1 lib/kafkajs/_consumer.js', '@confluentinc/kafka-javascript@1.10.1 MIGRATION.md'],
} as const satisfies TransportModel;
