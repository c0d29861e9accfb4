// Bee-Queue gives a crashed job to another worker only where some process calls `checkStalledJobs` with an interval; otherwise it stays active for ever.
import type { TransportModel } from '../schema.ts';

/** A function that takes `done` and gives no promise: what it throws later, nobody sees, and a job that `done` is told an error of stays in the failed set. */
const withDone = { acknowledged: 'explicit', promise: 'ignored', onError: 'stuck', rejected: 'parked' } as const;

const delivery = [
  {
    when: [{ parameters: 2 }, { option: 'Sibling.Queue.Member[checkStalledJobs]', is: 'present' }],
    guarantee: 'at-least-once',
    ...withDone,
    onCrash: 'redelivered',
    why: 'the processor takes `done`: the job is completed when it is called; stalled jobs are checked for and run again',
  },
  {
    when: [{ parameters: 2 }],
    guarantee: 'at-most-once',
    ...withDone,
    onCrash: 'lost',
    why: 'the processor takes `done`: a job whose worker dies before it is called is not run again: nobody calls checkStalledJobs',
    unless: ['another process calls checkStalledJobs'],
  },
  {
    when: [{ option: 'Sibling.Queue.Member[checkStalledJobs]', is: 'present' }],
    guarantee: 'at-least-once',
    acknowledged: 'on-success',
    onError: 'redelivered-then-parked',
    onCrash: 'redelivered',
    why: 'stalled jobs are checked for and run again',
  },
  {
    guarantee: 'at-most-once',
    acknowledged: 'on-success',
    onError: 'redelivered-then-parked',
    onCrash: 'lost',
    why: 'a job whose worker dies is not run again: nobody calls checkStalledJobs',
    unless: ['another process calls checkStalledJobs'],
  },
] as const;

export const beeQueue = {
  format: 1,
  package: 'bee-queue',
  transport: 'bull',
  types: {
    Queue: ['Package.Instance', 'Package.ReturnValue', 'Package.Member[default].Instance', 'BeeQueue', 'Queue.Member[ready].ReturnValue'],
  },
  handlers: [
    { at: 'Queue.Member[process].Argument[0]', message: 'Parameter[0]', source: ['Queue.Argument[0]'], delivery },
    { at: 'Queue.Member[process].Argument[1]', message: 'Parameter[0]', source: ['Queue.Argument[0]'], delivery },
  ],
  settles: [
    { at: 'Queue.Member[process].Argument[0].Parameter[1]', does: 'acknowledge' },
    { at: 'Queue.Member[process].Argument[1].Parameter[1]', does: 'acknowledge' },
  ],
  identity: [{ at: 'Member[id]', stable: 'redelivery' }],
  sources: ['bee-queue@2.0.0 lib/queue.js', 'promise-callbacks@3.8.2 wrapAsync', 'bee-queue@2.0.0 README.md, Stalling Jobs'],
} as const satisfies TransportModel;
