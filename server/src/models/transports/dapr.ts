// Dapr's server for JavaScript answers the sidecar for the callback: what that throws is logged and the message acknowledged all the same; only the status that it returns decides.
import type { TransportModel } from '../schema.ts';

const answered = {
  guarantee: 'at-least-once',
  acknowledged: 'on-success',
  onError: 'dropped',
  onCrash: 'redelivered',
  why: 'the sidecar delivers again what is not answered; an error that the callback throws is logged and answered with SUCCESS',
} as const;
const delivery = [{ ...answered, rejected: 'dropped' }] as const;

export const dapr = {
  format: 1,
  package: '@dapr/dapr',
  transport: 'other',
  types: { DaprServer: ['Package.Member[DaprServer].Instance'] },
  handlers: [
    {
      at: 'DaprServer.Member[pubsub].Member[subscribe,subscribeBulk].Argument[2]',
      message: 'Parameter[0]',
      source: ['Call.Argument[1]'],
      delivery,
    },
    {
      at: 'DaprServer.Member[pubsub].Member[subscribeWithOptions].Argument[2].Member[callback]',
      message: 'Parameter[0]',
      source: ['Call.Argument[1]'],
      delivery: [
        { when: [{ option: 'Call.Argument[2].Member[deadLetterTopic,deadletterTopic]', is: 'present' }], ...answered, rejected: 'parked' },
        ...delivery,
      ],
    },
    {
      at: 'DaprServer.Member[pubsub].Member[subscribeToRoute].Argument[3]',
      message: 'Parameter[0]',
      source: ['Call.Argument[1]'],
      delivery,
    },
  ],
  settles: [
    { at: 'Package.Member[DaprPubSubStatusEnum].Member[RETRY]', returned: 'RETRY', does: 'reject', requeue: true },
    { at: 'Package.Member[DaprPubSubStatusEnum].Member[DROP]', returned: 'DROP', does: 'reject' },
  ],
  identity: [],
  sources: [
    '@dapr/dapr@3.18.0 implementation/Server/HTTPServer/HTTPServerImpl.js processPubSubCallbacks',
    '@dapr/dapr@3.18.0 implementation/Server/HTTPServer/pubsub.js',
  ],
} as const satisfies TransportModel;
