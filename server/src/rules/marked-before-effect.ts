/**
 * The event is marked as handled before the work is done, and an error or a crash leaves the mark behind.
 *
 * ## Why it hurts
 * The redelivery meets the mark, takes the message for a duplicate and acknowledges it. The effect never took place. A time to live on the mark does not help: the redelivery comes within seconds, the mark lives for hours.
 *
 * ## What to do
 * Claim with a lease, do the work, then mark it done; give the claim back on error; and let a duplicate that meets a claim still held come again later instead of acknowledging it. Or write mark and effect in one transaction.
 *
 * ## When it is fine
 * Where losing is better than repeating, and somebody looks for what is missing.
 *
 * ## Example
 * ```ts
 * const first = await redis.set(`seen:${event.id}`, '1', 'EX', 86400, 'NX');
 * if (!first) return;
 * await sendWelcome(event);            // fails: the redelivery is skipped
 * ```
 */
import { comparePlaces } from '../base/place.ts';
import { exposedBy, listVerbs, relatedEffects, sentence } from './rule.ts';
import type { Rule } from './rule.ts';

export const markedBeforeEffect = {
  id: 'marked-before-effect',
  severity: 'warning',
  check: (report) =>
    exposedBy(report, 'lost', ['marked-first', 'colliding-key']).map(({ cause, effects }) => {
      const place = cause.place ?? report.handler.place;
      const gone = report.graph.marks.find((mark) => comparePlaces(mark.place, place) === 0)?.gone;
      const marked =
        gone === undefined
          ? `Marked as handled before the handler ${listVerbs(effects)}. After an error the redelivery finds the mark and skips it.`
          : `The ${gone} is taken away before the handler ${listVerbs(effects)}. After an error the redelivery does not find it.`;
      const message =
        cause.code === 'colliding-key' ? `${sentence(cause.text)} ${sentence(`where it has been set by another, nothing ${listVerbs(effects)}`)}` : marked;
      return { place, message, related: relatedEffects(effects, place) };
    }),
} as const satisfies Rule;
