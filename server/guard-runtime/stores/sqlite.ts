// Keeps the records of handled events in SQLite (better-sqlite3, node:sqlite): one host, one clock. Set `PRAGMA journal_mode = WAL` and `PRAGMA busy_timeout = 5000`.
import { randomUUID } from 'node:crypto';
import type { LeaseStore } from '../core.ts';

interface Database {
  prepare(sql: string): { all(...values: (string | number | null)[]): unknown[] };
}
type Row = Record<string, unknown>;

export const sqliteStore = (db: Database): LeaseStore => sqliteStoreBy((sql, values) => db.prepare(sql).all(...values));

/** For another way to the database: `query` gives the rows that a statement returns. */
export function sqliteStoreBy(query: (sql: string, values: (string | number | null)[]) => unknown): LeaseStore {
  const run = async (sql: string, ...values: (string | number | null)[]) => (await query(sql, values)) as Row[];
  return {
    async claim(key, { leaseMs, retentionMs, fingerprint }) {
      const token = randomUUID();
      if ((await run(CLAIM, key, token, leaseMs, fingerprint, retentionMs)).length > 0) return { state: 'claimed', token };
      const [{ state, wait_ms: waitMs, fingerprint: print, result } = {}] = await run(LOOK, key);
      const seen = { fingerprint: text(print), result: text(result) };
      return state === 'done' ? { state: 'done', ...seen } : { state: 'running', retryAfterMs: Number(waitMs ?? 0), ...seen };
    },
    renew: async (key, token, leaseMs) => (await run(RENEW, leaseMs, key, token)).length > 0,
    complete: async (key, token, { retentionMs, result }) => (await run(COMPLETE, result, retentionMs, key, token)).length > 0,
    release: async (key, token) => (await run(RELEASE, key, token)).length > 0,
  };
}

const text = (value: unknown) => (typeof value === 'string' ? value : null);

const NOW = `CAST(unixepoch('subsec') * 1000 AS INTEGER)`;
const CLAIM = `
  INSERT INTO message_lease (key, token, state, lease_until, fingerprint, expires_at) VALUES (?, ?, 'running', ${NOW} + ?, ?, ${NOW} + ?)
  ON CONFLICT (key) DO UPDATE
  SET token = excluded.token, state = 'running', lease_until = excluded.lease_until, fingerprint = excluded.fingerprint, result = NULL, expires_at = excluded.expires_at
  WHERE message_lease.expires_at <= ${NOW} OR (message_lease.state = 'running' AND message_lease.lease_until <= ${NOW})
  RETURNING key`;
const LOOK = `SELECT state, fingerprint, result, max(0, lease_until - ${NOW}) AS wait_ms FROM message_lease WHERE key = ?`;
const RENEW = `UPDATE message_lease SET lease_until = ${NOW} + ? WHERE key = ? AND token = ? AND state = 'running' RETURNING key`;
const COMPLETE = `UPDATE message_lease SET state = 'done', result = ?, expires_at = ${NOW} + ? WHERE key = ? AND token = ? RETURNING key`;
const RELEASE = `DELETE FROM message_lease WHERE key = ? AND token = ? AND state = 'running' RETURNING key`;
