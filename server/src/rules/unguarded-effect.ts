/**
 * An effect takes place again when the message is delivered again, and nothing recognises the duplicate.
 *
 * ## Why it hurts
 * A broker that promises at-least-once delivers again after a crash, a lost acknowledgement, a rebalance or a lease that ran out. All of these happen in ordinary operation. The customer is charged twice, the mail goes out twice, the counter is wrong.
 *
 * ## What to do
 * Give the effect a mask: an idempotency key that the receiver honours, made from an ID that arrives with the event; a write that can be repeated without a difference (an upsert by that ID); or a guard, which remembers in a database that this event has been handled. The quick fix writes one.
 * Where several effects stand under one guard, each needs a claim of its own: an error in a later one gives the claim back, and the earlier one is repeated.
 *
 * ## When it is fine
 * When a second time makes no difference that anybody minds. Say so with `@effect harmless reason=...`, and the rule is silent.
 *
 * ## Example
 * ```ts
 * await consumer.run({
 *   eachMessage: async ({ message }) => {
 *     const order = JSON.parse(message.value.toString());
 *     await stripe.charges.create({ amount: order.total, currency: 'eur' }); // charged again on redelivery
 *   },
 * });
 * ```
 * Right: `stripe.charges.create({ ... }, { idempotencyKey: order.id })`.
 */
import type { EffectFact } from '../facts/steps.ts';
import { againSentence, exposedBy, relatedEffects, relatedMoments, sentence } from './rule.ts';
import type { Judged, Rule } from './rule.ts';

const causes = ['no-guard', 'released-after-effect', 'guard-forgets', 'replicas', 'transaction-rerun', 'lease-too-short'] as const;

export const unguardedEffect = {
  id: 'unguarded-effect',
  severity: 'warning',
  check: (report) =>
    exposedBy(report, 'repeated', causes).map(({ cause, effects }) => {
      const worst = weightiest(effects);
      return {
        place: worst.effect.place,
        message: `${againSentence(startingWith(worst, effects))} ${sentence(cause.text)}`,
        related: [...relatedEffects(effects, worst.effect.place), ...relatedMoments(worst, 'repeated')],
        ...(worst.effect.kind === 'payment' ? { severity: 'error' } : {}),
      };
    }),
} as const satisfies Rule;

const weights: readonly EffectFact['kind'][] = ['payment', 'email', 'sms', 'push', 'chat', 'counter', 'publish', 'job', 'http', 'database'];

/** What would be noticed first if it happened twice. */
function weightiest(effects: readonly Judged[]): Judged {
  const weight = ({ effect }: Judged): number => (weights.includes(effect.kind) ? weights.indexOf(effect.kind) : weights.length);
  return effects.reduce((left, right) => (weight(right) < weight(left) ? right : left));
}

function startingWith(first: Judged, effects: readonly Judged[]): Judged[] {
  return [first, ...effects.filter((each) => each !== first)];
}
