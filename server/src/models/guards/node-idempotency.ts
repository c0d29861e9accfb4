// Node Idempotency's Nest plugin: an interceptor for HTTP routes. SET NX claims the key for a day; the answer, or the error, is kept as long and given to every retry, so that
// what has failed once is not tried again in the time in which most senders give up. The key is a header, by default one that only callers with a client of their own send.
import type { GuardModel } from '../schema.ts';

export const nodeIdempotency = {
  format: 1,
  package: '@node-idempotency/nestjs',
  wraps: [
    {
      at: 'Package.Member[Idempotent].ReturnValue.DecoratedMember',
      kind: 'library',
      key: 'Argument[0].Member[idempotencyKey]',
      needsKey: true,
      durable: ['StorageAdapterEnum.redis'],
      expiry: 'none',
      onError: 'keep',
      busy: 'retried',
      atomicBy: 'conditional-write',
    },
  ],
  sources: [
    '@node-idempotency/nestjs@1.0.4 dist/interceptors/node-idempotency.iterceptor.js (catchError)',
    '@node-idempotency/core@1.0.11 dist/idempotency.js, @node-idempotency/storage-adapter-redis@1.0.2 dist/adapter-redis.js',
  ],
} as const satisfies GuardModel;
