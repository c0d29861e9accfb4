// Cloudflare runs a worker's `queue` for a batch: what it did not acknowledge itself is acknowledged when the function succeeds, and sent again when it throws.
// After the last try a message goes to the dead-letter queue, or is deleted where there is none.
import type { DeliveryRow, TransportModel } from '../schema.ts';

const batch = { guarantee: 'at-least-once', acknowledged: 'on-success', onCrash: 'redelivered' } as const;

const delivery: readonly DeliveryRow[] = [
  {
    when: [{ option: 'Trigger.Member[deadLetter]', is: 'present' }],
    ...batch,
    onError: 'redelivered-then-parked',
    why: 'messages that were not acknowledged are acknowledged when the function succeeds; after the last try they go to the dead-letter queue',
  },
  {
    when: [{ option: 'Trigger', is: 'absent' }],
    ...batch,
    onError: 'redelivered',
    why: 'messages that were not acknowledged are acknowledged when the function succeeds',
    unless: ['the consumer has no dead-letter queue: then a message is deleted after the last try'],
  },
  {
    ...batch,
    onError: 'redelivered-then-dropped',
    why: 'messages that were not acknowledged are acknowledged when the function succeeds; after the last try they are deleted (no dead-letter queue)',
  },
];

const records = { unit: 'batch', message: 'Parameter[0].Member[messages].Element', delivery } as const;

export const cloudflareQueues = {
  format: 1,
  package: ['@cloudflare/workers-types', 'cloudflare:workers'],
  transport: 'cloudflare-queues',
  words: ['MessageBatch'],
  types: { MessageBatch: 'MessageBatch', Message: 'MessageBatch.Member[messages].Element' },
  handlers: [
    { at: 'Deployed[cloudflare-queues]', ...records },
    { at: 'Annotated[MessageBatch].Parameter[0]', ...records },
  ],
  settles: [
    { at: 'Message.Member[ack]', does: 'acknowledge' },
    { at: 'MessageBatch.Member[ackAll]', does: 'acknowledge' },
    { at: 'Message.Member[retry]', does: 'reject', requeue: true },
    { at: 'MessageBatch.Member[retryAll]', does: 'reject', requeue: true },
  ],
  identity: [
    { at: 'Member[id]', stable: 'redelivery' },
    { at: 'Member[attempts]', stable: 'delivery-scoped' },
  ],
  sources: ['https://developers.cloudflare.com/queues/configuration/batching-retries/', '@cloudflare/workers-types@5.2026 index.d.ts'],
} as const satisfies TransportModel;
