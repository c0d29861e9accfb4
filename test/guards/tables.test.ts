// Every form in which the guard's tables are written makes the same columns: those of the SQL that the proof runs on.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, describe, test } from 'node:test';
import { PGlite } from '@electric-sql/pglite';
import { getTableConfig as mysqlConfig } from 'drizzle-orm/mysql-core';
import { getTableConfig } from 'drizzle-orm/pg-core';
import knex, { type Knex } from 'knex';
import type { QueryRunner } from 'typeorm';
import { messageInbox, messageLease } from '../../server/guard-runtime/tables/drizzle.ts';
import { messageInbox as inboxOnMysql, messageLease as leaseOnMysql } from '../../server/guard-runtime/tables/drizzle-mysql.ts';
import * as knexOnMysql from '../../server/guard-runtime/tables/knex-mysql.ts';
import * as knexOnSqlite from '../../server/guard-runtime/tables/knex-sqlite.ts';
import * as knexMigration from '../../server/guard-runtime/tables/knex.ts';
import { MessageGuard0000000000000 } from '../../server/guard-runtime/tables/typeorm.ts';
import { MessageGuard0000000000000 as TypeormOnMysql } from '../../server/guard-runtime/tables/typeorm-mysql.ts';
import { MessageGuard0000000000000 as TypeormOnSqlite } from '../../server/guard-runtime/tables/typeorm-sqlite.ts';
import { tables } from './stores.ts';

const COLUMNS = `
  SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable AS line
  FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1`;

const db = new PGlite();
after(() => db.close());

async function columnsAfter(make: () => Promise<unknown>, takeBack: () => Promise<unknown>): Promise<readonly string[]> {
  const columns = async () => (await db.query<{ line: string }>(COLUMNS)).rows.map(({ line }) => line);
  await make();
  const made = await columns();
  await takeBack();
  assert.deepEqual(await columns(), []);
  return made;
}

function statements(sql: string): readonly string[] {
  return sql
    .split(';')
    .map((one) => one.replace(/\s+/g, ' ').trim())
    .filter((one) => one !== '');
}

describe('the tables of a guard', async () => {
  const expected = await columnsAfter(
    () => db.exec(tables('postgres')),
    () => db.exec('DROP TABLE message_inbox; DROP TABLE message_lease'),
  );

  test('by TypeORM, and taken back', async () => {
    const migration = new MessageGuard0000000000000();
    const runner = { query: (sql: string) => db.query(sql) } as unknown as QueryRunner;
    assert.deepEqual(
      await columnsAfter(
        () => migration.up(runner),
        () => migration.down(runner),
      ),
      expected,
    );
  });

  test('by Knex, and taken back', async () => {
    const builder = knex({ client: 'pg' });
    const schema = {
      createTable: (name: string, make: (table: Knex.CreateTableBuilder) => void) => db.exec(builder.schema.createTable(name, make).toString()),
      dropTable: (name: string) => db.exec(builder.schema.dropTable(name).toString()),
    };
    const runner = { schema, fn: builder.fn } as unknown as Knex;
    assert.deepEqual(
      await columnsAfter(
        () => knexMigration.up(runner),
        () => knexMigration.down(runner),
      ),
      expected,
    );
  });

  test('by Drizzle', () => {
    const lines = [messageInbox, messageLease].flatMap((table) => {
      const { name, columns, primaryKeys } = getTableConfig(table);
      assert.ok(primaryKeys.length === 1 || columns.some((column) => column.primary));
      return columns.map((column) => `${name}.${column.name} ${column.getSQLType()} ${column.notNull ? 'NO' : 'YES'}`);
    });
    assert.deepEqual(lines.toSorted(), expected);
  });

  test('by Knex and TypeORM on MySQL and SQLite: the statements of the SQL itself', async () => {
    for (const [name, byKnex, byTypeorm] of [
      ['mysql', knexOnMysql, new TypeormOnMysql()],
      ['sqlite', knexOnSqlite, new TypeormOnSqlite()],
    ] as const) {
      const wanted = statements(tables(name).replace(/^--.*$/gm, ''));
      const raw: string[] = [];
      await byKnex.up({ raw: (sql: string) => raw.push(sql) } as unknown as Knex);
      assert.deepEqual(statements(raw.join(';')), wanted);
      const queried: string[] = [];
      await byTypeorm.up({ query: (sql: string) => queried.push(sql) } as unknown as QueryRunner);
      assert.deepEqual(statements(queried.join(';')), wanted);
    }
  });

  test('by Drizzle on MySQL', () => {
    const wanted = [...tables('mysql').matchAll(/^ {2}`?(\w+)`? ((?:VARBINARY|CHAR|ENUM|DATETIME|VARCHAR|LONGTEXT)(?:\([^)]*\))?)/gm)];
    const made = [leaseOnMysql, inboxOnMysql].flatMap((table) =>
      mysqlConfig(table).columns.map((column) => `${column.name} ${column.getSQLType().replaceAll(',', ', ')}`.toLowerCase()),
    );
    assert.deepEqual(
      made,
      wanted.map(([, column, type]) => `${column} ${type}`.toLowerCase()),
    );
  });

  test('by Prisma', () => {
    const models = readFileSync('server/guard-runtime/tables/models.prisma', 'utf8')
      .split(/^model /m)
      .slice(1);
    const lines = models.flatMap((model) => {
      const table = /@@map\("(\w+)"\)/.exec(model)?.[1] ?? '';
      const fields = [...model.matchAll(/^ {2}(\w+)\s+(String|DateTime)(\?)?(.*)$/gm)];
      return fields.map(([, name = '', type, optional, rest = '']) => {
        const column = /@map\("(\w+)"\)/.exec(rest)?.[1] ?? name;
        return `${table}.${column} ${type === 'String' ? 'text' : 'timestamp with time zone'} ${optional ? 'YES' : 'NO'}`;
      });
    });
    assert.deepEqual(lines.toSorted(), expected);
  });

  test('by Prisma on MySQL', () => {
    const wanted = [...tables('mysql').matchAll(/^ {2}`?(\w+)`? (VARBINARY|CHAR|ENUM|DATETIME|VARCHAR|LONGTEXT)((?:\([^)]*\))?)(.*),$/gm)];
    const models = readFileSync('server/guard-runtime/tables/models-mysql.prisma', 'utf8');
    const fields = [...models.matchAll(/^ {2}(\w+) +(String|Bytes|DateTime|MessageLeaseState)(\?)? *(.*)$/gm)];
    const made = fields.map(([, name = '', type = '', optional = '', rest = '']) => {
      const column = /@map\("(\w+)"\)/.exec(rest)?.[1] ?? name;
      const native = type === 'MessageLeaseState' ? "enum('running', 'done')" : (/@db\.(\w+(?:\(\d+\))?)/.exec(rest)?.[1] ?? type);
      return `${column} ${native.toLowerCase()}${optional}`;
    });
    // A column of a primary key is never null.
    const isNullable = (rest = '', column = '') => !/NOT NULL|PRIMARY KEY/.test(rest) && !['handler', 'event'].includes(column);
    assert.deepEqual(
      made,
      wanted.map(([, column, type = '', size = '', rest]) => `${column} ${type.toLowerCase()}${size}${isNullable(rest, column) ? '?' : ''}`),
    );
  });
});
