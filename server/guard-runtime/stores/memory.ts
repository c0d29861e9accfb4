// FOR TESTS ONLY. Records in this process's memory: gone when it ends, not seen by another instance.
import { randomUUID } from 'node:crypto';
import type { LeaseStore } from '../core.ts';

interface LeaseRecord {
  token: string;
  state: 'running' | 'done';
  leaseUntil: number;
  expiresAt: number;
  fingerprint: string | null;
  result: string | null;
}

export function memoryStore(): LeaseStore {
  if (process.env.NODE_ENV === 'production') throw new Error('The memory store guards nothing: use a store that all instances share');
  const records = new Map<string, LeaseRecord>();
  const held = (key: string, token: string) => [records.get(key)].find((record) => record?.token === token);
  return {
    claim: async (key, { leaseMs, retentionMs, fingerprint }) => {
      const now = Date.now();
      const record = records.get(key);
      const isFree = !record || record.expiresAt <= now || (record.state === 'running' && record.leaseUntil <= now);
      if (!isFree) return record.state === 'done' ? { ...record, state: 'done' } : { ...record, state: 'running', retryAfterMs: record.leaseUntil - now };
      const token = randomUUID();
      records.set(key, { token, state: 'running', leaseUntil: now + leaseMs, expiresAt: now + retentionMs, fingerprint, result: null });
      return { state: 'claimed', token };
    },
    renew: async (key, token, leaseMs) => {
      const record = held(key, token);
      if (record) record.leaseUntil = Date.now() + leaseMs;
      return record !== undefined;
    },
    complete: async (key, token, { retentionMs, result }) => {
      const record = held(key, token);
      if (record) records.set(key, { ...record, state: 'done', result, expiresAt: Date.now() + retentionMs });
      return record !== undefined;
    },
    release: async (key, token) => held(key, token) !== undefined && records.delete(key),
  };
}
