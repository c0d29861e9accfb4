// @ssut/nestjs-sqs runs a decorated method through sqs-consumer 11: a message is deleted after the method's promise, whatever it returns.
import type { TransportModel } from '../schema.ts';

const delivery = [
  { guarantee: 'at-least-once', acknowledged: 'on-success', why: 'deleted after the handler resolves; an error leaves it in the queue' },
] as const;
const identity = [
  { at: 'Member[MessageId]', stable: 'redelivery' },
  { at: 'Member[ReceiptHandle]', stable: 'delivery-scoped' },
] as const;

export const ssutNestjsSqs = {
  format: 1,
  package: '@ssut/nestjs-sqs',
  transport: 'sqs',
  handlers: [
    {
      at: 'Package.Member[SqsMessageHandler].ReturnValue.DecoratedMember',
      when: [{ option: 'Call.Argument[1]', is: true }],
      unit: 'batch',
      message: 'Parameter[0].Element',
      source: ['Call.Argument[0]'],
      delivery,
    },
    { at: 'Package.Member[SqsMessageHandler].ReturnValue.DecoratedMember', message: 'Parameter[0]', source: ['Call.Argument[0]'], delivery },
  ],
  identity,
  sources: ['@ssut/nestjs-sqs@3.0.1 dist/sqs.service.js'],
} as const satisfies TransportModel;
