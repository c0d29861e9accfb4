// The guard's records through Knex on MySQL or MariaDB.
import type { Knex } from 'knex';
import type { LeaseStore } from '../core.ts';
import { mysqlStore } from './mysql.ts';

export function knexStore(knex: Knex): LeaseStore {
  return mysqlStore(async (sql, values) => {
    const [answer]: unknown[] = await knex.raw(sql, values as Knex.RawBinding[]);
    return answer;
  });
}
