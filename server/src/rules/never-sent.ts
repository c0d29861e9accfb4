/**
 * A call that does nothing until it is awaited, executed or subscribed to is only built.
 *
 * ## Why it hurts
 * Query builders, Observables and promise-likes made on `then` send nothing by themselves. The line reads like a write and is none: no error, no row.
 *
 * ## What to do
 * Await it, call its `execute`, or subscribe to it.
 *
 * ## When it is fine
 * Where the built value is handed on and executed elsewhere; if the rule did not see that, tell us.
 *
 * ## Example
 * ```ts
 * knex('orders').where({ id }).update({ status: 'paid' });   // never sent
 * ```
 * Right: `await knex('orders')...`.
 */
import { exposedBy } from './rule.ts';
import type { Rule } from './rule.ts';

export const neverSent = {
  id: 'never-sent',
  severity: 'error',
  check: (report) =>
    exposedBy(report, 'lost', ['never-sent']).flatMap(({ effects }) =>
      effects.map(({ effect }) => ({
        place: effect.place,
        message: `This call is only built, never awaited or executed. Nothing ${effect.verb}.`,
        related: [],
      })),
    ),
} as const satisfies Rule;
