// Every guarded handler under test, by name. Drivers are loaded when needed: a worker starts often.
import type { Subject } from './subject.ts';

export type Connect = (log: string, address: string, leaseMs: number) => Promise<Subject>;

export const LEASE_MS = 1_500;

export const subjects: Readonly<Record<string, () => Promise<Connect>>> = {
  'lease pg': async () => (await import('./subjects/postgres.ts')).pgLease,
  'inbox pg': async () => (await import('./subjects/postgres.ts')).pgInbox,
  'lease knex': async () => (await import('./subjects/postgres.ts')).knexLease,
  'inbox knex': async () => (await import('./subjects/postgres.ts')).knexInbox,
  'lease drizzle': async () => (await import('./subjects/postgres.ts')).drizzleLease,
  'inbox drizzle': async () => (await import('./subjects/postgres.ts')).drizzleInbox,
  'lease typeorm': async () => (await import('./subjects/postgres.ts')).typeormLease,
  'inbox typeorm': async () => (await import('./subjects/postgres.ts')).typeormInbox,
  'lease pglite': async () => (await import('./subjects/pglite.ts')).pgliteLease,
  'inbox pglite': async () => (await import('./subjects/pglite.ts')).pgliteInbox,
  'lease mysql2': async () => (await import('./subjects/mysql.ts')).mysqlLease,
  'inbox mysql2': async () => (await import('./subjects/mysql.ts')).mysqlInbox,
  'lease sqlite': async () => (await import('./subjects/sqlite.ts')).sqliteLease,
  'inbox sqlite': async () => (await import('./subjects/sqlite.ts')).sqliteInbox,
  'lease ioredis': async () => (await import('./subjects/redis.ts')).ioredisLease,
  'lease node-redis': async () => (await import('./subjects/redis.ts')).nodeRedisLease,
  'lease dynamodb': async () => (await import('./subjects/dynamodb.ts')).dynamodbLease,
  'written by the fix': async () => (await import('./subjects/written.ts')).written,
  'broken: mark before effect': async () => (await import('./subjects/sqlite.ts')).brokenLease('markBeforeEffect'),
  'broken: check, then mark': async () => (await import('./subjects/sqlite.ts')).brokenLease('checkThenMark'),
  'broken: skips while running': async () => (await import('./subjects/sqlite.ts')).brokenLease('skipWhileRunning'),
  'broken: lease not renewed': async () => (await import('./subjects/sqlite.ts')).brokenLease('neverRenewed'),
};
