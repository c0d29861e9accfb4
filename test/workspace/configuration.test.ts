import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noConfiguration, readConfiguration } from '../../server/src/workspace/configuration.ts';

test('reads globs, severities and facts about queues', () => {
  const text =
    '{ "format": 1, "exclude": ["legacy/**"], "rules": { "unguarded-effect": "warning" }, "queues": { "orders": { "deadLetter": "orders.dlq", "attempts": 5 } } }';
  const read = readConfiguration(text);
  assert.deepEqual(read.problems, []);
  assert.deepEqual(read.exclude, ['legacy/**']);
  assert.deepEqual(read.rules, { 'unguarded-effect': 'warning' });
  assert.deepEqual(read.queues, { orders: { deadLetter: 'orders.dlq', attempts: 5 } });
});

test('takes models of in-house libraries and names those that are none', () => {
  const model = {
    format: 1,
    package: '@acme/bus',
    transport: 'kafka',
    handlers: [{ at: 'Package.Member[on].Argument[1]', message: 'Parameter[0]', delivery: [] }],
    sources: [],
  };
  const read = readConfiguration(JSON.stringify({ format: 1, models: { transports: [model, { format: 1 }] } }, null, 1));
  assert.deepEqual(read.models.transports, [model]);
  assert.equal(read.problems.length, 1);
  assert.match(read.problems[0]?.message ?? '', /not a model/);
});

test('lists every problem with its place and keeps the rest', () => {
  const read = readConfiguration('{\n  "exlude": [],\n  "rules": { "a": "loud", "b": "off" },\n  "queues": { "q": { "attempts": 0 } }\n}');
  assert.deepEqual(
    read.problems.map(({ line, message }) => `${line}: ${message}`),
    [
      '1: "format": 1 is expected',
      '2: unknown key "exlude"; known are format, include, exclude, rules, queues, models',
      '3: one of error, warning, information, hint, off is expected',
      '4: a number of attempts, 1 or more, is expected',
    ],
  );
  assert.deepEqual(read.rules, { b: 'off' });
});

test('survives text that is no JSON, and no file', () => {
  assert.equal(readConfiguration('{ "format"').problems[0]?.message, 'this is not valid JSON');
  assert.equal(readConfiguration('[]').problems[0]?.message, 'an object is expected');
  assert.equal(readConfiguration('').problems.length, 1);
  assert.deepEqual(readConfiguration(null), noConfiguration);
});
