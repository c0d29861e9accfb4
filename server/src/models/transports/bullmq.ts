// BullMQ completes a job after the processor's promise and runs a stalled one again even with `attempts: 1`: at-least-once. A job out of attempts stays in the
// failed set unless `removeOnFail` throws it away.
import type { DeliveryRow, IdentityRow, TransportModel } from '../schema.ts';

const thrownAway = {
  guarantee: 'at-least-once',
  acknowledged: 'on-success',
  onError: 'redelivered-then-dropped',
  onCrash: 'redelivered',
  why: 'completed after the processor resolves; a job out of attempts is thrown away (removeOnFail)',
} as const;

const removeOnFail = 'Member[defaultJobOptions].Member[removeOnFail]';
const made = 'Member[useFactory].ReturnValue';
const registered = 'Named.Package.Member[BullModule].Member[registerQueue].Argument[0]';
const registeredAsync = `Named.Package.Member[BullModule].Member[registerQueueAsync].Argument[0].${made}`;
const forAll = 'Shared.Package.Member[BullModule].Member[forRoot].Argument[0]';
const forAllAsync = `Shared.Package.Member[BullModule].Member[forRootAsync].Argument[0].${made}`;
/** A queue's own default job options replace those of all queues. */
const notOwn = [
  { option: `${registered}.Member[defaultJobOptions]`, is: 'absent' },
  { option: `${registeredAsync}.Member[defaultJobOptions]`, is: 'absent' },
] as const;

const unstalled = {
  when: [{ option: 'Call.Argument[2].Member[maxStalledCount]', is: 0 }],
  guarantee: 'at-most-once',
  acknowledged: 'on-success',
  onError: 'redelivered-then-parked',
  onCrash: 'lost',
  why: 'maxStalledCount is 0: a job whose worker dies is failed, not run again',
} as const;

/** What a job is added with counts more than what its queue says; Bull's jobs may have no name in front. */
const added = [
  { when: [{ option: 'Added.Queue.Member[add].Argument[2].Member[removeOnFail]', is: true }], ...thrownAway },
  { when: [{ option: 'Added.Queue.Member[add].Argument[1].Member[removeOnFail]', is: true }], ...thrownAway },
] as const;

/** BullMQ's workers say it for the jobs that don't say it themselves. */
const workerThrowsAway = {
  when: [
    { option: 'Call.Argument[2].Member[removeOnFail].Member[count]', is: 0 },
    { option: 'Added.Queue.Member[add].Argument[2].Member[removeOnFail]', is: 'absent' },
  ],
  ...thrownAway,
} as const;

const kept = {
  guarantee: 'at-least-once',
  acknowledged: 'on-success',
  onError: 'redelivered-then-parked',
  onCrash: 'redelivered',
  why: 'completed after the processor resolves; a stalled job runs again, a failed one stays in the failed set',
} as const;

const notKept = [
  unstalled,
  // Bull's queue, and BullMQ's queue of that name, say what becomes of failed jobs.
  { when: [{ option: `Queue.Argument[1].${removeOnFail}`, is: true }], ...thrownAway },
  { when: [{ option: `Queue.Argument[2].${removeOnFail}`, is: true }], ...thrownAway },
  { when: [{ option: `Named.Package.Member[Queue,QueuePro].Argument[1].${removeOnFail}`, is: true }], ...thrownAway },
  ...added,
] as const satisfies readonly DeliveryRow[];

/** What running a job promises in Bull and BullMQ alike. */
export const jobDelivery = [...notKept, kept] as const satisfies readonly DeliveryRow[];

/** The same where Nest registers the queues. */
export const nestJobDelivery = [
  unstalled,
  { when: [{ option: `${registered}.${removeOnFail}`, is: true }], ...thrownAway },
  { when: [{ option: `${registeredAsync}.${removeOnFail}`, is: true }], ...thrownAway },
  { when: [{ option: `${forAll}.${removeOnFail}`, is: true }, ...notOwn], ...thrownAway },
  { when: [{ option: `${forAllAsync}.${removeOnFail}`, is: true }, ...notOwn], ...thrownAway },
  ...added,
  kept,
] as const satisfies readonly DeliveryRow[];

export const jobIdentity = [
  { at: 'Member[id]', stable: 'redelivery' },
  { at: 'Member[token]', stable: 'delivery-scoped' },
  { at: 'Member[attemptsMade]', stable: 'delivery-scoped' },
  { at: 'Member[attemptsStarted]', stable: 'delivery-scoped' },
  { at: 'Member[processedOn]', stable: 'delivery-scoped' },
] as const satisfies readonly IdentityRow[];

/** Jobs that the workspace fetches and moves itself. */
const fetched = [
  {
    guarantee: 'at-least-once',
    acknowledged: 'explicit',
    promise: 'awaited',
    onError: 'redelivered',
    onCrash: 'redelivered',
    rejected: 'parked',
    why: 'a fetched job that is moved neither to completed nor to failed stalls when its lock expires, and runs again; a failed one stays in the failed set',
    unless: ['no worker of the queue looks for stalled jobs (startStalledCheckTimer)'],
  },
] as const satisfies readonly DeliveryRow[];

export const bullmq = {
  format: 1,
  package: ['bullmq', '@taskforcesh/bullmq-pro'],
  transport: 'bull',
  types: { Worker: ['Package.Member[Worker,WorkerPro].Instance'], Fetched: ['Worker.Member[getNextJob].ReturnValue'] },
  handlers: [
    {
      at: 'Package.Member[Worker,WorkerPro].Argument[1]',
      file: true,
      message: 'Parameter[0]',
      source: ['Call.Argument[0]'],
      delivery: [...notKept, workerThrowsAway, kept],
    },
  ],
  loops: [{ at: 'Worker.Member[getNextJob]', message: 'Self', source: ['Worker.Argument[0]'], delivery: fetched }],
  settles: [
    { at: 'Fetched.Member[moveToCompleted]', does: 'acknowledge' },
    { at: 'Fetched.Member[moveToFailed]', does: 'reject', requeue: false },
  ],
  identity: jobIdentity,
  sources: [
    'bullmq@6.7.0 dist/cjs/classes/worker.js',
    'https://docs.bullmq.io/patterns/manually-fetching-jobs',
    'https://docs.bullmq.io/guide/workers/stalled-jobs',
  ],
} as const satisfies TransportModel;
