// SQLite: one file, several processes. The driver is libsql's, with better-sqlite3's interface, because it installs without a compiler.
import Database from 'libsql';
import { isFirst } from '../../../server/guard-runtime/inbox/sqlite.ts';
import { sqliteStore } from '../../../server/guard-runtime/stores/sqlite.ts';
import type { LeaseStore } from '../../../server/guard-runtime/core.ts';
import { step } from '../subject.ts';
import type { Connect, OpenStore } from '../subjects.ts';

export const openSqlite: OpenStore = async (address) => {
  const db = open(address);
  return { store: sqliteStore(db), close: async () => void db.close() };
};

export const sqliteInbox: Connect = async (_log, address) => {
  const db = open(address);
  const write = db.prepare('INSERT INTO proof_effect (message, delivery) VALUES (?, ?)');
  return {
    close: async () => void db.close(),
    async handle(delivery) {
      const work = db.transaction(() => {
        step(delivery, 'before-claim');
        if (!isFirst(db, 'proof', delivery.message)) return;
        step(delivery, 'after-claim');
        step(delivery, 'before-effect');
        write.run(delivery.message, delivery.id);
        step(delivery, 'after-effect');
      });
      work.immediate();
      step(delivery, 'after-completion');
    },
  };
};

/** Stores with a mistake in them, which the proof must find. */
export const openBroken =
  (mistake: (db: Database.Database) => LeaseStore): OpenStore =>
  async (address) => {
    const db = open(address);
    return { store: mistake(db), close: async () => void db.close() };
  };

export function open(file: string): Database.Database {
  const db = new Database(file);
  db.exec('PRAGMA busy_timeout = 5000');
  db.exec('PRAGMA journal_mode = WAL');
  db.exec('PRAGMA synchronous = NORMAL');
  return db;
}
