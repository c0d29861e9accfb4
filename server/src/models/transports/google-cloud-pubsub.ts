// Pub/Sub keeps a message until it is acknowledged; the client neither acknowledges for the listener nor waits for its promise, and holds the lease for an hour.
import type { TransportModel } from '../schema.ts';

export const googleCloudPubsub = {
  format: 1,
  package: '@google-cloud/pubsub',
  transport: 'gcp-pubsub',
  types: {
    PubSub: 'Package.Member[PubSub].Instance',
    Topic: 'PubSub.Member[topic].ReturnValue',
    Subscription: [
      'PubSub.Member[subscription].ReturnValue',
      'Topic.Member[subscription].ReturnValue',
      'Topic.Member[createSubscription].ReturnValue.Element',
      'PubSub.Member[createSubscription].ReturnValue.Element',
    ],
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
          guarantee: 'at-least-once',
          acknowledged: 'explicit',
          promise: 'ignored',
          onError: 'stuck',
          onCrash: 'redelivered',
          why: 'the message is kept until ack() is called; nothing acknowledges for you',
        },
      ],
    },
  ],
  settles: [
    { at: 'Message.Member[ack,ackWithResponse]', does: 'acknowledge' },
    { at: 'Message.Member[nack,nackWithResponse]', does: 'reject', requeue: true },
  ],
  identity: [
    { at: 'Member[id]', stable: 'redelivery' },
    { at: 'Member[attributes]', stable: 'redelivery', coversDuplicatePublish: true },
    { at: 'Member[ackId]', stable: 'delivery-scoped' },
    { at: 'Member[deliveryAttempt]', stable: 'delivery-scoped' },
  ],
  sources: ['@google-cloud/pubsub@5.3.0 build/src/subscriber.js', '@google-cloud/pubsub@5.3.0 build/src/lease-manager.js'],
} as const satisfies TransportModel;
