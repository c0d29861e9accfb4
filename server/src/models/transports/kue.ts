// Kue takes a job out of the list as it hands it over: one whose worker dies, or never calls `done`, stays active and is not run again. An error told to `done`
// runs it again while it has attempts left (one by default), then keeps it among the failed.
import type { DeliveryRow, TransportModel } from '../schema.ts';

const told = { acknowledged: 'explicit', promise: 'ignored', onError: 'stuck' } as const;

/** Code that looks for active jobs, as a process starts. */
const looking = [
  { option: 'Sibling.Queue.Member[active]', is: 'present' },
  { option: 'Sibling.Package.Member[Job].Member[rangeByState].Argument[0]', is: 'active' },
  { option: 'Sibling.Package.Member[Job].Member[rangeByType].Argument[1]', is: 'active' },
] as const;

const delivery: readonly DeliveryRow[] = [
  ...looking.map((condition): DeliveryRow => ({
    when: [condition, { option: 'Sibling.Job.Member[inactive]', is: 'present' }],
    ...told,
    guarantee: 'at-least-once',
    onCrash: 'redelivered',
    why: 'the job is complete when `done` is called; those that are still active are put back',
  })),
  {
    ...told,
    guarantee: 'at-most-once',
    onCrash: 'lost',
    why: 'a job whose worker dies, or never calls `done`, stays active and is not run again',
    unless: ['the job has a ttl, or something puts active jobs back'],
  },
];

const source = ['Call.Argument[0]'] as const;

export const kue = {
  format: 1,
  package: 'kue',
  transport: 'jobs',
  types: {
    Queue: 'Package.Member[createQueue].ReturnValue',
    Job: [
      'Package.Member[Job].Instance',
      'Package.Member[Job].Member[get].AnyArgument.Parameter[1]',
      'Package.Member[Job].Member[rangeByState,rangeByType].AnyArgument.Parameter[1].Member[forEach].Argument[0].Parameter[0]',
    ],
  },
  handlers: [
    { at: 'Queue.Member[process].Argument[1]', message: 'Parameter[0]', source, delivery },
    { at: 'Queue.Member[process].Argument[2]', message: 'Parameter[0]', source, delivery },
  ],
  settles: [
    // With three parameters the second is the worker's context, which nobody calls.
    { at: 'Queue.Member[process].Argument[1].Parameter[1]', does: 'acknowledge' },
    { at: 'Queue.Member[process].Argument[2].Parameter[1]', does: 'acknowledge' },
    { at: 'Queue.Member[process].Argument[1].Parameter[2]', does: 'acknowledge' },
    { at: 'Queue.Member[process].Argument[2].Parameter[2]', does: 'acknowledge' },
  ],
  identity: [
    { at: 'Member[id]', stable: 'redelivery' },
    { at: 'Member[started_at]', stable: 'delivery-scoped' },
  ],
  sources: ['kue@0.11.6 lib/queue/worker.js', 'kue@0.11.6 lib/queue/job.js failedAttempt', 'kue@0.11.6 Readme.md, Prevent from Stuck Active Jobs'],
} as const satisfies TransportModel;
