/**
 * A guard looks whether the event has been handled and marks it later, in two steps that do not exclude each other.
 *
 * ## Why it hurts
 * Two deliveries of one message can overlap: a lease runs out, a partition moves, a second instance starts. Both look, both find nothing, both go on. And an error between the effect and the mark leaves the effect done and unmarked.
 *
 * ## What to do
 * Claim in one atomic step, and look at the answer: `INSERT ... ON CONFLICT DO NOTHING` and its row count, `SET key value NX`, a conditional put. Put mark and database effects into one transaction where that is possible. The quick fix writes such a guard.
 *
 * ## When it is fine
 * As a fast path in front of an atomic guard: then the atomic one decides, and this rule is silent.
 *
 * ## Example
 * ```ts
 * if (await db.processed.findUnique({ where: { id: event.id } })) return;
 * await charge(event);
 * await db.processed.create({ data: { id: event.id } });
 * ```
 */
import { againSentence, exposedBy, relatedEffects } from './rule.ts';
import type { Rule } from './rule.ts';

export const nonAtomicGuard = {
  id: 'non-atomic-guard',
  severity: 'warning',
  check: (report) =>
    exposedBy(report, 'repeated', ['guard-not-atomic']).map(({ cause, effects }) => {
      const place = cause.place ?? report.handler.place;
      return {
        place,
        message: `This guard looks first and marks later, so two deliveries can both pass it. ${againSentence(effects)}`,
        related: relatedEffects(effects, place),
      };
    }),
} as const satisfies Rule;
