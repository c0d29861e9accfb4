// Where a value comes from, judged by what a redelivery would change about it: the question behind every idempotency key and every absolute write.
import type ts from 'typescript';
import type { Program } from '../../provenance/program.ts';
import type { Environment } from '../../provenance/values.ts';
import type { RepeatContext } from './nature.ts';

/**
 * `message`: made of the message (and constants) only, the same on every redelivery. `delivery-scoped`: holds a part of the message that changes with each delivery.
 * `unstable`: random, clock, attempt number. `read`: depends on what a store answered. `unknown`: could not be followed.
 */
export type Stability = 'message' | 'constant' | 'delivery-scoped' | 'unstable' | 'read' | 'unknown';

export function stabilityOf(_program: Program, _expression: ts.Expression, _env: Environment, _context: RepeatContext): Stability {
  return 'unknown';
}
