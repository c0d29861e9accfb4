// Functions that run behind a library's object: what it made of a function it was handed, and a stream's methods.
import ts from 'typescript';
import { returnsOf } from '../provenance/calls.ts';
import { membersOf, unionOf } from '../provenance/making.ts';
import { madeToRun } from '../models/packages-by-role.ts';
import type { ApiValue, Environment, FunctionValue, Value } from '../provenance/values.ts';
import { bare } from '../syntax/bare.ts';
import { apisOf } from './matching-rows.ts';
import { mergeOutcomes, statesOf, type Outcome } from './state.ts';
import type { Scope, Walk } from './walk.ts';

/** `const stop = emitter.on('x', f); stop()`: such a call ends something, it does not run what was handed over. Nor does a call without arguments hand on a message. */
const registering = /^(on|once|add|use|listen|subscribe|watch|observe|effect|autorun|set|register|start)([A-Z]|$)/;

/**
 * What runs where something is called that a library gave back for a function: `const traced = wrap(f); await traced(x)`.
 * A function that only makes another one (`metricScope((metrics) => async (event) => ...)`) stands for the one it makes. Null for every other callee.
 */
export function runBehind(w: Walk, node: ts.CallExpression, value: Value): Value | null {
  const held = apisOf(value).flatMap((api) => runByMethod(w, api));
  if (held.length > 0) return unionOf(held);
  if (node.arguments.length === 0) return null;
  const found = apisOf(value).flatMap((api) => givenTo(w, api).flatMap((fn) => madeBy(w, fn, w.program.enter(fn, []))));
  return found.length === 0 ? null : unionOf(found);
}

/** The functions that a library was given for the one it gave back; in a chain, `wrap(f).with(tracing).with(metrics)`, those that it began with. */
function givenTo(w: Walk, { token, parent, call }: ApiValue): readonly FunctionValue[] {
  if (token?.kind !== 'return' || call === null || !ts.isCallExpression(call.node)) return [];
  const before = parent?.token?.kind === 'member' && parent.parent?.token?.kind === 'return' ? givenTo(w, parent.parent) : [];
  if (before.length > 0) return before;
  if (parent?.token?.kind === 'member' && registering.test(parent.token.name)) return [];
  return w.program.argumentsOf(call).flatMap((given) => (given.kind === 'function' ? [given] : []));
}

/** `breaker.fire(order)` runs the function that the breaker was made with. */
function runByMethod(w: Walk, { package: package_, token, parent }: ApiValue): readonly FunctionValue[] {
  const names = madeToRun.get(package_);
  if (!names || token?.kind !== 'member' || !names.has(token.name) || parent?.token?.kind !== 'instance' || parent.call === null) return [];
  return w.program.functionsOf(w.program.argumentsOf(parent.call)[0] ?? { kind: 'unknown' });
}

/** What a function makes is run by whoever was given the function: a handler by its wrapper, a step by the library that puts it together with others. */
export function runMade(
  w: Walk,
  outcomes: readonly Outcome[],
  fn: FunctionValue,
  env: Environment,
  site: ts.Node | undefined,
  scope: Scope,
): readonly Outcome[] {
  const made = madeBy(w, fn, env).filter((one) => one !== fn);
  return made.reduce((before, one) => runAs(w, before, one, site, scope), outcomes);
}

/** Run as part of the call at `site`, of which it is not sure that it runs it. */
export function runAs(
  w: Walk,
  before: readonly Outcome[],
  fn: FunctionValue,
  site: ts.Node | undefined,
  scope: Scope,
  args: readonly Value[] = [],
): readonly Outcome[] {
  const ran = mergeOutcomes(w.visit.run(w, statesOf(before), { fn, args, awaited: true, site, executor: scope.executor }, scope));
  return ran.length > 0 ? ran : before;
}

function madeBy(w: Walk, fn: FunctionValue, env: Environment): readonly FunctionValue[] {
  if (fn.node.body === undefined) return [];
  const made = returnsOf(fn.node)
    .flatMap((node) => w.program.functionsOf(w.program.valueOf(node, env)))
    .filter((one) => one.node.body !== undefined);
  return made.length === 0 ? [fn] : made;
}

const streamMethods = ['_write', '_writev', '_transform', '_flush', '_final', 'transform', 'flush', 'write'];

/** The methods that Node calls on a stream of the workspace's own that something is piped into (nodejs.org/api/stream.html, "Implementing a writable stream"). */
export function streamMethodsIn(w: Walk, node: ts.CallExpression, name: string, scope: Scope): readonly FunctionValue[] {
  if (!/^(pipe|pipeline|pipeThrough|pipeTo)$/.test(name)) return [];
  return node.arguments.flatMap((argument) =>
    membersOf(w.program.valueOf(bare(argument), scope.env)).flatMap((value) =>
      value.kind !== 'instance'
        ? []
        : streamMethods.flatMap((method) => w.program.functionsOf(w.program.memberOf(value, method))).filter((fn) => fn.node.body !== undefined),
    ),
  );
}
