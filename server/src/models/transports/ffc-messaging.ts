// ffc-messaging, by which the services of Defra take messages from Azure Service Bus: it turns autoComplete off, so that the handler completes each message itself.
import type { TransportModel } from '../schema.ts';
import { serviceBusIdentity } from './azure-service-bus.ts';

const kept = { guarantee: 'at-least-once', onError: 'redelivered-then-parked', onCrash: 'redelivered', rejected: 'parked' } as const;
const source = ['MessageReceiver.Argument[0].Member[address]'] as const;

export const ffcMessaging = {
  format: 1,
  package: 'ffc-messaging',
  transport: 'azure-service-bus',
  types: { MessageReceiver: 'Package.Member[MessageReceiver].Instance' },
  handlers: [
    {
      at: 'Package.Member[MessageReceiver].Argument[1]',
      message: 'Parameter[0]',
      source: ['Call.Argument[0].Member[address]'],
      delivery: [
        {
          when: [{ option: 'Call.Argument[0].Member[autoCompleteMessages]', is: true }],
          ...kept,
          acknowledged: 'on-success',
          why: 'completed after the handler resolves; an error abandons it, then the dead-letter queue keeps it',
        },
        { ...kept, acknowledged: 'explicit', why: 'ffc-messaging turns autoCompleteMessages off: the message is kept until it is completed' },
      ],
    },
  ],
  loops: [
    {
      at: 'MessageReceiver.Member[receiveMessages]',
      message: 'Element',
      settledBy: ['MessageReceiver.Member[completeMessage]'],
      source,
      delivery: [{ ...kept, acknowledged: 'explicit', why: 'the message is kept until it is completed' }],
    },
  ],
  settles: [
    { at: 'MessageReceiver.Member[completeMessage]', does: 'acknowledge' },
    { at: 'MessageReceiver.Member[abandonMessage]', does: 'reject', requeue: true },
    { at: 'MessageReceiver.Member[deadLetterMessage]', does: 'reject', requeue: false, to: 'parked' },
  ],
  identity: serviceBusIdentity,
  sources: ['ffc-messaging@2.10.8 app/messaging/message-receiver.js', '@azure/service-bus@7.9.5 dist-esm/src/core/streamingReceiver.js'],
} as const satisfies TransportModel;
