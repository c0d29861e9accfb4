// A storage queue shows a message again after its visibility time-out until it is deleted.
import type { TransportModel } from '../schema.ts';

export const azureStorageQueue = {
  format: 1,
  package: '@azure/storage-queue',
  transport: 'azure-storage-queue',
  types: {
    QueueServiceClient: ['Package.Member[QueueServiceClient].Instance', 'Package.Member[QueueServiceClient].Member[fromConnectionString].ReturnValue'],
    QueueClient: ['Package.Member[QueueClient].Instance', 'QueueServiceClient.Member[getQueueClient].ReturnValue'],
  },
  handlers: [],
  loops: [
    {
      at: 'QueueClient.Member[receiveMessages]',
      message: 'Member[receivedMessageItems].Element',
      settledBy: ['QueueClient.Member[deleteMessage]'],
      source: ['QueueClient.Argument[0]', 'QueueClient.Argument[1]'],
      delivery: [{ guarantee: 'at-least-once', acknowledged: 'explicit', why: 'the message is shown again after its visibility time-out until it is deleted' }],
    },
  ],
  settles: [{ at: 'QueueClient.Member[deleteMessage]', does: 'acknowledge' }],
  identity: [
    { at: 'Member[messageId]', stable: 'redelivery' },
    { at: 'Member[popReceipt]', stable: 'delivery-scoped' },
    { at: 'Member[dequeueCount]', stable: 'delivery-scoped' },
  ],
  sources: ['@azure/storage-queue@12 types/latest/storage-queue.d.ts'],
} as const satisfies TransportModel;
