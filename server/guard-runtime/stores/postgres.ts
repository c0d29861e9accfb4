// Keeps the records of handled events in PostgreSQL and compares times on its clock. Create the two tables with the migration that came with this file.
import { randomUUID } from 'node:crypto';
import type { LeaseStore } from '../core.ts';

/** Runs one statement: `async (sql, values) => (await pool.query(sql, values)).rows`. */
export type Query = (sql: string, values: unknown[]) => Promise<readonly Record<string, unknown>[]>;

/** The query must not run in a transaction of yours: rolling it back would undo the claim. */
export function postgresStore(query: Query): LeaseStore {
  return {
    async claim(key, { leaseMs, retentionMs, fingerprint }) {
      const token = randomUUID();
      const claimed = await query(CLAIM, [key, token, leaseMs, fingerprint, retentionMs]);
      if (claimed.length > 0) return { state: 'claimed', token };
      const [{ state, wait_ms: waitMs, fingerprint: print, result } = {}] = await query(LOOK, [key]);
      const seen = { fingerprint: text(print), result: text(result) };
      return state === 'done' ? { state: 'done', ...seen } : { state: 'running', retryAfterMs: Number(waitMs ?? 0), ...seen };
    },
    renew: async (key, token, leaseMs) => (await query(RENEW, [leaseMs, key, token])).length > 0,
    complete: async (key, token, { retentionMs, result }) => (await query(COMPLETE, [result, retentionMs, key, token])).length > 0,
    release: async (key, token) => (await query(RELEASE, [key, token])).length > 0,
  };
}

const text = (value: unknown) => (typeof value === 'string' ? value : null);

const CLAIM = `
  INSERT INTO message_lease AS lease (key, token, state, lease_until, fingerprint, expires_at)
  VALUES ($1, $2, 'running', clock_timestamp() + $3::int * interval '1 ms', $4, clock_timestamp() + $5::bigint * interval '1 ms')
  ON CONFLICT (key) DO UPDATE
  SET token = excluded.token, state = 'running', lease_until = excluded.lease_until, fingerprint = excluded.fingerprint, result = NULL, expires_at = excluded.expires_at
  WHERE lease.expires_at <= clock_timestamp() OR (lease.state = 'running' AND lease.lease_until <= clock_timestamp())
  RETURNING key`;
const LOOK = `
  SELECT state, fingerprint, result, greatest(0, extract(epoch FROM lease_until - clock_timestamp()) * 1000)::int AS wait_ms
  FROM message_lease WHERE key = $1`;
const RENEW = `UPDATE message_lease SET lease_until = clock_timestamp() + $1::int * interval '1 ms' WHERE key = $2 AND token = $3 AND state = 'running' RETURNING key`;
const COMPLETE = `UPDATE message_lease SET state = 'done', result = $1, expires_at = clock_timestamp() + $2::bigint * interval '1 ms' WHERE key = $3 AND token = $4 RETURNING key`;
const RELEASE = `DELETE FROM message_lease WHERE key = $1 AND token = $2 AND state = 'running' RETURNING key`;
