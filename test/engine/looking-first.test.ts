import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { openSession } from '../../server/src/engine/session.ts';
import { inFolder } from '../workspace/folder.ts';

const wrapper = `import { Worker } from 'bullmq';
export const createWorker = (name: string, run: (job: { id: string }) => Promise<void>) => new Worker(name, async (job) => run(job as { id: string }), {});
`;

const worker = (index: number): string => `import { createWorker } from './wrapper';
import { Pool } from 'pg';
const pool = new Pool();
createWorker('queue-${index}', async (job) => {
  await pool.query('UPDATE stock SET left = left - 1 WHERE id = $1', [job.id]);
});
`;

test('whoever looks at one file is answered while the handlers of one wrapper, a unit of a whole workspace, are still under way', async () => {
  const workers = Array.from({ length: 150 }, (_, index) => [`worker-${index}.ts`, worker(index)] as const);
  await inFolder({ 'package.json': '{"dependencies":{"bullmq":"5","pg":"8"}}', 'wrapper.ts': wrapper, ...Object.fromEntries(workers) }, async (root) => {
    const session = openSession(root);
    const order: string[] = [];
    let begin = (): void => {};
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const all = session.handlers(undefined, (stage) => stage === 'analysing' && begin()).then((found) => (order.push('all'), found));
    await begun;
    // What began is under way once the event loop has turned.
    await setTimeout(20);
    const one = await session.handlersIn('worker-149.ts');
    order.push('one');
    assert.equal((await all).length, 150);
    assert.equal(one.length, 1);
    assert.deepEqual(order, ['one', 'all']);
    assert.deepEqual(await session.handlersIn('worker-149.ts'), one);
  });
});
