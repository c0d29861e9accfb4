import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MessageGuard0000000000000 implements MigrationInterface {
  name = 'MessageGuard0000000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE message_lease (
        key TEXT PRIMARY KEY NOT NULL,
        token TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('running', 'done')),
        lease_until INTEGER NOT NULL,
        fingerprint TEXT,
        result TEXT,
        expires_at INTEGER NOT NULL
      ) WITHOUT ROWID`);
    await queryRunner.query(`
      CREATE TABLE message_inbox (
        handler TEXT NOT NULL,
        event TEXT NOT NULL,
        handled_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
        PRIMARY KEY (handler, event)
      ) WITHOUT ROWID`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE message_inbox');
    await queryRunner.query('DROP TABLE message_lease');
  }
}
