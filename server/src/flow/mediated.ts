// What a bus or an emitter in the process runs for what it is given: nothing but a decorator ties the two.
import ts from 'typescript';
import { eventEmitter, mediator, observables, processEmitters } from '../models/packages-by-role.ts';
import { listenersTo as listenersOfEmitter, mayBeHeard } from '../handlers/emitters.ts';
import { subscribersTo } from '../handlers/subscribers.ts';
import { inPlace } from '../handlers/outward.ts';
import { indexOf, type CallNode } from '../syntax/file-index.ts';
import { membersOf, unknown } from '../provenance/making.ts';
import type { Program } from '../provenance/program.ts';
import type { CallSite, FunctionValue, Value } from '../provenance/values.ts';
import { isTest } from '../workspace/file-kinds.ts';
import { apisOf } from './matching-rows.ts';
import type { Walk } from './walk.ts';

/** What a bus runs for what this method of it is given; null for every other callee, nothing where no class in sight says that it handles it. */
export function mediatedBy(w: Walk, value: Value, site: CallSite, method: string): readonly FunctionValue[] | null {
  if (!isMethodOf(value, [mediator.package], method)) return null;
  const [given = unknown] = w.program.argumentsOf(site);
  return membersOf(given).flatMap((one) => (one.kind === 'instance' ? w.program.mediatedTo(one.class) : []));
}

/** What listens to what an emitter emits: `emitter.emit('order.paid', order)` and `@OnEvent('order.*')`, or `emitter.on('order.paid', ...)` of the very emitter. */
export function listenersTo({ program }: Walk, value: Value, site: CallSite): readonly FunctionValue[] {
  const own = isMethodOf(value, processEmitters, eventEmitter.emit) ? ownListeners(program, site) : [];
  if (isMethodOf(value, [observables.package], observables.feed)) return ownSubscribers(program, site);
  if (!eventEmitter.methods.some((method) => isMethodOf(value, eventEmitter.packages, method))) return own;
  const [event = unknown] = program.argumentsOf(site);
  if (event.kind !== 'constant' || typeof event.value !== 'string') return own;
  const { value: name } = event;
  return [...own, ...listenersIn(program).flatMap(({ patterns, fn }) => (patterns.some((pattern) => isHeardBy(name, pattern)) ? [fn] : []))];
}

/** Something listens to an event of that name, and what it does could not be read; the one emitter of a Nest application is made to be listened to. */
export function isHeardUnread({ program }: Walk, value: Value, { node, env }: CallSite): boolean {
  if (eventEmitter.methods.some((method) => isMethodOf(value, [eventEmitter.shared], method))) return true;
  if (isMethodOf(value, [observables.package], observables.feed)) return program.argumentsOf({ node, env }).some(({ kind }) => kind !== 'constant');
  return ts.isCallExpression(node) && isMethodOf(value, processEmitters, eventEmitter.emit) && mayBeHeard(program, node, env);
}

const heard = new WeakMap<Program, Map<ts.Node, readonly FunctionValue[]>>();

function ownListeners(program: Program, { node, env }: CallSite): readonly FunctionValue[] {
  if (!ts.isCallExpression(node)) return [];
  const memory = heard.get(program) ?? new Map<ts.Node, readonly FunctionValue[]>();
  heard.set(program, memory);
  const known = memory.get(node) ?? listenersOfEmitter(program, node, env, inPlace).map(({ fn }) => fn);
  memory.set(node, known);
  return known;
}

/** `subject.next(order)`, and what others subscribed with. */
function ownSubscribers(program: Program, { node, env }: CallSite): readonly FunctionValue[] {
  return ts.isCallExpression(node) ? subscribersTo(program, node, env, inPlace).map(({ fn }) => fn) : [];
}

function isMethodOf(value: Value, packages: readonly string[], method: string): boolean {
  return apisOf(value).some((api) => packages.includes(api.package) && api.token?.kind === 'member' && api.token.name === method);
}

/** A star stands for one part of the name, two for any number of them. */
function isHeardBy(name: string, pattern: string): boolean {
  const parts = pattern.split('.').map((part) => (part === '**' ? '.*' : part === '*' ? '[^.]*' : part.replace(/[^\w]/g, '\\$&')));
  return new RegExp(`^${parts.join('\\.')}$`).test(name);
}

interface Listener {
  readonly patterns: readonly string[];
  readonly fn: FunctionValue;
}

const found = new WeakMap<Program, readonly Listener[]>();

function listenersIn(program: Program): readonly Listener[] {
  const known = found.get(program);
  if (known !== undefined) return known;
  const listeners = program.filesNaming(eventEmitter.marks).flatMap((file) => {
    const source = isTest(file) ? null : program.sourceFile(file);
    if (source === null) return [];
    const { classes, calls } = indexOf(source);
    const direct = classes.flatMap((cls) => cls.members.flatMap((member) => listenerIn(program, member)));
    return [...direct, ...(calls.get(eventEmitter.marks) ?? []).flatMap((call) => listenersByOwn(program, call))];
  });
  found.set(program, listeners);
  return listeners;
}

/** `On = (event) => applyDecorators(OnEvent(event.name))`, a decorator of the workspace's own: the methods that it marks, each for the event that it is given. */
function listenersByOwn(program: Program, call: CallNode): readonly Listener[] {
  if (!ts.isCallExpression(call) || ts.isDecorator(call.parent)) return [];
  const owner = functionAround(call);
  const [event] = call.arguments;
  if (owner === null || event === undefined || !isMethodOf(program.valueOf(call.expression, null), eventEmitter.packages, eventEmitter.marks)) return [];
  return program.callsOf(owner).flatMap((site) => {
    const method = ts.isDecorator(site.node.parent) ? site.node.parent.parent : null;
    const cls = method !== null && ts.isMethodDeclaration(method) ? program.classAround(method) : null;
    const fn = cls === null || method === null || !ts.isMethodDeclaration(method) ? null : program.methodOf(cls, method.name.getText());
    const env = program.enter({ kind: 'function', node: owner, env: null, self: null }, program.argumentsOf(site));
    const patterns = nameIn(program, program.valueOf(event, env));
    return fn === null || patterns.length === 0 ? [] : [{ patterns, fn }];
  });
}

function functionAround(node: ts.Node): FunctionValue['node'] | null {
  for (let at: ts.Node = node.parent; !ts.isSourceFile(at); at = at.parent) if (ts.isFunctionLike(at)) return at;
  return null;
}

function listenerIn(program: Program, member: ts.ClassElement): readonly Listener[] {
  if (!ts.isMethodDeclaration(member) || member.body === undefined) return [];
  const cls = program.classAround(member);
  const fn = cls === null ? null : program.methodOf(cls, member.name.getText());
  const patterns = (ts.getDecorators(member) ?? []).flatMap(({ expression }) =>
    ts.isCallExpression(expression) && isMethodOf(program.valueOf(expression.expression, null), eventEmitter.packages, eventEmitter.marks)
      ? expression.arguments.slice(0, 1).flatMap((event) => nameIn(program, program.valueOf(event, null)))
      : [],
  );
  return fn === null || patterns.length === 0 ? [] : [{ patterns, fn }];
}

/** An event's name; a list is the parts of one. */
function nameIn(program: Program, value: Value): readonly string[] {
  const parts = (program.elementsOf(value) ?? [value]).map((one) => (one.kind === 'constant' && typeof one.value === 'string' ? one.value : null));
  return parts.includes(null) ? [] : [parts.join('.')];
}
