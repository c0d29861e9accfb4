// Wrappers: where what should be a handler is a parameter, a member of `this` or an abstract method, the function or class around it is a registration itself.
// This walks outward to its callers or subclasses, and keeps their environment, so that options and handlers read as the caller gave them.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { resolveName } from '../syntax/scopes.ts';
import { calleeOf, indexOf } from '../syntax/file-index.ts';
import { contains } from '../syntax/places.ts';
import { isNothing, membersOf, unionOf } from '../provenance/making.ts';
import type { Program } from '../provenance/program.ts';
import { parameterIn } from './open-values.ts';
import { comesTo } from './caller-conditions.ts';
import { handedTo, madeOf } from './handed-to.ts';
import { isStandIn } from './stand-ins.ts';
import { queueOf, wrappedFunctions } from './wrapped-functions.ts';
import type { ApiValue, CallSite, ClassValue, Environment, Frame, FunctionValue, InstanceValue, ParameterValue, Value } from '../provenance/values.ts';

/** How an expression is seen from outside: in `env`, reached through `sites` (innermost first). */
export interface Context {
  readonly env: Environment;
  /** The environment again, with the outermost function's parameters bound by `outer`. */
  readonly rebuild: (outer: Environment) => Environment;
  readonly sites: readonly CallSite[];
  /** The subclass that stands for `this`, where an abstract class was left for it. */
  readonly self: ClassValue | null;
  /** The function that is run with what a caller handed over, where no site leads to it: it stands in what was called. */
  readonly ran?: ts.Node;
}

export const inPlace: Context = { env: null, rebuild: (outer) => outer, sites: [], self: null };

/** An expression that should be a function, as a question that can be asked again in another environment. */
export interface Question {
  readonly at: ts.Node;
  readonly read: (env: Environment) => Value;
}

export interface Answer {
  readonly context: Context;
  readonly fn: FunctionValue;
  /** False where the function is known but the environment does not lead to it (it was put into a registry). */
  readonly linked: boolean;
  /** It fills in an abstract method that a caller handed over. */
  readonly fillsIn?: true;
  /** Functions between the wrapper and this one that hand the message on, outermost first, each with its call that does. */
  readonly relays?: readonly { readonly fn: FunctionValue; readonly call: ts.CallExpression }[];
  /** The call that runs it, where a delegation has several. */
  readonly by?: ts.CallExpression;
}

const deepest = 5;
const widest = 600;

/** The functions that the question's expression may be, looked for outward as far as needed. */
export function functionsBehind(program: Program, question: Question, context: Context = inPlace, depth = 0): readonly Answer[] {
  const answers = membersOf(question.read(context.env)).flatMap((value) => behindValue(program, question, value, context, depth));
  return unique(answers).slice(0, widest);
}

/** Where, going outward through callers, the question's expression becomes what `accept` wants: the contexts in which a receiver handed over as a parameter is known. */
export function contextsWhere(
  program: Program,
  question: Question,
  accept: (value: Value) => boolean,
  context: Context = inPlace,
  depth = 0,
): readonly Context[] {
  const values = membersOf(question.read(context.env));
  if (values.some(accept)) return [context];
  const parameter = values.find((value) => value.kind === 'parameter');
  const owner = parameter?.kind === 'parameter' ? parameter.node.parent : null;
  if (!owner || !ts.isFunctionLike(owner) || depth >= 3) return [];
  return callersOf(program, owner, question.at)
    .slice(0, 20)
    .flatMap((site) => contextsWhere(program, question, accept, through(program, question, owner, site, context), depth + 1));
}

/** One step outward: the context in which `owner` was called from `site`. */
export function through(program: Program, question: Question, owner: ts.SignatureDeclaration, site: CallSite, context: Context): Context {
  const bind = (outer: Environment): Environment => entered(program, owner, site, outer, question.at);
  return { ...context, env: context.rebuild(bind(null)), rebuild: (outer) => context.rebuild(bind(outer)), sites: [...context.sites, site] };
}

function behindValue(program: Program, question: Question, value: Value, context: Context, depth: number): readonly Answer[] {
  if (value.kind === 'function') {
    const filled = isLeftOpen(program, value, context) && depth < deepest ? asSubclasses(program, question, value, context, depth) : [];
    if (filled.length > 0) return filled;
    if (value.node.body) return [{ context, fn: value, linked: true }];
    return depth < deepest ? asSubclasses(program, question, value, context, depth) : [];
  }
  if (value.kind === 'parameter') return depth < deepest ? asCallers(program, question, value, context, depth) : [];
  if (value.kind === 'api') return behindWrapped(program, question, value, context, depth);
  if (value.kind === 'array' || value.kind === 'list') {
    const last = program.elementsOf(value)?.at(-1);
    return last ? behindValue(program, question, last, context, depth + 1) : [];
  }
  return [];
}

/** `queue(work, concurrency)`: of several things that a caller handed over, the last in which a function is found. */
function behindWrapped(program: Program, question: Question, value: ApiValue, context: Context, depth: number): readonly Answer[] {
  const given = wrappedFunctions(program, value.call ?? queueOf(value));
  for (let index = given.length - 1; index >= 0; index--) {
    const one = given[index];
    const read = (env: Environment): Value =>
      unionOf(
        membersOf(question.read(env)).flatMap((again) => (again.kind === 'api' ? (wrappedFunctions(program, again.call ?? queueOf(again))[index] ?? []) : [])),
      );
    const answers = one === undefined ? [] : behindValue(program, one.kind === 'parameter' ? { ...question, read } : question, one, context, depth + 1);
    if (answers.length > 0) return answers;
  }
  return [];
}

/** `process(job) { throw new Error('not implemented'); }`, for subclasses to fill in. */
function isLeftOpen(program: Program, { node }: FunctionValue, { self }: Context): boolean {
  return self === null && ts.isMethodDeclaration(node) && node.body !== undefined && isStandIn(program, node);
}

function asCallers(program: Program, question: Question, parameter: ParameterValue, context: Context, depth: number): readonly Answer[] {
  const owner = parameter.node.parent;
  if (!owner || !ts.isFunctionLike(owner)) return [];
  return callersComing(program, owner, question.at, context).flatMap((site) => {
    const next = through(program, question, owner, site, context);
    const values = membersOf(question.read(next.env));
    const unbound = values.some((value) => value.kind === 'parameter' && value.node === parameter.node);
    if (unbound) return handedOver(program, parameter, site, next);
    if (values.every(isNothing)) return writtenInto(program, parameter, owner, site, next);
    return values.flatMap((value) => behindValue(program, question, value, next, depth + 1));
  });
}

/** The argument of one call, where no environment leads from the call to the place of use: handlers kept in a registry. */
function handedOver(program: Program, parameter: ParameterValue, site: CallSite, context: Context, depth = 0): readonly Answer[] {
  const value = handedTo(program, parameter, site);
  if (!value) return [];
  const functions = program.functionsOf(value);
  const own = (functions.length > 0 ? functions : wrappedIn(program, parameter, site)).filter((fn) => fn.node.body);
  return [...own.map((fn) => ({ context, fn, linked: false })), ...(depth < deepest ? handedThrough(program, value, context, depth) : [])];
}

/** `scheduled(name, cron, fn)` that registers by way of `registered(name, fn)`: what its own callers hand over. */
function handedThrough(program: Program, value: Value, context: Context, depth: number): readonly Answer[] {
  return membersOf(value).flatMap((member) => {
    const owner = member.kind === 'parameter' ? member.node.parent : undefined;
    if (member.kind !== 'parameter' || !owner || !ts.isFunctionLike(owner)) return [];
    return callersComing(program, owner, owner, context).flatMap((site) =>
      handedOver(program, member, site, { ...context, sites: [...context.sites, site] }, depth + 1),
    );
  });
}

/** `consume(options, monitor.timed('orders', handle))`: what cannot be read was given the handler. */
function wrappedIn(program: Program, { node, path }: ParameterValue, { node: call, env }: CallSite): readonly FunctionValue[] {
  const args = ts.isCallExpression(call) || ts.isNewExpression(call) ? (call.arguments ?? []) : [];
  const given = args[node.parent.parameters.indexOf(node)];
  const wrapper = given && path.length === 0 ? bare(given) : undefined;
  if (!wrapper || !ts.isCallExpression(wrapper)) return [];
  return program
    .argumentsOf({ node: wrapper, env })
    .flatMap((argument) => program.functionsOf(argument))
    .slice(-1);
}

/** `options.handle = handle` before the options are passed on: what was put into a parameter that its caller left without. */
function writtenInto(program: Program, { node, path }: ParameterValue, owner: ts.SignatureDeclaration, site: CallSite, context: Context): readonly Answer[] {
  const [token] = path;
  if (token?.kind !== 'member' || path.length > 1 || !ts.isIdentifier(node.name)) return [];
  const writes = indexOf(node.getSourceFile()).memberWrites.get(token.name) ?? [];
  const inside = writes.filter(({ target }) => contains(owner, target) && ts.isPropertyAccessExpression(target) && isNamed(target.expression, node));
  return inside.flatMap((write) => {
    const handed = parameterIn(write.value, []);
    return handed ? handedOver(program, handed, site, context) : [];
  });
}

function isNamed(expression: ts.Expression, parameter: ts.ParameterDeclaration): boolean {
  return ts.isIdentifier(expression) && resolveName(expression.text, expression) === parameter;
}

/** Calls of a function; for a constructor the `new`s of its class and the `super(...)`s of the classes that extend it. What runs at `at` in a method runs on an object, which a `new` has made. */
export function callersOf(program: Program, owner: ts.SignatureDeclaration, at: ts.Node): readonly CallSite[] {
  if (!ts.isConstructorDeclaration(owner)) return program.callsOf(owner);
  const cls = program.classAround(owner);
  const sites = cls ? program.callsOf(cls.node) : [];
  return contains(owner, at) ? sites : sites.flatMap((site) => makersOf(program, site));
}

/** Those whose call comes to where, in `owner`, what they hand over is used or handed on. */
function callersComing(program: Program, owner: ts.SignatureDeclaration, at: ts.Node, { sites, ran }: Context): readonly CallSite[] {
  const place = [at, ...sites.map((site) => site.node), ...(ran ? [ran] : [])].find((one) => one !== owner && contains(owner, one));
  return callersOf(program, owner, at).filter((site) => place === undefined || comesTo(program, owner, place, site));
}

function makersOf(program: Program, site: CallSite): readonly CallSite[] {
  const subclass = ts.isNewExpression(site.node) ? null : program.classAround(site.node);
  const makers = subclass ? program.callsOf(subclass.node).flatMap((one) => makersOf(program, one)) : [];
  return makers.length > 0 ? makers : [site];
}

/** The environment in which `owner` runs when called from `site`. */
export function entered(program: Program, owner: ts.SignatureDeclaration, site: CallSite, outer: Environment, at: ts.Node): Environment {
  const here: CallSite = { node: site.node, env: outer };
  if (ts.isConstructorDeclaration(owner) && ts.isNewExpression(site.node)) {
    const made = program.valueOf(site.node, outer);
    if (made.kind === 'instance') return asInstance(program, at, made);
  }
  if (ts.isConstructorDeclaration(owner)) {
    const subclass = program.classAround(site.node);
    const self: Value | null = selfOf(outer) ?? (subclass ? { kind: 'instance', class: subclass, made: null } : null);
    return program.enter({ kind: 'function', node: owner, env: null, self }, program.argumentsOf(here));
  }
  const callee = program.valueOf(calleeOf(site.node), outer);
  const fn = program.functionsOf(callee).find((candidate) => candidate.node === owner);
  return program.enter(fn ?? { kind: 'function', node: owner, env: null, self: null }, program.argumentsOf(here));
}

/** The frame of the member around `at`, for this instance; its parameters stay unbound. */
export function asInstance(program: Program, at: ts.Node, self: InstanceValue): Environment {
  const member = memberAround(at);
  if (!member) return null;
  const cls = program.classAround(member) ?? self.class;
  if (ts.isConstructorDeclaration(member) && self.made)
    return { outer: cls.env, node: member, args: program.constructorArguments(self, cls), self, depth: 1 } satisfies Frame;
  return { outer: cls.env, node: member, args: [], self, depth: 1 } satisfies Frame;
}

/** The method, constructor, accessor or class (for a field's initialiser) around a node. */
function memberAround(at: ts.Node): Frame['node'] | null {
  for (let node: ts.Node | undefined = at; node; node = node.parent) {
    if (ts.isMethodDeclaration(node) || ts.isConstructorDeclaration(node) || ts.isGetAccessorDeclaration(node))
      return ts.isClassLike(node.parent) ? node : null;
    if (ts.isPropertyDeclaration(node)) return node.parent;
  }
  return null;
}

/** Each class that fills in an abstract method, with itself for `this`. */
function asSubclasses(program: Program, question: Question, method: FunctionValue, context: Context, depth: number): readonly Answer[] {
  const declaring = program.classAround(method.node);
  const around = program.classAround(question.at);
  if (!declaring || !around)
    return program
      .functionsOf(method)
      .filter((fn) => fn.node.body)
      .map((fn) => ({ context, fn, linked: false }));
  const isOfFamily = declaring.node === around.node || program.subclassesOf(declaring).some((cls) => cls.node === around.node);
  if (!isOfFamily) return filledIn(program, declaring, method, context);
  const bound = selfOf(context.env);
  if (bound) return [];
  return concreteSubclasses(program, around).flatMap((cls) => {
    const instance = madeOf(program, cls);
    const next: Context = {
      env: asInstance(program, question.at, instance),
      rebuild: () => asInstance(program, question.at, instance),
      sites: [...context.sites, ...(instance.made ? [instance.made] : [])],
      self: cls,
    };
    return membersOf(question.read(next.env)).flatMap((value) => behindValue(program, question, value, next, depth + 1));
  });
}

/** An abstract method that another class handed over (`queue.start(this.processMessage)`): what its subclasses make of it. */
function filledIn(program: Program, declaring: ClassValue, method: FunctionValue, context: Context): readonly Answer[] {
  const { name } = method.node;
  if (!name || !('text' in name)) return [];
  return concreteSubclasses(program, declaring).flatMap((cls) => {
    const own = program.methodOf(cls, name.text);
    return own?.node.body ? [{ context, fn: { ...own, self: madeOf(program, cls) }, linked: true, fillsIn: true as const }] : [];
  });
}

/** The object that `this` is in an environment; null when no frame says. */
export function selfOf(env: Environment): Value | null {
  for (let frame = env; frame; frame = frame.outer) if (frame.self) return frame.self;
  return null;
}

/** Subclasses that can be made: not abstract themselves. */
export function concreteSubclasses(program: Program, cls: ClassValue): readonly ClassValue[] {
  return program.subclassesOf(cls).filter((one) => !isAbstract(one));
}

/** Whether objects of a class run the method around `at`, and not what the class or one between has put in its place. */
export function runsMethodAt(program: Program, cls: ClassValue, at: ts.Node): boolean {
  const member = memberAround(at);
  if (!member || !ts.isMethodDeclaration(member) || !('text' in member.name)) return true;
  const { text } = member.name;
  const own = program.methodOf(cls, text)?.node;
  if (!own?.body || own === member) return true;
  const calls = indexOf(own.getSourceFile()).calls.get(text) ?? [];
  return calls.some((call) => contains(own, call) && isOfSuper(calleeOf(call)));
}

function isOfSuper(callee: ts.Expression): boolean {
  return ts.isPropertyAccessExpression(callee) && callee.expression.kind === ts.SyntaxKind.SuperKeyword;
}

export function isAbstract(cls: ClassValue): boolean {
  return (ts.getCombinedModifierFlags(cls.node) & ts.ModifierFlags.Abstract) !== 0;
}

export function areSeveral(answers: readonly Answer[]): boolean {
  return new Set(answers.map((answer) => answer.fn.node)).size > 1;
}

/** One caller that hands over this or that (a client, or one that does nothing) supplies one thing, not a handler for each. */
export function areOfSeveralCallers(answers: readonly Answer[]): boolean {
  return new Set(answers.map(({ context, fn }) => context.sites.at(-1)?.node ?? context.self?.node ?? fn.node)).size > 1;
}

function unique(answers: readonly Answer[]): readonly Answer[] {
  const seen = new Set<string>();
  const ids = new Map<object, number>();
  const idOf = (node: object): number => {
    const id = ids.get(node) ?? ids.size;
    ids.set(node, id);
    return id;
  };
  return answers.filter((answer) => {
    const key = `${idOf(answer.fn.node)}@${answer.fn.env ? idOf(answer.fn.env) : ''}/${answer.context.sites.map((site) => idOf(site.node)).join('-')}/${answer.context.self ? idOf(answer.context.self.node) : ''}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
