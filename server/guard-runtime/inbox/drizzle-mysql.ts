// Remembers in the database which events a handler has handled, in the transaction that makes their effects: both are committed or neither.
// A duplicate waits for the first run, then does nothing. Keep the rows for longer than the broker can redeliver, dead-letter replays included.
import { sql, type SQL } from 'drizzle-orm';

/** The `tx` of `db.transaction(async (tx) => { ... })` on MySQL or MariaDB (mysql2). */
interface Transaction {
  execute(statement: SQL): PromiseLike<unknown>;
}

/** Ask this first in the transaction; when it answers false, return. */
export async function isFirst(tx: Transaction, handler: string, event: string | number | null | undefined): Promise<boolean> {
  if ((event ?? '') === '') throw new TypeError('The event has no ID: all events without one would count as the same');
  if (Buffer.byteLength(`${event}`) > 255) throw new TypeError('The ID is longer than its column: INSERT IGNORE would cut it, and two IDs would be one');
  const answer = await tx.execute(sql`INSERT IGNORE INTO message_inbox (handler, event) VALUES (${handler}, ${String(event)})`);
  const [inserted] = answer as [{ affectedRows: number }];
  return inserted.affectedRows === 1;
}
