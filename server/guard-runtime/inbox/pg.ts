// Remembers in PostgreSQL which events a handler has handled, in the transaction that makes their effects: both are committed or neither.
// A duplicate waits for the first run, then does nothing. Keep the rows for longer than the broker can redeliver, dead-letter replays included.
import type { Pool, PoolClient } from 'pg';

/** Runs `work` in a transaction, unless `handler` has handled `event` before. Only what is done through `client` is part of it. */
export async function handleOnce<Result>(
  pool: Pool,
  handler: string,
  event: string | number | null | undefined,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result | undefined> {
  const client = await pool.connect();
  client.on('error', rejectsTheQuery);
  let failed = true;
  try {
    await client.query('BEGIN');
    const result = (await isFirst(client, handler, event)) ? await work(client) : undefined;
    const { command } = await client.query('COMMIT');
    if (command !== 'COMMIT') throw new Error('Nothing was committed: a statement failed and its error was caught');
    failed = false;
    return result;
  } finally {
    client.off('error', rejectsTheQuery);
    client.release(failed); // a failed run's connection is closed, which rolls it back
  }
}

/** Ask this first in a transaction of your own; when it answers false, return. */
export async function isFirst(client: PoolClient, handler: string, event: string | number | null | undefined): Promise<boolean> {
  if ((event ?? '') === '') throw new TypeError('The event has no ID: all events without one would count as the same');
  const { rowCount } = await client.query('INSERT INTO message_inbox (handler, event) VALUES ($1, $2) ON CONFLICT DO NOTHING', [handler, String(event)]);
  return rowCount === 1;
}

/** A connection that breaks under a client that nobody listens to would end the process. */
function rejectsTheQuery(): void {}
