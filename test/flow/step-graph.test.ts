// The shape of step graphs, in their own text: which steps there are, in which order, and where each failure goes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeGraph } from '../../server/src/flow/describe-graph.ts';
import { auditOf } from '../harness/check.ts';

const head = `import { Worker } from 'bullmq'; import Stripe from 'stripe'; import { PrismaClient } from '@prisma/client';
const stripe = new Stripe(''); const prisma = new PrismaClient();`;

async function graphOf(handler: string, more = ''): Promise<string> {
  const audit = await auditOf({
    name: '',
    line: 1,
    files: [{ path: 'a.ts', text: `${head}\n${more}\nnew Worker('x', ${handler});` }],
    expectations: [],
    words: new Set(),
  });
  return audit.handlers.map((report) => describeGraph(report.graph)).join('\n');
}

function shape(name: string, handler: string, expected: readonly string[], more = ''): void {
  test(name, async () => {
    const lines = (await graphOf(handler, more)).split('\n').map((line) => line.replace(/ a\.ts:\d+/, '').trim());
    assert.deepEqual(lines, expected);
  });
}

const charge = 'await stripe.paymentIntents.create({ amount: job.data.amount })';

shape('finally runs on each way out', `async (job) => { try { ${charge}; } finally { await prisma.lock.delete({ where: { id: job.data.id } }); } }`, [
  '>0 effect stripe.paymentIntents.create [payment] -> 1, error 2',
  '1 effect prisma.lock.delete [database natural] -> 3, error 4',
  '2 effect prisma.lock.delete [database natural] -> 4, error 4',
  '3 exit returned',
  '4 exit threw',
]);

shape('a loop is a cycle through its head', `async (job) => { for (const item of job.data.items) { ${charge}; } }`, [
  '>0 branch -> 1|2',
  '1 effect stripe.paymentIntents.create [payment] -> 3, error 4',
  '2 exit returned',
  '3 branch -> 1|2',
  '4 exit threw',
]);

shape(
  'what decides nothing is not there',
  `async (job) => { if (job.data.debug) console.log('x'); switch (job.name) { case 'a': break; default: } ${charge}; }`,
  ['>0 effect stripe.paymentIntents.create [payment] -> 1, error 2', '1 exit returned', '2 exit threw'],
);

shape(
  'a function of the workspace runs where it is called, with what it is given',
  `async (job) => { await around(() => stripe.paymentIntents.create({ amount: 1 })); }`,
  [
    '>0 begin 0 -> 1, error 2',
    '1 effect stripe.paymentIntents.create [payment] -> 3, error 4',
    '2 exit threw',
    '3 commit 0 -> 5, error 2',
    '4 rollback 0 -> 2',
    '5 exit returned',
  ],
  'async function around(work) { return prisma.$transaction(async () => work()); }',
);

shape('work that nobody waits for is a thread', `async (job) => { stripe.paymentIntents.create({ amount: 1 }); }`, [
  '>0 fork -> 1, thread 2',
  '1 exit returned',
  '2 effect stripe.paymentIntents.create [payment floating] (failure ignored) -> 3',
  '3 exit thread-ended',
]);
