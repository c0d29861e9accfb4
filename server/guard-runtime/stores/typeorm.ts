// The guard's records through TypeORM on PostgreSQL.
import type { DataSource, EntityManager } from 'typeorm';
import type { LeaseStore } from '../core.ts';
import { postgresStore, type Query } from './postgres.ts';

export const typeormStore = (dataSource: DataSource): LeaseStore => postgresStore(typeormQuery(dataSource));

/** Takes the data source, or the manager of a transaction. TypeORM answers an UPDATE with `[rows, count]`, everything else with the rows. */
export function typeormQuery(connection: DataSource | EntityManager): Query {
  return async (sql, values) => {
    const answer: Record<string, unknown>[] | [Record<string, unknown>[], number] = await connection.query(sql, values);
    return Array.isArray(answer[0]) ? answer[0] : (answer as Record<string, unknown>[]);
  };
}
