/**
 * An annotation states what the code beside it contradicts.
 *
 * ## Why it hurts
 * The verdict follows the annotation, so it is better than the code deserves.
 *
 * ## What to do
 * Correct the one that is wrong. A guarantee that rests on an option in the code can't be stated away; a key that is made anew on each delivery recognises nothing; a payment or a mail that is harmless needs a reason.
 *
 * ## When it is fine
 * Where the code is overruled at run time: say so in the configuration that overrules it, and set the rule to `off` there.
 *
 * ## Example
 * ```ts
 * // @delivery at-least-once
 * await channel.consume('orders', handle, { noAck: true }); // at-most-once
 * ```
 */
import type { Rule } from './rule.ts';

/** Found by the engine, which knows the comments of a file; here is what users read about it, and its severity. */
export const contradictedAnnotation = { id: 'contradicted-annotation', severity: 'warning', check: () => [] } as const satisfies Rule;
