// Service Bus completes a message after the handler's promise (autoComplete) and abandons it on an error, up to the queue's limit; then it goes to the dead-letter queue.
import type { TransportModel } from '../schema.ts';

const kept = { guarantee: 'at-least-once', onError: 'redelivered-then-parked', onCrash: 'redelivered', rejected: 'parked' } as const;
const source = ['ServiceBusReceiver.Argument[0]'] as const;

/** What names a message of Service Bus, by whichever library it comes. */
export const serviceBusIdentity: TransportModel['identity'] = [
  { at: 'Member[messageId]', stable: 'redelivery', coversDuplicatePublish: true },
  { at: 'Member[sequenceNumber]', stable: 'redelivery' },
  { at: 'Member[lockToken]', stable: 'delivery-scoped' },
  { at: 'Member[deliveryCount]', stable: 'delivery-scoped' },
];

export const azureServiceBus = {
  format: 1,
  package: '@azure/service-bus',
  transport: 'azure-service-bus',
  types: {
    ServiceBusClient: 'Package.Member[ServiceBusClient].Instance',
    ServiceBusReceiver: ['ServiceBusClient.Member[createReceiver,acceptSession,acceptNextSession].ReturnValue', 'ServiceBusSessionReceiver'],
  },
  handlers: [
    {
      at: 'ServiceBusReceiver.Member[subscribe].Argument[0].Member[processMessage]',
      message: 'Parameter[0]',
      source,
      delivery: [
        {
          when: [{ option: 'ServiceBusReceiver.Argument[1].Member[receiveMode]', is: 'receiveAndDelete' }],
          guarantee: 'at-most-once',
          acknowledged: 'on-delivery',
          onError: 'dropped',
          onCrash: 'lost',
          why: 'receiveAndDelete: the broker forgets the message as it is sent',
        },
        {
          when: [{ option: 'Call.Argument[1].Member[autoCompleteMessages]', is: false }],
          ...kept,
          acknowledged: 'explicit',
          why: 'autoCompleteMessages is off: the message is kept until it is completed',
        },
        { ...kept, acknowledged: 'on-success', why: 'completed after the handler resolves; an error abandons it, then the dead-letter queue keeps it' },
      ],
    },
  ],
  loops: [
    {
      at: 'ServiceBusReceiver.Member[receiveMessages,getMessageIterator]',
      message: 'Element',
      settledBy: ['ServiceBusReceiver.Member[completeMessage]'],
      source,
      delivery: [{ ...kept, acknowledged: 'explicit', why: 'the message is kept until it is completed' }],
    },
  ],
  settles: [
    { at: 'ServiceBusReceiver.Member[completeMessage]', does: 'acknowledge' },
    { at: 'ServiceBusReceiver.Member[abandonMessage]', does: 'reject', requeue: true },
    { at: 'ServiceBusReceiver.Member[deadLetterMessage]', does: 'reject', requeue: false, to: 'parked' },
  ],
  identity: serviceBusIdentity,
  sources: ['@azure/service-bus@7.9.5 dist-esm/src/core/streamingReceiver.js'],
} as const satisfies TransportModel;
