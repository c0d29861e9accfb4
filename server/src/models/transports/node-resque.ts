// node-resque takes a job off its queue before it runs it: an error or a worker that died puts it on the failed list, where it waits for somebody.
import type { TransportModel } from '../schema.ts';

const delivery = [
  {
    guarantee: 'at-most-once',
    acknowledged: 'on-success',
    onError: 'parked',
    onCrash: 'parked',
    why: 'a job that failed, and after an hour one whose worker died, is put on the failed list, not run again',
    unless: ['the job has the Retry plugin', 'no scheduler runs: then a crash loses the job'],
  },
] as const;

export const nodeResque = {
  format: 1,
  package: 'node-resque',
  transport: 'jobs',
  handlers: [{ at: 'Package.Member[Worker,MultiWorker].Argument[1].AnyMember.Member[perform]', message: 'Parameter[0]', delivery }],
  sources: ['node-resque@9.7.1 dist/core/worker.js, dist/core/scheduler.js'],
} as const satisfies TransportModel;
