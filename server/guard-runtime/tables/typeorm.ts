import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MessageGuard0000000000000 implements MigrationInterface {
  name = 'MessageGuard0000000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE message_lease (
        key text PRIMARY KEY,
        token text NOT NULL,
        state text NOT NULL,
        lease_until timestamptz NOT NULL,
        fingerprint text,
        result text,
        expires_at timestamptz NOT NULL
      )`);
    await queryRunner.query('CREATE INDEX message_lease_expires_at ON message_lease (expires_at)');
    await queryRunner.query(`
      CREATE TABLE message_inbox (
        handler text,
        event text,
        handled_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (handler, event)
      )`);
    await queryRunner.query('CREATE INDEX message_inbox_handled_at ON message_inbox (handled_at)');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE message_inbox');
    await queryRunner.query('DROP TABLE message_lease');
  }
}
