// MongoDB through its own driver: a real server's, or the emulator's.
import { AsyncLocalStorage } from 'node:async_hooks';
import { Socket } from 'node:net';
import { MongoClient, MongoServerError, type ClientSession, type Db } from 'mongodb';
import { isFirst } from '../../../server/guard-runtime/inbox/mongodb.ts';
import { mongodbStore } from '../../../server/guard-runtime/stores/mongodb.ts';
import { step, type Delivery } from '../subject.ts';
import type { Connect, OpenStore } from '../subjects.ts';
import { inTransaction } from './inbox.ts';

export const openMongodb: OpenStore = async (address) => {
  const client = new MongoClient(address);
  return { store: mongodbStore(client.db().collection('message_lease')), close: () => client.close() };
};

export const mongodbInbox: Connect = (_log, address) => connectInbox(address, isFirst);

/** The session is forgotten: the mark is not part of the transaction. */
export const inboxWithoutSession: Connect = (_log, address) =>
  connectInbox(address, async (db, _session, handler, event) => {
    const inbox = db.collection<{ _id: string }>('message_inbox');
    return (await inbox.updateOne({ _id: `${handler}/${event}` }, { $setOnInsert: { handledAt: new Date() } }, { upsert: true })).upsertedCount === 1;
  });

async function connectInbox(address: string, mark: (db: Db, session: ClientSession, handler: string, event: string) => Promise<boolean>): ReturnType<Connect> {
  const client = new MongoClient(address, { maxPoolSize: 40 });
  const db = client.db();
  const running = new AsyncLocalStorage<Delivery>();
  stepAtCommit(running);
  return {
    close: () => client.close(),
    async handle(delivery) {
      const run = (session: ClientSession) =>
        inTransaction(
          delivery,
          () => mark(db, session, 'proof', delivery.message),
          (message, id) => db.collection('proof_effect').insertOne({ message, delivery: id }, { session }),
        );
      await running.run(delivery, () => client.withSession((session) => session.withTransaction(run)));
      step(delivery, 'after-completion');
    },
  };
}

/** When the commit has been sent is where a process dies or its connection breaks. */
export function stepAtCommit(running: AsyncLocalStorage<Delivery>): void {
  const write = Socket.prototype.write as (this: Socket, ...args: unknown[]) => boolean;
  const cut = new Set<number>();
  Socket.prototype.write = function (this: Socket, ...args: unknown[]) {
    const answer = write.apply(this, args);
    const delivery = running.getStore();
    const [bytes] = args;
    if (delivery === undefined || !(bytes instanceof Uint8Array) || !Buffer.from(bytes).includes('commitTransaction')) return answer;
    step(delivery, 'in-completion');
    if (delivery.plan.cutCompletion && !cut.has(delivery.id)) this.destroy();
    cut.add(delivery.id);
    return answer;
  };
}

/** Looks, works, then marks: two deliveries at once both find nothing. */
export const openCheckThenMark: OpenStore = async (address) => {
  const client = new MongoClient(address);
  const marks = client.db().collection<{ _id: string }>('mark');
  const done = { state: 'done', result: null, fingerprint: null } as const;
  return {
    close: () => client.close(),
    store: {
      claim: async (_id) => ((await marks.findOne({ _id })) ? done : { state: 'claimed', token: '' }),
      renew: async () => true,
      release: async () => true,
      async complete(_id) {
        await marks.insertOne({ _id }).catch((error: unknown) => {
          if (!(error instanceof MongoServerError && error.code === 11000)) throw error;
        });
        return true;
      },
    },
  };
};
