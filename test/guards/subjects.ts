// Every guarded handler under test, by name. Drivers are loaded when needed: a worker starts often.
import type { LeaseStore } from '../../server/guard-runtime/core.ts';
import { leaseSubject, type Subject } from './subject.ts';

/** `log` is where effects outside the store are written. */
export type Connect = (log: string, address: string) => Promise<Subject>;
export type OpenStore = (address: string) => Promise<{ readonly store: LeaseStore; close(): Promise<void> }>;

export const LEASE_MS = 1_500;

export const leases: Readonly<Record<string, () => Promise<OpenStore>>> = {
  'lease pg': async () => (await import('./subjects/postgres.ts')).openPg,
  'lease knex': async () => (await import('./subjects/postgres.ts')).openKnex,
  'lease drizzle': async () => (await import('./subjects/postgres.ts')).openDrizzle,
  'lease typeorm': async () => (await import('./subjects/postgres.ts')).openTypeorm,
  'lease prisma': async () => (await import('./subjects/prisma.ts')).openPrisma,
  'lease pglite': async () => (await import('./subjects/pglite.ts')).openPglite,
  'lease mysql2': async () => (await import('./subjects/mysql.ts')).openMysql,
  'lease knex on mysql': async () => (await import('./subjects/mysql.ts')).openKnex,
  'lease drizzle on mysql': async () => (await import('./subjects/mysql.ts')).openDrizzle,
  'lease typeorm on mysql': async () => (await import('./subjects/mysql.ts')).openTypeorm,
  'lease prisma on mysql': async () => (await import('./subjects/prisma.ts')).openPrismaOnMysql,
  'lease knex on sqlite': async () => (await import('./subjects/sqlite-builders.ts')).openKnex,
  'lease typeorm on sqlite': async () => (await import('./subjects/sqlite-builders.ts')).openTypeorm,
  'lease sqlite': async () => (await import('./subjects/sqlite.ts')).openSqlite,
  'lease ioredis': async () => (await import('./subjects/redis.ts')).openIoredis,
  'lease node-redis': async () => (await import('./subjects/redis.ts')).openNodeRedis,
  'lease dynamodb': async () => (await import('./subjects/dynamodb.ts')).openDynamodb,
  'lease mongodb': async () => (await import('./subjects/mongodb.ts')).openMongodb,
  'lease mongodb (emulator)': async () => (await import('./subjects/mongodb.ts')).openMongodb,
  'broken: check, then mark (mongodb emulator)': async () => (await import('./subjects/mongodb.ts')).openCheckThenMark,
  'broken: mark before effect': async () => broken('markBeforeEffect'),
  'broken: check, then mark': async () => broken('checkThenMark'),
  'broken: skips while running': async () => broken('skipWhileRunning'),
  'broken: lease not renewed': async () => broken('neverRenewed'),
};

const others: Readonly<Record<string, () => Promise<Connect>>> = {
  'inbox pg': async () => (await import('./subjects/postgres.ts')).pgInbox,
  'inbox knex': async () => (await import('./subjects/postgres.ts')).knexInbox,
  'inbox drizzle': async () => (await import('./subjects/postgres.ts')).drizzleInbox,
  'inbox typeorm': async () => (await import('./subjects/postgres.ts')).typeormInbox,
  'inbox prisma': async () => (await import('./subjects/prisma.ts')).prismaInbox,
  'inbox pglite': async () => (await import('./subjects/pglite.ts')).pgliteInbox,
  'inbox mysql2': async () => (await import('./subjects/mysql.ts')).mysqlInbox,
  'inbox knex on mysql': async () => (await import('./subjects/mysql.ts')).knexInbox,
  'inbox drizzle on mysql': async () => (await import('./subjects/mysql.ts')).drizzleInbox,
  'inbox typeorm on mysql': async () => (await import('./subjects/mysql.ts')).typeormInbox,
  'inbox prisma on mysql': async () => (await import('./subjects/prisma.ts')).prismaInboxOnMysql,
  'inbox knex on sqlite': async () => (await import('./subjects/sqlite-builders.ts')).knexInbox,
  'inbox sqlite': async () => (await import('./subjects/sqlite.ts')).sqliteInbox,
  'inbox mongodb': async () => (await import('./subjects/mongodb.ts')).mongodbInbox,
  'inbox mongodb (emulator)': async () => (await import('./subjects/mongodb.ts')).mongodbInbox,
  'broken: inbox without its session (mongodb emulator)': async () => (await import('./subjects/mongodb.ts')).inboxWithoutSession,
  'written by the fix': async () => (await import('./subjects/written.ts')).written,
  'inbox written by the fix (mongodb emulator)': async () => (await import('./subjects/written.ts')).writtenInbox,
};

/** Connects a worker to the subject of that name. */
export async function connect(name: string, log: string, address: string): Promise<Subject> {
  const other = await others[name]?.();
  if (other) return other(log, address);
  const open = await leases[name]?.();
  if (!open) throw new Error(`no subject ${name}`);
  const { store, close } = await open(address);
  return leaseSubject(store, log, LEASE_MS, close);
}

async function broken(name: 'markBeforeEffect' | 'checkThenMark' | 'skipWhileRunning' | 'neverRenewed'): Promise<OpenStore> {
  const { markBeforeEffect, checkThenMark, skipWhileRunning, neverRenewed } = await import('./broken.ts');
  const { openBroken } = await import('./subjects/sqlite.ts');
  return openBroken({ markBeforeEffect, checkThenMark, skipWhileRunning, neverRenewed }[name]);
}
