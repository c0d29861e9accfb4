// The guard's records through Drizzle on PostgreSQL.
import { sql, type SQL } from 'drizzle-orm';
import type { LeaseStore } from '../core.ts';
import { postgresStore, type Query } from './postgres.ts';

/** The database, or the `tx` of a transaction; its answer is a list of rows or holds one, as the driver has it. */
interface Drizzle {
  execute(statement: SQL): PromiseLike<unknown>;
}

export const drizzleStore = (db: Drizzle): LeaseStore => postgresStore(drizzleQuery(db));

export function drizzleQuery(db: Drizzle): Query {
  return async (statement, values) => {
    const parts = statement.split(/\$\d+/).map((part, index) => (index === 0 ? sql.raw(part) : sql`${values[index - 1]}${sql.raw(part)}`));
    const answer = (await db.execute(sql.join(parts))) as Record<string, unknown>[] | { rows: Record<string, unknown>[] };
    return Array.isArray(answer) ? answer : answer.rows;
  };
}
