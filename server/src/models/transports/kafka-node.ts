// kafka-node commits what it has fetched and handed to the listener, on a timer and without waiting for it: a crash or an error can lose, and repeat.
import type { DeliveryRow, TransportModel } from '../schema.ts';

/** `options`: where the consumer's own stand. */
const delivery = (options: string): readonly DeliveryRow[] => [
  {
    when: [{ option: `${options}.Member[autoCommit]`, is: false }],
    guarantee: 'at-least-once',
    acknowledged: 'explicit',
    passesOver: true,
    promise: 'ignored',
    onError: 'stuck',
    why: 'autoCommit is off: offsets are committed only where the code says so',
  },
  {
    guarantee: 'none',
    acknowledged: 'on-delivery',
    promise: 'ignored',
    onError: 'dropped',
    why: 'the offsets of what was fetched are committed on a timer, whatever the listener is doing (autoCommit default)',
  },
];

export const kafkaNode = {
  format: 1,
  package: 'kafka-node',
  transport: 'kafka',
  types: {
    Consumer: ['Package.Member[Consumer,HighLevelConsumer].Instance'],
    Group: ['Package.Member[ConsumerGroup].Instance'],
    Stream: ['Package.Member[ConsumerGroupStream,ConsumerStream].Instance'],
  },
  handlers: [
    {
      at: 'Consumer.Member[on].Argument[1]',
      events: ['message'],
      message: 'Parameter[0]',
      source: ['Consumer.Argument[1].Element.Member[topic]', 'Consumer.Argument[1].Element'],
      delivery: delivery('Consumer.Argument[2]'),
    },
    {
      at: 'Group.Member[on].Argument[1]',
      events: ['message'],
      message: 'Parameter[0]',
      source: ['Group.Argument[1]', 'Group.Argument[1].Element'],
      delivery: delivery('Group.Argument[0]'),
    },
    {
      at: 'Stream.Member[on].Argument[1]',
      events: ['data'],
      message: 'Parameter[0]',
      source: ['Stream.Argument[1]', 'Stream.Argument[1].Element'],
      delivery: delivery('Stream.Argument[0]'),
    },
  ],
  settles: [
    { at: 'Consumer.Member[commit]', does: 'acknowledge' },
    { at: 'Group.Member[commit]', does: 'acknowledge' },
    { at: 'Stream.Member[commit]', does: 'acknowledge' },
  ],
  identity: [{ at: 'Member[offset]', stable: 'redelivery', expression: '`${${m}.topic}-${${m}.partition}-${${m}.offset}`' }],
  sources: ['kafka-node@5.0.0 lib/consumer.js, lib/consumerGroup.js, lib/consumerGroupStream.js'],
} as const satisfies TransportModel;
