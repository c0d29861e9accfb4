// Reads configuration where a model's row says it stands: in the registration, in the call that made its receiver, in a sibling call, in the class's decorator,
// in the framework's start-up, in the infrastructure's files.
import ts from 'typescript';
import { calleeOf } from '../syntax/file-index.ts';
import { membersOf } from '../provenance/making.ts';
import type { AccessPath, Condition } from '../models/schema.ts';
import type { CallSite, FunctionValue } from '../provenance/values.ts';
import { readAdded } from './added-messages.ts';
import { callsIn } from './message-names.ts';
import { isSameWord, wordsOf } from './option-words.ts';
import { asCalled, functionAround, mostCallers, readCall, reading, unread, type OptionReading, type OptionScope } from './option-reading.ts';
import { pathOf, stepsOf } from './registrations.ts';
import { madeBy, ofSameQueue } from './same-queue.ts';
import { isVersionIn } from './version-ranges.ts';
import { isNothing } from './written-options.ts';

/** What stands there; null when nothing does. */
export function readOption(scope: OptionScope, path: AccessPath): OptionReading | null {
  const steps = stepsOf(path);
  const [head] = steps;
  if (!head) return null;
  const rest = pathOf(steps.slice(1));
  if (head.name === 'Call') return scope.site ? readCall(scope, scope.site, rest) : null;
  if (head.name === 'Trigger') return readTrigger(scope, steps.at(1)?.values[0]);
  if (head.name === 'Bootstrap' && rest === 'Member[transport]' && scope.chosen !== null) return { ...unread, values: [scope.chosen], known: true };
  if (head.name === 'Bootstrap') return readStartUp(scope, steps.slice(1));
  if (head.name === 'Class') return readClassDecorator(scope, steps.slice(1));
  if (head.name === 'Sibling') return readSiblings(scope, steps.slice(1));
  if (head.name === 'Named') return readNamed(scope, steps.slice(1));
  if (head.name === 'Shared') return readShared(scope, steps.slice(1));
  if (head.name === 'Added') return readAdded(scope, steps.slice(1));
  return readMaker(scope, head.name, rest);
}

/** Whether all conditions of a row hold. */
export function holds(scope: OptionScope, conditions: readonly Condition[] | undefined): boolean {
  return (conditions ?? []).every((condition) => holdsOne(scope, condition));
}

function holdsOne(scope: OptionScope, condition: Condition): boolean {
  if ('parameters' in condition) return scope.fn.node.parameters.length >= condition.parameters;
  if ('handlerCalls' in condition) return callsByName(scope, stepsOf(condition.handlerCalls).at(-1)?.values ?? []);
  if ('version' in condition) return isVersionIn(scope.version, condition.version);
  const found = readOption(scope, condition.option);
  if (condition.is === 'absent') return found === null;
  if (condition.is === 'present') return found !== null && found.written;
  if (condition.is === 'unknown') return found !== null && !found.known;
  return found !== null && found.values.some((value) => isSameWord(value, condition.is));
}

/** Whether the handler, or a function it calls, has a call of that name. */
function callsByName(scope: OptionScope, names: readonly string[]): boolean {
  const body = scope.fn.node.body;
  if (!body) return false;
  const isNamed = (call: ts.CallExpression): boolean => ts.isPropertyAccessExpression(call.expression) && names.includes(call.expression.name.text);
  const calls = callsIn(body);
  if (calls.some(isNamed)) return true;
  return calls
    .slice(0, 30)
    .some((call) =>
      scope.program.functionsOf(scope.program.valueOf(call.expression, scope.fn.env)).some((fn) => fn.node.body && callsIn(fn.node.body).some(isNamed)),
    );
}

/** An option of the framework's start-up: null when the options are there without it. */
function readStartUp(scope: OptionScope, steps: ReturnType<typeof stepsOf>): OptionReading | null {
  if (!scope.bootstrap) return { ...unread, written: false };
  const value = scope.program.walkPath(scope.bootstrap, pathOf(steps));
  if (isNothing(value)) return null;
  const around = scope.program.walkPath(scope.bootstrap, pathOf(steps.slice(0, -1)));
  return isNothing(around) ? null : { ...reading(scope, value), written: around.kind !== 'unknown' };
}

function readTrigger(scope: OptionScope, name: string | undefined): OptionReading | null {
  if (!scope.trigger) return null;
  if (name === undefined) return { ...unread, known: true };
  const value = scope.trigger[name];
  if (value === null || value === undefined) return null;
  const isWord = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return { values: isWord ? [value] : [], constants: isWord ? [value] : [], known: isWord, written: true, place: null };
}

function readClassDecorator(scope: OptionScope, steps: ReturnType<typeof stepsOf>): OptionReading | null {
  const argument = steps.findIndex((step) => step.name === 'Argument');
  const target = pathOf(steps.slice(0, argument));
  if (!scope.cls || !ts.canHaveDecorators(scope.cls.node)) return null;
  for (const decorator of ts.getDecorators(scope.cls.node) ?? []) {
    if (!ts.isCallExpression(decorator.expression)) continue;
    const callee = scope.program.valueOf(decorator.expression.expression, null);
    if (scope.program.matches(callee, scope.package, target)) return readCall(scope, { node: decorator.expression, env: null }, pathOf(steps.slice(argument)));
  }
  return null;
}

/** Calls of the same kind of receiver: in the same function if there are any, else in the same class, else in the file; then where a wrapper was called from. */
function readSiblings(scope: OptionScope, steps: ReturnType<typeof stepsOf>): OptionReading | null {
  const argument = steps.findIndex((step) => step.name === 'Argument');
  const target = pathOf(argument < 0 ? steps : steps.slice(0, argument));
  const names = (argument < 0 ? steps : steps.slice(0, argument)).at(-1)?.values ?? [];
  const rest = argument < 0 ? null : pathOf(steps.slice(argument));
  let read: OptionReading | null = null;
  for (const near of [scope.site, ...scope.outer]) {
    if (!near) continue;
    const beside = siblingsOf(scope, near, names, target);
    // What stands first may be the queue's name; what comes behind it is said of that queue.
    const siblings = rest === null || rest.startsWith('Argument[0]') ? beside : ofSameQueue(scope.program, near, scope.source, beside);
    if (siblings.length > 0 && rest === null) return { ...unread, known: true, place: scope.program.placeOf(siblings[0]?.node ?? near.node) };
    const readings = siblings.flatMap((site) => (rest === null ? [] : (readCall(scope, site, rest) ?? [])));
    if (readings.length === 0 && siblings !== beside && madeBy(scope.program, near, siblings).length > 0) return read;
    const values = [...new Set(readings.flatMap((found) => found.values))];
    const constants = [...new Set(readings.flatMap((found) => found.constants))];
    const known = readings.every((found) => found.known);
    const written = readings.some((found) => found.written);
    // What cannot be read here, a caller of the helper around may have handed over.
    const isOneOf = readings.length === 1 && readings[0]?.isOneOf === true;
    if (readings.length > 0 && (written || read === null)) read = { values, constants, isOneOf, known, written, place: readings[0]?.place ?? null };
    if (read?.written === true) return read;
  }
  return read;
}

/** Calls anywhere in the workspace that name the registration's own queue, by their first argument or by the `name` in any; in a helper, as its callers have it. */
function readNamed(scope: OptionScope, steps: ReturnType<typeof stepsOf>): OptionReading | null {
  if (scope.source === null) return null;
  const argument = steps.findIndex((step) => step.name === 'Argument');
  const target = pathOf(steps.slice(0, argument));
  const names = steps.slice(0, argument).at(-1)?.values ?? [];
  const within = steps.slice(argument + 1);
  for (const name of names) {
    for (const node of scope.filesNaming(name).flatMap((file) => scope.program.callsNamed(file, name))) {
      for (const site of ts.isDecorator(node) ? [] : asCalled(scope, node)) {
        if (!scope.program.matches(scope.program.valueOf(calleeOf(node), site.env), scope.package, target)) continue;
        const named = (path: AccessPath): boolean => readCall(scope, site, path)?.constants.includes(scope.source ?? '') ?? false;
        const index = named('Argument[0]') ? (steps[argument]?.values[0] ?? '0') : ['0', '1', '2', '3'].find((at) => named(`Argument[${at}].Member[name]`));
        const own = pathOf([{ name: 'Argument', values: [index ?? '0'] }, ...within]);
        const found = index === undefined ? readListed(scope, site, steps.slice(argument)) : readCall(scope, site, own);
        if (found) return found;
      }
    }
  }
  return null;
}

/** The same in a list of queues, each with its `name`: `configure({ queues: [{ name: 'orders', noAck: true }] })`. */
function readListed(scope: OptionScope, site: CallSite, steps: ReturnType<typeof stepsOf>): OptionReading | null {
  const { program } = scope;
  const at = steps.findIndex((step) => step.name === 'Element');
  const list = at < 0 ? undefined : program.readPath(site, pathOf(steps.slice(0, at)))?.value;
  const own = (list && program.elementsOf(list))?.find((one) => wordsOf(program.memberOf(one, 'name')).includes(scope.source ?? ''));
  const value = own && program.walkPath(own, pathOf(steps.slice(at + 1)));
  return value === undefined || isNothing(value) ? null : reading(scope, value);
}

/** Calls anywhere in the workspace that set an option for all queues, in files that name it; the first that has it. */
function readShared(scope: OptionScope, steps: ReturnType<typeof stepsOf>): OptionReading | null {
  const argument = steps.findIndex((step) => step.name === 'Argument');
  const target = pathOf(steps.slice(0, argument));
  const files = scope.filesNaming(steps.at(-1)?.values[0] ?? '');
  for (const node of files.flatMap((file) => (steps[argument - 1]?.values ?? []).flatMap((name) => scope.program.callsNamed(file, name)))) {
    if (!scope.program.matches(scope.program.valueOf(calleeOf(node), null), scope.package, target)) continue;
    const found = readCall(scope, { node, env: null }, pathOf(steps.slice(argument)));
    if (found) return found;
  }
  return null;
}

/** A sibling in a helper, as the functions around the registration call that: `await assertTopology(channel, options)`. */
function asHelped({ program }: OptionScope, near: CallSite, sibling: CallSite): readonly CallSite[] {
  const helper = functionAround(sibling.node);
  if (helper === null || !ts.isFunctionLike(helper) || isAround(helper, near.node)) return [sibling];
  const fn: FunctionValue = { kind: 'function', node: helper, env: null, self: null };
  const calls = helper.parameters.length === 0 ? [] : program.callsOf(helper).slice(0, mostCallers);
  const own = calls.filter((call) => isAround(functionAround(call.node), near.node));
  if (own.length === 0) return [sibling];
  return own.map((call) => ({ node: sibling.node, env: program.enter(fn, program.argumentsOf({ node: call.node, env: near.env })) }));
}

/** `await this.queues.setUp(this.config, channel)` beside `channel.consume(this.config.name, ...)`: what a helper of another file does with the very queue. */
function inHelpersElsewhere({ program, filesNaming }: OptionScope, near: CallSite, names: readonly string[]): readonly CallSite[] {
  const queue = ts.isCallExpression(near.node) ? near.node.arguments[0] : undefined;
  if (queue === undefined) return [];
  const file = program.fileOf(near.node);
  const isOfQueue = (argument: ts.Expression): boolean => queue.getText() === argument.getText() || queue.getText().startsWith(`${argument.getText()}.`);
  const calls = names.flatMap((name) => filesNaming(name).flatMap((other) => (other === file ? [] : program.callsNamed(other, name))));
  return calls.flatMap((node) => {
    const helper = ts.isDecorator(node) ? null : functionAround(node);
    if (helper === null || ts.isDecorator(node) || !ts.isFunctionLike(helper)) return [];
    const fn: FunctionValue = { kind: 'function', node: helper, env: null, self: null };
    const own = program
      .callsOf(helper)
      .filter((call) => program.fileOf(call.node) === file && ts.isCallExpression(call.node) && call.node.arguments.some(isOfQueue));
    return own.map((call) => ({ node, env: program.enter(fn, program.argumentsOf(call)) }));
  });
}

function isTarget({ program, package: package_ }: OptionScope, { node, env }: CallSite, target: AccessPath): boolean {
  return program.matches(program.valueOf(calleeOf(node), env), package_, target);
}

function isAround(fn: ts.Node | null, node: ts.Node): boolean {
  return fn !== null && ts.findAncestor(node, (outer) => outer === fn) !== undefined;
}

function siblingsOf(scope: OptionScope, near: CallSite, names: readonly string[], target: AccessPath): readonly CallSite[] {
  const file = scope.program.fileOf(near.node);
  const all = names.flatMap((name) => scope.program.callsNamed(file, name)).filter((node) => !ts.isDecorator(node));
  const matching = all.flatMap((node) => asHelped(scope, near, { node, env: near.env })).filter((site) => isTarget(scope, site, target));
  if (matching.length === 0) return inHelpersElsewhere(scope, near, names).filter((site) => isTarget(scope, site, target));
  const inFunction = matching.filter((site) => functionAround(site.node) === functionAround(near.node));
  if (inFunction.length > 0) return inFunction;
  const cls = scope.program.classAround(near.node)?.node;
  const inClass = cls ? matching.filter((site) => scope.program.classAround(site.node)?.node === cls) : [];
  return inClass.length > 0 ? inClass : matching;
}

/** The arguments of the call that made the receiver of the registration, by its type's name. */
function readMaker(scope: OptionScope, type: string, rest: AccessPath): OptionReading | null {
  for (const value of scope.callee ? membersOf(scope.callee) : []) {
    if (value.kind !== 'api') continue;
    const made = scope.program.ancestorOfType(value, scope.package, type);
    if (!made) continue;
    return made.call ? readCall(scope, made.call, rest) : unread;
  }
  return null;
}
