// Rascal hands each message over with `ackOrNack`; without it the message stays unacknowledged, and an error without a recovery strategy rejects without requeue.
import type { TransportModel } from '../schema.ts';
import { amqpIdentity } from './amqplib.ts';

export const rascal = {
  format: 1,
  package: 'rascal',
  transport: 'amqp',
  types: {
    Broker: [
      'Package.Member[Broker,BrokerAsPromised].Member[create].ReturnValue',
      'Package.Member[createBroker,createBrokerAsPromised].ReturnValue',
      'Package.Member[Broker].Member[create].Argument[1].Parameter[1]',
      'BrokerAsPromised',
    ],
    SubscriberSessionAsPromised: [
      'Broker.Member[subscribe].ReturnValue',
      'Broker.Member[subscribe].Argument[1].Parameter[1]',
      'SubscriberSession',
      'Broker.Member[subscribeAll].ReturnValue.Element',
    ],
  },
  handlers: [
    {
      at: 'SubscriberSessionAsPromised.Member[on].Argument[1]',
      events: ['message'],
      message: 'Parameter[0]',
      source: ['SubscriberSessionAsPromised.Argument[0]'],
      delivery: [
        {
          guarantee: 'at-least-once',
          acknowledged: 'explicit',
          promise: 'ignored',
          onError: 'stuck',
          rejected: 'dropped',
          why: 'the message is kept until ackOrNack is called',
          unless: ['the subscription configures noAck, or the queue a dead-letter exchange'],
        },
      ],
    },
  ],
  settles: [
    {
      at: 'SubscriberSessionAsPromised.Member[on].Argument[1].Parameter[2]',
      does: 'acknowledge',
      // A republished message comes again, but for a number of attempts only if one is given: then, as without any plan, it is rejected and not requeued.
      recovery: {
        argument: 1,
        plans: [
          { member: 'strategy', is: 'forward', to: 'parked' },
          { member: 'strategy', is: 'republish', without: 'attempts', to: 'redelivery' },
          { member: 'requeue', is: true, to: 'redelivery' },
        ],
      },
    },
  ],
  identity: amqpIdentity,
  sources: ['rascal@21.0.1 lib/amqp/SubscriberSession.js', 'rascal@21.0.1 lib/amqp/SubscriberError.js'],
} as const satisfies TransportModel;
