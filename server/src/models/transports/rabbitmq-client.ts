// rabbitmq-client (cody-greene) waits for the handler and acknowledges; a throw requeues unless `requeue: false`; a returned status decides otherwise.
import type { TransportModel } from '../schema.ts';

const requeuedOnError = {
  guarantee: 'at-least-once',
  acknowledged: 'on-success',
  why: 'acknowledged after the handler resolves; an error requeues the message (default)',
} as const;

export const rabbitmqClient = {
  format: 1,
  package: 'rabbitmq-client',
  transport: 'amqp',
  types: { Connection: 'Package.Member[Connection].Instance', Channel: 'Connection.Member[acquire].ReturnValue' },
  handlers: [
    {
      at: 'Connection.Member[createConsumer].Argument[1]',
      message: 'Parameter[0]',
      source: ['Call.Argument[0].Member[queue]', 'Call.Argument[0]'],
      delivery: [
        {
          when: [{ option: 'Call.Argument[0].Member[noAck]', is: true }],
          guarantee: 'at-most-once',
          acknowledged: 'on-delivery',
          onError: 'dropped',
          onCrash: 'lost',
          why: 'noAck: the broker forgets the message as it is sent',
        },
        {
          when: [
            { option: 'Call.Argument[0].Member[requeue]', is: false },
            { option: 'Call.Argument[0].Member[queueOptions].Member[arguments].Member[x-dead-letter-exchange]', is: 'present' },
          ],
          guarantee: 'at-least-once',
          acknowledged: 'on-success',
          onError: 'parked',
          why: 'requeue is off: an error sends the message to the dead-letter exchange of its queue',
        },
        {
          when: [{ option: 'Call.Argument[0].Member[requeue]', is: false }],
          guarantee: 'none',
          acknowledged: 'on-success',
          onError: 'dropped',
          why: 'requeue is off: an error drops the message',
          unless: ['the queue has a dead-letter exchange'],
        },
        {
          when: [{ option: 'Call.Argument[0].Member[queueOptions].Member[arguments].Member[x-dead-letter-exchange]', is: 'present' }],
          ...requeuedOnError,
          rejected: 'parked',
        },
        requeuedOnError,
      ],
    },
    {
      at: 'Channel.Member[basicConsume].Argument[1]',
      message: 'Parameter[0]',
      source: ['Call.Argument[0].Member[queue]'],
      delivery: [
        { guarantee: 'at-least-once', acknowledged: 'explicit', promise: 'ignored', onError: 'stuck', why: 'the message is kept until it is acknowledged' },
      ],
    },
  ],
  settles: [
    { at: 'Channel.Member[basicAck]', does: 'acknowledge' },
    { at: 'Channel.Member[basicNack]', does: 'reject', requeue: { at: 'Call.Argument[0].Member[requeue]', default: true } },
    { at: 'Package.Member[ConsumerStatus].Member[REQUEUE]', returned: 1, does: 'reject', requeue: true },
    { at: 'Package.Member[ConsumerStatus].Member[DROP]', returned: 2, does: 'reject' },
  ],
  identity: [
    { at: 'Member[messageId]', stable: 'redelivery', coversDuplicatePublish: true },
    { at: 'Member[deliveryTag]', stable: 'delivery-scoped' },
    { at: 'Member[redelivered]', stable: 'delivery-scoped' },
  ],
  sources: ['rabbitmq-client@5.0.8 lib/Consumer.js'],
} as const satisfies TransportModel;
