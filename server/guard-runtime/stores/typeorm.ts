// The guard's records through TypeORM on PostgreSQL: a data source, or a repository or entity manager that is not in a transaction.
import type { LeaseStore } from '../core.ts';
import { postgresStore } from './postgres.ts';

type Rows = Record<string, unknown>[];
export function typeormStore(source: { query(sql: string, values: unknown[]): Promise<unknown> }): LeaseStore {
  return postgresStore(async (sql, values) => {
    const answer = (await source.query(sql, values)) as Rows | [Rows, number];
    return Array.isArray(answer[0]) ? answer[0] : (answer as Rows); // an UPDATE or DELETE answers [rows, count]
  });
}
