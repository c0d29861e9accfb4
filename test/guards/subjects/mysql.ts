// MySQL or MariaDB through mysql2, and the same database through Knex, Drizzle and TypeORM.
import { createPool, type Pool, type PoolConnection } from 'mysql2/promise';
import { handleOnce } from '../../../server/guard-runtime/inbox/mysql2.ts';
import { isFirst as isFirstByDrizzle } from '../../../server/guard-runtime/inbox/drizzle-mysql.ts';
import { isFirst as isFirstByKnex } from '../../../server/guard-runtime/inbox/knex-mysql.ts';
import { isFirst as isFirstByTypeorm } from '../../../server/guard-runtime/inbox/typeorm-mysql.ts';
import { drizzleStore } from '../../../server/guard-runtime/stores/drizzle-mysql.ts';
import { knexStore } from '../../../server/guard-runtime/stores/knex-mysql.ts';
import { mysql2Store } from '../../../server/guard-runtime/stores/mysql2.ts';
import { typeormStore } from '../../../server/guard-runtime/stores/typeorm-mysql.ts';
import type { Delivery } from '../subject.ts';
import type { Connect, OpenStore } from '../subjects.ts';
import { committing, inTransaction } from './inbox.ts';

export const openMysql: OpenStore = async (address) => {
  const pool = createPool(address);
  return { store: mysql2Store(pool), close: () => pool.end() };
};

export const mysqlInbox: Connect = async (_log, address) => {
  const pool = createPool({ uri: address, connectionLimit: 40 });
  return {
    close: () => pool.end(),
    async handle(delivery) {
      await handleOnce(committingPool(pool, delivery), 'proof', delivery.message, (connection) =>
        inTransaction(
          delivery,
          () => true,
          (message, id) => connection.query('INSERT INTO proof_effect (message, delivery) VALUES (?, ?)', [message, id]),
        ),
      );
    },
  };
};

const EFFECT = 'INSERT INTO proof_effect (message, delivery) VALUES (?, ?)';

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
          () => isFirstByKnex(trx, 'proof', delivery.message),
          async (message, id) => trx.raw(EFFECT, [message, id]),
        ),
      ),
  };
};

export const openDrizzle: OpenStore = async (address) => {
  const { drizzle } = await import('drizzle-orm/mysql2');
  const pool = createPool(address);
  return { store: drizzleStore(drizzle(pool)), close: () => pool.end() };
};

export const drizzleInbox: Connect = async (_log, address) => {
  const { drizzle } = await import('drizzle-orm/mysql2');
  const { sql } = await import('drizzle-orm');
  const pool = createPool({ uri: address, connectionLimit: 40 });
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

async function knexFor(address: string) {
  const { default: knex } = await import('knex');
  return knex({ client: 'mysql2', connection: address, pool: { min: 0, max: 40 } });
}

async function dataSource(address: string) {
  const { DataSource } = await import('typeorm');
  return new DataSource({ type: 'mysql', url: address, poolSize: 40 }).initialize();
}

function committingPool(pool: Pool, delivery: Delivery): Pool {
  const withCommit = (connection: PoolConnection) =>
    new Proxy(connection, {
      get(target, name) {
        if (name === 'commit')
          return () =>
            committing(
              delivery,
              () => target.commit(),
              () => target.destroy(),
            );
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  return new Proxy(pool, {
    get: (target, name) => (name === 'getConnection' ? async () => withCommit(await target.getConnection()) : Reflect.get(target, name)),
  });
}
