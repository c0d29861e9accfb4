// The guard's records through Prisma on MySQL or MariaDB.
import type { LeaseStore } from '../core.ts';
import { mysqlStore } from './mysql.ts';

interface Prisma {
  $queryRawUnsafe(sql: string, ...values: unknown[]): PromiseLike<unknown>;
  $executeRawUnsafe(sql: string, ...values: unknown[]): PromiseLike<number>;
}

export const prismaStore = (prisma: Prisma): LeaseStore =>
  mysqlStore(async (sql, values) =>
    /^\s*SELECT/.test(sql) ? prisma.$queryRawUnsafe(sql, ...values) : { affectedRows: await prisma.$executeRawUnsafe(sql, ...values) },
  );
