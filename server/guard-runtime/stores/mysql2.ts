// The guard's records through mysql2.
import type { Pool } from 'mysql2/promise';
import type { LeaseStore } from '../core.ts';
import { mysqlStore } from './mysql.ts';

export const mysql2Store = (pool: Pool): LeaseStore => mysqlStore(async (sql, values) => (await pool.query(sql, values))[0]);
