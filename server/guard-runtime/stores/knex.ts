// The guard's records through Knex on PostgreSQL.
import type { Knex } from 'knex';
import type { LeaseStore } from '../core.ts';
import { postgresStore, type Query } from './postgres.ts';

export const knexStore = (knex: Knex): LeaseStore => postgresStore(knexQuery(knex));

/** Takes the Knex instance, or the `trx` of a transaction. */
export function knexQuery(knex: Knex): Query {
  return async (sql, values) => {
    const answer: { rows: Record<string, unknown>[] } = await knex.raw(sql.replace(/\$\d+/g, '?'), values as Knex.RawBinding[]);
    return answer.rows;
  };
}
