// The messages of one subscription, told apart by what they bring: `processors.get(job.name).handle(job)`, `handlers[topic](event)`. What the table holds from outside the
// dispatcher's file is what a reader calls the handler of such messages; steps that the dispatcher has beside itself are its own work.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { calleeOf, lastNameOf } from '../syntax/file-index.ts';
import { membersOf } from '../provenance/making.ts';
import type { Program } from '../provenance/program.ts';
import type { CallSite, Environment, FunctionValue, Value } from '../provenance/values.ts';
import { isAnswerToError, isWaitedFor } from './call-uses.ts';
import { isGet, isHandlerByName } from './callees.ts';
import { delegationOf, type Delegation } from './delegates.ts';
import { callsIn, handsOver, mentions, namesFrom, namesIn } from './message-names.ts';
import { declarationOf, turnOf } from './turns.ts';
import { asInstance, functionsBehind, inPlace, selfOf, type Answer } from './outward.ts';

/** Transports that bring messages of several kinds to one function; who sends a webhook or calls a function over HTTP knows one address. */
export const tellingApart: ReadonlySet<string> = new Set(
  'bull jobs postgres-queue kafka amqp nats nats-jetstream mqtt redis-pubsub redis-streams gcp-pubsub sqs azure-service-bus pulsar stomp'.split(' '),
);

/** Helpers of the dispatcher's file are followed through this many in a row. */
const longest = 2;

/** `consumer.subscribe(topics, (topic, event) => handlers[topic](event))`: what the wrapper's caller handed over looks the handler up. */
export function behindTable(program: Program, answer: Answer): readonly Answer[] {
  const apart = toldApart(program, answer);
  if (!apart) return [answer];
  const { fn, context, relays = [] } = answer;
  return apart.answers.map((behind) => ({ ...behind, context, relays: [...relays, { fn, call: apart.call }, ...(behind.relays ?? [])] }));
}

/** The one call that hands the message to what is looked up by it, and what that may be; null where the function does something else with it. */
export function toldApart(program: Program, { fn, context }: Answer): Delegation | null {
  const { body } = fn.node;
  const seeds = fn.node.parameters.flatMap(({ name }) => namesIn(name));
  return body ? lookedUpIn(program, { body, seeds, env: fn.env, own: program.fileOf(fn.node), context }, 0) : null;
}

interface Place extends Pick<Answer, 'context'> {
  readonly body: ts.Node;
  /** The names that the message, or a part of it, comes in by. */
  readonly seeds: readonly string[];
  readonly env: Environment;
  /** The dispatcher's file. */
  readonly own: string;
}

function lookedUpIn(program: Program, place: Place, depth: number): Delegation | null {
  const { body, seeds, own } = place;
  const names = namesFrom(body, seeds);
  const keys = namesFrom(body, seeds, (source) => isOfStore(program, source, place.env));
  const given = callsIn(body).filter((call) => call.arguments.some((argument) => handsOver(argument, names)) && !isAnswerToError(call, body));
  // What a helper makes of the message for itself, by a function that is given it, is its own.
  const mayCall = depth === 0;
  const lookedUp = worked(given.filter((call) => isLookedUp(bare(call.expression), { names: keys, mayCall })));
  const [call] = lookedUp;
  if (!call) return depth < longest ? inHelper(program, place, names, given, depth) : null;
  const { found, isRegistered } = held(program, call, place);
  const homes = [...new Set(found.map(homeOf))];
  if (lookedUp.length > 1 || isAsked(call, body) || homes.length < (isRegistered ? 1 : 2) || homes.some((home) => program.fileOf(home) === own)) return null;
  return { call, answers: found.map((one) => inItsClass(program, { context: place.context, fn: one, linked: false })), from: 0 };
}

/** `handler.setJob(job)` in front of `await handler.handle(job.data)` tells it what it needs for that. */
function worked(calls: readonly ts.CallExpression[]): readonly ts.CallExpression[] {
  const waited = calls.filter(isWaitedFor);
  return waited.length === 1 ? waited : calls;
}

/** What the table holds; where a method of its own fills it (`register(job) { this.jobs.set(job.name, job); }`), what that is handed. */
function held(program: Program, call: ts.CallExpression, { env }: Place): { readonly found: readonly FunctionValue[]; readonly isRegistered: boolean } {
  const read = (outer: Environment): Value => program.valueOf(call.expression, outer);
  const functions = program.functionsOf(read(env)).filter(({ node }) => node.body !== undefined);
  if (!membersOf(read(env)).some(({ kind }) => kind === 'parameter'))
    return { found: functions, isRegistered: isHandlerByName(bare(call.expression)) && functions.every(isKnownByType) };
  const registered = functionsBehind(program, { at: call, read: () => read(env) }, { ...inPlace, env })
    .filter(({ context }) => !isOfAnother(program, context.sites.at(-1), env))
    .map(({ fn }) => fn);
  return { found: [...functions, ...registered], isRegistered: registered.length > 0 };
}

/** Nobody is seen to make its object: the table is declared with an interface, and filled elsewhere. */
function isKnownByType({ self }: FunctionValue): boolean {
  return self?.kind === 'instance' && self.made === null;
}

/** `other.on(type, handle)`: what is put into another object of the same class. */
function isOfAnother(program: Program, site: CallSite | undefined, env: Environment): boolean {
  const callee = site === undefined ? null : bare(calleeOf(site.node));
  if (site === undefined || callee === null || !ts.isPropertyAccessExpression(callee)) return false;
  const made = madeAt(selfOf(env));
  const [receiver, ...others] = membersOf(program.valueOf(callee.expression, site.env));
  const filled = others.length === 0 && receiver !== undefined ? madeAt(receiver) : null;
  return made !== null && filled !== null && made !== filled;
}

function madeAt(value: Value | null): ts.Node | null {
  return value?.kind === 'instance' ? (value.made?.node ?? null) : null;
}

/** `await dispatch(topic, message, handlers)`: a function of the same file that looks up, or whatever is all that is called: `(message) => registry.dispatch(message)`. */
function inHelper(
  program: Program,
  { body, env, own, context }: Place,
  names: ReadonlySet<string>,
  given: readonly ts.CallExpression[],
  depth: number,
): Delegation | null {
  for (const call of given) {
    const helper = program
      .functionsOf(program.valueOf(call.expression, env))
      .find(({ node }) => node.body !== undefined && (program.fileOf(node) === own || onlyForwards(body, call)));
    if (!helper?.node.body) continue;
    const entered = program.enter(helper, program.argumentsOf({ node: call, env }));
    const carrying = helper.node.parameters.filter((_, index) => call.arguments[index] !== undefined && mentions(call.arguments[index], names));
    const seeds = carrying.flatMap(({ name }) => namesIn(name));
    const found = lookedUpIn(program, { body: helper.node.body, seeds, env: entered, own: program.fileOf(helper.node), context }, depth + 1);
    const here = { ...helper, env: entered };
    if (found) return { call, answers: found.answers.map((one) => ({ ...one, relays: [{ fn: here, call: found.call }, ...(one.relays ?? [])] })), from: 0 };
  }
  return null;
}

function onlyForwards(body: ts.Node, call: ts.CallExpression): boolean {
  const [statement] = ts.isBlock(body) && body.statements.length === 1 ? body.statements : [];
  const only = statement !== undefined && (ts.isReturnStatement(statement) || ts.isExpressionStatement(statement)) ? statement.expression : body;
  const inner = only !== undefined && !ts.isBlock(only) && ts.isAwaitExpression(only) ? only.expression : only;
  return inner === call;
}

/** `await db.query(...)`: what a store answers is no name that the message has. */
function isOfStore(program: Program, source: ts.Expression, env: Environment): boolean {
  const inner = bare(source);
  const call = ts.isAwaitExpression(inner) ? bare(inner.expression) : null;
  if (!call || !ts.isCallExpression(call)) return false;
  return membersOf(program.valueOf(call.expression, env)).some(
    (value) => value.kind === 'api' && program.catalogue.modelsOf(value.package).effects.some(({ effects }) => effects.length > 0),
  );
}

const givingOut = /^(?:next|emit|publish|dispatch|apply|execute)/;

/** It answers a question: what it gives is worked on, in a further call that is waited for, `await queue.add(name, await clientOf(kind).look(id))`, or is the event that is given out. */
function isAsked(call: ts.CallExpression, body: ts.Node): boolean {
  const outer = ts.isAwaitExpression(call.parent) ? call.parent : call;
  const { parent } = outer;
  const kept = ts.isVariableDeclaration(parent)
    ? namesIn(parent.name)
    : ts.isBinaryExpression(parent) && ts.isIdentifier(parent.left)
      ? [parent.left.text]
      : [];
  if (kept.length === 0) return false;
  const answers = namesFrom(body, kept);
  return callsIn(body).some((other) => {
    const isWork = isWaitedFor(other) || (outer === call && givingOut.test(lastNameOf(other.expression) ?? ''));
    return other !== call && isWork && other.arguments.some((argument) => handsOver(argument, answers));
  });
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

interface LookUp {
  readonly names: ReadonlySet<string>;
  /** A function of the workspace may look up, too, and not only a table. */
  readonly mayCall: boolean;
}

/** `table[job.name]`, `processor.handle` where `const processor = processorOf(job.name)`, `job.handle` where `const job = new JobClass()`. */
function isLookedUp(callee: ts.Expression, by: LookUp, depth = 0): boolean {
  const within = (inner: ts.Expression): boolean => isLookedUp(bare(inner), by, depth + 1);
  if (depth > 4) return false;
  if (ts.isElementAccessExpression(callee)) return mentions(callee.argumentExpression, by.names) || within(callee.expression);
  if (ts.isPropertyAccessExpression(callee) || ts.isNewExpression(callee) || ts.isAwaitExpression(callee)) return within(callee.expression);
  if (ts.isCallExpression(callee))
    return callee.arguments.length === 1 && callee.arguments.some((argument) => mentions(argument, by.names)) && (by.mayCall || isGet(callee.expression));
  if (ts.isBinaryExpression(callee)) return within(callee.left);
  const declaration = declarationOf(callee);
  const turn = declaration && turnOf(declaration);
  if (turn) return isOfHandlers(turn.list) && within(turn.list);
  return declaration !== null && ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined && within(declaration.initializer);
}

/** Not the steps of one piece of work. */
function isOfHandlers(list: ts.Expression): boolean {
  const declaration = declarationOf(list);
  const text = declaration && ts.isVariableDeclaration(declaration) ? declaration.getText() : list.getText();
  return /(?:handler|listener|subscriber|consumer|callback)s?\b/i.test(text);
}
