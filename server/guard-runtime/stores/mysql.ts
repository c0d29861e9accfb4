// Keeps the records of handled events in MySQL or MariaDB (InnoDB) and compares times on the server's clock.
import { randomUUID } from 'node:crypto';
import type { LeaseStore } from '../core.ts';

type Rows = Record<string, unknown>[];
/** Gives the rows of a SELECT, and what says how many were affected of anything else. */
type Query = (sql: string, values: (string | number | null)[]) => Promise<unknown>;

export function mysqlStore(query: Query): LeaseStore {
  const run = async (sql: string, values: (string | number | null)[]): Promise<{ rows: Rows; affected: number }> => {
    const answer = (await query(sql, values)) as Rows | { affectedRows: number };
    return Array.isArray(answer) ? { rows: answer, affected: 0 } : { rows: [], affected: answer.affectedRows };
  };
  return {
    async claim(key, { leaseMs, retentionMs, fingerprint }) {
      const token = randomUUID();
      const inserted = await run(INSERT, [short(key), token, leaseMs * 1000, fingerprint, retentionMs * 1000]);
      if (inserted.affected > 0) return { state: 'claimed', token };
      const taken = await run(TAKE_OVER, [token, leaseMs * 1000, fingerprint, retentionMs * 1000, key]);
      if (taken.affected > 0) return { state: 'claimed', token };
      const [{ state, wait_ms: waitMs, fingerprint: print, result } = {}] = (await run(LOOK, [key])).rows;
      const seen = { fingerprint: text(print), result: text(result) };
      return state === 'done' ? { state: 'done', ...seen } : { state: 'running', retryAfterMs: Number(waitMs ?? 0), ...seen };
    },
    renew: async (key, token, leaseMs) => (await run(RENEW, [leaseMs * 1000, key, token])).affected > 0,
    complete: async (key, token, { retentionMs, result }) => (await run(COMPLETE, [result, retentionMs * 1000, key, token])).affected > 0,
    release: async (key, token) => (await run(RELEASE, [key, token])).affected > 0,
  };
}

/** INSERT IGNORE cuts what is too long, and two keys would be one. */
function short(key: string): string {
  if (Buffer.byteLength(key) > 255) throw new TypeError(`Longer than the key column: ${key}`);
  return key;
}

const text = (value: unknown) => (typeof value === 'string' ? value : null);

const INSERT = `
  INSERT IGNORE INTO message_lease (\`key\`, token, state, lease_until, fingerprint, expires_at)
  VALUES (?, ?, 'running', UTC_TIMESTAMP(3) + INTERVAL ? MICROSECOND, ?, UTC_TIMESTAMP(3) + INTERVAL ? MICROSECOND)`;
const TAKE_OVER = `
  UPDATE message_lease SET token = ?, state = 'running', lease_until = UTC_TIMESTAMP(3) + INTERVAL ? MICROSECOND, fingerprint = ?, result = NULL,
    expires_at = UTC_TIMESTAMP(3) + INTERVAL ? MICROSECOND
  WHERE \`key\` = ? AND (expires_at <= UTC_TIMESTAMP(3) OR (state = 'running' AND lease_until <= UTC_TIMESTAMP(3)))`;
const LOOK = `
  SELECT state, fingerprint, result, GREATEST(0, TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(3), lease_until) DIV 1000) AS wait_ms
  FROM message_lease WHERE \`key\` = ?`;
const RENEW = "UPDATE message_lease SET lease_until = UTC_TIMESTAMP(3) + INTERVAL ? MICROSECOND WHERE `key` = ? AND token = ? AND state = 'running'";
const COMPLETE = "UPDATE message_lease SET state = 'done', result = ?, expires_at = UTC_TIMESTAMP(3) + INTERVAL ? MICROSECOND WHERE `key` = ? AND token = ?";
const RELEASE = "DELETE FROM message_lease WHERE `key` = ? AND token = ? AND state = 'running'";
