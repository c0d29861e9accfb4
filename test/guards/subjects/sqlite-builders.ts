// SQLite through Knex and TypeORM. Both are given libsql in the place of better-sqlite3, whose interface it has.
import Database from 'libsql';
import { isFirst } from '../../../server/guard-runtime/inbox/knex.ts';
import { knexStore } from '../../../server/guard-runtime/stores/knex-sqlite.ts';
import { typeormStore } from '../../../server/guard-runtime/stores/typeorm-sqlite.ts';
import type { Connect, OpenStore } from '../subjects.ts';
import { inTransaction } from './inbox.ts';

const PRAGMAS = ['PRAGMA busy_timeout = 5000', 'PRAGMA journal_mode = WAL', 'PRAGMA synchronous = NORMAL'];

export const openKnex: OpenStore = async (address) => {
  const connection = await knexFor(address);
  return { store: knexStore(connection), close: () => connection.destroy() };
};

export const knexInbox: Connect = async (_log, address) => {
  const connection = await knexFor(address);
  return {
    close: () => connection.destroy(),
    handle: (delivery) =>
      connection.transaction((trx) =>
        inTransaction(
          delivery,
          () => isFirst(trx, 'proof', delivery.message),
          async (message, id) => trx.raw('INSERT INTO proof_effect (message, delivery) VALUES (?, ?)', [message, id]),
        ),
      ),
  };
};

export const openTypeorm: OpenStore = async (address) => {
  const { DataSource } = await import('typeorm');
  const source = await new DataSource({ type: 'better-sqlite3', database: address, driver: Database }).initialize();
  for (const pragma of PRAGMAS) await source.query(pragma);
  return { store: typeormStore(source), close: () => source.destroy() };
};

async function knexFor(address: string) {
  const { default: knex } = await import('knex');
  const { default: Client } = await import('knex/lib/dialects/better-sqlite3/index.js');
  class LibsqlClient extends Client {
    override _driver() {
      return Database;
    }
  }
  const connection = knex({ client: LibsqlClient, connection: { filename: address }, useNullAsDefault: true });
  for (const pragma of PRAGMAS) await connection.raw(pragma);
  return connection;
}
