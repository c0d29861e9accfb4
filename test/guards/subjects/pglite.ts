// PGlite: PostgreSQL in the worker's own process, on a folder that survives it. One process at a time.
import { PGlite } from '@electric-sql/pglite';
import { postgresStore } from '../../../server/guard-runtime/stores/postgres.ts';
import type { Connect, OpenStore } from '../subjects.ts';
import { inTransaction } from './inbox.ts';

export const openPglite: OpenStore = async (address) => {
  const db = await PGlite.create(address);
  return { store: postgresStore(async (sql, values) => (await db.query<Record<string, unknown>>(sql, values)).rows), close: () => db.close() };
};

export const pgliteInbox: Connect = async (_log, address) => {
  const db = await PGlite.create(address);
  const mark = 'INSERT INTO message_inbox (handler, event) VALUES ($1, $2) ON CONFLICT DO NOTHING';
  return {
    close: () => db.close(),
    handle: (delivery) =>
      db.transaction((tx) =>
        inTransaction(
          delivery,
          async () => (await tx.query(mark, ['proof', delivery.message])).affectedRows === 1,
          (message, id) => tx.query('INSERT INTO proof_effect (message, delivery) VALUES ($1, $2)', [message, id]),
        ),
      ),
  };
};
