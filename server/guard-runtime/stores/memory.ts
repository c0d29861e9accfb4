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
  const { NODE_ENV } = process.env;
  if (NODE_ENV === 'production') throw new Error('The memory store guards nothing: use a store that all instances share');
  const records = new Map<string, LeaseRecord>();
  const change = (key: string, token: string, values: Partial<LeaseRecord>) => {
    const record = records.get(key);
    if (record?.token !== token) return Promise.resolve(false);
    records.set(key, { ...record, ...values });
    return Promise.resolve(true);
  };
  return {
    claim: (key, { leaseMs, retentionMs, fingerprint }) => {
      const now = Date.now();
      const record = records.get(key);
      if (record && record.expiresAt > now) {
        if (record.state === 'done') return Promise.resolve({ ...record, state: record.state });
        if (record.leaseUntil > now) return Promise.resolve({ ...record, state: record.state, retryAfterMs: record.leaseUntil - now });
      }
      const token = randomUUID();
      records.set(key, { token, state: 'running', leaseUntil: now + leaseMs, expiresAt: now + retentionMs, fingerprint, result: null });
      return Promise.resolve({ state: 'claimed', token });
    },
    renew: (key, token, leaseMs) => change(key, token, { leaseUntil: Date.now() + leaseMs }),
    complete: (key, token, { retentionMs, result }) => change(key, token, { state: 'done', result, expiresAt: Date.now() + retentionMs }),
    release: (key, token) => change(key, token, { leaseUntil: 0 }),
  };
}
