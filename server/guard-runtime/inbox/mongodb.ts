// Remembers in MongoDB (a replica set) which events a handler has handled, in the transaction that makes their effects: both are committed or neither.
// Two runs at once conflict: one is rolled back and runs again; so it is for as long as the server keeps the transaction of a process that died (a minute).
// Keep the documents for longer than the broker can redeliver, dead-letter replays included.
import type { ClientSession, Db } from 'mongodb';

/** Ask this first in `session.withTransaction(async () => { ... })`; when it answers false, return. Hand `session` to every write. */
export async function isFirst(db: Db, session: ClientSession, handler: string, event: string | number | null | undefined): Promise<boolean> {
  if ((event ?? '') === '') throw new TypeError('The event has no ID: all events without one would count as the same');
  const inbox = db.collection<{ _id: string; handledAt: Date }>('message_inbox');
  const { upsertedCount } = await inbox.updateOne({ _id: `${handler}/${event}` }, { $setOnInsert: { handledAt: new Date() } }, { upsert: true, session });
  return upsertedCount === 1;
}
