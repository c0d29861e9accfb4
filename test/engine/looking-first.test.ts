import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { placesToLook } from '../../server/src/engine/files-near.ts';
import type { Session } from '../../server/src/engine/engine.ts';
import { openSession } from '../../server/src/engine/session.ts';
import { openWorkspace } from '../../server/src/workspace/open-workspace.ts';
import type { HandlerReport } from '../../server/src/facts/handler.ts';
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

/** Asks for the handlers of one file while all are under way, and tells which answer came first. */
async function lookDuringRun(
  session: Session,
  file: string,
): Promise<{ order: readonly string[]; found: readonly HandlerReport[]; all: readonly HandlerReport[] }> {
  const order: string[] = [];
  let begin = (): void => {};
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const all = session.handlers(undefined, (stage) => stage === 'analysing' && begin()).then((every) => (order.push('all'), every));
  await begun;
  // What began is under way once the event loop has turned.
  await setTimeout(20);
  const found = await session.handlersIn(file);
  order.push('one');
  return { found, all: await all, order };
}

test('whoever looks at one file is answered while the handlers of one wrapper, a unit of a whole workspace, are still under way', async () => {
  const workers = Array.from({ length: 150 }, (_, index) => [`worker-${index}.ts`, worker(index)] as const);
  await inFolder({ 'package.json': '{"dependencies":{"bullmq":"5","pg":"8"}}', 'wrapper.ts': wrapper, ...Object.fromEntries(workers) }, async (root) => {
    const session = openSession(root);
    const { order, found: one, all } = await lookDuringRun(session, 'worker-149.ts');
    assert.equal(all.length, 150);
    assert.equal(one.length, 1);
    assert.deepEqual(order, ['one', 'all']);
    assert.deepEqual(await session.handlersIn('worker-149.ts'), one);
  });
});

test('a wrapper behind five barrels is looked for after what stands near, and what the file does not import comes last', async () => {
  const barrels = { 'lib.ts': `export * from './a';`, 'a.ts': `export * from './b';`, 'b.ts': `export * from './c';`, 'c.ts': `export * from './queue';` };
  const files = { 'main.ts': `import { createWorker } from './lib';`, ...barrels, 'queue.ts': wrapper, 'other.ts': wrapper };
  await inFolder({ 'package.json': '{"dependencies":{"bullmq":"5"}}', ...files }, (root) => {
    const workspace = openWorkspace(root);
    assert.ok(!('problem' in workspace));
    const places = [...placesToLook(workspace, 'main.ts', () => ['all.ts'])].map(({ names }) => names);
    assert.deepEqual(places, [[], ['all.ts'], ['queue.ts'], ['all.ts']]);
  });
});

test('whoever looks at one file is told what its deployment says, as the audit is', async () => {
  const files = {
    'package.json': '{"dependencies":{"@types/aws-lambda":"8"}}',
    'serverless.yml': 'functions:\n  work:\n    handler: handler.handler\n    events:\n      - sqs:\n          arn: arn:aws:sqs:eu-west-1:1:jobs\n',
    'handler.ts': `export { work as handler } from './work';`,
    'work.ts': `import type { SQSEvent } from 'aws-lambda';\nexport const work = async (event: SQSEvent) => { for (const { body } of event.Records) await fetch(body, { method: 'POST' }); };`,
  };
  await inFolder(files, async (root) => {
    const [looked] = await openSession(root).handlersIn('work.ts');
    const [audited] = await openSession(root).handlers();
    assert.equal(looked?.handler.registration.file, 'serverless.yml');
    assert.deepEqual(looked?.handler, audited?.handler);
  });
});

test('a handler that start-up code hands to a wrapper, neither of which imports the other, is shown before the workspace is analysed', async () => {
  const others = Array.from({ length: 150 }, (_, index) => [`worker-${index}.ts`, worker(index)] as const);
  const files = {
    'package.json': '{"dependencies":{"bullmq":"5","pg":"8"}}',
    'wrapper.ts': wrapper,
    'main.ts': `import { createWorker } from './wrapper';\nimport { charge } from './charge';\ncreateWorker('charges', charge);\n`,
    'charge.ts': `import { Pool } from 'pg';\nconst pool = new Pool();\nexport const charge = async (job: { id: string }) => { await pool.query('INSERT INTO charges VALUES ($1)', [job.id]); };\n`,
    ...Object.fromEntries(others),
  };
  await inFolder(files, async (root) => {
    const session = openSession(root);
    const { order, found } = await lookDuringRun(session, 'charge.ts');
    assert.deepEqual(order, ['one', 'all']);
    assert.deepEqual(
      found.map(({ handler, graph }) => [handler.registration.file, graph.effects.length]),
      [['main.ts', 1]],
    );
  });
});
