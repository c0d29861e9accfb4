// Keeps the records of handled events in MySQL or MariaDB (InnoDB) and compares times on the server's clock.
import { randomUUID } from 'node:crypto';
import type { LeaseStore } from '../core.ts';

type Value = string | number | null;

/** `query` gives the rows of a SELECT, and of anything else how many it affected. */
export function mysqlStore(query: (sql: string, values: Value[]) => Promise<unknown>): LeaseStore {
  const changes = async (sql: string, ...values: Value[]) => ((await query(sql, values)) as { affectedRows: number }).affectedRows > 0;
  return {
    async claim(key, { leaseMs, retentionMs, fingerprint }) {
      if (Buffer.byteLength(key) > 255) throw new TypeError(`Longer than its column, and INSERT IGNORE would cut it: ${key}`);
      const token = randomUUID();
      const isNew = await changes(INSERT, key, token, leaseMs * 1000, fingerprint, retentionMs * 1000);
      if (isNew || (await changes(TAKE_OVER, token, leaseMs * 1000, fingerprint, retentionMs * 1000, key))) return { state: 'claimed', token };
      const [{ state, wait_ms: waitMs, fingerprint: print, result } = {}] = (await query(LOOK, [key])) as Record<string, unknown>[];
      const seen = { fingerprint: text(print), result: text(result) };
      return state === 'done' ? { state: 'done', ...seen } : { state: 'running', retryAfterMs: Number(waitMs ?? 0), ...seen };
    },
    renew: (key, token, leaseMs) => changes(RENEW, leaseMs * 1000, key, token),
    complete: (key, token, { retentionMs, result }) => changes(COMPLETE, result, retentionMs * 1000, key, token),
    release: (key, token) => changes(RELEASE, key, token),
  };
}

const text = (value: unknown) => (typeof value === 'string' ? value : null);

const LATER = 'UTC_TIMESTAMP(3) + INTERVAL ? MICROSECOND';
const INSERT = `INSERT IGNORE INTO message_lease (\`key\`, token, state, lease_until, fingerprint, expires_at) VALUES (?, ?, 'running', ${LATER}, ?, ${LATER})`;
const TAKE_OVER = `
  UPDATE message_lease SET token = ?, state = 'running', lease_until = ${LATER}, fingerprint = ?, result = NULL, expires_at = ${LATER}
  WHERE \`key\` = ? AND (expires_at <= UTC_TIMESTAMP(3) OR (state = 'running' AND lease_until <= UTC_TIMESTAMP(3)))`;
const LOOK = `
  SELECT state, fingerprint, result, GREATEST(0, TIMESTAMPDIFF(MICROSECOND, UTC_TIMESTAMP(3), lease_until) DIV 1000) AS wait_ms
  FROM message_lease WHERE \`key\` = ?`;
const RENEW = `UPDATE message_lease SET lease_until = ${LATER} WHERE \`key\` = ? AND token = ? AND state = 'running'`;
const COMPLETE = `UPDATE message_lease SET state = 'done', result = ?, expires_at = ${LATER} WHERE \`key\` = ? AND token = ?`;
const RELEASE = "DELETE FROM message_lease WHERE `key` = ? AND token = ? AND state = 'running'";
