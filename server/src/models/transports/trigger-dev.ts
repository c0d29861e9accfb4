// Trigger.dev runs a task from its top again after an error or a crash, as often as the task's or the project's `maxAttempts` says; a run out of attempts is kept as failed.
import type { TransportModel } from '../schema.ts';

const once = { guarantee: 'at-most-once', acknowledged: 'on-success', onError: 'parked', onCrash: 'parked' } as const;
const project = 'Shared.Package.Member[defineConfig].Argument[0].Member[retries].Member[default].Member[maxAttempts]';

const again = {
  guarantee: 'at-least-once',
  acknowledged: 'on-success',
  onError: 'redelivered-then-parked',
  onCrash: 'redelivered',
  why: 'an error or a crash runs the whole task again, up to its maxAttempts; a run out of attempts is kept as failed',
} as const;
const calledOnce = 'who triggers it sets maxAttempts to 1';

const delivery = [
  {
    when: [{ option: 'Call.Argument[0].Member[retry].Member[maxAttempts]', is: 1 }],
    ...once,
    why: 'maxAttempts is 1: a run that fails is kept as failed, not run again',
  },
  { when: [{ option: 'Call.Argument[0].Member[retry]', is: 'present' }], ...again, unless: [calledOnce] },
  { when: [{ option: project, is: 1 }], ...once, why: 'the project sets maxAttempts to 1: a run that fails is kept as failed, not run again' },
  { when: [{ option: project, is: 'present' }], ...again, unless: [calledOnce] },
  { ...again, unless: ['neither the task nor trigger.config sets retries', calledOnce] },
] as const;

const row = { message: 'Parameter[0]', source: ['Call.Argument[0].Member[id]'], delivery } as const;

export const triggerDev = {
  format: 1,
  package: '@trigger.dev/sdk',
  transport: 'jobs',
  handlers: [
    { at: 'Package.Member[task,schemaTask].Argument[0].Member[run]', ...row },
    { at: 'Package.Member[schemaTask].ReturnValue.Argument[0].Member[run]', ...row },
  ],
  sources: [
    '@trigger.dev/sdk@4.8.3 dist/esm/v3/shared.js',
    '@trigger.dev/core@4.8.3 dist/esm/v3/workers/taskExecutor.js and errors.js (shouldRetryError)',
    'https://trigger.dev/docs/errors-retrying',
  ],
} as const satisfies TransportModel;
