import { index, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

export const messageLease = pgTable(
  'message_lease',
  {
    key: text('key').primaryKey(),
    token: text('token').notNull(),
    state: text('state').notNull(),
    leaseUntil: timestamp('lease_until', { withTimezone: true }).notNull(),
    fingerprint: text('fingerprint'),
    result: text('result'),
    expiresAt: timestamp('expires_at', { withTimezone: true }).notNull(),
  },
  (table) => [index('message_lease_expires_at').on(table.expiresAt)],
);

export const messageInbox = pgTable(
  'message_inbox',
  {
    handler: text('handler').notNull(),
    event: text('event').notNull(),
    handledAt: timestamp('handled_at', { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.handler, table.event] }), index('message_inbox_handled_at').on(table.handledAt)],
);
