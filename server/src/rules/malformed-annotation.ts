/**
 * A comment begins like an annotation and can't be read on.
 *
 * ## Why it hurts
 * What it was meant to state is not taken into account, and its writer believes that it is.
 *
 * ## What to do
 * Write it as one of these: `@delivery at-least-once dlq=orders.dlq attempts=5`, `@idempotent key=event.id via billing service`, `@effect harmless reason=...`, `delivery-ignore <rule> -- reason`. A suppression needs its reason.
 *
 * ## When it is fine
 * Where another tool uses the same word: set the rule to `off`.
 *
 * ## Example
 * ```ts
 * // delivery-ignore unguarded-effect
 * await mailer.sendMail(mail); // why it is fine is missing
 * ```
 */
import type { Rule } from './rule.ts';

/** Found by the engine, which knows the comments of a file; here is what users read about it, and its severity. */
export const malformedAnnotation = { id: 'malformed-annotation', severity: 'warning', check: () => [] } as const satisfies Rule;
