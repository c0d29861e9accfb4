// What one SQL text does, over the dialects and the half-texts that real code holds.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSql } from '../../server/src/flow/repeat/sql.ts';

const short = (text: string): string => {
  const { verb, table, conflict, moves } = readSql(text);
  return [verb, table ?? '-', ...(conflict === null ? [] : [conflict]), ...(moves ? ['moves'] : [])].join(' ');
};

const cases: readonly (readonly [string, string])[] = [
  ['UPDATE orders SET status = $1 WHERE id = $2', 'update orders'],
  ['UPDATE "public"."Orders" SET n = n + $1', 'update orders moves'],
  ['update t set tags = array_append(tags, $1)', 'update t moves'],
  ['update t set n = greatest(n, $1)', 'update t'],
  ['UPDATE t SET at = COALESCE(at, $1 - 5)', 'update t'],
  ['UPDATE t SET n = COALESCE(n, 0) - $2', 'update t moves'],
  ["UPDATE t SET tags = COALESCE(tags, '[]') || $1", 'update t moves'],
  ['UPDATE t SET n = GREATEST(0, COALESCE(n, 0) - $1)', 'update t moves'],
  ["UPDATE t SET s = CASE WHEN s = 'a' THEN 'b' ELSE s END", 'update t'],
  ['UPDATE t SET n = CASE WHEN n > 0 THEN n - 1 ELSE 0 END', 'update t moves'],
  ['update t set total = (select sum(n) from lines)', 'update t'],
  ['UPDATE t SET doc = doc || $1', 'update t moves'],
  ['UPDATE t SET "on" = NOT "on"', 'update t moves'],
  ['UPDATE t SET ready = t.ready OR $1', 'update t'],
  ['UPDATE t SET ready = NOT ready OR $1', 'update t moves'],
  ['UPDATE t SET n = n + a OR $1', 'update t moves'],
  ['UPDATE t SET version = version + 1, status = $1', 'update t'],
  ['UPDATE a SET x = b.x FROM b WHERE b.id = a.id', 'update a'],
  ['INSERT INTO inbox (id) VALUES ($1) ON CONFLICT DO NOTHING', 'insert inbox nothing'],
  ['insert into t (k, n) values ($1, $2) on conflict (k) do update set n = t.n + excluded.n', 'insert t update moves'],
  ['insert into t (k, n) values ($1, $2) on conflict (k) do update set n = excluded.n', 'insert t update'],
  ['INSERT IGNORE INTO t SET a = 1', 'insert t nothing'],
  ['INSERT INTO `t` (a) VALUES (?) ON DUPLICATE KEY UPDATE a = VALUES(a)', 'insert t update'],
  ['INSERT INTO t (a) VALUES (?) ON DUPLICATE KEY UPDATE a = a + VALUES(a)', 'insert t update moves'],
  ['REPLACE INTO t VALUES (?, ?)', 'insert t update'],
  ['INSERT OR IGNORE INTO t VALUES (?1)', 'insert t nothing'],
  ['MERGE INTO t WITH (HOLDLOCK) USING s ON t.id = s.id WHEN MATCHED THEN UPDATE SET n = s.n', 'insert t update'],
  ['DELETE FROM only_one WHERE id = 1', 'delete only_one'],
  ["select pg_notify('ch', $1)", 'insert -'],
  ['SELECT * FROM t WHERE id = $1 FOR UPDATE SKIP LOCKED', 'select t'],
  ['BEGIN ISOLATION LEVEL SERIALIZABLE', 'begin -'],
  ['ROLLBACK TO SAVEPOINT a', 'savepoint -'],
  ['with x as (select 1) update t set a = 1 from x', 'update t'],
  [
    'WITH ins AS (INSERT INTO inbox (id) VALUES ($1) ON CONFLICT DO NOTHING RETURNING 1) UPDATE t SET n = n + 1 WHERE EXISTS (SELECT 1 FROM ins)',
    'insert inbox nothing',
  ],
  ['-- comment\n/* update x */ select 1', 'select -'],
  ["insert into t (a) values ('update t set a = a + 1", 'insert t'],
  ['', 'other -'],
];

for (const [text, expected] of cases) {
  test(`reads ${text.slice(0, 60)}`, () => assert.equal(short(text), expected));
}

test('tells the columns that WHERE compares and what fills the inserted ones', () => {
  assert.deepEqual(readSql('update t set s = $1 where id = $2 and s = $3').where, ['id', 's']);
  assert.deepEqual(
    [...readSql('insert into t (id, at, n) values (?, now(), ?)').inserted],
    [
      ['id', '$1'],
      ['at', 'anew'],
      ['n', '$2'],
    ],
  );
});

test('knows a row lock', () => {
  assert.equal(readSql('select 1 from t where id = 1 for no key update').locks, 'rows');
  assert.equal(readSql('select 1 from t').locks, null);
});
