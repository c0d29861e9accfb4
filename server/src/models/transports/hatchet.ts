// Hatchet gives a task whose worker died to another one; an error is retried only as often as `retries` says, never by default, and then kept as failed.
import type { TransportModel } from '../schema.ts';

const reassigned = { guarantee: 'at-least-once', acknowledged: 'on-success', onCrash: 'redelivered' } as const;
const delivery = [
  {
    when: [{ option: 'Call.Argument[0].Member[retries]', is: 'absent' }],
    ...reassigned,
    onError: 'parked',
    why: 'retries is 0 (default): a task that fails is kept as failed; one whose worker died is given to another',
  },
  {
    when: [{ option: 'Call.Argument[0].Member[retries]', is: 0 }],
    ...reassigned,
    onError: 'parked',
    why: 'retries is 0: a task that fails is kept as failed; one whose worker died is given to another',
  },
  { ...reassigned, onError: 'redelivered-then-parked', why: 'an error is retried as often as `retries` says, then the task is kept as failed' },
] as const;

export const hatchet = {
  format: 1,
  package: '@hatchet-dev/typescript-sdk',
  transport: 'jobs',
  types: {
    Hatchet: [
      'Package.Member[Hatchet,HatchetClient,default].Member[init].ReturnValue',
      'Package.Member[init].ReturnValue',
      'Package.Member[HatchetClient].Instance',
    ],
    Tasks: ['Hatchet', 'Hatchet.Member[workflow].ReturnValue'],
  },
  handlers: [{ at: 'Tasks.Member[task,durableTask].Argument[0].Member[fn]', message: 'Parameter[0]', source: ['Call.Argument[0].Member[name]'], delivery }],
  sources: ['@hatchet-dev/typescript-sdk@1.33.2 v1/task.d.ts, v1/client/client.d.ts', 'https://docs.hatchet.run/v1/retry-policies.md'],
} as const satisfies TransportModel;
