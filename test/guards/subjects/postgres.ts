// PostgreSQL: node-postgres, and the same database through Knex, Drizzle and TypeORM.
import { Pool, type PoolClient } from 'pg';
import { handleOnce } from '../../../server/guard-runtime/inbox/pg.ts';
import { isFirst as isFirstByDrizzle } from '../../../server/guard-runtime/inbox/drizzle.ts';
import { isFirst as isFirstByKnex } from '../../../server/guard-runtime/inbox/knex.ts';
import { isFirst as isFirstByTypeorm } from '../../../server/guard-runtime/inbox/typeorm.ts';
import { drizzleStore } from '../../../server/guard-runtime/stores/drizzle.ts';
import { knexStore } from '../../../server/guard-runtime/stores/knex.ts';
import { pgStore } from '../../../server/guard-runtime/stores/pg.ts';
import { typeormStore } from '../../../server/guard-runtime/stores/typeorm.ts';
import type { Connect, OpenStore } from '../subjects.ts';
import type { Delivery } from '../subject.ts';
import { committing, inTransaction } from './inbox.ts';

const EFFECT = 'INSERT INTO proof_effect (message, delivery) VALUES ($1, $2)';

export const openPg: OpenStore = async (address) => {
  const pool = poolFor(address);
  return { store: pgStore(pool), close: () => pool.end() };
};

export const pgInbox: Connect = async (_log, address) => {
  const pool = poolFor(address);
  return {
    close: () => pool.end(),
    async handle(delivery) {
      await handleOnce(committingPool(pool, delivery), 'proof', delivery.message, (client) =>
        inTransaction(
          delivery,
          () => true,
          (message, id) => client.query(EFFECT, [message, id]),
        ),
      );
    },
  };
};

export const openKnex: OpenStore = async (address) => {
  const { default: knex } = await import('knex');
  const connection = knex({ client: 'pg', connection: address, pool: { min: 0, max: 10 } });
  return { store: knexStore(connection), close: () => connection.destroy() };
};

export const knexInbox: Connect = async (_log, address) => {
  const { default: knex } = await import('knex');
  const connection = knex({ client: 'pg', connection: address, pool: { min: 0, max: 40 } });
  return {
    close: () => connection.destroy(),
    handle: (delivery) =>
      connection.transaction((trx) =>
        inTransaction(
          delivery,
          () => isFirstByKnex(trx, 'proof', delivery.message),
          (message, id) => trx.raw(EFFECT.replace(/\$\d/g, '?'), [message, id]),
        ),
      ),
  };
};

export const openDrizzle: OpenStore = async (address) => {
  const { drizzle } = await import('drizzle-orm/node-postgres');
  const pool = poolFor(address);
  return { store: drizzleStore(drizzle(pool)), close: () => pool.end() };
};

export const drizzleInbox: Connect = async (_log, address) => {
  const { drizzle } = await import('drizzle-orm/node-postgres');
  const { sql } = await import('drizzle-orm');
  const pool = poolFor(address);
  const db = drizzle(pool);
  return {
    close: () => pool.end(),
    handle: (delivery) =>
      db.transaction((tx) =>
        inTransaction(
          delivery,
          () => isFirstByDrizzle(tx, 'proof', delivery.message),
          (message, id) => tx.execute(sql`INSERT INTO proof_effect (message, delivery) VALUES (${message}, ${id})`),
        ),
      ),
  };
};

export const openTypeorm: OpenStore = async (address) => {
  const source = await dataSource(address);
  return { store: typeormStore(source), close: () => source.destroy() };
};

export const typeormInbox: Connect = async (_log, address) => {
  const source = await dataSource(address);
  return {
    close: () => source.destroy(),
    handle: (delivery) =>
      source.transaction((manager) =>
        inTransaction(
          delivery,
          () => isFirstByTypeorm(manager, 'proof', delivery.message),
          (message, id) => manager.query(EFFECT, [message, id]),
        ),
      ),
  };
};

async function dataSource(address: string) {
  const { DataSource } = await import('typeorm');
  return new DataSource({ type: 'postgres', url: address, poolSize: 40 }).initialize();
}

function poolFor(address: string): Pool {
  const pool = new Pool({ connectionString: address, max: 40 });
  pool.on('error', () => 'an idle connection was cut, as planned');
  return pool;
}

/** The pool as this delivery sees it: its COMMIT is where a process dies or a connection breaks. */
function committingPool(pool: Pool, delivery: Delivery): Pool {
  const withCommit = (client: PoolClient) =>
    new Proxy(client, {
      get(target, name) {
        if (name !== 'query') {
          const value: unknown = Reflect.get(target, name);
          return typeof value === 'function' ? value.bind(target) : value;
        }
        return (sql: string, values?: unknown[]) => {
          const run = () => target.query(sql, values);
          return sql === 'COMMIT' ? committing(delivery, run, () => streamOf(target)?.destroy()) : run();
        };
      },
    });
  return new Proxy(pool, { get: (target, name) => (name === 'connect' ? async () => withCommit(await target.connect()) : Reflect.get(target, name)) });
}

function streamOf(client: object): { destroy(): void } | undefined {
  return (client as { connection?: { stream?: { destroy(): void } } }).connection?.stream;
}
