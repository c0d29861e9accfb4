// Remembers in MySQL or MariaDB which events a handler has handled, in the transaction that makes their effects: both are committed or neither.
// A duplicate waits for the first run, then does nothing. Keep the rows for longer than the broker can redeliver, dead-letter replays included.
import type { Pool, PoolConnection, ResultSetHeader } from 'mysql2/promise';

/** Runs `work` in a transaction, unless `handler` has handled `event` before. Only what is done through `connection` is part of it. */
export async function handleOnce<Result>(
  pool: Pool,
  handler: string,
  event: string | number | null | undefined,
  work: (connection: PoolConnection) => Promise<Result>,
): Promise<Result | undefined> {
  const connection = await pool.getConnection();
  try {
    await connection.beginTransaction();
    const result = (await isFirst(connection, handler, event)) ? await work(connection) : undefined;
    await connection.commit();
    connection.release();
    return result;
  } catch (error) {
    connection.destroy(); // a failed run's connection is closed, which rolls it back
    throw error;
  }
}

/** Ask this first in a transaction of your own; when it answers false, return. */
export async function isFirst(connection: PoolConnection, handler: string, event: string | number | null | undefined): Promise<boolean> {
  if ((event ?? '') === '') throw new TypeError('The event has no ID: all events without one would count as the same');
  if (Buffer.byteLength(`${event}`) > 255) throw new TypeError('The ID is longer than its column: INSERT IGNORE would cut it, and two IDs would be one');
  const [inserted] = await connection.query<ResultSetHeader>('INSERT IGNORE INTO message_inbox (handler, event) VALUES (?, ?)', [handler, String(event)]);
  return inserted.affectedRows === 1;
}
