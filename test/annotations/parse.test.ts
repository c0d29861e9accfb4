// Annotations as they are read: what each says, what each is about, and what is left alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { annotationsOf } from '../../server/src/syntax/annotations.ts';
import { parseFile } from '../../server/src/syntax/parse.ts';

function read(text: string) {
  return annotationsOf(parseFile('a.ts', text)).map(({ place, covers, ...said }) => ({
    ...said,
    at: `${place.line}:${place.column}`,
    covers: `${covers.line}-${covers.endLine}`,
  }));
}

test('a delivery is stated for the statement below its comment', () => {
  assert.deepEqual(read('/** Orders.\n * @delivery at-least-once dlq=orders.dlq attempts=5 */\nexport async function handle() {\n}\n'), [
    { kind: 'delivery', guarantee: 'at-least-once', deadLetter: 'orders.dlq', attempts: 5, at: '2:4', covers: '3-4' },
  ]);
});

test('a comment behind code is about its line, and one over a member about the member', () => {
  assert.deepEqual(
    read('class A {\n  // @idempotent key=event.id via billing service\n  async on() {\n    await send(); // @effect harmless reason=a preview\n  }\n}\n'),
    [
      { kind: 'idempotent', key: 'event.id', via: 'billing service', at: '2:6', covers: '3-5' },
      { kind: 'effect', is: 'harmless', reason: 'a preview', at: '4:22', covers: '4-4' },
    ],
  );
});

test('a suppression needs a rule and a reason', () => {
  assert.deepEqual(
    read(
      '// delivery-ignore unguarded-effect, floating-effect -- the receiver deduplicates\na();\n// delivery-ignore unguarded-effect\nb();\n// delivery-ignore\nc();\n',
    ),
    [
      { kind: 'suppression', rules: ['unguarded-effect', 'floating-effect'], reason: 'the receiver deduplicates', at: '1:4', covers: '2-2' },
      { kind: 'malformed', problem: 'delivery-ignore needs a reason: delivery-ignore unguarded-effect -- reason', at: '3:4', covers: '4-4' },
      { kind: 'malformed', problem: 'delivery-ignore is followed by the name of a rule', at: '5:4', covers: '6-6' },
    ],
  );
});

test('what can not be read is said, with what was expected', () => {
  const problems = read('// @delivery sometimes\na();\n// @delivery at-least-once attempts=many\nb();\n// @effect boring\nc();\n').map((one) =>
    'problem' in one ? one.problem.slice(0, 40) : one.kind,
  );
  assert.deepEqual(problems, [
    '@delivery is followed by at-least-once o',
    'attempts= is followed by a number, 1 or ',
    '@effect is followed by harmless or by a ',
  ]);
});

test('strings, addresses and other words are no annotations', () => {
  assert.deepEqual(
    read(
      "const a = '@delivery at-least-once';\n// mail me@delivery at-least-once or @deliveryNote\n// my-delivery-ignore x -- y\nconst b = `// delivery-ignore x -- y`;\n",
    ),
    [],
  );
});
