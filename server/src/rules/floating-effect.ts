/**
 * An effect is started and not awaited: the message is acknowledged whether it succeeds or not.
 *
 * ## Why it hurts
 * The handler returns while the call is still on its way. If it fails, its error goes to nobody (or ends the process as an unhandled rejection), and the broker has long been told that all is well. `forEach(async ...)`, a forgotten `await`, a promise in a `setTimeout` and a `.then` chain that is not returned all do this.
 *
 * ## What to do
 * Await it: `await`, `await Promise.all(items.map(async ...))`, or return the promise. Where it must not hold up the handler, hand it to a queue, and await that.
 *
 * ## When it is fine
 * For what nobody misses (metrics, cache warming). A `void` in front only silences the linter: the effect can still be lost.
 *
 * ## Example
 * ```ts
 * eachMessage: async ({ message }) => {
 *   const order = JSON.parse(message.value.toString());
 *   order.items.forEach(async (item) => {
 *     await reserve(item);            // nobody waits for these
 *   });
 * }
 * ```
 * Right: `await Promise.all(order.items.map((item) => reserve(item)))`.
 */
import { exposedBy, listVerbs, relatedEffects, sentence } from './rule.ts';
import type { Rule } from './rule.ts';

export const floatingEffect = {
  id: 'floating-effect',
  severity: 'error',
  check: (report) =>
    exposedBy(report, 'lost', ['floating']).map(({ effects, cause }) => {
      const place = cause.place ?? report.handler.place;
      return {
        place,
        message: `Nobody waits for what is started here, which ${listVerbs(effects)}. ${sentence('the message is acknowledged even if it fails')}`,
        related: relatedEffects(effects, place),
      };
    }),
} as const satisfies Rule;
