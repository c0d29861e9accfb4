// KurrentDB, EventStoreDB before: the server of a persistent subscription keeps an event until it is acknowledged, sends it again after its message time-out, and parks it after
// ten retries (defaults). Catch-up subscriptions are left alone: where one begins again is up to the code.
import type { DeliveryRow, TransportModel } from '../schema.ts';

const kept = {
  guarantee: 'at-least-once',
  acknowledged: 'explicit',
  onError: 'redelivered-then-parked',
  onCrash: 'redelivered',
  rejected: 'dropped',
  why: 'the server keeps the event until it is acknowledged, sends it again after messageTimeout, and parks it after maxRetryCount',
} as const satisfies DeliveryRow;

const subscribing =
  'subscribeToPersistentSubscriptionToStream,subscribeToPersistentSubscriptionToAll,subscribeToPersistentSubscription,connectToPersistentSubscription';
const nack = 'Subscription.Member[nack]';
const action = 'Call.Argument[0]';

export const kurrentdb = {
  format: 1,
  package: ['@kurrent/kurrentdb-client', '@eventstore/db-client'],
  transport: 'kurrentdb',
  types: {
    Client: [
      'Package.Member[KurrentDBClient,EventStoreDBClient].Instance',
      'Package.Member[KurrentDBClient,EventStoreDBClient].Member[connectionString].ReturnValue',
    ],
    Subscription: [`Client.Member[${subscribing}].ReturnValue`, 'Package.Member[PersistentSubscriptionToStream,PersistentSubscriptionToAll].Instance'],
  },
  handlers: [
    {
      at: 'Subscription.Member[on,addListener].Argument[1]',
      events: ['data'],
      message: 'Parameter[0]',
      source: ['Subscription.Argument[0]'],
      delivery: [{ ...kept, promise: 'ignored' }],
    },
  ],
  loops: [
    {
      at: `Client.Member[${subscribing}]`,
      message: 'Element',
      iterated: true,
      source: ['Call.Argument[0]'],
      delivery: [{ ...kept, promise: 'awaited' }],
    },
  ],
  settles: [
    { at: 'Subscription.Member[ack]', does: 'acknowledge' },
    { at: nack, does: 'reject', requeue: false, only: { at: action, is: 'skip' } },
    { at: nack, does: 'reject', requeue: true, only: { at: action, is: 'retry' } },
    { at: nack, does: 'reject', to: 'parked', only: { at: action, is: 'park' } },
    // `stop`, or an action that is worked out elsewhere.
    { at: nack, does: 'reject', requeue: true },
  ],
  identity: [
    { at: 'Member[event].Member[id]', stable: 'redelivery', coversDuplicatePublish: true },
    { at: 'Member[event].Member[revision]', stable: 'redelivery', expression: '`${${m}.event.streamId}-${${m}.event.revision}`' },
    { at: 'Member[event].Member[metadata]', stable: 'redelivery', isKey: false, coversDuplicatePublish: true },
    { at: 'Member[link].Member[id]', stable: 'redelivery' },
    { at: 'Member[retryCount]', stable: 'delivery-scoped' },
  ],
  sources: [
    '@kurrent/kurrentdb-client@1.3.1 dist/persistentSubscription/utils/PersistentSubscriptionImpl.js, persistentSubscriptionSettings.js',
    '@eventstore/db-client@6.2.1 dist/persistentSubscription/utils/PersistentSubscriptionImpl.js, persistentSubscriptionSettings.d.ts',
    'kurrent-io/KurrentDB-Client-NodeJS docs/api/persistent-subscriptions.md',
  ],
} as const satisfies TransportModel;
