// Remembers in the database which events a handler has handled, in the transaction that makes their effects: both are committed or neither.
// A duplicate waits for the first run, then does nothing. Keep the rows for longer than the broker can redeliver, dead-letter replays included.
import type { Knex } from 'knex';

/** Ask this first in `knex.transaction(async (trx) => { ... })` on PostgreSQL or SQLite; when it answers false, return. */
export async function isFirst(trx: Knex.Transaction, handler: string, event: string | number | null | undefined): Promise<boolean> {
  if ((event ?? '') === '') throw new TypeError('The event has no ID: all events without one would count as the same');
  const inserted = await trx('message_inbox')
    .insert({ handler, event: String(event) })
    .onConflict(['handler', 'event'])
    .ignore()
    .returning('event');
  return inserted.length === 1;
}
