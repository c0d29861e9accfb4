// Graphile Worker deletes a job after the task's promise and tries an error 25 times; a job whose worker died is free again after four hours.
import type { TransportModel } from '../schema.ts';

const delivery = [
  {
    guarantee: 'at-least-once',
    acknowledged: 'on-success',
    onError: 'redelivered-then-parked',
    why: 'removed after the task resolves; an error is retried 25 times, a crash after four hours',
  },
] as const;

export const graphileWorker = {
  format: 1,
  package: 'graphile-worker',
  transport: 'postgres-queue',
  handlers: [
    { at: 'Package.Member[run,runOnce].Argument[0].Member[taskList].AnyMember', message: 'Parameter[0]', delivery },
    { at: 'Package.Member[runTaskList,runTaskListOnce].Argument[1].AnyMember', message: 'Parameter[0]', delivery },
    { at: 'Annotated[Task]', message: 'Parameter[0]', delivery },
  ],
  identity: [{ at: 'Member[id]', stable: 'redelivery' }],
  sources: ['graphile-worker@0.18.0 dist/worker.js', 'https://worker.graphile.org/docs/error-handling'],
} as const satisfies TransportModel;
