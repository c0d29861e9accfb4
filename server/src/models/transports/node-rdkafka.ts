// node-rdkafka stores an offset as the message is handed over and commits stored ones on a timer, whatever the listener is doing: a crash can lose or repeat.
import type { TransportModel } from '../schema.ts';

const delivery = [
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
    when: [{ option: 'KafkaConsumer.Argument[0].Member[enable.auto.offset.store]', is: false }],
    guarantee: 'at-least-once',
    acknowledged: 'explicit',
    passesOver: true,
    promise: 'ignored',
    onError: 'stuck',
    why: 'enable.auto.offset.store is off: an offset is stored only where the code says so',
  },
  {
    guarantee: 'none',
    acknowledged: 'on-delivery',
    promise: 'ignored',
    onError: 'dropped',
    why: 'the offset is stored as the message is handed over and committed on a timer (librdkafka default)',
  },
] as const;

const source = [
  'Sibling.KafkaConsumer.Member[subscribe].Argument[0].Element',
  'KafkaConsumer.Argument[2].Member[topics]',
  'KafkaConsumer.Argument[2].Member[topics].Element',
] as const;

export const nodeRdkafka = {
  format: 1,
  package: 'node-rdkafka',
  transport: 'kafka',
  types: {
    KafkaConsumer: [
      'Package.Member[KafkaConsumer].Instance',
      'Package.Member[KafkaConsumer].Member[createReadStream].ReturnValue',
      'Package.Member[createReadStream].ReturnValue',
    ],
  },
  handlers: [
    { at: 'KafkaConsumer.Member[on].Argument[1]', events: ['data'], message: 'Parameter[0]', source, delivery },
    { at: 'KafkaConsumer.Member[consume].Argument[0]', message: 'Parameter[1]', source, delivery },
    { at: 'KafkaConsumer.Member[consume].Argument[1]', unit: 'batch', message: 'Parameter[1].Element', source, delivery },
  ],
  settles: [
    { at: 'KafkaConsumer.Member[commit,commitSync,commitMessage,commitMessageSync]', does: 'acknowledge' },
    { at: 'KafkaConsumer.Member[offsetsStore]', does: 'acknowledge', stored: true },
  ],
  identity: [{ at: 'Member[offset]', stable: 'redelivery', expression: '`${${m}.topic}-${${m}.partition}-${${m}.offset}`' }],
  sources: ['node-rdkafka@3.6.1 lib/kafka-consumer.js', 'librdkafka INTRODUCTION.md, At-least-once processing'],
} as const satisfies TransportModel;
