// Remembers in MongoDB which events a handler has handled, in the transaction that makes their effects: both are committed or neither.
// Transactions need a replica set (one of a single server will do) or a sharded cluster, and server 4.4 or later.
// Two runs at once conflict: one is rolled back and runs again; so it is for as long as the server keeps the transaction of a process that died (a minute).
// Keep the documents for longer than the broker can redeliver, dead-letter replays included; an index on handledAt with expireAfterSeconds purges them.
import type { ClientSession, Db, MongoClient } from 'mongodb';

/** Runs `work` in a transaction, unless `handler` has handled `event` before. Only what is handed `session` is part of it; on a conflict it runs once more. */
export async function handleOnce<Result>(
  client: MongoClient,
  handler: string,
  event: string | number | null | undefined,
  work: (session: ClientSession) => Promise<Result>,
  db: Db = client.db(),
): Promise<Result | undefined> {
  const session = client.startSession();
  try {
    let result: Result | undefined;
    await session.withTransaction(async () => {
      result = (await isFirst(db, session, handler, event)) ? await work(session) : undefined;
    }, durable);
    return result;
  } finally {
    await session.endSession();
  }
}

/** A commit that a fail-over forgets is a message lost. */
const durable = { writeConcern: { w: 'majority' } } as const;

/** Ask this first in `session.withTransaction(async () => { ... })`; when it answers false, return. Hand `session` to every read and write. */
export async function isFirst(db: Db, session: ClientSession, handler: string, event: string | number | null | undefined): Promise<boolean> {
  if ((event ?? '') === '') throw new TypeError('The event has no ID: all events without one would count as the same');
  const inbox = db.collection<{ _id: string; handledAt: Date }>('message_inbox');
  const { upsertedCount } = await inbox.updateOne({ _id: `${handler}/${event}` }, { $setOnInsert: { handledAt: new Date() } }, { upsert: true, session });
  return upsertedCount === 1;
}
