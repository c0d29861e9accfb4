/**
 * An error of the work ends in a `catch` (or in a result nobody looks at), and the message is acknowledged or discarded all the same.
 *
 * ## Why it hurts
 * The mail server is down for a minute; every message of that minute is logged as failed and forgotten. Redelivery, the one thing a broker gives you for this, is thrown away. The same holds for a negative acknowledgement without requeue and without a dead-letter queue, for `Promise.allSettled` whose results are not tested, and for a response whose status is not looked at.
 *
 * ## What to do
 * Let the error out (rethrow, or do not catch it), or reject the message so that it comes again, or park it: write it to a dead-letter queue or a table that something replays, and await that write.
 *
 * ## When it is fine
 * For a message that can never succeed, dropped on purpose with a record of it; where redundant sinks cover for each other; where the error is gathered and thrown at the end (that is not swallowing, and not reported).
 *
 * ## Example
 * ```ts
 * try {
 *   await mailer.send(order.email);
 * } catch (error) {
 *   logger.error(error);              // and the message is acknowledged
 * }
 * ```
 * Right: `throw error;` after the log line.
 */
import { exposedBy, listVerbs, nothingSentence, relatedEffects, sentence } from './rule.ts';
import type { Group, Rule } from './rule.ts';

export const swallowedError = {
  id: 'swallowed-error',
  severity: 'warning',
  check: (report) =>
    exposedBy(report, 'lost', ['swallowed', 'failure-unseen', 'rejected', 'acknowledged-anyway']).map((group) => {
      const place = group.cause.place ?? report.handler.place;
      return { place, message: messageFor(group), related: relatedEffects(group.effects, place) };
    }),
} as const satisfies Rule;

function messageFor({ cause, effects }: Group): string {
  const what = listVerbs(effects);
  switch (cause.code) {
    case 'rejected':
      return `An error discards the message here: rejected without requeue, with no dead-letter queue in sight. ${nothingSentence(effects)}`;
    case 'acknowledged-anyway':
      return `The message is acknowledged even when the handler fails. ${nothingSentence(effects)}`;
    case 'failure-unseen':
      return `The failure of this call, which ${what}, stops nothing. ${sentence('the message is acknowledged all the same')}`;
    default:
      return `An error ends here, and the message is acknowledged all the same. ${nothingSentence(effects)}`;
  }
}
