import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { onBug } from '../../server/src/base/bug.ts';
import { openSession } from '../../server/src/engine/session.ts';
import { inFolder } from '../workspace/folder.ts';

onBug((message) => {
  throw new Error(message);
});

const good = `import { Kafka } from 'kafkajs';
const consumer = new Kafka({ brokers: [] }).consumer({ groupId: 'billing' });
export async function start() {
  await consumer.run({ eachMessage: async ({ message }) => { await fetch('https://partner.example', { method: 'POST', body: String(message.value) }); } });
}
`;

/** Audits the good file beside bad ones: it has to be judged as if it were alone. */
async function besides(files: Readonly<Record<string, string | Buffer>>, reasons: Readonly<Record<string, RegExp>> = {}): Promise<void> {
  await inFolder({ 'src/good.ts': good, ...files }, async (root) => {
    const { handlers, skipped } = await openSession(root).audit();
    const found = handlers.filter((report) => report.handler.place.file === 'src/good.ts');
    assert.deepEqual(
      found.map(({ verdict }) => verdict.headline),
      ['at-least-once'],
    );
    for (const [file, reason] of Object.entries(reasons)) assert.match(skipped.find((each) => each.file === file)?.reason ?? '(not skipped)', reason);
  });
}

test('syntax errors cost the statement they stand in, not the audit', () =>
  besides({
    'src/broken.ts': `import { Kafka } from 'kafkajs';\nconst c = new Kafka({).consumer(\nawait c.run({ eachMessage: async ({ message } => { if (x { }\n`,
  }));

test('half-typed code of every kind is survived', async () => {
  for (let end = 0; end < good.length; end += 7) await besides({ 'src/half.ts': good.slice(0, end) });
});

test('empty files and files of white space hold nothing', () => besides({ 'src/empty.ts': '', 'src/blank.js': ' \n\n', 'src/comment.ts': '// kafkajs' }));

test('a bundle of 10 MB is skipped, with its size as the reason', () =>
  besides({ 'src/bundle.js': Buffer.alloc(10_000_000, 'require("kafkajs");') }, { 'src/bundle.js': /larger than 2 MB/ }));

test('text that is no UTF-8 is skipped', () => besides({ 'src/latin.ts': Buffer.from([0x2f, 0x2f, 0xe9, 0xff, 0x0a]) }, { 'src/latin.ts': /not valid UTF-8/ }));

test('modules that import each other, themselves and barrels in a circle end', () =>
  besides({
    'src/a.ts': `import { b } from './b'; export const a = () => b(); export * from './b'; export * from './a';`,
    'src/b.ts': `import { Kafka } from 'kafkajs'; import { a } from './a'; export const b = () => a(); export * from './a'; class X extends Y {} class Y extends X {}\nnew Kafka({}).consumer({}).run({ eachMessage: a });`,
  }));

test('functions that call each other without end are cut', () =>
  besides({
    'src/loop.ts': `import { Kafka } from 'kafkajs';\nconst f = (m: unknown): unknown => g(m); const g = (m: unknown): unknown => f(g(m));\nlet list = []; list = [...list, list]; list.push(...list);\nnew Kafka({ brokers: [] }).consumer({ groupId: 'x' }).run({ eachMessage: async (m) => { f(m); for (const each of list) await each(m); } });`,
  }));

test('nesting as deep as generated code has it is survived', () => {
  const deep = 2_000;
  return besides({
    'src/deep.ts': `import { Kafka } from 'kafkajs';\nconst x = ${'('.repeat(deep)}1${')'.repeat(deep)};\nconst s = ${Array.from({ length: deep }, () => `'a'`).join(' + ')};\nnew Kafka({ brokers: [] }).consumer({ groupId: s }).run({ eachMessage: async () => { console.log(x, s); } });`,
  });
});

test('a broken package.json or tsconfig.json is reported and left out', () =>
  besides(
    { 'package.json': '{ "name": "x", ', 'tsconfig.json': '{ "compilerOptions": { "paths": ' },
    { 'package.json': /not valid JSON/, 'tsconfig.json': /not a valid project file/ },
  ));

test('a model of an in-house library with mistakes is reported and left out', async () => {
  const at = { at: 'Package.Member[on].Argument[1]', message: 'Parameter[0]', delivery: [{ guarantee: 'unknown', acknowledged: 'never', why: '' }] };
  const bad: readonly (readonly [unknown, RegExp])[] = [
    [{ transports: [{ format: 1, package: 'kafkajs', transport: 'kafka', handlers: [{ ...at, run: 'process.exit()' }] }] }, /unknown key "run"/],
    [{ transports: [{ format: 1, package: './src/absent.ts', transport: 'kafka', handlers: [at] }] }, /no file \.\/src\/absent\.ts/],
    [{ transports: [{ format: 1, package: './../outside.ts', transport: 'kafka', handlers: [at] }] }, /no file/],
    [{ effects: [{ format: 1, package: 'global', effects: [], otherwise: 'harmless', limits: { largestFile: 1e9 } }] }, /unknown key "limits"/],
    [{ effects: { length: 3 } }, /a list of models is expected/],
    [[[[]]], /an object is expected/],
  ];
  for (const [models, reason] of bad) {
    await besides({ 'delivery-guarantees.json': JSON.stringify({ format: 1, models }) }, { 'delivery-guarantees.json': reason });
  }
});

test('types that are each other, and paths without end, are survived', () =>
  besides({
    'src/own.ts': "import { Bus } from '@acme/bus';\nnew Bus().on('x', async (m) => { await fetch('https://a.example', { method: 'POST', body: m }); });",
    'delivery-guarantees.json': JSON.stringify({
      format: 1,
      models: {
        transports: [
          {
            format: 1,
            package: '@acme/bus',
            transport: 'other',
            types: { A: 'B', B: ['A', 'B'], C: `A${'.ReturnValue'.repeat(30)}`, constructor: 'toString', toString: 'constructor' },
            handlers: ['A', 'B', 'C', 'constructor'].map((head) => ({
              at: `${head}.Member[on].Argument[1]`,
              message: 'Parameter[0]',
              delivery: [{ guarantee: 'unknown', acknowledged: 'never', why: '' }],
            })),
          },
        ],
      },
    }),
  }));

test('broken infrastructure and configuration files leave the rest standing', () =>
  besides({
    'serverless.yml': 'functions:\n  a: [\n  worker: {{',
    'template.yaml': 'Resources:\n\t- AWS::Serverless::Function',
    'wrangler.toml': '[[queues',
    'delivery-guarantees.json': '{ "exclude": [',
  }));

test('settings nested without end leave the rest standing', () => {
  const open = (before: string, bracket: string): string => before + bracket.repeat(200_000);
  return besides(
    {
      'tsconfig.json': open('{"compilerOptions":', '['),
      'delivery-guarantees.json': open('{"format":1,"models":', '['),
      'package.json': open('{"dependencies":', '{"a":'),
      'template.yaml': open('AWS::Serverless::Function: ', '['),
      'main.tf': open('resource "aws_lambda_event_source_mapping" "x" {\n a = ', '['),
      'b/main.tf': open('resource "aws_lambda_event_source_mapping" "x" {\n a ', '{ a '),
    },
    { 'tsconfig.json': /not a valid project file/ },
  );
});

test('a folder that is not there, or is a file, is said to be so', async () => {
  await inFolder({ 'a.ts': '' }, async (root) => {
    await assert.rejects(openSession(path.join(root, 'absent')).audit(), /absent does not exist/);
    await assert.rejects(openSession(path.join(root, 'a.ts')).audit(), /is not a folder/);
  });
});

test('links in circles and out of the folder are not followed', async () => {
  await inFolder({ 'secret.ts': good }, async (outside) => {
    await inFolder({ 'src/good.ts': good }, async (root) => {
      fs.symlinkSync(root, path.join(root, 'src/circle'));
      fs.symlinkSync(path.join(outside, 'secret.ts'), path.join(root, 'src/secret.ts'));
      const { handlers, skipped } = await openSession(root).audit();
      assert.deepEqual(
        handlers.map((report) => report.handler.place.file),
        ['src/good.ts'],
      );
      assert.deepEqual(
        skipped.map((each) => each.file),
        ['src/secret.ts'],
      );
    });
  });
});

test('a table that a loop over a folder fills by a name that leads to itself', async () => {
  const text = `const { Worker } = require('bullmq');
const axios = require('axios');
const db = {};
const model = model;
db[model.name] = model;
new Worker('orders', async (job) => {
  await db.order.create(job.data);
  await axios.post('https://orders.example', job.data);
});
`;
  await inFolder({ 'package.json': '{"dependencies":{"bullmq":"5","axios":"1"}}', 'worker.js': text }, async (root) => {
    const [report] = await openSession(root).handlers();
    assert.equal(report?.verdict.headline, 'at-least-once');
  });
});

test('an object that holds itself, looked up where its insert failed', async () => {
  const text = `const { Worker } = require('bullmq');
const { PrismaClient } = require('@prisma/client');
const prisma = new PrismaClient();
new Worker('orders', async (job) => {
  const data = { email: job.data.email, data };
  try {
    await prisma.user.create({ data });
  } catch {
    if (!(await prisma.user.findUnique({ where: data }))) throw new Error('missing');
  }
});
`;
  await inFolder({ 'package.json': '{"dependencies":{"bullmq":"5","@prisma/client":"6"}}', 'worker.js': text }, async (root) => {
    const [report] = await openSession(root).handlers();
    assert.equal(report?.graph.effects.length, 1);
  });
});
