/**
 * An idempotency key or a guard's key is not the same when the message is delivered again.
 *
 * ## Why it hurts
 * A key made of a random value, the clock, an attempt number or a delivery tag is new on each delivery, so every delivery looks like a new event. It is worse than no key: it looks safe.
 *
 * ## What to do
 * Make the key from an ID that arrives with the event, best one that the producer put into payload or header: that one also catches an event that was published twice.
 *
 * ## When it is fine
 * Never as protection against redelivery. A random key per call protects only against the client's own retries.
 *
 * ## Example
 * ```ts
 * await stripe.charges.create({ amount }, { idempotencyKey: randomUUID() });
 * ```
 * Right: `{ idempotencyKey: event.id }`.
 */
import { againSentence, exposedBy, relatedEffects, sentence } from './rule.ts';
import type { Rule } from './rule.ts';

export const unstableKey = {
  id: 'unstable-key',
  severity: 'error',
  check: (report) =>
    exposedBy(report, 'repeated', ['unstable-key', 'unstable-guard-key']).map(({ cause, effects }) => {
      const place = cause.place ?? report.handler.place;
      return { place, message: `${sentence(cause.text)} ${againSentence(effects)}`, related: relatedEffects(effects, place) };
    }),
} as const satisfies Rule;
