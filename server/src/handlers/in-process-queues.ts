// Queues in the process, `async.queue(work)`: what is put into them is worked on by the function that they were made with.
import ts from 'typescript';
import { membersOf } from '../provenance/making.ts';
import type { Program } from '../provenance/program.ts';
import type { Environment, Value } from '../provenance/values.ts';
import { functionsBehind, type Answer, type Context } from './outward.ts';
import { queueOf } from './wrapped-functions.ts';

/** `this.queue.push(message)`, a queue in the process that was made with the function that works on what is put in. */
export function queuedIn(
  program: Program,
  call: ts.CallExpression,
  callee: ts.Expression,
  inside: (env: Environment) => Environment,
  context: Context,
): readonly Answer[] {
  if (!ts.isPropertyAccessExpression(callee)) return [];
  const read = (env: Environment): Value => program.valueOf(callee, inside(env));
  // What is put into a broker's queue is another message.
  const isBroker = (package_: string): boolean => program.catalogue.modelsOf(package_).transports.length > 0;
  const isQueue = membersOf(read(context.env)).some(
    (value) => value.kind === 'api' && value.package !== 'global' && queueOf(value) !== null && !isBroker(value.package),
  );
  return isQueue ? functionsBehind(program, { at: call, read }, context) : [];
}
