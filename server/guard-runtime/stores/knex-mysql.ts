// The guard's records through Knex on MySQL or MariaDB.
import type { Knex } from 'knex';
import type { LeaseStore } from '../core.ts';
import { mysqlStore } from './mysql.ts';

export const knexStore = (knex: Knex): LeaseStore => mysqlStore(async (sql, values) => ((await knex.raw(sql, values as Knex.RawBinding[])) as unknown[])[0]);
