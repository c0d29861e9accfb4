// Remembers in SQLite (better-sqlite3, node:sqlite) which events a handler has handled, in the transaction that makes their effects: both are committed or neither.
// Keep the rows for longer than the broker can redeliver, dead-letter replays included.

interface Database {
  prepare(sql: string): { run(...values: string[]): { changes: number | bigint } };
}

/** Ask this first in `db.transaction(() => { ... }).immediate()`; when it answers false, return. */
export function isFirst(db: Database, handler: string, event: string | number | null | undefined): boolean {
  if ((event ?? '') === '') throw new TypeError('The event has no ID: all events without one would count as the same');
  return Number(db.prepare('INSERT INTO message_inbox (handler, event) VALUES (?, ?) ON CONFLICT DO NOTHING').run(handler, String(event)).changes) === 1;
}
