// The small languages we ask users to write: annotations are highlighted in every language we read, and the schema says what the reader of the file says.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import Ajv from 'ajv';
import { readConfiguration } from '../../server/src/workspace/configuration.ts';

test('annotations are highlighted in comments of TypeScript, TSX, JavaScript and JSX, and nowhere else', () => {
  const grammars = ['typescript', 'tsx', 'javascript', 'jsx'].flatMap((name) => ['-g', `node_modules/tm-grammars/grammars/${name}.json`]);
  const run = spawnSync(process.execPath, ['node_modules/vscode-tmgrammar-test/dist/unit.js', '-c', ...grammars, 'test/grammar/*'], { encoding: 'utf8' });
  assert.equal(run.status, 0, run.stdout + run.stderr);
  assert.equal(run.stdout.match(/run successfuly/gu)?.length, 4, run.stdout);
});

const schema: object = JSON.parse(readFileSync('syntaxes/delivery-guarantees.schema.json', 'utf8'));
const accepts = new Ajv({ strict: false }).compile(schema);

const good: readonly unknown[] = [
  { format: 1 },
  {
    format: 1,
    exclude: ['legacy/**'],
    rules: { 'unguarded-effect': 'warning' },
    queues: { orders: { deadLetter: 'orders.dlq', attempts: 5, guarantee: 'at-least-once' } },
  },
  {
    format: 1,
    models: {
      transports: [
        {
          format: 1,
          package: '@acme/bus',
          transport: 'other',
          handlers: [
            {
              at: 'Package.Member[on].Argument[1]',
              message: 'Parameter[0]',
              delivery: [{ guarantee: 'at-least-once', acknowledged: 'on-success', why: 'the bus retries' }],
            },
          ],
        },
      ],
      effects: [
        {
          format: 1,
          package: '@acme/ledger',
          effects: [{ at: 'Package.Member[book]', kind: 'payment', verb: 'books the amount', write: 'send' }],
          otherwise: 'read',
        },
      ],
      guards: [],
    },
  },
];

const bad: readonly unknown[] = [
  {},
  { format: 2 },
  { format: 1, rule: {} },
  { format: 1, include: 'src' },
  { format: 1, rules: { 'unguarded-effect': 'fatal' } },
  { format: 1, queues: { orders: { attempts: 0 } } },
  { format: 1, queues: { orders: { dlq: 'x' } } },
  { format: 1, models: { transports: [{ package: 'x' }] } },
  { format: 1, models: { transports: {} } },
  {
    format: 1,
    models: { effects: [{ format: 1, package: 'x', effects: [{ at: 'Package.Call[x]', kind: 'job', verb: 'v', write: 'send' }], otherwise: 'read' }] },
  },
  { format: 1, models: { effects: [{ format: 1, package: 'x', effects: [], otherwise: 'read', comment: '' }] } },
];

test('the schema accepts what the reader accepts, and rejects what it rejects', () => {
  for (const value of [...good, ...bad]) {
    const { problems } = readConfiguration(JSON.stringify(value));
    assert.equal(accepts(value), problems.length === 0, `${JSON.stringify(value)}: ${JSON.stringify(accepts.errors)} / ${JSON.stringify(problems)}`);
  }
  assert.ok(good.every((value) => accepts(value)));
});

test('the example on the page about models is right', () => {
  const example = /```json\n([\s\S]*?)```/u.exec(readFileSync('docs/models.md', 'utf8'))?.[1] ?? '';
  assert.ok(accepts(JSON.parse(example)), JSON.stringify(accepts.errors));
  const { models, problems } = readConfiguration(example);
  assert.deepEqual(problems, []);
  assert.deepEqual([models.transports.length, models.effects.length], [1, 1]);
});
