// What a function is supplied with more than one of: ports for its own work, a method for each kind of message, a list of handlers.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { lastNameOf } from '../syntax/file-index.ts';
import { contains } from '../syntax/places.ts';
import { resolveName } from '../syntax/scopes.ts';
import { calledThrough, mayBeOneOfSeveral } from './callees.ts';
import { isAnswerToError, isHook, isWaitedFor } from './call-uses.ts';
import { callsIn, handsOver, mentions, taintedNames } from './message-names.ts';
import { hasLookUp, originOf, type Subject } from './origins.ts';
import type { Answer } from './outward.ts';
import { declarationOf, turnOf } from './turns.ts';
import type { Program } from '../provenance/program.ts';
import type { Environment } from '../provenance/values.ts';

/** It was given a function for each of several things it does with the message, none of them called its handler: the work is its own. */
export function usesPorts(subject: Subject, given: readonly ts.CallExpression[]): boolean {
  const ports = given.flatMap((call) => {
    const callee = bare(call.expression);
    return ts.isIdentifier(callee) && isWaitedFor(call) && originOf(subject, callee) === 'called' ? [callee.text] : [];
  });
  return new Set(ports).size > 2 && !ports.some((name) => /handle|process|execute|consume|listener|callback|^(?:fn|func|next|inner)$/i.test(name));
}

/** Several methods of what it was supplied with, one for each kind of message: it decides itself, and they are services to it. */
export function isChoice(subject: Subject, callee: ts.Expression): boolean {
  const { body } = subject.fn.node;
  if (!body || subject.fetched) return false;
  const tainted = taintedNames(subject.fn.node);
  const isOther = (call: ts.CallExpression): boolean =>
    isWaitedFor(call) && !isHook(call) && !isAnswerToError(call, body) && call.arguments.some((argument) => mentions(argument, tainted));
  return callsIn(body).some((call) => {
    const other = bare(call.expression);
    return isOther(call) && originOf(subject, other) === 'supplied' && lastNameOf(other) !== lastNameOf(callee);
  });
}

/** `for (const handler of handlers) await handler.handle(message)`. */
export function isOneOfList(callee: ts.Expression): boolean {
  if (hasLookUp(callee)) return true;
  const owner = ts.isPropertyAccessExpression(callee) ? bare(callee.expression) : callee;
  const declaration = ts.isIdentifier(owner) ? resolveName(owner.text, owner) : null;
  return declaration !== null && ts.isVariableDeclaration(declaration) && ts.isForOfStatement(declaration.parent.parent);
}

/** `for (const [name, run] of Object.entries(table)) boss.work(name, (job) => run(job.data))`: each turn of a loop around registers what it took from the list. */
export function registeredInTurn(program: Program, { fn, context }: Subject, callee: ts.Expression, env: Environment): readonly Answer[] {
  const root = ts.isPropertyAccessExpression(callee) ? bare(callee.expression) : callee;
  const declared = declarationOf(root);
  // `const consumer = new Consumer()`, a class of the list.
  const made = declared && ts.isVariableDeclaration(declared) && declared.initializer ? bare(declared.initializer) : null;
  const taken = made && ts.isNewExpression(made) ? declarationOf(made.expression) : declared;
  const turn = taken && turnOf(taken);
  if (!turn || contains(fn.node, turn.body) || !contains(turn.body, fn.node)) return [];
  const functions = program.functionsOf(program.valueOf(callee, env)).filter(({ node }) => node.body !== undefined);
  return functions.length > 1 ? functions.map((one) => ({ context, fn: one, linked: true })) : [];
}

/** `this.subscriber.on(event)`, known by its interface alone: each class that says what it is subscribed to is one of those that a container, or whoever else makes them, hands in. */
export function subscribersAmong(program: Program, callee: ts.Expression, answers: readonly Answer[]): readonly Answer[] {
  if (!mayBeOneOfSeveral(callee)) return [];
  const own = answers.filter(({ fn }) => fn.self?.kind === 'instance' && fn.self.made === null && saysItsSubject(program.classAround(fn.node)?.node));
  return own.length > 1 && own.length === answers.length ? own : [];
}

const subjects = /^(?:subscrib\w*|(?:queue|topic|event|channel|subject|pattern|exchange|routingKey|message)(?:s|Name|Names|Type|Types)?)$/i;

function saysItsSubject(cls: ts.ClassLikeDeclaration | undefined): boolean {
  return cls?.members.some((member) => member.name !== undefined && subjects.test(member.name.getText())) === true;
}

/** `this.onOffer(offer)` on one way and `this.onWakeUp(sku)` on another: what the object was made with for each kind of message is the handler of that kind. */
export function listenersBeside(call: ts.CallExpression, given: readonly ts.CallExpression[]): readonly ts.CallExpression[] {
  const isListener = (one: ts.CallExpression): boolean => /^this\.[#_]?on[A-Z]\w*$/.test(bare(one.expression).getText()) && isWaitedFor(one) && !isHook(one);
  return isListener(call)
    ? given.filter((other) => isListener(other) && lastNameOf(other.expression) !== lastNameOf(call.expression) && areApart(other, call))
    : [];
}

/** Neither comes after the other: they stand in two functions, or in two branches. */
function areApart(left: ts.Node, right: ts.Node): boolean {
  const [one, other] = [wayOf(left), wayOf(right)];
  return !contains(one, right) && !contains(other, left);
}

function wayOf(node: ts.Node): ts.Node {
  let at = node;
  const isWay = ({ parent }: ts.Node): boolean => ts.isFunctionLike(parent) || ts.isIfStatement(parent) || ts.isCaseClause(parent) || ts.isSourceFile(parent);
  while (!isWay(at)) at = at.parent;
  return ts.isCaseClause(at.parent) ? at.parent : at;
}

/** A wrapper round a wrapper: a function literal that hands the message to what the function around it was given, or to a member of that. */
export function isOuterWrapper({ fn, context }: Answer): boolean {
  const { body } = fn.node;
  if (!body) return false;
  const tainted = taintedNames(fn.node);
  const subject: Subject = { fn, context, read: () => fn, fetched: null };
  const given = callsIn(body).filter((call) => call.arguments.some((argument) => handsOver(argument, tainted)));
  return given.some(({ expression }) => /^(called|supplied)$/.test(originOf(subject, calledThrough(bare(expression))) ?? ''));
}
