// The guard's records through TypeORM on PostgreSQL.
import type { DataSource } from 'typeorm';
import type { LeaseStore } from '../core.ts';
import { postgresStore } from './postgres.ts';

type Rows = Record<string, unknown>[];
export function typeormStore(dataSource: DataSource): LeaseStore {
  return postgresStore(async (sql, values) => {
    const answer: Rows | [Rows, number] = await dataSource.query(sql, values);
    return Array.isArray(answer[0]) ? answer[0] : (answer as Rows); // an UPDATE or DELETE answers [rows, count]
  });
}
