// @golevelup/nestjs-rabbitmq waits for the handler and acknowledges; a throw requeues the message (a poison message loops) unless another behaviour is set.
import type { DeliveryRow, TransportModel } from '../schema.ts';
import { amqpIdentity } from './amqplib.ts';

const atLeastOnce = { guarantee: 'at-least-once', acknowledged: 'on-success' } as const;

const parked = {
  ...atLeastOnce,
  onError: 'parked',
  why: 'an error rejects the message without requeue; the queue has a dead-letter exchange',
} as const;
const requeuedOnError = { ...atLeastOnce, why: 'acknowledged after the handler resolves; an error requeues the message (default)' } as const;

/** What an `errorHandler` of one's own makes of an error, and what becomes of a queue that nobody names. */
function unnamed<Options extends string>(options: Options) {
  return [
    { when: [{ option: `${options}.Member[errorHandler]`, is: 'requeueErrorHandler' }], ...requeuedOnError, rejected: 'dropped' },
    {
      when: [{ option: `${options}.Member[errorHandler]`, is: 'present' }],
      guarantee: 'unknown',
      acknowledged: 'on-success',
      why: 'what its errorHandler makes of an error is not followed: that decides whether the message comes again',
    },
    {
      when: [
        { option: `${options}.Member[exchange]`, is: 'present' },
        { option: `${options}.Member[queue]`, is: 'absent' },
        { option: `${options}.Member[name]`, is: 'absent' },
      ],
      guarantee: 'at-most-once',
      acknowledged: 'on-success',
      onError: 'redelivered',
      onCrash: 'lost',
      replicas: true,
      why: 'no queue is named: every process has one of its own, which nobody reads any more when the process is gone',
    },
  ] as const satisfies readonly DeliveryRow[];
}

function subscribed<Options extends string>(options: Options) {
  const rejectsOnError = { option: `${options}.Member[errorHandler]`, is: 'defaultNackErrorHandler' } as const;
  const nacksOnError = { option: `${options}.Member[errorBehavior]`, is: 'NACK' } as const;
  const deadLetters = [
    `${options}.Member[queueOptions].Member[deadLetterExchange]`,
    `${options}.Member[queueOptions].Member[arguments].Member[x-dead-letter-exchange]`,
  ] as const;
  return [
    {
      when: [{ option: `${options}.Member[queueOptions].Member[consumerOptions].Member[noAck]`, is: true }],
      guarantee: 'at-most-once',
      acknowledged: 'on-delivery',
      onError: 'dropped',
      onCrash: 'lost',
      why: 'noAck: the broker forgets the message as it is sent',
    },
    {
      when: [{ option: `${options}.Member[errorBehavior]`, is: 'ACK' }],
      ...atLeastOnce,
      guarantee: 'none',
      acknowledged: 'on-settled',
      onError: 'dropped',
      why: 'errorBehavior ACK: an error acknowledges the message',
    },
    ...deadLetters.flatMap((option) => [rejectsOnError, nacksOnError].map((rejects) => ({ when: [rejects, { option, is: 'present' }], ...parked }) as const)),
    {
      when: [nacksOnError],
      ...atLeastOnce,
      guarantee: 'none',
      onError: 'dropped',
      why: 'errorBehavior NACK: an error rejects the message without requeue',
      unless: ['the queue has a dead-letter exchange'],
    },
    {
      when: [{ option: `${options}.Member[errorHandler]`, is: 'ackErrorHandler' }],
      guarantee: 'none',
      acknowledged: 'on-settled',
      onError: 'dropped',
      why: 'ackErrorHandler: an error acknowledges the message',
    },
    {
      when: [rejectsOnError],
      guarantee: 'none',
      acknowledged: 'on-success',
      onError: 'dropped',
      why: 'defaultNackErrorHandler: an error rejects the message without requeue',
      unless: ['the queue has a dead-letter exchange'],
    },
    ...unnamed(options),
    ...deadLetters.map((option) => ({ when: [{ option, is: 'present' }], ...requeuedOnError, rejected: 'parked' }) as const),
    { ...requeuedOnError, rejected: 'dropped' },
  ] as const satisfies readonly DeliveryRow[];
}

const source = [
  'Call.Argument[0].Member[queue]',
  'Call.Argument[0].Member[routingKey]',
  'Call.Argument[0].Member[routingKey].Element',
  'Call.Argument[0].Member[exchange]',
] as const;

export const golevelupNestjsRabbitmq = {
  format: 1,
  package: '@golevelup/nestjs-rabbitmq',
  transport: 'amqp',
  handlers: [
    { at: 'Package.Member[RabbitSubscribe,RabbitRPC].ReturnValue.DecoratedMember', message: 'Parameter[0]', source, delivery: subscribed('Call.Argument[0]') },
    {
      at: 'AmqpConnection.Member[createSubscriber,createRpc].Argument[0]',
      message: 'Parameter[0]',
      source: ['Call.Argument[1].Member[queue]', 'Call.Argument[1].Member[routingKey]'],
      delivery: subscribed('Call.Argument[1]'),
    },
    {
      at: 'AmqpConnection.Member[createBatchSubscriber].Argument[0]',
      message: 'Parameter[0].Element',
      unit: 'batch',
      source: ['Call.Argument[1].Member[queue]', 'Call.Argument[1].Member[routingKey]'],
      delivery: subscribed('Call.Argument[1]'),
    },
  ],
  // What the handler returns decides; anything but a Nack acknowledges.
  settles: [{ at: 'Package.Member[Nack].Instance', does: 'reject', requeue: { at: 'Call.Argument[0]', default: false } }],
  identity: amqpIdentity,
  sources: ['@golevelup/nestjs-rabbitmq@9.0.2 lib/amqp/connection.js'],
} as const satisfies TransportModel;
