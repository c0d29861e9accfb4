// sqs-consumer deletes a message after the handler's promise. From version 14 on only a returned message is deleted: a handler that returns nothing keeps it.
import type { DeliveryRow, TransportModel } from '../schema.ts';

const kept = { guarantee: 'at-least-once', acknowledged: 'on-success', onError: 'redelivered', onCrash: 'redelivered' } as const;

const delivery = [
  {
    when: [{ option: 'Call.Argument[0].Member[shouldDeleteMessages]', is: false }],
    ...kept,
    acknowledged: 'explicit',
    why: 'shouldDeleteMessages is off: a message is deleted only where the code does it',
  },
  {
    when: [{ version: '<14' }],
    ...kept,
    why: 'deleted after the handler resolves; an error leaves it in the queue',
    unless: ['the queue redrives or expires the message after some attempts'],
  },
  {
    ...kept,
    why: 'deleted after the handler resolves; an error leaves it in the queue',
    unless: ['sqs-consumer 14 and later delete only what the handler returns', 'the queue redrives or expires the message after some attempts'],
  },
] as const satisfies readonly DeliveryRow[];

const source = ['Call.Argument[0].Member[queueUrl]'] as const;
const options = 'Package.Member[Consumer].Member[create].Argument[0]';
const created = 'Package.Member[Consumer].Argument[0]';

export const sqsConsumer = {
  format: 1,
  package: ['sqs-consumer', '@rxfork/sqs-consumer'],
  transport: 'sqs',
  handlers: [
    { at: `${options}.Member[handleMessage]`, message: 'Parameter[0]', source, delivery },
    { at: `${created}.Member[handleMessage]`, message: 'Parameter[0]', source, delivery },
    { at: `${options}.Member[handleMessageBatch]`, unit: 'batch', message: 'Parameter[0].Element', source, delivery },
    { at: `${created}.Member[handleMessageBatch]`, unit: 'batch', message: 'Parameter[0].Element', source, delivery },
    { at: 'Package.Member[create].Argument[0].Member[handleMessage]', message: 'Parameter[0]', source, delivery },
  ],
  identity: [
    { at: 'Member[MessageId]', stable: 'redelivery' },
    { at: 'Member[ReceiptHandle]', stable: 'delivery-scoped' },
  ],
  sources: ['sqs-consumer@13.0.0 dist/cjs/consumer.js', 'sqs-consumer@15.0.3 dist/cjs/consumer.js'],
} as const satisfies TransportModel;
