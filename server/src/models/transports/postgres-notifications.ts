// postgres.js calls the function given to `listen` with each notification's payload and listens again after a lost connection; what was notified meanwhile is gone.
import type { TransportModel } from '../schema.ts';
import { notified } from './pg-notifications.ts';

export const postgresNotifications = {
  format: 1,
  package: 'postgres',
  transport: 'postgres',
  types: { Sql: ['Package.ReturnValue', 'Package.Member[default].ReturnValue', 'Sql'] },
  handlers: [{ at: 'Sql.Member[listen].Argument[1]', message: 'Parameter[0]', source: ['Call.Argument[0]'], delivery: notified }],
  sources: ['postgres@3.4.9 src/index.js listen'],
} as const satisfies TransportModel;
