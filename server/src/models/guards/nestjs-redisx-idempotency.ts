// RedisX's idempotency plugin: an interceptor for HTTP routes. A Lua script claims the key, and lets another delivery take it over after the lock's time (30 s, on the clocks of
// the instances); the answer completes it. An error is kept for as long, during which a delivery is answered with 409, and then it is tried again: as good as given back.
// A duplicate in flight waits for the answer. `keyExtractor` makes the key, else a header that only callers with a client of their own send.
import type { GuardModel } from '../schema.ts';

export const nestjsRedisxIdempotency = {
  format: 1,
  package: '@nestjs-redisx/idempotency',
  wraps: [
    {
      at: 'Package.Member[Idempotent].ReturnValue.DecoratedMember',
      kind: 'library',
      key: 'Argument[0].Member[keyExtractor]',
      needsKey: true,
      givesWay: ["errorPolicy: 'fail-open'"],
      expiry: 'lease',
      onError: 'release',
      busy: 'retried',
      atomicBy: 'conditional-write',
    },
  ],
  sources: [
    'github.com/nestjs-redisx/nestjs-redisx at 1dfba94 (idempotency 1.11.0) packages/idempotency/src/idempotency/infrastructure/scripts/lua-scripts.ts',
    'the same, api/interceptors/idempotency.interceptor.ts, application/services/idempotency.service.ts (fail)',
  ],
} as const satisfies GuardModel;
