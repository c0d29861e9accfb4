// The guard's records through mysql2.
import type { Pool, ResultSetHeader, RowDataPacket } from 'mysql2/promise';
import type { LeaseStore } from '../core.ts';
import { mysqlStore } from './mysql.ts';

export function mysql2Store(pool: Pool): LeaseStore {
  return mysqlStore(async (sql, values) => {
    const [answer] = await pool.query<RowDataPacket[] | ResultSetHeader>(sql, values);
    return Array.isArray(answer) ? { rows: answer, affected: 0 } : { rows: [], affected: answer.affectedRows };
  });
}
