// Vercel's queues call a route for a message and show it again when the handler throws, until it expires after a day; there is no dead-letter queue.
import type { TransportModel } from '../schema.ts';

const row = {
  message: 'Parameter[1]',
  delivery: [
    {
      guarantee: 'at-least-once',
      acknowledged: 'on-success',
      onError: 'redelivered-then-dropped',
      onCrash: 'redelivered',
      why: 'acknowledged after the handler resolves; an error shows the message again until it expires (after 24 hours by default)',
    },
  ],
} as const;

export const vercelQueue = {
  format: 1,
  package: '@vercel/queue',
  transport: 'other',
  types: { Client: ['Package', 'Package.Member[QueueClient].Instance', 'Package.Member[PollingQueueClient].Instance'] },
  handlers: [
    { at: 'Client.Member[handleCallback,handleNodeCallback].Argument[0]', ...row },
    { at: 'Client.Member[receive].Argument[2]', source: ['Call.Argument[0]'], ...row },
  ],
  identity: [
    { at: 'Member[messageId]', stable: 'redelivery' },
    { at: 'Member[deliveryCount]', stable: 'delivery-scoped' },
  ],
  sources: ['@vercel/queue@0.6.0 dist/index.d.ts', 'https://vercel.com/docs/queues/concepts'],
} as const satisfies TransportModel;
