// The jobs of one queue, told apart by their names: `processors.get(job.name).handle(job)`. What stands in files of its own is what a reader calls the handler of that job; steps
// that the processor has beside itself are its own work.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { resolveName } from '../syntax/scopes.ts';
import type { Program } from '../provenance/program.ts';
import type { FunctionValue } from '../provenance/values.ts';
import { isAnswerToError } from './call-uses.ts';
import { delegationOf, type Delegation } from './delegates.ts';
import { callsIn, handsOver, mentions, taintedNames } from './message-names.ts';
import { asInstance, inPlace, type Answer } from './outward.ts';

/** Libraries whose jobs have a name beside their data. */
export const namedJobTransports: ReadonlySet<string> = new Set(['bull', 'jobs', 'postgres-queue']);

/** The one call that hands the job to what is looked up by it, and what that may be; null where the function does something else with it. */
export function namedJobs(program: Program, { fn, context }: Answer): Delegation | null {
  const { body } = fn.node;
  if (!body) return null;
  const names = taintedNames(fn.node);
  const calls = callsIn(body).filter(
    (call) => call.arguments.some((argument) => handsOver(argument, names)) && isLookedUp(bare(call.expression), names) && !isAnswerToError(call, body),
  );
  const [call] = calls;
  if (!call || calls.length > 1) return null;
  const found = program.functionsOf(program.valueOf(call.expression, fn.env)).filter(({ node }) => node.body !== undefined);
  const homes = new Set(found.map(homeOf));
  const own = program.fileOf(fn.node);
  if (homes.size < 2 || new Set([...homes].map((home) => program.fileOf(home))).size < 2 || [...homes].some((home) => program.fileOf(home) === own))
    return null;
  return { call, answers: found.map((one) => inItsClass(program, { context, fn: one, linked: false })), from: 0 };
}

/** The class of the object, or the function by itself. */
function homeOf({ node, self }: FunctionValue): ts.Node {
  return self?.kind === 'instance' ? self.class.node : node;
}

/** `handle(job)` of a base class that hands it to the step of the class at hand. */
function inItsClass(program: Program, answer: Answer): Answer {
  const { fn } = answer;
  if (fn.self?.kind !== 'instance' || program.classAround(fn.node)?.node === fn.self.class.node) return answer;
  const env = asInstance(program, fn.node, fn.self);
  const here = { ...fn, env };
  const inner = delegationOf(program, { fn: here, context: { ...inPlace, env }, read: () => here, fetched: null });
  const cls = fn.self.class.node;
  const step = inner?.answers.find((one) => program.classAround(one.fn.node)?.node === cls);
  return inner && step ? { ...step, context: answer.context, linked: false, relays: [{ fn: here, call: inner.call }] } : answer;
}

/** `table[job.name]`, `processor.handle` where `const processor = processorOf(job.name)`, `job.handle` where `const job = new JobClass()`. */
function isLookedUp(callee: ts.Expression, names: ReadonlySet<string>, depth = 0): boolean {
  if (depth > 4) return false;
  if (ts.isElementAccessExpression(callee)) return mentions(callee.argumentExpression, names) || isLookedUp(bare(callee.expression), names, depth + 1);
  if (ts.isPropertyAccessExpression(callee)) return isLookedUp(bare(callee.expression), names, depth + 1);
  if (ts.isNewExpression(callee)) return isLookedUp(bare(callee.expression), names, depth + 1);
  if (ts.isAwaitExpression(callee)) return isLookedUp(bare(callee.expression), names, depth + 1);
  if (ts.isCallExpression(callee)) return callee.arguments.length === 1 && callee.arguments.some((argument) => mentions(argument, names));
  const declaration = ts.isIdentifier(callee) ? resolveName(callee.text, callee) : null;
  return declaration !== null && ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined
    ? isLookedUp(bare(declaration.initializer), names, depth + 1)
    : false;
}
