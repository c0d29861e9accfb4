// MySQL or MariaDB through mysql2.
import { createPool, type Pool, type PoolConnection } from 'mysql2/promise';
import { handleOnce } from '../../../server/guard-runtime/inbox/mysql2.ts';
import { mysqlStore } from '../../../server/guard-runtime/stores/mysql.ts';
import type { Delivery } from '../subject.ts';
import type { Connect, OpenStore } from '../subjects.ts';
import { committing, inTransaction } from './inbox.ts';

export const openMysql: OpenStore = async (address) => {
  const pool = createPool(address);
  return { store: mysqlStore(pool), close: () => pool.end() };
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
