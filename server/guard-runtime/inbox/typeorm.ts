// Remembers in the database which events a handler has handled, in the transaction that makes their effects: both are committed or neither.
// A duplicate waits for the first run, then does nothing. Keep the rows for longer than the broker can redeliver, dead-letter replays included.
import type { EntityManager } from 'typeorm';

/** Ask this first in `dataSource.transaction(async (manager) => { ... })` on PostgreSQL; when it answers false, return. */
export async function isFirst(manager: EntityManager, handler: string, event: string | number | null | undefined): Promise<boolean> {
  if ((event ?? '') === '') throw new TypeError('The event has no ID: all events without one would count as the same');
  const inserted: unknown[] = await manager.query('INSERT INTO message_inbox (handler, event) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING event', [
    handler,
    String(event),
  ]);
  return inserted.length === 1;
}
