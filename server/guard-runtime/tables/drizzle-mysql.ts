import { sql } from 'drizzle-orm';
import { char, datetime, index, longtext, mysqlEnum, mysqlTable, primaryKey, varbinary, varchar } from 'drizzle-orm/mysql-core';

export const messageLease = mysqlTable(
  'message_lease',
  {
    key: varbinary('key', { length: 255 }).primaryKey(),
    token: char('token', { length: 36 }).notNull(),
    state: mysqlEnum('state', ['running', 'done']).notNull(),
    leaseUntil: datetime('lease_until', { fsp: 3 }).notNull(),
    fingerprint: varchar('fingerprint', { length: 255 }),
    result: longtext('result'),
    expiresAt: datetime('expires_at', { fsp: 3 }).notNull(),
  },
  (table) => [index('message_lease_expires_at').on(table.expiresAt)],
);

export const messageInbox = mysqlTable(
  'message_inbox',
  {
    handler: varbinary('handler', { length: 255 }).notNull(),
    event: varbinary('event', { length: 255 }).notNull(),
    handledAt: datetime('handled_at', { fsp: 3 })
      .notNull()
      .default(sql`CURRENT_TIMESTAMP(3)`),
  },
  (table) => [primaryKey({ columns: [table.handler, table.event] }), index('message_inbox_handled_at').on(table.handledAt)],
);
