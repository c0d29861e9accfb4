// The guard's records through Knex on PostgreSQL.
import type { Knex } from 'knex';
import type { LeaseStore } from '../core.ts';
import { postgresStore } from './postgres.ts';

export function knexStore(knex: Knex): LeaseStore {
  return postgresStore(async (sql, values) => {
    const answer: { rows: Record<string, unknown>[] } = await knex.raw(sql.replace(/\$\d+/g, '?'), values as Knex.RawBinding[]);
    return answer.rows;
  });
}
