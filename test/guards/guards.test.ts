// The guards that need no server (MongoDB's meets an emulator), in seconds: their answers, and a few hundred deliveries with processes killed in between. `npm run prove` does it all.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { PGlite } from '@electric-sql/pglite';
import { MongoClient } from 'mongodb';
import { memoryStore } from '../../server/guard-runtime/stores/memory.ts';
import { mongodbStore } from '../../server/guard-runtime/stores/mongodb.ts';
import { postgresStore } from '../../server/guard-runtime/stores/postgres.ts';
import { sqliteStore } from '../../server/guard-runtime/stores/sqlite.ts';
import type { LeaseStore } from '../../server/guard-runtime/core.ts';
import { contract } from './contract.ts';
import { bundleWorker, prove, type Proof } from './proof.ts';
import { benches, tables } from './stores.ts';
import { open } from './subjects/sqlite.ts';

const mongo = benches['mongodb (emulator)']();
const mongoClient = mongo.then(({ address }) => new MongoClient(address));
const folder = mkdtempSync(join(tmpdir(), 'guards-test-'));
const sqlite = open(join(folder, 'contract.db'));
sqlite.exec(tables('sqlite'));
const pglite = new PGlite();
after(async () => {
  await (await mongoClient).close();
  await (await mongo).close();
  sqlite.close();
  await pglite.close();
  rmSync(folder, { recursive: true });
});

const stores: Readonly<Record<string, () => Promise<LeaseStore>>> = {
  memory: async () => memoryStore(),
  sqlite: async () => sqliteStore(sqlite),
  'mongodb (emulator)': async () => mongodbStore((await mongoClient).db().collection('message_lease')),
  async pglite() {
    await pglite.exec(tables('postgres'));
    return postgresStore(async (sql, values) => (await pglite.query<Record<string, unknown>>(sql, values)).rows);
  },
};

for (const [name, create] of Object.entries(stores)) {
  describe(`a lease in ${name}`, { concurrency: true }, async () => {
    const store = await create();
    for (const [sentence, makeSure] of Object.entries(contract)) it(sentence, () => makeSure(store, sentence, 1_000));
  });
}

const faults = { kill: 0.03, fail: 0.1, cut: 0, twice: 0.15, crowd: 0.01, slow: 0 };
const small = { workers: 2, parallel: 4, messages: 200, deliveries: 300, rates: faults, skewMs: 0 } as const;
const proofs: readonly Proof[] = [
  { ...small, subject: 'inbox sqlite', store: 'sqlite', expect: 'nothing' },
  { ...small, subject: 'lease sqlite', store: 'sqlite', expect: 'window only' },
  { ...small, subject: 'inbox pglite', store: 'pglite', workers: 1, messages: 120, deliveries: 150, rates: { ...faults, kill: 0.02 }, expect: 'nothing' },
  { ...small, subject: 'lease pglite', store: 'pglite', workers: 1, messages: 120, deliveries: 150, rates: { ...faults, kill: 0.02 }, expect: 'window only' },
  {
    ...small,
    subject: 'inbox mongodb (emulator)',
    store: 'mongodb (emulator)',
    messages: 100,
    deliveries: 150,
    rates: { ...faults, kill: 0.02, cut: 0.02 },
    expect: 'nothing',
  },
  { ...small, subject: 'lease mongodb (emulator)', store: 'mongodb (emulator)', messages: 80, deliveries: 100, skewMs: 3_600_000, expect: 'window only' },
  { ...small, subject: 'broken: mark before effect', store: 'sqlite', expect: 'lost' },
  { ...small, subject: 'broken: check, then mark', store: 'sqlite', expect: 'repeated' },
];

describe('processes killed at every step', () => {
  const workerFile = bundleWorker();
  for (const proof of proofs) {
    it(`${proof.subject}: ${proof.expect}`, async () => {
      const bench = await benches[proof.store]();
      const { holds, lost, repeated, outsideWindow } = await prove(proof, workerFile, bench);
      await bench.close();
      assert.ok(holds, `lost ${lost}, repeated ${repeated}, outside the window ${outsideWindow}`);
    });
  }
});
