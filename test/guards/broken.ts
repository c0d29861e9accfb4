// Guards as they are often written by hand, each with one mistake. A proof that lets one of them pass proves nothing.
import type { LeaseStore } from '../../server/guard-runtime/core.ts';
import { sqliteStore } from '../../server/guard-runtime/stores/sqlite.ts';

interface Database {
  prepare(sql: string): { all(...values: (string | number | null)[]): unknown[] };
}

const done = { state: 'done', result: null, fingerprint: null } as const;

/** The mark comes before the effect, has no expiry, and a duplicate counts as done: a crash in between loses the effect. */
export function markBeforeEffect(db: Database): LeaseStore {
  return {
    ...keepsEverything,
    claim: async (key) => (insert(db, key) ? { state: 'claimed', token: '' } : done),
  };
}

/** Looks, works, then marks: two deliveries at once both find nothing. */
export function checkThenMark(db: Database): LeaseStore {
  return {
    ...keepsEverything,
    claim: async (key) => (db.prepare('SELECT 1 FROM message_inbox WHERE event = ?').all(key).length > 0 ? done : { state: 'claimed', token: '' }),
    complete: async (key) => insert(db, key) || true,
  };
}

/** A duplicate that arrives while the first run is going is acknowledged as done: when the first dies, nobody does the work. */
export function skipWhileRunning(db: Database): LeaseStore {
  const store = sqliteStore(db);
  return {
    ...store,
    async claim(key, options) {
      const claim = await store.claim(key, options);
      return claim.state === 'running' ? done : claim;
    },
  };
}

/** The lease is not renewed: a run that takes longer is repeated beside itself. */
export function neverRenewed(db: Database): LeaseStore {
  return { ...sqliteStore(db), renew: async () => true };
}

const keepsEverything = { renew: async () => true, complete: async () => true, release: async () => true };

function insert(db: Database, key: string): boolean {
  return db.prepare("INSERT INTO message_inbox (handler, event) VALUES ('', ?) ON CONFLICT DO NOTHING RETURNING event").all(key).length > 0;
}
