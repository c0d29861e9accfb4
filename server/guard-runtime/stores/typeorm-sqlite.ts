// The guard's records through TypeORM on SQLite (better-sqlite3): a data source, or a repository or entity manager that is not in a transaction.
import type { LeaseStore } from '../core.ts';
import { sqliteStoreBy } from './sqlite.ts';

export const typeormStore = (source: { query(sql: string, values: unknown[]): Promise<unknown> }): LeaseStore =>
  sqliteStoreBy((sql, values) => source.query(sql, values));
