// A made-up audit for tests of the reports: handlers written as steps, judged for real, with names that try to break out of every format.
import type { Place } from '../../server/src/base/place.ts';
import type { Audit, HandlerReport } from '../../server/src/facts/handler.ts';
import { findingsOf } from '../../server/src/rules/rules.ts';
import { judge } from '../../server/src/verdict/judge.ts';
import { readSteps } from '../verdict/steps.ts';

export const hostile = '<img src=x onerror=alert(1)>|`*[x](javascript:1)"';

/** One handler from steps; everything else made up. */
export function reportOf(name: string | null, steps: string, line = 1, file = 'src/handler.ts'): HandlerReport {
  const { graph, delivery } = readSteps(steps);
  const place: Place = { file, line, column: 1, endLine: line + 20, endColumn: 2 };
  return {
    handler: {
      place,
      name,
      transport: 'kafka',
      library: 'kafkajs',
      registration: { ...place, line: 90 },
      source: 'orders',
      delivery: { ...delivery, why: [{ text: 'the reason' }] },
    },
    graph,
    verdict: judge(graph, { ...delivery, why: [{ text: 'the reason' }] }),
    guard: null,
    eventId: { expression: 'event.id', coversDuplicatePublish: true, isInReach: true },
    otherEventIds: [],
  };
}

export function auditOf(handlers: readonly HandlerReport[]): Audit {
  return {
    root: '/some/shop',
    handlers,
    findings: findingsOf(handlers),
    skipped: [{ file: 'dist/bundle.js', reason: 'larger than 2 MB' }],
    stats: { filesDiscovered: 12, filesRead: 12, filesParsed: 3, milliseconds: 40 },
  };
}

export const shop = auditOf([
  reportOf('fine', 'effect set natural\nreturn', 10),
  reportOf('bills', 'effect charge\nreturn', 40),
  reportOf(hostile, 'effect charge else caught\nreturn\ncaught: return', 70),
  reportOf(null, 'return', 90),
]);
