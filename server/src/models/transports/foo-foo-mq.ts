// foo-foo-mq (once rabbot) acknowledges nothing by itself and waits for no promise; what the handler acknowledges is marked, and told to RabbitMQ every half second
// unless the queue has `noBatch`. With `autoNack` an error thrown at once hands the message back; a rejection is seen by nobody.
import type { DeliveryRow, TransportModel } from '../schema.ts';
import { amqpIdentity } from './amqplib.ts';

const kept = { guarantee: 'at-least-once', acknowledged: 'explicit', promise: 'ignored', onError: 'stuck', onCrash: 'redelivered' } as const;
const nacked = { ...kept, onError: 'redelivered' } as const;

const queues = ['Named.Package.Member[addQueue].Argument[1]', 'Named.Package.Member[configure].Argument[0].Member[queues].Element'] as const;
const deadLetter = queues.flatMap((queue) => ['deadLetter', 'deadletter', 'deadLetterExchange'].map((name) => `${queue}.Member[${name}]`));

/** Registered by an object, a handler has `autoNack` unless that is off; registered by the name of a type, only after `nackOnError()`. */
const nacking = [
  'Call.Argument[0].Member[queue]',
  'Call.Argument[0].Member[type]',
  'Call.Argument[0].Member[handler]',
  'Sibling.Package.Member[nackOnError]',
] as const;

const unless = ['its queue is configured with noAck or a dead-letter exchange'] as const;

const delivery: readonly DeliveryRow[] = [
  ...queues.map((queue): DeliveryRow => ({
    when: [{ option: `${queue}.Member[noAck]`, is: true }],
    guarantee: 'at-most-once',
    acknowledged: 'on-delivery',
    promise: 'ignored',
    onError: 'dropped',
    onCrash: 'lost',
    why: 'noAck: the broker forgets the message as it is sent',
  })),
  ...deadLetter.map((option): DeliveryRow => ({
    when: [{ option, is: 'present' }],
    ...kept,
    rejected: 'parked',
    why: 'the message is kept until it is acknowledged; its queue has a dead-letter exchange',
  })),
  {
    when: [{ option: 'Call.Argument[0].Member[autoNack]', is: false }],
    ...kept,
    rejected: 'dropped',
    why: 'the message is kept until it is acknowledged; autoNack is off',
    unless,
  },
  ...nacking.map((option): DeliveryRow => ({
    when: [{ option, is: 'present' }],
    ...nacked,
    rejected: 'dropped',
    why: 'the message is kept until it is acknowledged; an error thrown at once hands it back (autoNack)',
    unless,
  })),
  { ...kept, rejected: 'dropped', why: 'the message is kept until it is acknowledged', unless },
];

const source = ['Call.Argument[2]', 'Call.Argument[0].Member[queue]', 'Call.Argument[0].Member[type]', 'Call.Argument[0]'] as const;

export const fooFooMq = {
  format: 1,
  package: ['foo-foo-mq', 'rabbot'],
  transport: 'amqp',
  types: { Message: ['Package.Member[handle].Argument[1].Parameter[0]', 'Package.Member[handle].Argument[0].Member[handler].Parameter[0]'] },
  handlers: [
    { at: 'Package.Member[handle].Argument[1]', message: 'Parameter[0]', source, delivery },
    { at: 'Package.Member[handle].Argument[0].Member[handler]', message: 'Parameter[0]', source, delivery },
  ],
  settles: [
    // A reply is sent after the acknowledgement.
    { at: 'Message.Member[ack,reply]', does: 'acknowledge', stored: true },
    { at: 'Message.Member[nack]', does: 'reject', requeue: true },
    { at: 'Message.Member[reject]', does: 'reject', requeue: false },
  ],
  identity: amqpIdentity,
  sources: ['foo-foo-mq@8.0.1 src/index.js handle', 'foo-foo-mq@8.0.1 src/amqp/queue.js, src/ackBatch.js', 'rabbot@2.1.0 src/index.js, src/amqp/queue.js'],
} as const satisfies TransportModel;
