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

const delivery = [{ guarantee: 'at-least-once', acknowledged: 'on-success', why: 'the bus retries' }];
const bus = {
  format: 1,
  package: '@acme/bus',
  transport: 'kafka',
  types: { Bus: 'Package.Member[Bus].Instance' },
  handlers: [{ at: 'Bus.Member[on].Argument[1]', message: 'Parameter[0]', delivery }],
};

function problemsOf(kind: 'transports' | 'effects' | 'guards', model: unknown): readonly string[] {
  return readConfiguration(JSON.stringify({ format: 1, models: { [kind]: [model] } })).problems.map(({ message }) => message);
}

test('takes models of in-house libraries, each with where it stands', () => {
  const read = readConfiguration(JSON.stringify({ format: 1, models: { transports: [bus, { format: 1 }] } }, null, 1));
  assert.deepEqual(read.models.transports, [{ model: { sources: ['delivery-guarantees.json'], ...bus }, place: { line: 7, column: 16, length: 11 } }]);
  assert.deepEqual(
    read.problems.map(({ message }) => message),
    ['"package", "transport", "handlers" are missing'],
  );
});

test('a mistake in a model is named where it stands, and the model is left out', () => {
  const [handler] = bus.handlers;
  const mistakes: readonly (readonly [unknown, RegExp])[] = [
    [{ ...bus, colour: 'red' }, /^unknown key "colour"; known are format, package,/],
    [{ ...bus, handlers: [] }, /^1 or more are expected here$/],
    [{ ...bus, handlers: 'on' }, /^a list is expected$/],
    [{ ...bus, handlers: [{ ...handler, delivery: [] }] }, /^1 or more are expected here$/],
    [{ ...bus, handlers: [{ ...handler, at: 'Bus.member[on].Argument[1]' }] }, /^"Bus.member\[on\].Argument\[1\]" can't be read/],
    [{ ...bus, handlers: [{ ...handler, at: 'Bus.Member[on]' }] }, /can't be read/],
    [{ ...bus, handlers: [{ ...handler, at: 'Buss.Member[on].Argument[1]' }] }, /^nothing is called "Buss" here/],
    [{ ...bus, types: { Bus: 'Client.Member[bus]' } }, /^nothing is called "Client" here/],
    [{ ...bus, handlers: [{ ...handler, when: [{ option: 'Call.Argument[0]', equals: 1 }] }] }, /^unknown key "equals"|^"is" is missing/],
    [{ ...bus, handlers: [{ ...handler, delivery: [{ ...delivery[0], guarantee: 'exactly-once' }] }] }, /^one of at-most-once, at-least-once, none, unknown/],
    [{ ...bus, webhooks: { verifies: '(a+)+$' } }, /^unknown key "webhooks"/],
    [{ ...bus, package: '../elsewhere' }, /can't be read/],
    [{ ...bus, package: 7 }, /^a text is expected$/],
    ['@acme/bus', /^an object is expected$/],
    [null, /^an object is expected$/],
  ];
  for (const [model, message] of mistakes) {
    const [first = ''] = problemsOf('transports', model);
    assert.match(first, message);
    assert.deepEqual(readConfiguration(JSON.stringify({ format: 1, models: { transports: [model] } })).models.transports, []);
  }
  assert.match(
    problemsOf('effects', { format: 1, package: 'x', effects: [{ at: 'Package', kind: 'other', verb: 'v', write: { sq: 'Call' } }], otherwise: 'read' })[0] ??
      '',
    /./,
  );
  assert.match(problemsOf('guards', { format: 1, package: 'x', wraps: [{}] })[0] ?? '', /are missing/);
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
