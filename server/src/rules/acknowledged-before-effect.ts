/**
 * The message is acknowledged before the work is done, so an error or a crash after that loses the work for good.
 *
 * ## Why it hurts
 * An acknowledgement tells the broker to forget the message. Whatever fails afterwards, nobody will deliver it again: the order is never shipped, and no queue shows that something is missing.
 *
 * ## What to do
 * Acknowledge last, after every effect has been awaited. The effects can then be repeated, so they need a guard or an idempotency key: at-most-once is exchanged for at-least-once, and the guard makes it an exactly-once effect.
 *
 * ## When it is fine
 * Where losing one now and then is right (a live position, a metric), or where the acknowledged message has been stored by an earlier line that survives a crash and a job takes it from there.
 *
 * ## Example
 * ```ts
 * channel.consume('orders', async (message) => {
 *   channel.ack(message);                      // forgotten here
 *   await warehouse.ship(JSON.parse(message.content.toString()));
 * });
 * ```
 * Right: `await warehouse.ship(...)` first, `channel.ack(message)` after it.
 */
import { exposedBy, listVerbs, relatedEffects, sentence } from './rule.ts';
import type { Rule } from './rule.ts';

export const acknowledgedBeforeEffect = {
  id: 'acknowledged-before-effect',
  severity: 'error',
  check: (report) =>
    exposedBy(report, 'lost', ['acknowledged-first']).map(({ cause, effects }) => {
      const place = cause.place ?? report.handler.place;
      return {
        place,
        message: `Acknowledged before the handler ${listVerbs(effects)}. ${sentence('an error or a crash after this line loses that for good')}`,
        related: relatedEffects(effects, place),
      };
    }),
} as const satisfies Rule;
