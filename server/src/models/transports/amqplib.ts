// RabbitMQ forgets a message when the channel acknowledges it; amqplib's consume neither acknowledges nor waits for the handler's promise. An asynchronous error
// leaves the message unacknowledged until the channel closes; noAck lets the broker forget it as it is written to the socket.
import type { DeliveryRow, IdentityRow, SettleRow, TransportModel } from '../schema.ts';

const byHand = { guarantee: 'at-least-once', acknowledged: 'explicit', promise: 'ignored', onError: 'stuck', onCrash: 'redelivered' } as const;

/** What `consume(queue, handler, options)` promises, for every library that hands out amqplib's channel. */
export const amqplibDelivery = [
  {
    when: [{ option: 'Call.Argument[2].Member[noAck]', is: true }],
    guarantee: 'at-most-once',
    acknowledged: 'on-delivery',
    promise: 'ignored',
    onError: 'dropped',
    onCrash: 'lost',
    why: 'noAck: the broker forgets the message as it is sent',
  },
  {
    when: [{ option: 'Sibling.Channel.Member[assertQueue].Argument[1].Member[exclusive]', is: true }],
    ...byHand,
    onCrash: 'lost',
    replicas: true,
    guarantee: 'at-most-once',
    why: 'the queue is exclusive: it goes with the connection, and every process has its own',
  },
  {
    when: [
      // `queue` of what `assertQueue` gave.
      { option: 'Call.Argument[0]', is: 'queue' },
      { option: 'Sibling.Channel.Member[assertQueue].Argument[0]', is: '' },
    ],
    ...byHand,
    onCrash: 'lost',
    replicas: true,
    guarantee: 'at-most-once',
    why: 'the queue has no name: every process has its own, which nobody reads any more when the process is gone',
  },
  {
    when: [{ option: 'Sibling.Channel.Member[assertQueue].Argument[1].Member[autoDelete]', is: true }],
    ...byHand,
    rejected: 'dropped',
    why: 'the message is kept until it is acknowledged (noAck is off)',
    unless: ['its last consumer goes, and the queue with it (autoDelete)'],
  },
  {
    when: [{ option: 'Sibling.Channel.Member[assertQueue].Argument[1].Member[deadLetterExchange]', is: 'present' }],
    ...byHand,
    rejected: 'parked',
    why: 'the message is kept until it is acknowledged; the queue has a dead-letter exchange',
  },
  {
    when: [{ option: 'Sibling.Channel.Member[assertQueue].Argument[1].Member[arguments].Member[x-dead-letter-exchange]', is: 'present' }],
    ...byHand,
    rejected: 'parked',
    why: 'the message is kept until it is acknowledged; the queue has a dead-letter exchange',
  },
  {
    when: [{ option: 'Named.Channel.Member[assertQueue].Argument[1].Member[deadLetterExchange]', is: 'present' }],
    ...byHand,
    rejected: 'parked',
    why: 'the message is kept until it is acknowledged; the queue has a dead-letter exchange',
  },
  {
    when: [{ option: 'Named.Channel.Member[assertQueue].Argument[1].Member[arguments].Member[x-dead-letter-exchange]', is: 'present' }],
    ...byHand,
    rejected: 'parked',
    why: 'the message is kept until it is acknowledged; the queue has a dead-letter exchange',
  },
  {
    ...byHand,
    rejected: 'dropped',
    why: 'the message is kept until it is acknowledged (noAck is off)',
    unless: ['a policy on the broker adds a dead-letter exchange'],
  },
] as const satisfies readonly DeliveryRow[];

export const amqplibSettles = [
  { at: 'Channel.Member[ack,ackAll]', does: 'acknowledge' },
  { at: 'Channel.Member[nack]', does: 'reject', requeue: { at: 'Call.Argument[2]', default: true } },
  { at: 'Channel.Member[reject]', does: 'reject', requeue: { at: 'Call.Argument[1]', default: true } },
  { at: 'Channel.Member[nackAll]', does: 'reject', requeue: { at: 'Call.Argument[0]', default: true } },
] as const satisfies readonly SettleRow[];

export const amqpIdentity = [
  { at: 'Member[properties].Member[messageId]', stable: 'redelivery', coversDuplicatePublish: true },
  { at: 'Member[fields].Member[deliveryTag]', stable: 'delivery-scoped' },
  { at: 'Member[fields].Member[redelivered]', stable: 'delivery-scoped' },
  { at: 'Member[fields].Member[consumerTag]', stable: 'delivery-scoped' },
] as const satisfies readonly IdentityRow[];

export const amqplib = {
  format: 1,
  package: 'amqplib',
  transport: 'amqp',
  types: {
    Connection: [
      'Package.Member[connect].ReturnValue',
      'Package.Member[connect].Argument[1].Parameter[1]',
      'Package.Member[connect].Argument[2].Parameter[1]',
      'ChannelModel',
    ],
    Channel: [
      'Connection.Member[createChannel,createConfirmChannel].ReturnValue',
      'Connection.Member[createChannel,createConfirmChannel].Argument[0].Parameter[1]',
      'ConfirmChannel',
    ],
  },
  knownBy: { createChannel: 'ChannelModel', createConfirmChannel: 'ChannelModel', assertQueue: 'Channel', assertExchange: 'Channel', bindQueue: 'Channel' },
  handlers: [
    { at: 'Channel.Member[consume].Argument[1]', message: 'Parameter[0]', source: ['Call.Argument[0]'], delivery: amqplibDelivery },
    { at: 'Typed[ConsumeMessage]', message: 'Parameter[0]', delivery: [{ ...byHand, why: 'the message is kept until it is acknowledged (noAck is off)' }] },
  ],
  loops: [
    {
      at: 'Channel.Member[get]',
      message: 'Self',
      settledBy: ['Channel.Member[ack]'],
      source: ['Call.Argument[0]'],
      delivery: [{ ...byHand, promise: 'awaited', why: 'the message is kept until it is acknowledged (noAck is off)' }],
    },
  ],
  settles: amqplibSettles,
  identity: amqpIdentity,
  sources: ['amqplib@2.3.1 lib/channel.js acceptMessageFrame', 'amqplib@2.3.1 lib/api_args.js', 'https://www.rabbitmq.com/docs/confirms'],
} as const satisfies TransportModel;
