// A wrapper's own function hands each message on to a function that its caller or subclass supplied: that one is what a reader calls the handler.
// A dispatch that the function decides by itself (a switch, its own map, its own services) is not delegation.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { contains } from '../syntax/places.ts';
import { membersOf } from '../provenance/making.ts';
import { isMixin } from '../provenance/mixins.ts';
import type { Program } from '../provenance/program.ts';
import type { Environment, FunctionValue, Value } from '../provenance/values.ts';
import { bufferedStep, overridden } from './abstract-steps.ts';
import {
  isAnotherStep,
  isAnswerToError,
  isAside,
  isForItself,
  isHook,
  isIngredient,
  isKept,
  isLogged,
  isMaker,
  isQuestion,
  isReply,
  isStep,
  isTypeGuard,
  isWaitedFor,
  waitsForNothing,
} from './call-uses.ts';
import { suppliedByConstruction } from './constructions.ts';
import { calledThrough, fieldOf, isFilledByType, isHandlerByName, mayBeOneOfSeveral, wrappedIn } from './callees.ts';
import { callsIn, handsOver, mentions, namesFrom, namesIn, taintedNames } from './message-names.ts';
import { emittedFrom, listenersTo } from './emitters.ts';
import { markedMethods } from './marked-methods.ts';
import { hasLookUp, originOf, type Subject } from './origins.ts';
import { openValue } from './open-values.ts';
import { madeOf } from './handed-to.ts';
import { queuedIn } from './in-process-queues.ts';
import { areOfSeveralCallers, areSeveral, asInstance, functionsBehind, inPlace, isAbstract, selfOf, type Answer, type Context } from './outward.ts';
import { isChoice, isOneOfList, isOuterWrapper, listenersBeside, registeredInTurn, subscribersAmong, usesPorts } from './supplied-parts.ts';
import { subscribersTo } from './subscribers.ts';

export interface Delegation {
  readonly call: ts.CallExpression;
  readonly answers: readonly Answer[];
  /** The first of the call's arguments that is handed on, where that is not the first of all. */
  readonly from?: number;
  /** The message is handed to one of several steps that subclasses fill in: the function decides itself, once for each of them. */
  readonly isDispatch?: true;
  /** What is called was looked up by the mark that its decorator leaves. */
  readonly isMarked?: true;
}

/** Delegations are followed through this many functions in a row. */
const longest = 6;

/** A handler is given the message, or its parts and what was read of it; what takes more than this is a service with a signature of its own. */
const mostArguments = 5;

/** The delegating call of a function and the functions behind it; null when it does its work itself. */
export function delegationOf(program: Program, subject: Subject, depth = 0): Delegation | null {
  const { body } = subject.fn.node;
  if (!body) return null;
  const tainted = subject.fetched ? namesFrom(body, subject.fetched) : taintedNames(subject.fn.node);
  const isGiven = (call: ts.CallExpression): boolean => call.arguments.some((argument) => handsOver(argument, tainted));
  const given = callsIn(body).filter((call) => isGiven(call) && !isMaker(call, body) && !isReply(call) && !isQuestion(call) && !isLogged(call));
  if (usesPorts(subject, given)) return null;
  const hasOwnWork = given.some((call) => isWaitedFor(call) && !isAnswerToError(call, body) && isOwn(program, subject, call));
  for (const call of given.toSorted((left, right) => rankOf(left, given) - rankOf(right, given))) {
    if ((hasOwnWork && isAside(call)) || call.arguments.length > mostArguments || isAnswerToError(call, body)) continue;
    const delegation = emittedTo(program, subject, call, given) ?? handedTo(program, subject, call, depth) ?? toMarked(program, subject, call, given);
    if (!delegation || delegation.answers.every(({ fn }) => isTypeGuard(fn.node) || (isKept(call) && waitsForNothing(fn.node)))) continue;
    const others = given.filter((other) => isAnotherStep(other, call) && isFilledIn(handedTo(program, subject, other, depth)));
    if (others.length > 0 && isFilledIn(delegation) && isStep(call)) return { ...delegation, isDispatch: true };
    const besides = listenersBeside(call, given).flatMap((by) => handedTo(program, subject, by, depth)?.answers.map((answer) => ({ ...answer, by })) ?? []);
    return { ...delegation, answers: [...delegation.answers, ...besides] };
  }
  return subject.fetched || depth > 0 ? null : bufferedStep(program, subject.fn, subject.context);
}

/** Other calls of the function may run other marked functions: methods by their name here, classes by a method that all of them have there. */
function toMarked(program: Program, subject: Subject, call: ts.CallExpression, given: readonly ts.CallExpression[]): Delegation | null {
  const answers = markedMethods(program, subject, call);
  if (answers.length === 0) return null;
  const others = given.filter((other) => other !== call).flatMap((by) => markedMethods(program, subject, by).map((answer) => ({ ...answer, by })));
  return { call, answers: [...answers, ...others.filter(({ fn }) => !answers.some((one) => one.fn.node === fn.node))], from: 0, isMarked: true };
}

/** Subclasses have the function that the message comes to. */
function isFilledIn(delegation: Delegation | null): boolean {
  return delegation?.answers.some(({ context }) => context.self !== null) === true;
}

/** Emitted to those who listen or subscribe, where nothing else of the function's own is given the message: a hook is told of what has been done. */
function emittedTo(program: Program, subject: Subject, call: ts.CallExpression, given: readonly ts.CallExpression[]): Delegation | null {
  const inside = closureOf(program, subject.read(subject.context.env), subject.fn);
  const listeners = listenersTo(program, call, inside, subject.context);
  const answers = listeners.length > 0 ? listeners : subscribersTo(program, call, inside, subject.context);
  if (answers.length === 0 || given.some((other) => other !== call && isForItself(other) && isOwn(program, subject, other))) return null;
  return { call, answers, from: listeners.length > 0 ? emittedFrom : 0 };
}

/**
 * A hook that is merely told comes after what is waited for, and what runs a literal (a trace, a retry) after what the literal does with the message; a call whose
 * result goes into another call rather makes a key or a context of it.
 */
function rankOf(call: ts.CallExpression, given: readonly ts.CallExpression[]): number {
  if (isIngredient(call)) return 2;
  return isHook(call) || isAside(call) || call.arguments.some((argument) => ts.isFunctionLike(argument) && given.some((inner) => contains(argument, inner)))
    ? 1
    : 0;
}

/** What it calls stands in the workspace, whoever calls the function around: the message is worked on here. */
function isOwn(program: Program, { fn, context, read }: Subject, call: ts.CallExpression): boolean {
  const value = program.valueOf(call.expression, closureOf(program, read(context.env), fn));
  return program.functionsOf(value).some((own) => own.node.body !== undefined);
}

function handedTo(program: Program, subject: Subject, call: ts.CallExpression, depth: number): Delegation | null {
  const { fn, context, read } = subject;
  const inside = (env: Environment): Environment => closureOf(program, read(env), fn);
  const callee = wrappedIn(program, calledThrough(bare(call.expression)), inside(context.env));
  const queued = queuedIn(program, call, callee, inside, context);
  if (queued.length > 0) return { call, answers: queued, from: 0 };
  const atLast = (answer: Answer): readonly Answer[] =>
    isOuterWrapper(answer) || isTemplateMethod(program, answer) ? relayed(program, answer, depth) : [answer];
  const turned = registeredInTurn(program, subject, callee, inside(context.env));
  if (turned.length > 0) return { call, answers: turned.flatMap(atLast) };
  const origin = originOf(subject, callee);
  if (origin === null) return throughHelper(program, subject, call, inside, depth) ?? throughRunner(program, subject, call, inside, depth);
  // A method of an object handed on is a service's; a function, or one picked from several, is a handler.
  if (subject.helps && origin !== 'called' && origin !== 'table' && !hasLookUp(callee) && !isHandlerByName(callee)) return null;
  const question = { at: call, read: (env: Environment) => openValue(callee, program.valueOf(callee, inside(env))) };
  const by = (answers: readonly Answer[]): Delegation | null => (answers.length > 0 ? { call, answers } : null);
  if (origin === 'this') {
    const steps = overridden(program, fn, context, callee, question);
    const isGiven = membersOf(question.read(context.env)).some(({ kind }) => kind === 'parameter');
    const step =
      by(isGiven && !areSeveral(steps) ? steps.flatMap((one) => relayed(program, one, depth)) : steps) ??
      throughOwn(program, subject, callee, question.read, depth);
    return step ?? throughHelper(program, subject, call, inside, depth);
  }
  const field = fieldOf(callee);
  const given =
    field === null || (origin !== 'table' && origin !== 'field')
      ? []
      : suppliedByConstruction(program, { ...question, read: (env) => program.valueOf(callee, env) }, context, field.name.text);
  if (given.length > 0) {
    if (origin === 'table') return by(given);
    return throughOne(program, given, depth) ?? (areOfSeveralCallers(given) || isHandlerByName(callee) ? by(given) : null);
  }
  const value = question.read(context.env);
  const isOpen =
    isFilledByType(program, field, inside(context.env)) ||
    membersOf(value).some(
      (member) => member.kind === 'parameter' || (member.kind === 'function' && (!member.node.body || isOuterWrapper({ fn: member, context, linked: true }))),
    );
  if (origin === 'table' && !isOpen) return null;
  const answers = functionsBehind(program, question, context).filter((answer) => !contains(fn.node, answer.fn.node));
  if (origin === 'called') {
    const mayDispatch = !areSeveral(answers);
    return by(answers.flatMap((answer) => (mayDispatch || answer.fillsIn || isOuterWrapper(answer) ? relayed(program, answer, depth) : [answer])));
  }
  const dispatched = origin === 'field' ? throughOne(program, answers, depth) : null;
  if (dispatched && (dispatched.isMarked || answers.some(({ fn: own }) => isFromTable(own, context, dispatched.call)))) return dispatched;
  const outside = origin === 'field' ? answers.filter((answer) => answer.context.sites.length > context.sites.length) : answers;
  const subscribers = outside.length === 0 ? subscribersAmong(program, callee, answers) : [];
  if (subscribers.length > 0) return by(subscribers);
  const isTemplate = areSeveral(outside) && (isOneOfList(callee) || areOfSeveralCallers(outside)) && !isChoice(subject, callee);
  if (origin !== 'table' && !isTemplate && !isHandlerByName(callee)) return null;
  return by(outside.flatMap(atLast));
}

/** A registry's own method that looks the handler up: what other services do with the message is part of the work. */
function isFromTable(fn: FunctionValue, context: Context, call: ts.CallExpression): boolean {
  return contains(fn.node, call) && originOf({ fn, context, read: () => fn, fetched: null }, bare(call.expression)) === 'table';
}

/** A consumer with one dispatcher behind it: what the dispatcher hands the message on to, if it does. */
function throughOne(program: Program, answers: readonly Answer[], depth: number): Delegation | null {
  if (depth >= longest) return null;
  const found = answers.flatMap(({ fn, context }) => {
    const env = fn.self?.kind === 'instance' ? asInstance(program, fn.node, fn.self) : fn.env;
    const here = { ...fn, env };
    const delegation = delegationOf(program, { fn: here, context: { ...inPlace, env }, read: () => here, fetched: null }, depth + 1);
    return delegation ? [{ ...delegation, answers: delegation.answers.map((answer) => ({ ...answer, context })) }] : [];
  });
  const [first] = found;
  return first ? { call: first.call, answers: found.flatMap((one) => one.answers), ...(first.isMarked ? { isMarked: true } : {}) } : null;
}

/** A step that the class itself does, `this.processMessage(message)`: what that method hands the message on to, if it does. */
function throughOwn(program: Program, { fn, context }: Subject, callee: ts.Expression, read: Subject['read'], depth: number): Delegation | null {
  const own = membersOf(read(context.env)).find((value) => value.kind === 'function');
  if (depth >= longest || own?.kind !== 'function' || !own.node.body || own.node === fn.node || !ts.isPropertyAccessExpression(callee)) return null;
  if (!isOfClass(program, own.node, fn.node)) return null;
  const again = (env: Environment): Value => {
    // The frame of one of its own methods says which object this is, though not how the message came to it.
    const self = selfOf(env);
    if (self?.kind === 'instance') return { ...own, self };
    return membersOf(read(env)).find((value) => value.kind === 'function' && value.node === own.node) ?? own;
  };
  const delegation = delegationOf(program, { fn: own, context, read: again, fetched: null }, depth + 1);
  return delegation && { ...delegation, answers: delegation.answers.map((answer) => ({ ...answer, context: seenFrom(program, fn.node, answer.context) })) };
}

/** `processPartialResponse(event, this.onRecord, processor)`: a package's function that runs a method of this object for each part of the message, and what that hands it on to. */
function throughRunner(
  program: Program,
  subject: Subject,
  call: ts.CallExpression,
  inside: (env: Environment) => Environment,
  depth: number,
): Delegation | null {
  const isForeign = membersOf(program.valueOf(call.expression, inside(subject.context.env))).some((value) => value.kind === 'api');
  const step = call.arguments.map(bare).find((argument) => originOf(subject, argument) === 'this');
  if (!isForeign || !step) return null;
  const question = { at: call, read: (env: Environment) => program.valueOf(step, inside(env)) };
  const answers = overridden(program, subject.fn, subject.context, step, question);
  return answers.length > 0 ? { call, answers } : throughOwn(program, subject, step, question.read, depth);
}

/** A method of the class around `node`, or of one that it extends. */
function isOfClass(program: Program, method: ts.Node, node: ts.Node): boolean {
  const cls = program.classAround(node);
  const name = ts.isMethodDeclaration(method) ? method.name.getText() : '';
  return program.classAround(method)?.node === cls?.node || (cls !== null && program.methodOf(cls, name)?.node === method);
}

/** Where a subclass was found from within a step, its object as the method around `at` has it: that one is registered, and reads the object's fields. */
function seenFrom(program: Program, at: ts.Node, context: Context): Context {
  if (context.self === null) return context;
  const env = asInstance(program, at, madeOf(program, context.self));
  return { ...context, env, rebuild: () => env };
}

/**
 * A function that is given the message and, beside it, what this one was supplied with: `safely(handle, message)`, or a method of its own, runs that in its turn.
 * One that is given the message alone looks its handler up in a table that others fill: `dispatch(message)`.
 */
function throughHelper(
  program: Program,
  subject: Subject,
  call: ts.CallExpression,
  inside: (env: Environment) => Environment,
  depth: number,
): Delegation | null {
  const tainted = subject.fetched && subject.fn.node.body ? namesFrom(subject.fn.node.body, subject.fetched) : taintedNames(subject.fn.node);
  const isSupplied = (argument: ts.Expression): boolean => {
    const origin = originOf(subject, bare(argument));
    // What a look-up by the message gives is a handler all the same.
    return origin === 'table' || (origin !== null && !mentions(argument, tainted));
  };
  const isHelper = ts.isIdentifier(call.expression) || originOf(subject, bare(call.expression)) === 'this';
  if (depth >= longest || !isHelper) return null;
  const helpers = (env: Environment): readonly FunctionValue[] => program.functionsOf(program.valueOf(call.expression, inside(env)));
  const helper = helpers(subject.context.env).find(({ node }) => node.body !== undefined && node !== subject.fn.node);
  const isGiven = call.arguments.some(isSupplied);
  if (!helper || (!isGiven && !(isDispatcher(helper) && isAlone(program, subject, call, tainted)))) return null;
  const carrying = helper.node.parameters.filter((_, index) => {
    const argument = call.arguments[index];
    return argument !== undefined && mentions(argument, tainted);
  });
  const entered = (env: Environment): FunctionValue => {
    const args = program.argumentsOf({ node: call, env: inside(env) });
    return { ...helper, env: program.enter(helpers(env).find(({ node }) => node === helper.node) ?? helper, args) };
  };
  const fetched = carrying.flatMap(({ name }) => namesIn(name));
  const found = delegationOf(program, { fn: entered(subject.context.env), context: subject.context, read: entered, fetched, helps: true }, depth + 1);
  // What this one wrote itself for the helper to call back is a part of its work.
  const answers = found?.answers.filter((answer) => !contains(subject.fn.node, answer.fn.node)) ?? [];
  return found && answers.length > 0 && (isGiven || answers.every(({ linked }) => !linked)) ? { ...found, answers } : null;
}

/** Nothing else of the workspace's own is given the message and waited for. */
function isAlone(program: Program, subject: Subject, call: ts.CallExpression, tainted: ReadonlySet<string>): boolean {
  const others = callsIn(subject.fn.node).filter((other) => other !== call && isWaitedFor(other));
  return !others.some((other) => other.arguments.some((argument) => handsOver(argument, tainted)) && isOwn(program, subject, other));
}

/** It calls what it takes out of a table. */
function isDispatcher(fn: FunctionValue): boolean {
  const subject: Subject = { fn, context: inPlace, read: () => fn, fetched: null };
  return callsIn(fn.node).some(({ expression }) => originOf(subject, calledThrough(bare(expression))) === 'table');
}

/** What fills in an abstract method may itself hand the message on to an abstract method of another class; the one function behind a wrapper, to those registered with it. */
function relayed(program: Program, answer: Answer, depth: number): readonly Answer[] {
  if (depth >= longest) return [answer];
  const { self } = answer.fn;
  const isOne = self?.kind === 'instance' && !isAbstract(self.class);
  const env = isOne ? asInstance(program, answer.fn.node, self) : self?.kind === 'instance' ? null : answer.fn.env;
  const here = { ...answer.fn, env, self: isOne ? self : null };
  const read = (outer: Environment): Value => {
    const bound = isOne ? null : selfOf(outer);
    return bound ? { ...here, self: bound } : here;
  };
  const inner = delegationOf(program, { fn: here, context: { ...inPlace, env }, read, fetched: null }, depth + 1);
  const isGivenHandlers = inner !== null && mayBeOneOfSeveral(bare(inner.call.expression)) && areSeveral(inner.answers);
  const mayBe = (one: Answer): boolean =>
    answer.fillsIn
      ? one.fillsIn === true
      : !one.linked || one.context.self !== null || isGivenHandlers || isOuterWrapper(answer) || (isOne && isTemplateMethod(program, answer));
  const filled = inner?.answers.filter(mayBe) ?? [];
  if (!inner || filled.length === 0) return [answer];
  const asHad = ({ context }: Answer): FunctionValue => (context.self && !answer.fillsIn ? { ...answer.fn, self: madeOf(program, context.self) } : answer.fn);
  return filled.map((one) => ({ ...one, context: answer.context, relays: [{ fn: asHad(one), call: inner.call }, ...(one.relays ?? [])] }));
}

/** `job.consume(message)`, where the abstract class of all jobs, or one that a decorator makes round each, takes the message apart and the job says what to do with it. */
function isTemplateMethod(program: Program, { fn }: Answer): boolean {
  const cls = ts.isMethodDeclaration(fn.node) ? program.classAround(fn.node) : null;
  return cls !== null && (isAbstract(cls) || isMixin(cls.node));
}

/** The environment around `fn` as the question's value has it. */
function closureOf(program: Program, value: Value, fn: FunctionValue): Environment {
  const same = membersOf(value).flatMap((member) => (member.kind === 'function' && member.node === fn.node ? [member] : []));
  // One text that was made anew for each of several: the one that is asked about.
  const own = same.find((member) => member.env === fn.env) ?? same[0];
  if (own === undefined) return fn.env;
  if (own.bound) return program.enter(own, []);
  // Entered already, with what the call gave it.
  if (own.env?.node === own.node) return own.env;
  // A method is a step of the same object, so that `this` in there is what it is around.
  return own.self?.kind === 'instance' && ts.isMethodDeclaration(own.node) ? asInstance(program, own.node, own.self) : (own.env ?? null);
}
