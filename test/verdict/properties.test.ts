// What must hold for every handler, also for those nobody would write: thousands of random step lists, judged twice with one thing changed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { answers } from '../../server/src/facts/vocabulary.ts';
import type { Answer } from '../../server/src/facts/vocabulary.ts';
import { judge } from '../../server/src/verdict/judge.ts';
import { readSteps } from './steps.ts';

const runs = { numRuns: 400, seed: 20261124 };
const rank = (answer: Answer): number => answers.indexOf(answer);

interface Line {
  readonly code: string;
  /** Where an error goes: that many lines on, a throw, or nowhere because it can't fail. */
  readonly onError: number | 'throw' | 'none';
}

const code = fc.oneof(
  { weight: 3, arbitrary: fc.constant('call x') },
  { weight: 2, arbitrary: fc.constant('effect charge') },
  { weight: 1, arbitrary: fc.constantFrom('effect mail', 'ack', 'nack redelivery', 'nack rejected', 'complete m', 'release m', 'begin t', 'commit t') },
  { weight: 1, arbitrary: fc.constantFrom('branch', 'check m', 'claim m', 'fork') },
);
const onError = fc.oneof(fc.constant('throw' as const), fc.constant('none' as const), fc.integer({ min: 1, max: 5 }));
const lines = fc.array(fc.record({ code, onError }), { minLength: 1, maxLength: 9 });
const delivery = fc.constantFrom(
  '',
  'explicit',
  'explicit promise-ignored error=stuck',
  'on-settled',
  'error=redelivered-then-dropped',
  'promise-ignored',
  'none on-delivery',
);
const guard = fc.constantFrom('mark m', 'mark m lease', 'mark m nothing', 'mark m unique-key in=t', 'mark m memory nothing', 'mark m unstable');
const handlers = fc.record({ delivery, guard, lines });
type Handler = { readonly delivery: string; readonly guard: string; readonly lines: readonly Line[] };

/** As `readSteps` wants it; jumps lead forward, so that every list ends. */
function write({ delivery: words, guard: mark, lines: list }: Handler): string {
  const target = (index: number, by: number): string => (index + by >= list.length ? 'over' : `l${index + by}`);
  const body = list.map(({ code: text, onError: to }, index) => {
    const jump = target(index, typeof to === 'number' ? to + 1 : 2);
    const full = /^branch|^fork/.test(text)
      ? text === 'fork'
        ? `fork ${jump}`
        : `branch ${target(index, 1)} ${jump}`
      : text.startsWith('check')
        ? `${text} seen=${jump}`
        : text.startsWith('claim')
          ? `${text} done=${jump} busy=${jump}`
          : text;
    return `l${index}: ${full} else ${to === 'throw' ? 'throw' : to === 'none' ? '-' : jump}`;
  });
  return [`delivery ${words}`, 'transaction t', mark, 'effect charge else -', ...body, 'over: return']
    .filter((line) => !line.startsWith('effect charge else -') || !list.some((each) => each.code.startsWith('effect charge')))
    .join('\n');
}

function answersOf(handler: Handler): { lost: Answer; repeated: Answer; truncated: boolean } {
  const { graph, delivery: fact } = readSteps(write(handler));
  const id = graph.effects.findIndex((effect) => effect.call === 'charge');
  const verdict = judge(graph, fact);
  const effect = verdict.effects[id];
  assert.ok(effect !== undefined);
  return { lost: effect.lost, repeated: effect.repeated, truncated: !verdict.verified };
}

test('one more call that can fail never makes an effect safer', () => {
  fc.assert(
    fc.property(handlers, fc.nat(9), (handler, at) => {
      const more = { ...handler, lines: [...handler.lines.slice(0, at), { code: 'call more', onError: 'throw' as const }, ...handler.lines.slice(at)] };
      const [before, after] = [answersOf(stretched(handler, at)), answersOf(more)];
      assert.ok(rank(after.lost) >= rank(before.lost), `lost ${before.lost} -> ${after.lost}\n${write(more)}`);
      assert.ok(rank(after.repeated) >= rank(before.repeated), `repeated ${before.repeated} -> ${after.repeated}\n${write(more)}`);
    }),
    runs,
  );
});

/** The same handler with a step that can't fail at that place, so that jumps by number lead to the same lines. */
function stretched(handler: Handler, at: number): Handler {
  return { ...handler, lines: [...handler.lines.slice(0, at), { code: 'call quiet', onError: 'none' }, ...handler.lines.slice(at)] };
}

test('an effect masked as idempotent is never repeated, and lost as before', () => {
  fc.assert(
    fc.property(handlers, (handler) => {
      const masked = { ...handler, lines: handler.lines.map((line) => (line.code === 'effect charge' ? { ...line, code: 'effect charge natural' } : line)) };
      fc.pre(handler.lines.some((line) => line.code === 'effect charge'));
      const [before, after] = [answersOf(handler), answersOf(masked)];
      if (before.truncated) return;
      assert.equal(after.repeated, 'never');
      assert.equal(after.lost, before.lost, write(handler));
    }),
    runs,
  );
});

test('a transport that drops on error never loses less than one that redelivers', () => {
  fc.assert(
    fc.property(fc.record({ guard, lines }), (handler) => {
      const redelivers = answersOf({ ...handler, delivery: '' });
      const drops = answersOf({ ...handler, delivery: 'error=dropped' });
      assert.ok(rank(drops.lost) >= rank(redelivers.lost), write({ ...handler, delivery: 'error=dropped' }));
    }),
    runs,
  );
});

test('the same handler is judged the same, with a history for each answer that is not never', () => {
  fc.assert(
    fc.property(handlers, (handler) => {
      const { graph, delivery: fact } = readSteps(write(handler));
      const verdict = judge(graph, fact);
      assert.deepEqual(judge(graph, fact), verdict);
      for (const { lost, repeated, how, why } of verdict.effects) {
        assert.equal(how.lost !== undefined, lost !== 'never');
        if (how.repeated !== undefined) assert.equal(how.repeated[0]?.text.startsWith('delivered'), true);
        assert.ok(why.length > 0 && !why.endsWith('.'));
        if (repeated === 'never') assert.equal(how.repeated, undefined);
      }
    }),
    runs,
  );
});

test('judging stays cheap', () => {
  let slowest = 0;
  fc.assert(
    fc.property(handlers, (handler) => {
      const { graph, delivery: fact } = readSteps(write(handler));
      const started = performance.now();
      judge(graph, fact);
      slowest = Math.max(slowest, performance.now() - started);
    }),
    runs,
  );
  assert.ok(slowest < 500, `${slowest} ms`);
});
