// The emulator is as strict as the server: the same questions are asked of both, where there is a server.
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { Long, MongoClient, MongoServerError, type ClientSession } from 'mongodb';
import { flakyProxy } from './flaky-proxy.ts';
import { benches, type Bench } from './stores.ts';
import { pause } from './subject.ts';

type Row = { _id: string; n?: number; at?: Date };

for (const name of ['mongodb', 'mongodb (emulator)'] as const) {
  describe(`answers of ${name}`, async () => {
    const bench = await benches[name]().catch((error: unknown) => String(error));
    if (typeof bench === 'string') it('all of them', { skip: bench }, () => {});
    else answers(bench);
  });
}

function answers(bench: Bench): void {
  const client = new MongoClient(bench.address);
  const db = client.db();
  const rows = db.collection<Row>('row');
  after(async () => {
    await client.close();
    await bench.close();
  });
  const refused = (work: Promise<unknown>, code: number) => assert.rejects(work, (error) => (error as { code?: number }).code === code);
  /** An open transaction, with its first write done. */
  async function writing(_id: string): Promise<ClientSession> {
    const session = client.startSession();
    session.startTransaction();
    await rows.updateOne({ _id }, { $set: { n: 1 } }, { upsert: true, session });
    return session;
  }
  const isTransient = (error: unknown) => error instanceof MongoServerError && error.code === 112 && error.hasErrorLabel('TransientTransactionError');

  it('one document an _id, an upsert whose filter misses it included', async () => {
    await rows.insertOne({ _id: 'one', n: 1 });
    await refused(rows.insertOne({ _id: 'one' }), 11_000);
    await refused(rows.updateOne({ _id: 'one', n: { $exists: false } }, { $set: { n: 2 } }, { upsert: true }), 11_000);
    assert.equal((await rows.updateOne({ _id: 'one' }, { $setOnInsert: { n: 2 } }, { upsert: true })).upsertedCount, 0);
    assert.deepEqual(await rows.findOne({ _id: 'one' }), { _id: 'one', n: 1 });
  });

  it('times are those of the server, and missing fields come before all others', async () => {
    await rows.updateOne({ _id: 'time' }, [{ $set: { n: 7, at: { $add: ['$$NOW', 60_000] } } }], { upsert: true });
    const over = (field: string) => rows.findOne({ _id: 'time', $expr: { $lte: [field, '$$NOW'] } });
    assert.equal(await over('$at'), null);
    assert.equal((await over('$missing'))?.n, 7);
    const left = await rows.findOne<{ left: number }>({ _id: 'time' }, { projection: { left: { $subtract: ['$at', '$$NOW'] } } });
    assert.ok(left && left.left > 50_000 && left.left <= 60_000);
  });

  it('two transactions on one document: the second one is refused, at once', async () => {
    const first = await writing('both');
    await assert.rejects(writing('both'), isTransient);
    await first.commitTransaction();
    await first.commitTransaction();
    assert.equal((await rows.findOne({ _id: 'both' }))?.n, 1);
  });

  it('a transaction sees its snapshot and its own writes, and does not write over what came after it', async () => {
    const session = await writing('own');
    await rows.insertOne({ _id: 'later' });
    assert.equal((await rows.findOne({ _id: 'own' }, { session }))?.n, 1);
    assert.equal(await rows.findOne({ _id: 'own' }), null);
    assert.equal(await rows.findOne({ _id: 'later' }, { session }), null);
    await assert.rejects(rows.updateOne({ _id: 'later' }, { $set: { n: 1 } }, { upsert: true, session }), isTransient);
    await session.abortTransaction();
    assert.equal(await rows.findOne({ _id: 'own' }), null);
  });

  it('a write outside waits for the transaction, and then meets what it left', async () => {
    const session = await writing('wait');
    let isOver = false;
    const outside = rows.insertOne({ _id: 'wait' }).finally(() => (isOver = true));
    outside.catch(() => 'awaited below');
    await pause(100);
    assert.equal(isOver, false);
    await session.commitTransaction();
    await refused(outside, 11_000);
  });

  it('a refused write ends its transaction', async () => {
    await rows.insertOne({ _id: 'taken' });
    const session = await writing('refused');
    await refused(rows.insertOne({ _id: 'taken' }, { session }), 11_000);
    await refused(rows.findOne({}, { session }), 251);
    await session.endSession();
    assert.equal(await rows.findOne({ _id: 'refused' }), null);
  });

  it('a retried write is done once, and its answer is that of the first time', async () => {
    const other = new MongoClient(bench.address); // whose sessions nobody uses again
    const session = other.startSession();
    const write = { insert: 'row', documents: [{ _id: 'retried' }], txnNumber: Long.fromNumber(1_001) };
    assert.equal((await other.db().command({ ...write }, { session }))['n'], 1);
    assert.equal((await other.db().command({ ...write }, { session }))['n'], 1);
    await refused(other.db().command({ ...write, txnNumber: Long.fromNumber(1_000) }, { session }), 225);
    await other.close();
  });

  it('a transaction outlives its connection, until its time is over', async () => {
    const proxy = await flakyProxy(bench.address, 60_000, 0);
    const dying = new MongoClient(proxy.address, { serverSelectionTimeoutMS: 3_000 });
    const session = dying.startSession();
    session.startTransaction();
    await dying.db().collection<Row>('row').insertOne({ _id: 'orphan' }, { session });
    const startedAt = performance.now();
    proxy.close();
    await rows.insertOne({ _id: 'orphan' });
    assert.ok(performance.now() - startedAt > 500);
    void dying.close();
  });

  it('what is not known is refused, whether a document is there or not', async () => {
    await refused(db.command({ shutDownPolitely: 1 }), 59);
    await refused(db.command({ insert: 'row', documents: [{}], politely: 1 }), 40_415);
    await refused(rows.findOne({ n: { $almost: 1 } as never }), 2);
    await refused(rows.updateOne({ _id: 'none' }, [{ $guess: {} }]), 40_324);
    await refused(rows.updateOne({ _id: 'none' }, [{ $set: { n: { $guess: 1 } } }]), 168);
    await refused(rows.updateOne({ _id: 'none' }, { $guess: { n: 1 } }), 9);
    await refused(rows.updateOne({ _id: 'none', $expr: { $eq: [1, 1] } }, { $set: { n: 1 } }, { upsert: true }), 224);
    await refused(rows.updateOne({ _id: 'one' }, [{ $set: { _id: 'other' } }]), 66);
  });
}
