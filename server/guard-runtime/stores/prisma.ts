// The guard's records through Prisma on PostgreSQL.
import type { LeaseStore } from '../core.ts';
import { postgresStore, type Query } from './postgres.ts';

/** The client, or the `tx` of an interactive transaction. */
interface Prisma {
  $queryRawUnsafe(sql: string, ...values: unknown[]): PromiseLike<unknown>;
}

export const prismaStore = (prisma: Prisma): LeaseStore => postgresStore(prismaQuery(prisma));

export function prismaQuery(prisma: Prisma): Query {
  return async (sql, values) => (await prisma.$queryRawUnsafe(sql, ...values)) as Record<string, unknown>[];
}
