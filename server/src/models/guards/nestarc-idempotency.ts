// NestArc's idempotency: an interceptor for HTTP routes. The key is claimed for its processing time under a token (a Lua script, an INSERT ... ON CONFLICT), the answer completes
// it, an error deletes it where the token is still the same; a duplicate in flight is answered with 409. `keyResolver` makes the key, else a header that only callers with
// a client of their own send. The decorator alone does nothing: the interceptor has to be used.
import type { GuardModel } from '../schema.ts';

export const nestarcIdempotency = {
  format: 1,
  package: '@nestarc/idempotency',
  wraps: [
    {
      at: 'Package.Member[Idempotent].ReturnValue.DecoratedMember',
      kind: 'library',
      key: 'Argument[0].Member[keyResolver]',
      needsKey: true,
      interceptor: 'Package.Member[IdempotencyInterceptor]',
      durable: ['RedisStorage', 'PostgresStorage'],
      expiry: 'lease',
      onError: 'release',
      busy: 'retried',
      atomicBy: 'conditional-write',
    },
  ],
  sources: ['github.com/nestarc/idempotency at 9610774 (0.4.0) src/idempotency.interceptor.ts, src/storage/redis.storage.ts, src/storage/postgres.storage.ts'],
} as const satisfies GuardModel;
