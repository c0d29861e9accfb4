// The guard's records through Prisma on PostgreSQL.
import type { LeaseStore } from '../core.ts';
import { postgresStore } from './postgres.ts';

interface Prisma {
  $queryRawUnsafe(sql: string, ...values: unknown[]): PromiseLike<unknown>;
}

export function prismaStore(prisma: Prisma): LeaseStore {
  return postgresStore(async (sql, values) => (await prisma.$queryRawUnsafe(sql, ...values)) as Record<string, unknown>[]);
}
