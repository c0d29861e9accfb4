// Event Hubs goes on from the last checkpoint, which only the code writes; without a durable store a restart begins at the latest event.
import type { TransportModel } from '../schema.ts';

export const azureEventHubs = {
  format: 1,
  package: '@azure/event-hubs',
  transport: 'azure-event-hubs',
  types: {
    EventHubConsumerClient: 'Package.Member[EventHubConsumerClient].Instance',
    PartitionContext: 'EventHubConsumerClient.Member[subscribe].Argument[0].Member[processEvents].Parameter[1]',
  },
  handlers: [0, 1].map(
    (argument) =>
      ({
        at: `EventHubConsumerClient.Member[subscribe].Argument[${argument}].Member[processEvents]`,
        unit: 'batch',
        message: 'Parameter[0].Element',
        source: ['EventHubConsumerClient.Argument[2]'],
        delivery: [
          {
            when: [{ option: 'EventHubConsumerClient.Argument[3]', is: 'present' }],
            guarantee: 'at-least-once',
            acknowledged: 'explicit',
            onError: 'redelivered',
            onCrash: 'redelivered',
            why: 'events come again from the last checkpoint in the store',
          },
          {
            guarantee: 'at-most-once',
            acknowledged: 'on-delivery',
            onError: 'dropped',
            onCrash: 'lost',
            why: 'no checkpoint store: a restart begins at the latest event',
            unless: ['a checkpoint store is given'],
          },
        ],
      }) as const,
  ),
  settles: [{ at: 'PartitionContext.Member[updateCheckpoint]', does: 'acknowledge' }],
  identity: [{ at: 'Member[sequenceNumber]', stable: 'redelivery' }],
  sources: ['@azure/event-hubs@6.0.4 dist/esm/partitionPump.js', '@azure/event-hubs@6.0.4 dist/esm/eventProcessor.js'],
} as const satisfies TransportModel;
