/**
 * A `delivery-ignore` comment stands over a line on which the rule finds nothing.
 *
 * ## Why it hurts
 * It outlives what it excused, and will hide the next finding on that line.
 *
 * ## What to do
 * Remove it; the quick fix does. If the code moved, move the comment along: it counts for the line it stands over or behind.
 *
 * ## When it is fine
 * Never: a comment that suppresses nothing says nothing.
 *
 * ## Example
 * ```ts
 * // delivery-ignore floating-effect -- the promise is awaited in flush()
 * await audit.record(event); // nothing floats here any more
 * ```
 */
import type { Rule } from './rule.ts';

/** Found by the engine, which knows the comments of a file; here is what users read about it, and its severity. */
export const unusedSuppression = { id: 'unused-suppression', severity: 'warning', check: () => [] } as const satisfies Rule;
