// @nestjs-packages/sqs runs the method of an @SqsProcess class through sqs-consumer 5: a message is deleted after the method's promise, whatever it returns.
import type { TransportModel } from '../schema.ts';
import { ssutNestjsSqs } from './ssut-nestjs-sqs.ts';

const [{ delivery }] = ssutNestjsSqs.handlers;
const at = 'Package.Member[SqsMessageHandler].ReturnValue.DecoratedMember';
const source = ['Class.Package.Member[SqsProcess].Argument[0]'] as const;

export const nestjsPackagesSqs = {
  format: 1,
  package: '@nestjs-packages/sqs',
  transport: 'sqs',
  handlers: [
    { at, when: [{ option: 'Call.Argument[0]', is: true }], unit: 'batch', message: 'Parameter[0].Element', source, delivery },
    { at, message: 'Parameter[0]', source, delivery },
  ],
  identity: ssutNestjsSqs.identity,
  sources: ['@nestjs-packages/sqs@1.0.2 dist/sqs.service.js', '@nestjs-packages/sqs@1.0.2 dist/sqs-metadata.scanner.js'],
} as const satisfies TransportModel;
