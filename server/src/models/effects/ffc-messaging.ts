// What the services of Defra send through Azure Service Bus: plain messages, and the events of ffc-pay-event-publisher and ffc-ahwr-event-publisher. No option gives a message an id of its own.
import type { EffectModel } from '../schema.ts';

export const ffcMessaging = {
  format: 1,
  package: ['ffc-messaging', 'ffc-pay-event-publisher', 'ffc-ahwr-event-publisher'],
  types: {},
  effects: [
    {
      at: 'Package.Member[MessageSender].Instance.Member[sendMessage,send,scheduleMessage]',
      kind: 'publish',
      verb: 'publishes to Service Bus',
      write: 'send',
    },
    {
      at: 'Package.Member[MessageBatchSender].Instance.Member[sendBatchMessages,send]',
      kind: 'publish',
      verb: 'publishes to Service Bus',
      write: 'send',
    },
    {
      at: 'Package.Member[PublishEvent,PublishEventBatch,EventPublisher].Instance.Member[sendEvent,sendEvents,publishEvent,publishEvents]',
      kind: 'publish',
      verb: 'publishes to Service Bus',
      write: 'send',
    },
  ],
  otherwise: 'harmless',
  sources: [
    'ffc-messaging@2.10.8 app/messaging/message-sender.js',
    'ffc-pay-event-publisher@1.2.4 app/v1/event-publisher, app/v2/event-publisher',
    'ffc-ahwr-event-publisher@2.0.0 app/event-publisher',
  ],
} as const satisfies EffectModel;
