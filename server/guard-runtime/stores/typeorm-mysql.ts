// The guard's records through TypeORM on MySQL or MariaDB: a data source, or a repository or entity manager that is not in a transaction.
import type { LeaseStore } from '../core.ts';
import { mysqlStore } from './mysql.ts';

export const typeormStore = (source: { query(sql: string, values: unknown[]): Promise<unknown> }): LeaseStore =>
  mysqlStore((sql, values) => source.query(sql, values));
