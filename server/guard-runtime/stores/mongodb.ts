// Keeps the records of handled events in a MongoDB collection (server 4.4 or later) and compares times on the server's clock.
// Purge with `collection.createIndex({ expiresAt: 1 }, { expireAfterSeconds: 0 })`.
import { randomUUID } from 'node:crypto';
import type { LeaseStore } from '../core.ts';

/** A collection of the driver, or of mongoose: `mongoose.connection.collection('message_lease')`. */
interface Collection {
  updateOne(filter: object, update: object[], options: object): Promise<{ matchedCount: number; upsertedCount: number }>;
  findOne(filter: object, options: object): Promise<{ state?: string; fingerprint?: string | null; result?: string | null; waitMs?: number } | null>;
  deleteOne(filter: object, options: object): Promise<{ deletedCount: number }>;
}

/** Writes wait for a majority of the replica set: a record that a fail-over forgets repeats its effect. */
export function mongodbStore(collection: Collection): LeaseStore {
  return {
    async claim(_id, { leaseMs, retentionMs, fingerprint }) {
      const token = randomUUID();
      const running = [
        { $set: { token, state: 'running', fingerprint: { $literal: fingerprint }, result: null, leaseUntil: later(leaseMs), expiresAt: later(retentionMs) } },
      ];
      const created = await collection.updateOne({ _id, state: { $exists: false } }, running, { ...durable, upsert: true }).catch(unlessTaken);
      if (created?.upsertedCount === 1) return { state: 'claimed', token };
      const taken = await collection.updateOne({ _id, $expr: IS_OVER }, running, durable);
      if (taken.matchedCount === 1) return { state: 'claimed', token };
      const projection = { state: 1, fingerprint: 1, result: 1, waitMs: { $subtract: ['$leaseUntil', '$$NOW'] } };
      const { state, fingerprint: theirs = null, result = null, waitMs = 0 } = (await collection.findOne({ _id }, { projection })) ?? {};
      if (state === 'done') return { state, fingerprint: theirs, result };
      return { state: 'running', fingerprint: theirs, retryAfterMs: Math.max(0, waitMs) };
    },
    renew: async (_id, token, leaseMs) => matched(collection.updateOne({ _id, token, state: 'running' }, [{ $set: { leaseUntil: later(leaseMs) } }], durable)),
    complete: async (_id, token, { retentionMs, result }) =>
      matched(collection.updateOne({ _id, token }, [{ $set: { state: 'done', result: { $literal: result }, expiresAt: later(retentionMs) } }], durable)),
    release: async (_id, token) => (await collection.deleteOne({ _id, token, state: 'running' }, durable)).deletedCount === 1,
  };
}

const IS_OVER = { $or: [{ $lte: ['$expiresAt', '$$NOW'] }, { $and: [{ $eq: ['$state', 'running'] }, { $lte: ['$leaseUntil', '$$NOW'] }] }] };

const durable = { writeConcern: { w: 'majority' } } as const;
const later = (ms: number) => ({ $add: ['$$NOW', ms] });
const matched = async (update: Promise<{ matchedCount: number }>) => (await update).matchedCount === 1;

function unlessTaken(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 11000) return null;
  throw error;
}
