// Calls that no model and no workspace code explains: what can be told from names, and the admission that it is not understood.
import ts from 'typescript';
import { computing, madeToRun, objectCopiers } from '../models/packages-by-role.ts';
import type { EffectFact } from '../facts/steps.ts';
import type { ApiValue, FunctionValue, Value } from '../provenance/values.ts';
import { isDoubted, membersOf } from '../provenance/making.ts';
import { bare } from '../syntax/bare.ts';
import { lastNameOf } from '../syntax/file-index.ts';
import { resolveName } from '../syntax/scopes.ts';
import { callbacksOf, runHandedOver, tellBoth } from './callback-calls.ts';
import { actsByItself, isForItsOwnSake, isWaitedFor } from './call-purpose.ts';
import { changesNothing, commandNamed } from './aws-commands.ts';
import { apisOf } from './matching-rows.ts';
import { assumedEffect, builtinMethods, looksLikeLog, looksLikeMetric, speaksToLog } from './plain-names.ts';
import { isKeptForLater } from './kept-for-later.ts';
import { nodeCallback } from './node-callbacks.ts';
import { givenTo } from './repeat/origins.ts';
import { outcomesOf, statesOf, type Outcome, type State } from './state.ts';
import { spokenRequest } from './spoken-request.ts';
import { inThread } from './threads.ts';
import { fallible, fateOf, step, type Scope, type Walk } from './walk.ts';
import { isWrapping } from './guards/library-guard.ts';

export function walkUnmodelled(
  w: Walk,
  states: readonly State[],
  node: ts.CallExpression,
  callee: ts.Expression,
  name: string,
  value: Value,
  scope: Scope,
): readonly Outcome[] {
  if (isWrapping(w, node, scope.env)) return outcomesOf(states);
  const text = textOf(callee);
  const [api] = apisOf(value);
  const kind = harmlessKind(text);
  const isInside =
    kind === null &&
    ((staysInside(value, name, hasUnknownSide(value) ? undefined : api?.package) && !runsAnother(w, node, callee, name, value, scope)) ||
      isOfTransport(w, callee) ||
      isOfCollection(w, callee, scope) ||
      callee.kind === ts.SyntaxKind.ImportKeyword);
  const command = commandSent(w, node, scope);
  const request = spokenRequest(w, node, scope);
  const assumed: Assumed | null =
    request === null || request === 'read' ? assumedOf(command, name) : { kind: 'http', verb: 'sends a request', repeat: request };
  const told = kind === null && !isInside && api !== undefined && request !== 'read' && tellsErrorTo(node, name) ? nodeCallback(w, node, scope) : null;
  if (told !== null) return walkTold(w, states, node, callee, value, assumed, told, scope);
  const inside = runHandedOver(w, states, callbacksOf(w, node, scope), node, scope);
  if (kind !== null) {
    w.writer.harmless({ place: w.program.placeOf(node), call: text, kind });
    return inside;
  }
  if (isInside && !isActOfMessage(node, name, value)) return inside;
  const after = statesOf(inside);
  if (command !== null && changesNothing(command)) return outcomesOf(fallible(w, after, { kind: 'call' }, node, `calls ${command}`, scope));
  if (request === 'read') return outcomesOf(fallible(w, after, { kind: 'call' }, node, 'sends a request', scope));
  if (isForItsOwnSake(w, node, scope) || tellsErrorTo(node, name)) {
    if (api === undefined) return isFilling(name) ? inside : outcomesOf(opaque(w, after, node, callee, value, scope));
    if (assumed !== null && isMessage(assumed)) return outcomesOf(assume(w, after, node, callee, value, assumed, scope, true));
    const isSetting = assumed !== null && !isToQueue(callee) && (isFilling(name) || /^(?:set|add)[A-Z]/.test(name) || !ts.isPropertyAccessExpression(callee));
    const mayAct = tellsErrorTo(node, name) || (!isSetting && isGivenMessage(w, node, scope));
    return mayAct ? outcomesOf(opaque(w, after, node, callee, value, scope)) : inside;
  }
  if (!isWaitedFor(w, node, scope)) return assumed !== null && isHeard(node) ? outcomesOf(opaque(w, after, node, callee, value, scope)) : inside;
  return outcomesOf(assumed === null ? opaque(w, after, node, callee, value, scope) : assume(w, after, node, callee, value, assumed, scope));
}

/** A logger of the workspace's own: where it writes, nobody minds losing or repeating, and its failing is none of the handler's. */
export function walkOwnLog(w: Walk, states: readonly State[], node: ts.CallExpression, callee: ts.Expression, value: Value): readonly Outcome[] | null {
  const text = textOf(callee);
  if (!speaksToLog(text.replaceAll('#', ''))) return null;
  const own = w.program.functionsOf(value).filter(({ node: fn }) => fn.body !== undefined);
  if (own.length === 0 || !own.every(({ node: fn }) => isOfLogger(w, fn))) return null;
  w.writer.harmless({ place: w.program.placeOf(node), call: text, kind: 'log' });
  return outcomesOf(states);
}

/** It stands in a class, or a file, that is called a logger. */
function isOfLogger(w: Walk, fn: ts.Node): boolean {
  const name = w.program.classAround(fn)?.node.name?.text ?? '';
  return /log/i.test(name) || /(?:^|[/.-])log(?:ger|ging|s)?(?:[/.-]|$)/i.test(w.program.fileOf(fn));
}

/** The command of an AWS client among a call's arguments, `DeleteStage`. */
function commandSent(w: Walk, node: ts.CallExpression, scope: Scope): string | null {
  const [command] = node.arguments;
  const names = command === undefined ? [] : apisOf(w.program.valueOf(command, scope.env)).flatMap((api) => commandNamed(api) ?? []);
  return names[0] ?? null;
}

type Assumed = NonNullable<ReturnType<typeof assumedEffect>> & { readonly repeat?: EffectFact['repeat'] };

function assumedOf(command: string | null, name: string): Assumed | null {
  if (command === null) return assumedEffect(name);
  const assumed = assumedEffect(command.charAt(0).toLowerCase() + command.slice(1)) ?? { kind: 'other', verb: 'changes something outside' };
  if (!leavesTheSame.test(command)) return assumed;
  return { ...assumed, repeat: { mask: 'natural', why: 'doing it again leaves the same thing there, or nothing' } };
}

/** The command names the state that things are in afterwards. */
const leavesTheSame = /^(?:Delete|Put|Tag|Untag|Terminate|Deregister|Disable|Enable|Detach|Disassociate)/;

function textOf(callee: ts.Expression): string {
  return callee.getText().replace(/\s+/g, '');
}

/** By what it is called, be it a private field's name or another's: `this.#logger.info(...)`. */
function harmlessKind(text: string): 'log' | 'metric' | 'trace' | null {
  const spoken = text.replaceAll('#', '');
  if (looksLikeLog(spoken)) return 'log';
  return looksLikeMetric(spoken) ? 'metric' : null;
}

/**
 * `handlers[topic](message)` on a table that a library made of what it was given, `_.each(routes, (route) => route.handle(message))`:
 * the library only computes, and what is taken out of its result or handed to its callback is the workspace's own. So is what an object of unknown making runs.
 */
export function isTakenOut(w: Walk, node: ts.CallExpression, callee: ts.Expression, value: Value, scope: Scope): boolean {
  if (value.kind !== 'api' || !actsByItself(w, node, scope)) return false;
  if (value.token?.kind === 'member' && madeToRun.get(value.package)?.has(value.token.name)) return true;
  if (!objectCopiers.has(value.package)) return false;
  const steps: string[] = [];
  for (let at: ApiValue | null = value; at?.token; at = at.parent) steps.unshift(at.token.kind);
  if (steps.includes('parameter')) return true;
  return !ts.isPropertyAccessExpression(callee) && steps.includes('return') && /^(?:element|member)$/.test(steps.at(-1) ?? '');
}

/** A message, or a part of it, is put where something else of the process takes it from; null for any other call. */
export function leaveForLater(w: Walk, states: readonly State[], node: ts.CallExpression, callee: ts.Expression, scope: Scope): readonly Outcome[] | null {
  const isKept = isKeptForLater(node, callee) && isGivenMessage(w, node, scope);
  return isKept ? walkUnknownSide(w, states, node, w.program.valueOf(callee, scope.env), scope) : null;
}

/** What is done to plain data, or by a library that only computes. */
function staysInside(value: Value, name: string, package_: string | undefined): boolean {
  if (package_ !== undefined) return package_ === 'global' || computing.has(package_) || computing.has(`node:${package_}`);
  if (value.kind === 'message' || value.kind === 'constant' || value.kind === 'class') return true;
  return builtinMethods.has(name);
}

/** `return this.entries.delete(key)`, where `entries` is a map or a list of the process's own. */
function isOfCollection(w: Walk, callee: ts.Expression, scope: Scope): boolean {
  if (!ts.isPropertyAccessExpression(callee)) return false;
  const members = membersOf(w.program.valueOf(callee.expression, scope.env));
  return members.every(({ kind }) => kind === 'map' || kind === 'list' || kind === 'array') && members.length > 0 && collectionMethods.has(callee.name.text);
}

const collectionMethods: ReadonlySet<string> = new Set(['get', 'set', 'has', 'add', 'delete', 'clear', 'keys', 'values', 'entries']);

/** `await job.data.account.charge(sum)`: what a message brings is plain data, unless it is waited for as something that acts. The message's own methods are its library's. */
export function isActOfMessage(node: ts.CallExpression, name: string, value: Value): boolean {
  if (value.kind !== 'message' || !ts.isAwaitExpression(node.parent)) return false;
  return (value.api === undefined || value.path.length > 2) && assumedEffect(name) !== null;
}

/** `action.exec(content)`, waited for or with nobody looking at what it gives: a regular expression's method is called for what it finds. `return work.apply(null, args)` runs one at any rate. */
function runsAnother(w: Walk, node: ts.CallExpression, callee: ts.Expression, name: string, value: Value, scope: Scope): boolean {
  if (!/^(exec|call|apply)$/.test(name) || node.arguments.length === 0 || (value.kind !== 'unknown' && value.kind !== 'parameter')) return false;
  if (!ts.isPropertyAccessExpression(callee)) return false;
  const isEntry = ts.isElementAccessExpression(bare(callee.expression));
  if (name !== 'exec' && isWaitedFor(w, node, scope)) return !builtinMethods.has(lastNameOf(bare(callee.expression)) ?? '');
  return (isEntry || !ts.isVariableDeclaration(node.parent)) && actsByItself(w, node, scope);
}

/** Some of what this may run is known, and some is not: a handler that a caller may override, a table of functions with one from elsewhere. */
export function hasUnknownSide(value: Value): boolean {
  return membersOf(value).some((member) => member.kind === 'parameter' || isDoubted(member));
}

/** The side of a choice that nothing is known about. */
export function walkUnknownSide(w: Walk, states: readonly State[], node: ts.CallExpression, value: Value, scope: Scope): readonly Outcome[] {
  const callee = bare(node.expression);
  const inside = runHandedOver(w, states, callbacksOf(w, node, scope), node, scope);
  return harmlessKind(textOf(callee)) === null ? outcomesOf(opaque(w, statesOf(inside), node, callee, value, scope)) : inside;
}

/** ``await db.$executeRaw`UPDATE ...` `` of something unknown; a tag that nobody waits for makes a text. */
export function walkUnknownTag(w: Walk, states: readonly State[], node: ts.TaggedTemplateExpression, value: Value, scope: Scope): readonly Outcome[] {
  return outcomesOf(ts.isAwaitExpression(node.parent) ? opaque(w, states, node, node.tag, value, scope) : states);
}

/** Sent off by a library that is not here, with nobody looking at what comes of it. */
function isMessage(assumed: Assumed): boolean {
  return assumed.kind !== 'other' && assumed.kind !== 'database';
}

/** `client.act(pattern, (error, reply) => ...)`: it does something that can fail, and tells the callback. A listener waits for what others do. */
function tellsErrorTo({ arguments: given }: ts.CallExpression, name: string): boolean {
  const last = given.at(-1);
  const told = last && (ts.isArrowFunction(last) || ts.isFunctionExpression(last)) ? last.parameters[0]?.name.getText() : undefined;
  return told !== undefined && /^_?e$|err(?:or)?\d*$/i.test(told) && !/^(?:on|once|addListener|use|catch)$/.test(name);
}

/** What it does, or what is not understood of it, and then its callback, which is told how that went. */
function walkTold(
  w: Walk,
  states: readonly State[],
  node: ts.CallExpression,
  callee: ts.Expression,
  value: Value,
  assumed: Assumed | null,
  told: FunctionValue,
  scope: Scope,
): readonly Outcome[] {
  const throws: Outcome[] = [];
  const heard: Scope = { ...scope, exits: { ...scope.exits, throws } };
  const done = assumed === null ? opaque(w, states, node, callee, value, heard) : assume(w, states, node, callee, value, assumed, heard);
  return outcomesOf(statesOf(tellBoth(w, done, throws, told, scope)));
}

/** `client.post(url).on('complete', (answer) => ...)`: an event of its own tells how it went. */
function isHeard({ parent }: ts.CallExpression): boolean {
  if (!ts.isPropertyAccessExpression(parent) || !/^(?:on|once)$/.test(parent.name.text)) return false;
  const call = parent.parent;
  return ts.isCallExpression(call) && call.expression === parent && call.arguments.length === 2;
}

/** `orders.handle(message);` of a package that no model knows: what it does with the message, it may do outside. */
function isGivenMessage(w: Walk, { arguments: given }: ts.CallExpression, scope: Scope): boolean {
  return given.some((argument) => isOfMessage(w, argument, scope, 0));
}

/** As many names as a message is called by, taken apart and put together again, on its way through the layers of a service. */
const mostNames = 8;

function isOfMessage(w: Walk, node: ts.Node, scope: Scope, depth: number): boolean {
  if (ts.isFunctionLike(node)) return false;
  if (!ts.isIdentifier(node)) return ts.forEachChild(node, (child) => isOfMessage(w, child, scope, depth)) ?? false;
  if (w.program.valueOf(node, scope.env).kind === 'message') return true;
  let declaration: ts.Node | null = depth < mostNames ? resolveName(node.text, node) : null;
  while (declaration !== null && ts.isBindingElement(declaration)) declaration = declaration.parent.parent;
  const given = declaration !== null && ts.isParameter(declaration) ? givenTo(declaration, scope.env) : null;
  if (given !== null) return isOfMessage(w, given.node, { ...scope, env: given.env }, depth + 1);
  const made = declaration !== null && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  return made !== undefined && isOfMessage(w, made, scope, depth + 1);
}

/** On something unknown and without a look at the answer, these are a collection's. */
function isFilling(name: string): boolean {
  return /^(add|set|delete|clear)$/.test(name);
}

/** `this.mailQueue.add(mail)`: work that a queue of some library is given, by what it is called. */
function isToQueue(callee: ts.Expression): boolean {
  if (!ts.isPropertyAccessExpression(callee)) return false;
  return /queue|producer|publisher|jobs?$/i.test(lastNameOf(callee.expression) ?? '');
}

/** What the library hands the handler beside the message: a context, a callback in Node's manner. */
function isOfTransport(w: Walk, callee: ts.Expression): boolean {
  let root = callee;
  while (ts.isPropertyAccessExpression(root)) root = bare(root.expression);
  const declaration = ts.isIdentifier(root) ? resolveName(root.text, root) : null;
  const { fn, shown } = w.entered;
  if (declaration === null || !ts.isParameter(declaration)) return false;
  // What `bind` put in front is the workspace's own.
  if (declaration.parent === fn.node) return fn.node.parameters.indexOf(declaration) >= (fn.bound?.length ?? 0);
  return declaration.parent === shown?.node;
}

function opaque(
  w: Walk,
  states: readonly State[],
  node: ts.CallExpression | ts.TaggedTemplateExpression,
  callee: ts.Expression,
  value: Value,
  scope: Scope,
): readonly State[] {
  const call = w.program.describe(value, bare(callee));
  w.writer.opaque({ place: w.program.placeOf(node), call });
  return fallible(w, states, { kind: 'call' }, node, `calls ${call}`, scope);
}

function assume(
  w: Walk,
  states: readonly State[],
  node: ts.CallExpression,
  callee: ts.Expression,
  value: Value,
  assumed: Assumed,
  scope: Scope,
  floating = false,
): readonly State[] {
  const effect = w.writer.effect(
    {
      place: w.program.placeOf(node),
      call: w.program.describe(value, bare(callee)),
      kind: assumed.kind,
      verb: assumed.verb,
      repeat: assumed.repeat ?? { mask: 'exposed', why: 'nothing is known about this call but its name' },
      transaction: null,
      floating,
      neverSent: false,
      attemptScoped: false,
      assumed: true,
    },
    fateOf(scope),
  );
  if (floating)
    return statesOf(inThread(w, states, node, scope, (inner) => step(w, inner, { kind: 'effect', effect, failureIgnored: true }, node, assumed.verb)));
  return fallible(w, states, { kind: 'effect', effect, failureIgnored: false }, node, assumed.verb, scope);
}
