/**
 * The transport, as it is configured here, does not bring a message again after an error or a crash, and the handler does something that matters.
 *
 * ## Why it hurts
 * With no acknowledgement (`noAck: true`, QoS 0, Redis pub/sub, a core NATS subscription), with retries switched off, or with a default that gives up within minutes and keeps nothing, whatever goes wrong in the handler goes wrong for good.
 *
 * ## What to do
 * Turn acknowledgements on and acknowledge after the work; choose a transport with a memory (a stream, a queue) for what must not be lost; give the queue a place for messages that failed too often (a dead-letter queue, an on-failure destination).
 *
 * ## When it is fine
 * For what may be lost: live positions, cache invalidation, metrics. Say so with `@effect harmless reason=...`. Where a fact outside the code decides (a dead-letter policy on the broker), state it with `@delivery`.
 *
 * ## Example
 * ```ts
 * channel.consume('orders', async (message) => { await save(message); }, { noAck: true });
 * ```
 */
import { exposedBy, nothingSentence, relatedEffects } from './rule.ts';
import type { Group, Rule } from './rule.ts';

export const atMostOnceTransport = {
  id: 'at-most-once-transport',
  severity: 'warning',
  check: (report) => {
    const groups = exposedBy(report, 'lost', ['forgotten-on-delivery', 'attempts-used-up', 'error-drops']);
    const effects = groups.flatMap((group) => group.effects);
    const [first] = groups;
    if (first === undefined) return [];
    const { registration, delivery } = report.handler;
    const reasons = delivery.why.flatMap(({ place, text }) => (place === undefined ? [] : [{ place, message: text }]));
    const ground = delivery.why[0]?.text;
    const message = `${whatHappens(first)}${ground === undefined ? '' : ` (${ground})`}. ${nothingSentence(effects)}`;
    return [{ place: registration, message, related: [...reasons, ...relatedEffects(effects, registration)] }];
  },
} as const satisfies Rule;

function whatHappens({ cause }: Group): string {
  switch (cause.code) {
    case 'attempts-used-up':
      return 'When the attempts are used up, the message is dropped';
    case 'error-drops':
      return 'An error in the handler drops the message';
    default:
      return 'The broker forgets the message as it hands it over, so an error or a crash loses it';
  }
}
