// LISTEN on a connection of node-postgres: a notification reaches whoever listens at that moment, each connection of its own, and is kept for nobody.
import type { DeliveryRow, TransportModel } from '../schema.ts';

/** Of every client of LISTEN alike. */
export const notified = [
  {
    guarantee: 'at-most-once',
    acknowledged: 'never',
    promise: 'ignored',
    onError: 'dropped',
    onCrash: 'lost',
    replicas: true,
    why: 'NOTIFY keeps no message; every connection that listens gets it',
  },
] as const satisfies readonly DeliveryRow[];

export const pgNotifications = {
  format: 1,
  package: 'pg',
  transport: 'postgres',
  types: {
    Connection: [
      'Package.Member[Client].Instance',
      'Package.Member[Pool].Instance.Member[connect].ReturnValue',
      'Package.Member[Pool].Instance.Member[connect].Argument[0].Parameter[1]',
      'Client',
      'PoolClient',
      'ClientBase',
    ],
  },
  handlers: [{ at: 'Connection.Member[on,addListener].Argument[1]', events: ['notification'], message: 'Parameter[0]', delivery: notified }],
  sources: ['https://www.postgresql.org/docs/current/sql-notify.html', 'pg@8.23.1 lib/client.js _handleNotification'],
} as const satisfies TransportModel;
