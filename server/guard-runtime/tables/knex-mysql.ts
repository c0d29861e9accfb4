import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE message_lease (
      \`key\` VARBINARY(255) PRIMARY KEY,
      token CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
      state ENUM('running', 'done') NOT NULL,
      lease_until DATETIME(3) NOT NULL,
      fingerprint VARCHAR(255),
      result LONGTEXT,
      expires_at DATETIME(3) NOT NULL,
      KEY message_lease_expires_at (expires_at)
    ) ENGINE = InnoDB`);
  await knex.raw(`
    CREATE TABLE message_inbox (
      handler VARBINARY(255),
      event VARBINARY(255),
      handled_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
      PRIMARY KEY (handler, event),
      KEY message_inbox_handled_at (handled_at)
    ) ENGINE = InnoDB`);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('DROP TABLE message_inbox');
  await knex.raw('DROP TABLE message_lease');
}
