// nestjs-rmq catches what a route throws, sends it to who asked, if anyone did, and acknowledges all the same: an error loses the message. With manualAck it
// catches it too, and leaves the message to the code.
import type { DeliveryRow, TransportModel } from '../schema.ts';
import { amqpIdentity } from './amqplib.ts';

const byHand = {
  guarantee: 'at-least-once',
  acknowledged: 'explicit',
  onError: 'stuck',
  onCrash: 'redelivered',
  why: 'manualAck: the message is kept until the code acknowledges it',
} as const;

const manual = { option: 'Call.Argument[1].Member[manualAck]', is: true } as const;
const modules = [
  'Shared.Package.Member[RMQModule].Member[forRoot].Argument[0]',
  'Shared.Package.Member[RMQModule].Member[forRootAsync].Argument[0].Member[useFactory].ReturnValue',
] as const;
const parks = (options: string): readonly string[] => [
  `${options}.Member[queueOptions].Member[deadLetterExchange]`,
  `${options}.Member[queueOptions].Member[arguments].Member[x-dead-letter-exchange]`,
  `${options}.Member[queueArguments].Member[x-dead-letter-exchange]`,
];

const delivery: readonly DeliveryRow[] = [
  ...modules.map((options): DeliveryRow => ({
    when: [{ option: `${options}.Member[queueOptions].Member[exclusive]`, is: true }, manual],
    ...byHand,
    guarantee: 'at-most-once',
    onCrash: 'lost',
    replicas: true,
    why: 'the queue is exclusive: it goes with the connection, and every process has its own',
  })),
  ...modules.map((options): DeliveryRow => ({
    when: [{ option: `${options}.Member[queueOptions].Member[exclusive]`, is: true }],
    guarantee: 'at-most-once',
    acknowledged: 'on-settled',
    onError: 'dropped',
    onCrash: 'lost',
    replicas: true,
    why: 'the queue is exclusive: it goes with the connection, and every process has its own',
  })),
  ...modules.flatMap(parks).map((option): DeliveryRow => ({ when: [manual, { option, is: 'present' }], ...byHand, rejected: 'parked' })),
  { when: [manual], ...byHand, rejected: 'dropped', unless: ['a policy on the broker adds a dead-letter exchange'] },
  {
    guarantee: 'none',
    acknowledged: 'on-settled',
    onError: 'dropped',
    onCrash: 'redelivered',
    why: 'acknowledged whether the route resolves or throws (manualAck is off): an error loses the message',
    unless: ['the sender waits for the answer, and sends again after an error'],
  },
];

export const nestjsRmq = {
  format: 1,
  package: 'nestjs-rmq',
  transport: 'amqp',
  types: { RMQService: 'Package.Member[RMQService].Instance' },
  handlers: [{ at: 'Package.Member[RMQRoute].ReturnValue.DecoratedMember', message: 'Parameter[0]', source: ['Call.Argument[0]'], delivery }],
  settles: [
    { at: 'RMQService.Member[ack]', does: 'acknowledge' },
    { at: 'RMQService.Member[nack]', does: 'reject', requeue: { at: 'Call.Argument[2]', default: true } },
  ],
  identity: amqpIdentity,
  sources: ['nestjs-rmq@2.13.0 dist/rmq.explorer.js attachEmitter', 'nestjs-rmq@2.13.0 dist/rmq.service.js listen'],
} as const satisfies TransportModel;
