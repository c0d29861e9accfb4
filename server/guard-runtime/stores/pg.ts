// The guard's records through node-postgres.
import type { Pool } from 'pg';
import type { LeaseStore } from '../core.ts';
import { postgresStore } from './postgres.ts';

export const pgStore = (pool: Pool): LeaseStore => postgresStore(async (sql, values) => (await pool.query<Record<string, unknown>>(sql, values)).rows);
