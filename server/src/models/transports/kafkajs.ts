// KafkaJS resolves an offset after the handler's promise and commits once per fetched batch, so a crash replays the batch: at-least-once unless committing is
// switched off or done early. A TypeError-like error stops the consumer for good; the message is still there for the next start.
import type { TransportModel } from '../schema.ts';

const byHand = {
  guarantee: 'at-least-once',
  acknowledged: 'explicit',
  passesOver: true,
  why: 'autoCommit is off: an offset is committed only where the code says so',
} as const;

const delivery = [
  {
    // A batch of which nothing was resolved is fetched again.
    when: [
      { option: 'Call.Argument[0].Member[autoCommit]', is: false },
      { option: 'Call.Argument[0].Member[eachBatchAutoResolve]', is: false },
    ],
    ...byHand,
    passesOver: false,
  },
  { when: [{ option: 'Call.Argument[0].Member[autoCommit]', is: false }], ...byHand },
  {
    when: [{ option: 'Call.Argument[0].Member[autoCommit]', is: 'unknown' }],
    guarantee: 'at-least-once',
    acknowledged: 'on-success',
    why: 'kafkajs commits the offset after the handler resolves (autoCommit default)',
    unless: ['autoCommit is switched off by a value computed elsewhere'],
  },
  { guarantee: 'at-least-once', acknowledged: 'on-success', why: 'kafkajs commits the offset after the handler resolves (autoCommit default)' },
] as const;

/** A package that is not here stands between, with what it does about errors and offsets. */
const throughPackage = [
  {
    guarantee: 'unknown',
    acknowledged: 'on-success',
    why: 'a package that is not known here runs it for each message: when the offset is committed, and after an error too, can be stated in delivery-guarantees.json',
  },
] as const;

const source = [
  'Sibling.Consumer.Member[subscribe].Argument[0].Member[topic]',
  'Sibling.Consumer.Member[subscribe].Argument[0].Member[topics].Element',
] as const;

export const kafkajs = {
  format: 1,
  // The second decodes messages and hands all else to kafkajs.
  package: ['kafkajs', '@ovotech/avro-kafkajs'],
  transport: 'kafka',
  types: { Kafka: 'Package.Member[Kafka,AvroKafka].Instance', Consumer: 'Kafka.Member[consumer].ReturnValue' },
  handlers: [
    { at: 'Consumer.Member[run].Argument[0].Member[eachMessage]', unit: 'message', message: 'Parameter[0].Member[message]', source, delivery },
    {
      at: 'Consumer.Member[run].Argument[0].Member[eachBatch]',
      unit: 'batch',
      message: 'Parameter[0].Member[batch].Member[messages].Element',
      source,
      delivery,
    },
    { at: 'Typed[EachMessagePayload]', unit: 'message', message: 'Parameter[0].Member[message]', delivery: throughPackage },
    { at: 'Typed[EachBatchPayload]', unit: 'batch', message: 'Parameter[0].Member[batch].Member[messages].Element', delivery: throughPackage },
  ],
  settles: [
    { at: 'Consumer.Member[commitOffsets]', does: 'acknowledge' },
    // What is resolved is committed when the batch has ended, by an error too.
    { at: 'Consumer.Member[run].Argument[0].Member[eachBatch].Parameter[0].Member[resolveOffset]', does: 'acknowledge', stored: true },
    { at: 'EachBatchPayload.Member[resolveOffset]', does: 'acknowledge', stored: true },
    { at: 'Consumer.Member[run].Argument[0].Member[eachBatch].Parameter[0].Member[commitOffsetsIfNecessary]', does: 'acknowledge' },
    { at: 'EachBatchPayload.Member[commitOffsetsIfNecessary]', does: 'acknowledge' },
  ],
  identity: [
    { at: 'Member[headers]', stable: 'redelivery', isKey: false, coversDuplicatePublish: true },
    { at: 'Member[offset]', stable: 'redelivery', expression: '`${${p}topic}-${${p}partition}-${${m}.offset}`' },
    { at: 'Member[timestamp]', stable: 'redelivery', isKey: false },
  ],
  sources: ['kafkajs@2.2.4 src/consumer/runner.js', 'kafkajs@2.2.4 src/consumer/offsetManager/index.js', '@ovotech/avro-kafkajs@0.8.1 dist/AvroConsumer.js'],
} as const satisfies TransportModel;
