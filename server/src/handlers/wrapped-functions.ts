// What a library's own function is given to run: by a queue in the process that was made with the work, or by anything that no model knows and that is handed a function.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { calleeOf } from '../syntax/file-index.ts';
import { membersOf } from '../provenance/making.ts';
import type { Program } from '../provenance/program.ts';
import type { ApiValue, CallSite, Value } from '../provenance/values.ts';

/** `consume('orders', queue.push)`, where `queue = async.cargo(work)`: what the queue in the process was made with works on the messages. */
export function queueOf({ token, parent }: ApiValue): CallSite | null {
  return token?.kind === 'member' && /^(?:push|pushAsync|unshift|add|enqueue)$/.test(token.name) ? (parent?.call ?? null) : null;
}

/** An unmodelled function given a function (an error tracker, a tracer, a middleware engine): what it was given is the handler. */
export function wrappedFunctions(program: Program, call: CallSite | null): readonly Value[] {
  if (!call) return [];
  const given = program
    .argumentsOf(call)
    .flatMap(membersOf)
    .filter((value) => value.kind === 'function' || value.kind === 'parameter' || (value.kind === 'api' && value.call !== null));
  const functions = given.filter((value) => value.kind === 'function');
  if (functions.length > 0) return functions.slice(-1);
  if (given.length > 0) return given;
  // `middy(handle).use(tracing())`, `azureFunction(handle)({ database })`.
  const callee = bare(calleeOf(call.node));
  const made = program.valueOf(ts.isPropertyAccessExpression(callee) ? callee.expression : callee, call.env);
  return made.kind === 'api' ? wrappedFunctions(program, made.call) : [];
}
