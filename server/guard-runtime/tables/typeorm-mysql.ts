import type { MigrationInterface, QueryRunner } from 'typeorm';

export class MessageGuard0000000000000 implements MigrationInterface {
  name = 'MessageGuard0000000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
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
    await queryRunner.query(`
      CREATE TABLE message_inbox (
        handler VARBINARY(255),
        event VARBINARY(255),
        handled_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
        PRIMARY KEY (handler, event),
        KEY message_inbox_handled_at (handled_at)
      ) ENGINE = InnoDB`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE message_inbox');
    await queryRunner.query('DROP TABLE message_lease');
  }
}
