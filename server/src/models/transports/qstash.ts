// QStash posts a message to a route until it is answered with a 2xx: three more times by default, then the message is in the dead-letter queue.
// The route is the function that the signature check wraps; one that checks by a Receiver of its own is found as any webhook is.
import type { TransportModel } from '../schema.ts';

const redelivered = { guarantee: 'at-least-once', onError: 'redelivered-then-parked', onCrash: 'redelivered' } as const;
const why = 'a message is posted again until it is answered with a 2xx; after the last retry it is in the dead-letter queue';

export const qstash = {
  format: 1,
  package: '@upstash/qstash',
  transport: 'webhook',
  words: ['verifySignature', 'verifySignatureAppRouter', 'verifySignatureEdge'],
  handlers: [
    {
      at: 'Package.Member[verifySignatureAppRouter,verifySignatureEdge].Argument[0]',
      message: 'Parameter[0]',
      delivery: [{ ...redelivered, acknowledged: 'on-success', why }],
    },
    { at: 'Package.Member[verifySignature].Argument[0]', message: 'Parameter[0]', delivery: [{ ...redelivered, acknowledged: 'explicit', why }] },
  ],
  sources: ['@upstash/qstash@2.12.0 nextjs.d.ts', 'https://upstash.com/docs/qstash/features/retry'],
} as const satisfies TransportModel;
