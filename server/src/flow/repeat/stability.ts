// Where a value comes from, judged by what a redelivery would change about it: the question behind every idempotency key and every absolute write.
import type ts from 'typescript';
import type { Program } from '../../provenance/program.ts';
import type { Environment } from '../../provenance/values.ts';
import type { RepeatContext } from './nature.ts';
import { originsOf } from './origins.ts';

/**
 * `message`: made of the message (and constants) only, the same on every redelivery. `delivery-scoped`: holds a part of the message that changes with each delivery.
 * `unstable`: random, clock, attempt number. `read`: depends on what a store answered. `unknown`: could not be followed.
 * `placeholder`: a name that a fix left to be filled in.
 */
export type Stability = 'message' | 'constant' | 'delivery-scoped' | 'unstable' | 'read' | 'unknown' | 'placeholder';

export function stabilityOf(program: Program, expression: ts.Expression, env: Environment, context: RepeatContext): Stability {
  const origins = originsOf({ program, context, seen: new Set(), depth: 0 }, expression, env);
  if (origins.has('placeholder')) return 'placeholder';
  if (origins.has('chance') || origins.has('clock') || origins.has('attempt')) return 'unstable';
  if (origins.has('delivery-scoped')) return 'delivery-scoped';
  if (origins.has('unknown')) return 'unknown';
  if (origins.has('read')) return 'read';
  return origins.has('message') ? 'message' : 'constant';
}
