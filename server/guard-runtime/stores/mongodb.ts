// Keeps the records of handled events in a MongoDB collection (server 4.4 or later) and compares times on the server's clock.
// Purge with `collection.createIndex({ expiresAt: 1 }, { expireAfterSeconds: 0 })`.
import { randomUUID } from 'node:crypto';
import { MongoServerError, type Collection, type Document } from 'mongodb';
import type { LeaseStore } from '../core.ts';

interface LeaseRecord extends Document {
  _id: string;
  token: string;
  state: 'running' | 'done';
  leaseUntil: Date;
  expiresAt: Date;
  fingerprint: string | null;
  result: string | null;
}

/** Writes wait for a majority of the replica set: a record that a fail-over forgets repeats its effect. */
export function mongodbStore(collection: Collection<LeaseRecord>): LeaseStore {
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
      const record = await collection.findOne<LeaseRecord & { waitMs: number }>({ _id }, { projection });
      const seen = { fingerprint: record?.fingerprint ?? null, result: record?.result ?? null };
      return record?.state === 'done' ? { state: 'done', ...seen } : { state: 'running', retryAfterMs: Math.max(0, record?.waitMs ?? 0), ...seen };
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
  if (error instanceof MongoServerError && error.code === 11000) return null;
  throw error;
}
