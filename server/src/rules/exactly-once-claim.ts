/**
 * A comment or a name claims exactly-once delivery.
 *
 * ## Why it hurts
 * No network delivers exactly once: after a lost acknowledgement the sender has to choose between sending again and not. Who reads the claim leaves the guard out. What can be had is an exactly-once *effect*: the message comes again, and nothing happens a second time.
 *
 * ## What to do
 * Say what holds: "at-least-once delivery, deduplicated by event ID", "exactly-once effect through the inbox".
 *
 * ## When it is fine
 * Where the words are about Kafka's transactions between topics of one cluster, and say so ("exactly-once processing within Kafka"); where they deny the claim.
 *
 * ## Example
 * ```ts
 * // SQS FIFO gives us exactly-once delivery, so no need to check for duplicates
 * ```
 */
import type { Place } from '../base/place.ts';
import type { Rule } from './rule.ts';

export const exactlyOnceClaim = { id: 'exactly-once-claim', severity: 'information', check: () => [] } as const satisfies Rule;

const claim =
  /\b(?:exactly|only)[ -]?once[ -](?:message[ -])?deliver(?:y|ed|s)\b|\bdeliver(?:s|ed)?(?: messages?)? exactly[ -]once\b|\bexactlyOnceDelivery\b/gi;
const denial = /\b(?:no|not|never|isn't|doesn't|don't|can't|cannot|without|impossible|rather than|instead of|myth)\b/i;

/** Claims in a comment's text; `place` is where the comment starts. */
export function claimsIn(text: string, place: Place): { readonly place: Place; readonly message: string }[] {
  return text.split('\n').flatMap((line, index) =>
    denial.test(line)
      ? []
      : [...line.matchAll(claim)].map((match) => {
          const column = (index === 0 ? place.column : 1) + match.index;
          const at: Place = { file: place.file, line: place.line + index, column, endLine: place.line + index, endColumn: column + match[0].length };
          return {
            place: at,
            message: `"${match[0]}": no network delivers exactly once. What can be had is an exactly-once effect, by a guard that recognises the redelivery.`,
          };
        }),
  );
}
