// Temporal runs an activity until one attempt is recorded: without a limit by default, after an error at once and after a crash when its time-out ends.
// A workflow is replayed from its history and reaches nothing outside by itself.
import type { TransportModel } from '../schema.ts';

const delivery = [
  {
    guarantee: 'at-least-once',
    acknowledged: 'on-success',
    onError: 'redelivered',
    onCrash: 'redelivered',
    why: 'an activity is tried again until an attempt succeeds and is recorded, without a limit by default',
    unless: ['the workflow limits its attempts (maximumAttempts)'],
  },
] as const;

export const temporal = {
  format: 1,
  package: ['@temporalio/worker', '@temporalio/activity'],
  transport: 'temporal',
  handlers: [
    {
      at: 'Package.Member[Worker].Member[create].Argument[0].Member[activities].AnyMember',
      message: 'Parameter[0]',
      source: ['Call.Argument[0].Member[taskQueue]'],
      delivery,
    },
  ],
  sources: [
    '@temporalio/worker@1.24.0 lib/worker-options.d.ts',
    '@temporalio/common@1.24.0 lib/activity-options.d.ts',
    'https://docs.temporal.io/encyclopedia/retry-policies',
  ],
} as const satisfies TransportModel;
