// Remembers in MongoDB which events a handler has handled, in the transaction that makes their effects: both are committed or neither.
// Transactions need a replica set (one of a single server will do) or a sharded cluster, and server 4.4 or later.
// Two runs at once conflict: one is rolled back and runs again; so it is for as long as the server keeps the transaction of a process that died (a minute).
// Keep the documents for longer than the broker can redeliver, dead-letter replays included; an index on handledAt with expireAfterSeconds purges them.

/** Of mongoose: the `db` of a model, or `mongoose.connection`. */
interface Connection<Session> {
  transaction(work: (session: Session) => Promise<void>, options: object): Promise<unknown>;
  collection(name: string): { updateOne(filter: object, update: object, options: object): Promise<{ upsertedCount: number }> };
}

/** Runs `work` in a transaction, unless `handler` has handled `event` before. Only what is handed `session` is part of it; on a conflict it runs once more. */
export async function handleOnce<Session, Result>(
  connection: Connection<Session>,
  handler: string,
  event: string | number | null | undefined,
  work: (session: Session) => PromiseLike<Result>,
): Promise<Result | undefined> {
  let result: Result | undefined;
  await connection.transaction(async (session) => {
    result = (await isFirst(connection, session, handler, event)) ? await work(session) : undefined;
  }, durable);
  return result;
}

/** A commit that a fail-over forgets is a message lost. */
const durable = { writeConcern: { w: 'majority' } } as const;

/** Ask this first in `connection.transaction(async (session) => { ... })`; when it answers false, return. Hand `session` to every read and write. */
export async function isFirst<Session>(
  connection: Connection<Session>,
  session: Session,
  handler: string,
  event: string | number | null | undefined,
): Promise<boolean> {
  if ((event ?? '') === '') throw new TypeError('The event has no ID: all events without one would count as the same');
  const inbox = connection.collection('message_inbox');
  const { upsertedCount } = await inbox.updateOne({ _id: `${handler}/${event}` }, { $setOnInsert: { handledAt: new Date() } }, { upsert: true, session });
  return upsertedCount === 1;
}
