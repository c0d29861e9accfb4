// Each rule on a handler written as steps: what it says, where, how loudly, and that it says it once.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { claimsIn } from '../../server/src/rules/exactly-once-claim.ts';
import { findingsOf, rules } from '../../server/src/rules/rules.ts';
import { reportOf } from '../report/made-up.ts';

const seen = new Set<string>();
/** These look at comments; their cases are with the annotations. */
const aboutComments = new Set(['exactly-once-claim', 'contradicted-annotation', 'malformed-annotation', 'unused-suppression']);

for (const section of readFileSync('test/rules/findings.md', 'utf8').split(/^## /m).slice(1)) {
  const name = section.split('\n')[0] ?? '';
  const [, steps = '', after = ''] = /```steps\n([\s\S]*?)```([\s\S]*)/.exec(section) ?? [];
  const expected = after.split('\n').flatMap((line) => line.trim() || []);
  test(name, () => {
    const findings = findingsOf([reportOf('handler', steps, 1, 'handler.ts')]);
    const got = findings.map(({ rule, severity, place }) => `${rule} ${severity} at ${place.line}`);
    assert.deepEqual(got, expected, JSON.stringify(findings.map(({ message }) => message)));
    for (const { rule, message } of findings) {
      seen.add(rule);
      assert.match(message, /^[A-Z`"].*\.$/, 'a sentence');
    }
  });
}

test('every rule has been heard', () => {
  const silent = rules.map(({ id }) => id).filter((id) => !seen.has(id) && !aboutComments.has(id));
  assert.deepEqual(silent, []);
});

test('severities can be set, and a rule can be switched off', () => {
  const report = reportOf('handler', 'effect charge\nreturn');
  assert.equal(findingsOf([report], { severities: { 'unguarded-effect': 'hint' } })[0]?.severity, 'hint');
  assert.deepEqual(findingsOf([report], { severities: { 'unguarded-effect': 'off' } }), []);
});

const start = { file: 'a.ts', line: 3, column: 5, endLine: 3, endColumn: 60 };

test('a claim of exactly-once delivery is found where it stands', () => {
  const [first] = claimsIn('/* the queue\n * gives exactly-once delivery */', start);
  assert.deepEqual(first?.place, { file: 'a.ts', line: 4, column: 10, endLine: 4, endColumn: 31 });
});

test('a denial is no claim, and neither is an exactly-once effect', () => {
  for (const text of ['// there is no exactly-once delivery', '// exactly-once effect by the inbox', '// runs once'])
    assert.deepEqual(claimsIn(text, start), []);
});
