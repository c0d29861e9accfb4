// A loop over the SDK's own calls: SQS keeps a message until DeleteMessage, and shows it again after its visibility time-out.
import type { DeliveryRow, TransportModel } from '../schema.ts';

const delivery = [
  {
    guarantee: 'at-least-once',
    acknowledged: 'explicit',
    promise: 'awaited',
    onError: 'redelivered',
    onCrash: 'redelivered',
    why: 'SQS keeps the message until DeleteMessage, and shows it again after its visibility time-out',
  },
] as const satisfies readonly DeliveryRow[];

const message = 'Member[Messages].Element';
const source = ['Call.Argument[0].Member[QueueUrl]', 'Command.Argument[0].Member[QueueUrl]'] as const;
const client = 'Package.Member[SQS,SQSClient].Instance';

export const awsSqs = {
  format: 1,
  package: ['@aws-sdk/client-sqs', 'aws-sdk'],
  transport: 'sqs',
  types: { SQS: [client, 'Package.Instance'] },
  handlers: [],
  loops: [
    {
      at: 'Package.Member[ReceiveMessageCommand].Instance',
      carriedBy: 'send',
      message,
      settledBy: ['Package.Member[DeleteMessageCommand,DeleteMessageBatchCommand]'],
      source,
      delivery,
    },
    { at: 'SQS.Member[receiveMessage]', message, settledBy: ['SQS.Member[deleteMessage,deleteMessageBatch]'], source, delivery },
  ],
  settles: [
    { at: 'Package.Member[DeleteMessageCommand,DeleteMessageBatchCommand].Instance', carriedBy: 'send', does: 'acknowledge' },
    { at: 'SQS.Member[deleteMessage,deleteMessageBatch]', does: 'acknowledge' },
    {
      at: 'Package.Member[ChangeMessageVisibilityCommand].Instance',
      carriedBy: 'send',
      does: 'reject',
      requeue: true,
      only: { at: 'Command.Argument[0].Member[VisibilityTimeout]', is: 0 },
    },
    { at: 'SQS.Member[changeMessageVisibility]', does: 'reject', requeue: true, only: { at: 'Call.Argument[0].Member[VisibilityTimeout]', is: 0 } },
  ],
  identity: [
    { at: 'Member[MessageId]', stable: 'redelivery' },
    { at: 'Member[ReceiptHandle]', stable: 'delivery-scoped' },
    { at: 'Member[Attributes].Member[ApproximateReceiveCount]', stable: 'delivery-scoped' },
  ],
  sources: [
    '@aws-sdk/client-sqs@3 dist-types/commands/DeleteMessageCommand.d.ts',
    'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html',
  ],
} as const satisfies TransportModel;
