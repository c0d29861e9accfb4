// pg-boss completes a job after the handler's promise, retries an error twice by default (before version 10 not at all) and a crash after its expiry; a job out
// of retries stays as failed.
import type { Condition, TransportModel } from '../schema.ts';

const kept = { guarantee: 'at-least-once', acknowledged: 'on-success', onError: 'redelivered-then-parked', onCrash: 'redelivered' } as const;

const sent =
  'Named.PgBoss.Member[send,sendAfter,sendOnce,sendSingleton,sendThrottled,sendDebounced,publish,publishAfter,publishOnce,publishThrottled,publishDebounced]';
const scheduled = 'Named.PgBoss.Member[schedule].Argument[3]';
const retries = ['retryLimit', 'retryDelay', 'retryBackoff'] as const;

/** Before version 10 a job is run again only where it is sent, or its instance is made, with one of these; a delay alone counts as one retry. */
const retriedNowhere: readonly Condition[] = [`${sent}.Argument[2]`, scheduled, 'PgBoss.Argument[0]'].flatMap((options) =>
  retries.map((name) => ({ option: `${options}.Member[${name}]`, is: 'absent' as const })),
);

const once = { guarantee: 'at-most-once', acknowledged: 'on-success', onError: 'parked', onCrash: 'parked' } as const;
const delivery = [
  {
    when: [{ option: 'Call.Argument[1].Member[transactional]', is: true }],
    ...kept,
    why: 'completed in the transaction handed to the handler: an error or a crash undoes what was written through it',
  },
  {
    when: [{ option: 'Named.PgBoss.Member[createQueue,updateQueue].Argument[1].Member[retryLimit]', is: 0 }],
    ...once,
    why: 'retryLimit is 0: a job that fails or expires is kept as failed, not run again',
  },
  {
    when: [{ version: '<10' }, { option: `${sent}.Argument[0]`, is: 'present' }, ...retriedNowhere],
    ...once,
    why: 'sent without a retryLimit, which is 0 before pg-boss 10: a job that fails or expires is kept as failed, not run again',
  },
  {
    when: [{ version: '<10' }, ...retriedNowhere],
    ...kept,
    why: 'completed after the handler resolves; an error or an expired job is retried where it was sent with a retryLimit',
    unless: ['the jobs are sent without a retryLimit, which is 0 before pg-boss 10'],
  },
  { ...kept, why: 'completed after the handler resolves; an error or an expired job is retried, then kept as failed' },
] as const;

/** Jobs fetched by hand stay active until they are completed or failed, or until they expire. */
const fetched = [
  {
    guarantee: 'at-least-once',
    acknowledged: 'explicit',
    onError: 'redelivered-then-parked',
    onCrash: 'redelivered',
    why: 'a fetched job is done when `complete` is called; one that fails or expires is retried, then kept as failed',
  },
] as const;

const source = ['Call.Argument[0]'] as const;
const boss = 'PgBoss.Member[work,subscribe,onComplete]';

export const pgBoss = {
  format: 1,
  package: 'pg-boss',
  transport: 'postgres-queue',
  types: { PgBoss: ['Package.Instance', 'PgBoss.Member[start].ReturnValue', 'Package.Member[PgBoss].Instance', 'Package.Member[default].Instance'] },
  handlers: [
    { at: `${boss}.Argument[1]`, message: 'Parameter[0]', source, delivery },
    { at: `${boss}.Argument[2]`, message: 'Parameter[0]', source, delivery },
  ],
  loops: [{ at: 'PgBoss.Member[fetch]', message: 'Element', settledBy: ['PgBoss.Member[complete,fail]'], source, delivery: fetched }],
  settles: [
    { at: 'PgBoss.Member[complete,completeJob]', does: 'acknowledge' },
    { at: 'PgBoss.Member[fail]', does: 'reject', requeue: true },
  ],
  identity: [
    { at: 'Member[id]', stable: 'redelivery' },
    { at: 'Member[retryCount]', stable: 'delivery-scoped' },
  ],
  sources: ['pg-boss@12.38.0 dist/manager.js', 'pg-boss@12.38.0 dist/plans.js', 'pg-boss@9.0.3 src/attorney.js', 'pg-boss@9.0.3 src/plans.js'],
} as const satisfies TransportModel;
