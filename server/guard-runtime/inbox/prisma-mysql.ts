// Remembers in the database which events a handler has handled, in the transaction that makes their effects: both are committed or neither.
// A duplicate waits for the first run, then does nothing. Keep the rows for longer than the broker can redeliver, dead-letter replays included.

/** The `tx` of `prisma.$transaction(async (tx) => { ... })`. */
interface Transaction {
  $executeRaw(sql: TemplateStringsArray, ...values: unknown[]): PromiseLike<number>;
}

/** Ask this first in the transaction; when it answers false, return. */
export async function isFirst(tx: Transaction, handler: string, event: string | number | null | undefined): Promise<boolean> {
  if ((event ?? '') === '') throw new TypeError('The event has no ID: all events without one would count as the same');
  if (Buffer.byteLength(`${event}`) > 255) throw new TypeError('The ID is longer than its column: INSERT IGNORE would cut it, and two IDs would be one');
  return (await tx.$executeRaw`INSERT IGNORE INTO message_inbox (handler, event) VALUES (${handler}, ${String(event)})`) === 1;
}
