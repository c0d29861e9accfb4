// How a call is named in reports: as the source has it, without what a reader at 2 a.m. does not need.
import assert from 'node:assert/strict';
import test from 'node:test';
import ts from 'typescript';
import { programOf } from './probe.ts';

const names = [
  ['(await res.json<Row[]>()).map', 'res.json().map'],
  ['(this.client as Client)\n  .insert', 'this.client.insert'],
  ['queue?.producer!.send', 'queue.producer.send'],
  ['makers[kind](order, (x) => x).send', 'makers[kind]().send'],
  ['new Upload({ client: (s3) }).done', 'new Upload().done'],
  ['(primary ?? secondary).send', '(primary ?? secondary).send'],
] as const;

for (const [source, expected] of names) {
  void test(`${source.replaceAll(/\s+/g, ' ')} is called ${expected}`, () => {
    const program = programOf({ 'a.ts': `${source};` });
    const statement = program.sourceFile('a.ts')?.statements[0];
    assert.ok(statement !== undefined && ts.isExpressionStatement(statement));
    assert.equal(program.describe({ kind: 'unknown' }, statement.expression), expected);
  });
}
