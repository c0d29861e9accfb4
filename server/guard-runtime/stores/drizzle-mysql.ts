// The guard's records through Drizzle on MySQL or MariaDB (mysql2).
import { sql, type SQL } from 'drizzle-orm';
import type { LeaseStore } from '../core.ts';
import { mysqlStore } from './mysql.ts';

export const drizzleStore = (db: { execute(statement: SQL): PromiseLike<unknown> }): LeaseStore =>
  mysqlStore(async (statement, values) => {
    const parts = statement.split('?').map((part, index) => (index === 0 ? sql.raw(part) : sql`${values[index - 1]}${sql.raw(part)}`));
    return ((await db.execute(sql.join(parts))) as unknown[])[0];
  });
