// pg-listen emits a notification's parsed payload under its channel's name and listens again after a lost connection; what was notified meanwhile is gone.
import type { TransportModel } from '../schema.ts';
import { notified } from './pg-notifications.ts';

export const pgListen = {
  format: 1,
  package: 'pg-listen',
  transport: 'postgres',
  types: { Subscriber: ['Package.ReturnValue', 'Package.Member[default].ReturnValue', 'Subscriber'] },
  handlers: [
    { at: 'Subscriber.Member[notifications].Member[on,addListener].Argument[1]', message: 'Parameter[0]', source: ['Call.Argument[0]'], delivery: notified },
  ],
  sources: ['pg-listen@1.7.0 dist/index.js createPostgresSubscriber'],
} as const satisfies TransportModel;
