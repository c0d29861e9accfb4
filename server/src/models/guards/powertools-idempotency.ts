// AWS Lambda Powertools: a conditional put claims the record until the invocation's deadline, the result completes it, an error deletes it; a duplicate in flight is refused with an error.
// The Middy form deletes the running first delivery's record when it refuses a duplicate, so that a third one runs beside it.
import type { GuardModel } from '../schema.ts';

const lease = { kind: 'library', expiry: 'lease', onError: 'release', busy: 'retried', atomicBy: 'conditional-write' } as const;

export const powertoolsIdempotency = {
  format: 1,
  package: '@aws-lambda-powertools/idempotency',
  wraps: [
    { ...lease, at: 'Package.Member[makeIdempotent].Argument[0]', key: 'Argument[1].Member[config].Argument[0].Member[eventKeyJmesPath]' },
    { ...lease, at: 'Package.Member[idempotent].ReturnValue.DecoratedMember', key: 'Argument[0].Member[config].Argument[0].Member[eventKeyJmesPath]' },
    {
      ...lease,
      at: 'Package.Member[makeHandlerIdempotent].ReturnValue',
      key: 'Argument[0].Member[config].Argument[0].Member[eventKeyJmesPath]',
      busy: 'runs',
    },
  ],
  sources: [
    '@aws-lambda-powertools/idempotency@2.35.0 lib/esm/IdempotencyHandler.js, lib/esm/persistence/DynamoDBPersistenceLayer.js',
    '@aws-lambda-powertools/idempotency@2.35.0 lib/esm/middleware/makeHandlerIdempotent.js (onError)',
  ],
} as const satisfies GuardModel;
