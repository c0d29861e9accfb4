// The guard's records through Drizzle on PostgreSQL.
import { sql, type SQL } from 'drizzle-orm';
import type { LeaseStore } from '../core.ts';
import { postgresStore } from './postgres.ts';

export function drizzleStore(db: { execute(statement: SQL): PromiseLike<unknown> }): LeaseStore {
  return postgresStore(async (statement, values) => {
    const parts = statement.split(/\$\d+/).map((part, index) => (index === 0 ? sql.raw(part) : sql`${values[index - 1]}${sql.raw(part)}`));
    const answer = (await db.execute(sql.join(parts))) as Record<string, unknown>[] | { rows: Record<string, unknown>[] };
    return Array.isArray(answer) ? answer : answer.rows; // as the driver has it
  });
}
