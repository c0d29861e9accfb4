// NATS Streaming acknowledges by itself after the listener's synchronous part, unless manual acknowledgement is chosen; then an unacknowledged message comes again.
import type { TransportModel } from '../schema.ts';

export const nodeNatsStreaming = {
  format: 1,
  package: 'node-nats-streaming',
  transport: 'other',
  types: {
    Stan: 'Package.Member[connect].ReturnValue',
    Subscription: 'Stan.Member[subscribe].ReturnValue',
    Message: 'Subscription.Member[on].Argument[1].Parameter[0]',
  },
  handlers: [
    {
      at: 'Subscription.Member[on].Argument[1]',
      events: ['message'],
      message: 'Parameter[0]',
      source: ['Subscription.Argument[0]'],
      delivery: [
        {
          when: [{ handlerCalls: 'Message.Member[ack]' }],
          guarantee: 'at-least-once',
          acknowledged: 'explicit',
          promise: 'ignored',
          onError: 'redelivered',
          onCrash: 'redelivered',
          why: 'the message is acknowledged by hand, and sent again after ackWait',
        },
        {
          when: [{ option: 'Sibling.Stan.Member[subscriptionOptions]', is: 'present' }],
          guarantee: 'at-least-once',
          acknowledged: 'explicit',
          promise: 'ignored',
          onError: 'redelivered',
          onCrash: 'redelivered',
          why: 'the message is acknowledged by hand, and sent again after ackWait',
          unless: ['setManualAckMode is not set: then it is acknowledged before asynchronous work is done'],
        },
        {
          guarantee: 'at-most-once',
          acknowledged: 'on-delivery',
          promise: 'ignored',
          onError: 'dropped',
          onCrash: 'lost',
          why: 'acknowledged as soon as the listener returns (no manual mode)',
        },
      ],
    },
    {
      at: 'Typed[Message]',
      message: 'Parameter[0]',
      delivery: [
        {
          when: [{ handlerCalls: 'Message.Member[ack]' }],
          guarantee: 'at-least-once',
          acknowledged: 'explicit',
          promise: 'ignored',
          onError: 'redelivered',
          onCrash: 'redelivered',
          why: 'the message is acknowledged by hand, and sent again after ackWait',
        },
        {
          guarantee: 'at-least-once',
          acknowledged: 'explicit',
          promise: 'ignored',
          onError: 'redelivered',
          onCrash: 'redelivered',
          why: 'the message is acknowledged by hand somewhere else, and sent again after ackWait',
        },
      ],
    },
  ],
  settles: [{ at: 'Message.Member[ack]', does: 'acknowledge' }],
  identity: [
    { at: 'Member[getSequence]', stable: 'redelivery', expression: '${m}.getSequence()' },
    { at: 'Member[isRedelivered]', stable: 'delivery-scoped' },
  ],
  sources: ['node-nats-streaming@0.3.2 lib/stan.js'],
} as const satisfies TransportModel;
