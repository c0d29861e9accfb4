import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE message_lease (
      key TEXT PRIMARY KEY NOT NULL,
      token TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('running', 'done')),
      lease_until INTEGER NOT NULL,
      fingerprint TEXT,
      result TEXT,
      expires_at INTEGER NOT NULL
    ) WITHOUT ROWID`);
  await knex.raw(`
    CREATE TABLE message_inbox (
      handler TEXT NOT NULL,
      event TEXT NOT NULL,
      handled_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
      PRIMARY KEY (handler, event)
    ) WITHOUT ROWID`);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE message_inbox');
  await knex.raw('DROP TABLE message_lease');
}
