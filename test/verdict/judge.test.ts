// Every row of the semantics' table, every case that needs a word, and every guard with its broken twins: written as steps, judged by exploring.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { judge } from '../../server/src/verdict/judge.ts';
import { readSteps } from './steps.ts';

for (const file of ['table', 'words', 'guards']) {
  const text = readFileSync(`test/verdict/${file}.md`, 'utf8');
  for (const section of text.split(/^## /m).slice(1)) {
    const name = section.split('\n')[0] ?? '';
    const steps = /```steps\n([\s\S]*?)```/.exec(section)?.[1];
    test(`${file}: ${name}`, () => {
      assert.ok(steps !== undefined, 'the section has steps');
      const written = readSteps(steps);
      assert.ok(written.expected.length > 0, 'the section expects something');
      const verdict = judge(written.graph, written.delivery);
      const got = written.expected.map(({ call }) => {
        const id = written.graph.effects.findIndex((effect) => effect.call === call);
        const answer = verdict.effects.find((effect) => effect.effect === id);
        return { call, lost: answer?.lost, repeated: answer?.repeated };
      });
      const stories = JSON.stringify(
        verdict.effects.map((effect) => [effect.why, effect.how.lost?.map((moment) => moment.text), effect.how.repeated?.map((moment) => moment.text)]),
        null,
        1,
      );
      assert.deepEqual(got, written.expected, stories);
      for (const effect of verdict.effects) {
        assert.equal(effect.how.lost !== undefined, effect.lost !== 'never', 'a history for every loss');
        assert.equal(effect.how.repeated !== undefined, effect.repeated !== 'never', 'a history for every repetition');
      }
    });
  }
}

test('an effect whose transaction is never seen to commit is not verified to be neither lost nor repeated', () => {
  const { graph, delivery } = readSteps('transaction t\nbegin t\nagain: effect credit in=t else -\ngoto again');
  const verdict = judge(graph, delivery);
  assert.equal(verdict.verified, false);
  assert.equal(verdict.effects[0]?.repeated, 'exposed');
  const committed = readSteps(
    'transaction t\nmark inbox unique-key in=t\nbegin t\nclaim inbox done=skip busy=skip\neffect credit in=t\nskip: commit t\nreturn',
  );
  assert.equal(judge(committed.graph, committed.delivery).verified, true);
});

const inManyPlaces = (onError: string): string =>
  [
    ...Array.from(
      { length: 200 },
      (_, at) => `s${at}: branch e${at} s${at + 1}\ne${at}: effect charge ${onError.replace('next', `s${at + 1}`)}\ngoto s${at + 1}`,
    ),
    's200: return',
  ].join('\n');

test('a handler too large to be looked at as a whole still shows what a failure of the effect itself comes to', () => {
  const { graph, delivery } = readSteps(inManyPlaces('else next'));
  const [charge] = judge(graph, delivery).effects;
  assert.equal(charge?.lost, 'exposed');
  assert.equal(charge?.repeated, 'exposed');
  assert.ok(charge?.how.lost !== undefined && charge.how.repeated !== undefined);
});

test('what was not found in a handler too large to be looked at as a whole is not verified to be absent', () => {
  const { graph, delivery } = readSteps(inManyPlaces('').replace('s200: return', 's200: throw'));
  const verdict = judge(graph, delivery);
  assert.equal(verdict.effects[0]?.lost, 'never');
  assert.equal(verdict.verified, false);
});

test('a handler that was not looked at to its end has no exactly-once effect', () => {
  const { graph, delivery } = readSteps('effect write natural\nreturn');
  assert.equal(judge(graph, delivery).headline, 'exactly-once-effect');
  const cut = judge({ ...graph, truncated: true }, delivery);
  assert.equal(cut.headline, 'unknown');
  assert.equal(cut.verified, false);
  const { graph: lossy, delivery: given } = readSteps('effect write natural else next\nnext: return');
  assert.equal(judge({ ...lossy, truncated: true }, given).headline, 'at-most-once');
});

test('what decides whether reported items are honoured is told of handlers that report some', () => {
  const unlessReported = ['the setting is off'];
  const { graph, delivery } = readSteps('effect charge else failed\nreturn\nfailed: nack item\nreturn');
  assert.deepEqual(judge(graph, { ...delivery, unlessReported }).unless, unlessReported);
  const whole = readSteps('effect charge else failed\nreturn\nfailed: nack redelivery\nreturn');
  assert.deepEqual(judge(whole.graph, { ...whole.delivery, unlessReported }).unless, []);
  const silent = readSteps('effect charge\nreturn');
  assert.deepEqual(judge(silent.graph, { ...silent.delivery, unlessReported }).unless, []);
});
