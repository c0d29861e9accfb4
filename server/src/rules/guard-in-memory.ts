/**
 * A guard remembers handled events in the memory of the process.
 *
 * ## Why it hurts
 * A restart empties it, and a restart is exactly when messages come again. A second instance of the service has a memory of its own. An LRU cache forgets when it is full.
 *
 * ## What to do
 * Keep the marks in a store that outlives the process and is shared by all instances, claimed atomically. The quick fix writes a guard on the database that the project already uses.
 *
 * ## When it is fine
 * As a cache of "done" in front of a durable guard.
 *
 * ## Example
 * ```ts
 * const seen = new Set<string>();
 * if (seen.has(event.id)) return;
 * await post(event);
 * seen.add(event.id);
 * ```
 */
import { againSentence, exposedBy, relatedEffects } from './rule.ts';
import type { Rule } from './rule.ts';

export const guardInMemory = {
  id: 'guard-in-memory',
  severity: 'warning',
  check: (report) =>
    exposedBy(report, 'repeated', ['guard-in-memory']).map(({ cause, effects }) => {
      const place = cause.place ?? report.handler.place;
      return {
        place,
        message: `This guard is kept in process memory: a restart empties it, and another instance does not see it. ${againSentence(effects)}`,
        related: relatedEffects(effects, place),
      };
    }),
} as const satisfies Rule;
