// The guard's records through Knex on SQLite.
import type { Knex } from 'knex';
import type { LeaseStore } from '../core.ts';
import { sqliteStoreBy } from './sqlite.ts';

export const knexStore = (knex: Knex): LeaseStore => sqliteStoreBy((sql, values) => knex.raw(sql, values as Knex.RawBinding[]));
