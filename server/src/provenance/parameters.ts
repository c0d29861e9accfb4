// A parameter that no environment binds: its annotation, what is injected, its default, or the callback position its function stands in.
import ts from 'typescript';
import { indexOf, type CallNode } from '../syntax/file-index.ts';
import { givenNames, nameGiven } from '../syntax/given-names.ts';
import { contains } from '../syntax/places.ts';
import { resolveName } from '../syntax/scopes.ts';
import { annotationOf } from './contextual-types.ts';
import { makerOf } from './maker-of.ts';
import { constructorOf } from './classes.ts';
import { handedByCollection } from './collections.ts';
import { environmentOutside } from './environments.ts';
import type { Evaluator } from './evaluator.ts';
import { apiChild, membersOf, unionOf, unknown } from './making.ts';
import type { ApiValue, Environment, FunctionValue, ParameterValue, Token, Value } from './values.ts';

export function unboundParameter(ev: Evaluator, node: ts.ParameterDeclaration, env: Environment): Value {
  const injected = ev.injected(node);
  if (injected) return injected;
  // A type argument of the call may know more than an annotation, and a path more than a type: the position comes first where an API gives it.
  const handed = handedTo(ev, node, env);
  const annotation = annotationOf(ev, node);
  const typed = annotation ? ev.valueOfType(annotation, env) : unknown;
  const isTelling = typed.kind !== 'unknown' && typed.kind !== 'constant';
  if (handed.kind === 'api' && !(isTelling && typed.kind !== 'api')) return handed;
  if (isTelling) return typed.kind === 'api' && typed.token?.kind === 'type' ? { ...typed, open: { kind: 'parameter', node, path: [] } } : typed;
  if (handed.kind !== 'unknown') return handed;
  const named = ts.isConstructorDeclaration(node.parent) && ts.isIdentifier(node.name) ? ev.injectedByName(node, node.name.text) : null;
  if (named) return named;
  const own: Value = { kind: 'parameter', node, path: [] };
  if (!node.initializer) return own;
  const initial = ev.valueOf(node.initializer, null);
  return initial.kind === 'api' || initial.kind === 'instance'
    ? initial
    : initial.kind === 'unknown' || initial.kind === 'constant'
      ? own
      : unionOf([initial, own]);
}

/** What the call that a function is handed to gives to its parameter, as far as that is known. */
export function handedTo(ev: Evaluator, node: ts.ParameterDeclaration, env: Environment): Value {
  const position = callbackPosition(node.parent);
  if (position && isFactory(position)) return unknown;
  if (position) return handedOver(ev, position, indexIn(node), environmentOutside(node.parent, env));
  const maker = makerOf(node.parent);
  if (maker) return ev.once(maker, () => unionOf(positionsOfMade(ev, maker).map((made) => handedOver(ev, made, indexIn(node), null))));
  const given = positionsByName(node.parent);
  const toElements = given.flatMap((each) => (isFirst(each) ? (byMethod(ev, each.call, indexIn(node), null) ?? []) : []));
  return unionOf(toElements.length > 0 || isCalled(node.parent) ? toElements : given.flatMap((each) => byLibrary(ev, each, indexIn(node))));
}

/** Where the calls of a maker hand on what they get: `createChannel({ setup: setup('orders') })`. */
function positionsOfMade(ev: Evaluator, maker: ts.SignatureDeclaration): readonly CallbackPosition[] {
  return ev.callsOf(maker).flatMap(({ node }) => positionOf(node, []) ?? []);
}

/** What a library hands to a function that it was given by its name; a function of the workspace may be asked by its callers. */
function byLibrary(ev: Evaluator, position: CallbackPosition, index: number): readonly Value[] {
  const { call } = position;
  return membersOf(ev.valueOf(call.expression, null)).flatMap((callee) => (callee.kind === 'api' ? [apiCallback(callee, position, index, null)] : []));
}

/** `boss.then(ready)`, `connect(url, onConnect)`, `createChannel({ setup: this.setup })`: where the file of a function gives it to a call by its name. */
function positionsByName(fn: ts.Node): readonly CallbackPosition[] {
  const named = declarationOf(fn);
  if (!named) return [];
  const places = givenNames(fn.getSourceFile()).get(named.text) ?? [];
  return places.filter((place) => isGiven(place, named.declaration)).flatMap((place) => positionOf(place, []) ?? []);
}

function isGiven(place: ts.Node, declaration: ts.Node): boolean {
  const name = nameGiven(place);
  if (!name) return false;
  if (ts.isIdentifier(name)) return resolveName(name.text, name.parent) === declaration;
  return ts.isClassLike(declaration.parent) && contains(declaration.parent, name);
}

/** Somebody in its own file calls it besides: what it is given then is what its callers say. */
function isCalled(fn: ts.Node): boolean {
  const named = declarationOf(fn);
  const calls = named ? (indexOf(fn.getSourceFile()).calls.get(named.text) ?? []) : [];
  return calls.some((call) => ts.isCallExpression(call) && isGiven(call.expression, named?.declaration ?? fn));
}

/** What a function is known by in its file: a function, a variable, a method or a field that holds it. */
function declarationOf(fn: ts.Node): { readonly declaration: ts.Node; readonly text: string } | null {
  const isOwn = ts.isFunctionDeclaration(fn) || (ts.isMethodDeclaration(fn) && ts.isClassLike(fn.parent));
  const declaration = isOwn ? fn : ts.isVariableDeclaration(fn.parent) || ts.isPropertyDeclaration(fn.parent) ? fn.parent : null;
  return declaration?.name && ts.isIdentifier(declaration.name) ? { declaration, text: declaration.name.text } : null;
}

/** `{ provide: TOKEN, useFactory: (queue: Queue) => ... }`: a container fills its parameters, not the call around it. */
function isFactory({ inside }: CallbackPosition): boolean {
  const last = inside.at(-1);
  return last?.kind === 'member' && last.name === 'useFactory';
}

/** `state.channel`, after `state.channel = connection.createChannel()`: what was put into a parameter further up, whatever its callers handed over. */
export function writtenAbove(ev: Evaluator, node: ts.PropertyAccessExpression, env: Environment): Value {
  const writes = indexOf(node.getSourceFile()).memberWrites.get(node.name.text) ?? [];
  const holder = writes.length > 0 ? parameterNamed(node.expression) : null;
  if (!holder) return unknown;
  const above = writes.filter(
    ({ node: write, target, path }) =>
      path.length === 0 && write.end <= node.pos && ts.isPropertyAccessExpression(target) && parameterNamed(target.expression) === holder,
  );
  const values = above.map((write) => ev.valueOf(write.value, env));
  // A flag or a name may be written again where the walk has not come by yet.
  return unionOf(values.filter((value) => value.kind !== 'constant'));
}

function parameterNamed(node: ts.Expression): ts.ParameterDeclaration | null {
  const declaration = ts.isIdentifier(node) ? resolveName(node.text, node) : null;
  return declaration && ts.isParameter(declaration) ? declaration : null;
}

function indexIn(node: ts.ParameterDeclaration): number {
  return node.parent.parameters.findIndex((parameter) => parameter === node);
}

/** A function literal that is handed to a call: directly, or inside objects and arrays. */
interface CallbackPosition {
  readonly call: ts.CallExpression | ts.NewExpression;
  readonly argument: number;
  readonly inside: readonly Token[];
}

function callbackPosition(fn: ts.Node): CallbackPosition | null {
  if (!ts.isArrowFunction(fn) && !ts.isFunctionExpression(fn) && !ts.isMethodDeclaration(fn)) return null;
  const inside: Token[] = [];
  let at: ts.Node = fn;
  if (ts.isMethodDeclaration(fn)) {
    if (!ts.isObjectLiteralExpression(fn.parent)) return null;
    if (!('text' in fn.name)) return null;
    inside.unshift({ kind: 'member', name: fn.name.text });
    at = fn.parent;
  }
  return positionOf(at, inside);
}

/** The call in whose arguments a node stands, and where. */
function positionOf(start: ts.Node, within: readonly Token[]): CallbackPosition | null {
  const inside = [...within];
  let at = start;
  if (ts.isShorthandPropertyAssignment(at)) {
    inside.unshift({ kind: 'member', name: at.name.text });
    at = at.parent;
  }
  for (;;) {
    const parent: ts.Node = at.parent;
    if ((ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression !== at) {
      const argument = parent.arguments?.findIndex((candidate) => candidate === at) ?? -1;
      return argument < 0 ? null : { call: parent, argument, inside };
    }
    if (ts.isPropertyAssignment(parent) && 'text' in parent.name) {
      inside.unshift({ kind: 'member', name: parent.name.text });
      at = parent.parent;
    } else if (ts.isArrayLiteralExpression(parent)) {
      inside.unshift({ kind: 'element' });
      at = parent;
    } else if (ts.isParenthesizedExpression(parent) || ts.isAsExpression(parent) || ts.isSatisfiesExpression(parent)) at = parent;
    else return null;
  }
}

const elementCallbacks = new Set(['map', 'forEach', 'filter', 'find', 'some', 'every', 'flatMap', 'findIndex']);
const foldingCallbacks = new Set(['reduce', 'reduceRight']);

function handedOver(ev: Evaluator, position: CallbackPosition, index: number, env: Environment): Value {
  const known = isFirst(position)
    ? byMethod(ev, position.call, index, env)
    : position.inside.length > 0
      ? null
      : handedByCollection(ev, position.call, position.argument, index, env);
  return known ?? unionOf(membersOf(ev.valueOf(position.call.expression, env)).map((value) => handedBy(ev, value, position, index, env)));
}

function isFirst({ argument, inside }: CallbackPosition): boolean {
  return argument === 0 && inside.length === 0;
}

/** What promises and arrays hand to their callbacks; null when the receiver is neither. */
function byMethod(ev: Evaluator, call: ts.CallExpression | ts.NewExpression, index: number, env: Environment): Value | null {
  const callee = call.expression;
  if (!ts.isPropertyAccessExpression(callee)) return null;
  const name = callee.name.text;
  if (index === 0 && name === 'then') return ev.valueOf(callee.expression, env);
  const isFolding = foldingCallbacks.has(name);
  if (!isFolding && !elementCallbacks.has(name)) return null;
  const receiver = ev.valueOf(callee.expression, env);
  const isList = ev.elementsOf(receiver) !== null;
  const initial = call.arguments?.[1];
  if (isFolding && isList && index === 0) return initial ? ev.valueOf(initial, env) : ev.elementAt(receiver, null);
  const position = isFolding ? index - 1 : index;
  if (position === 0 && isList) return receiver.kind === 'map' ? unionOf(receiver.entries.map((entry) => entry.value)) : ev.elementAt(receiver, null);
  if (position === 0 && (receiver.kind === 'message' || receiver.kind === 'parameter')) return ev.elementAt(receiver, null);
  return position === 1 && receiver.kind === 'map' ? unionOf(receiver.entries.map((entry) => entry.key)) : null;
}

function handedBy(ev: Evaluator, callee: Value, position: CallbackPosition, index: number, env: Environment): Value {
  if (callee.kind === 'api') return apiCallback(callee, position, index, env);
  if (callee.kind === 'function') return workspaceCallback(ev, callee, position, index, env);
  if (callee.kind === 'parameter') return unionOf(methodsGiven(ev, callee).map((fn) => workspaceCallback(ev, fn, position, index, env)));
  const made = callee.kind === 'class' ? constructorOf(callee.node) : null;
  return callee.kind === 'class' && made ? workspaceCallback(ev, { kind: 'function', node: made, env: callee.env, self: null }, position, index, env) : unknown;
}

function apiCallback(callee: ApiValue, position: CallbackPosition, index: number, env: Environment): Value {
  const made = ts.isNewExpression(position.call) ? apiChild(callee, { kind: 'instance' }, { node: position.call, env }) : callee;
  // `new Worker(name, fn)` takes its arguments before there is an instance: the path starts at the class.
  const start = ts.isNewExpression(position.call) ? callee : made;
  const argument = apiChild(start, { kind: 'argument', index: position.argument });
  const place = position.inside.reduce<ApiValue>((at, token) => apiChild(at, token), argument);
  return apiChild(place, { kind: 'parameter', index });
}

/** What a workspace function hands to the callback it was given: the arguments of the calls of its parameter in its body. */
function workspaceCallback(ev: Evaluator, fn: FunctionValue, position: CallbackPosition, index: number, outer: Environment): Value {
  const parameter = fn.node.parameters[position.argument];
  const body = fn.node.body;
  if (!parameter || !ts.isParameter(parameter) || !body) return unknown;
  const args = ev.argumentsOf({ node: position.call, env: outer });
  const env = ev.enter(fn, args);
  return ev.once(parameter, () =>
    unionOf([
      ...callsOfParameter(parameter, body, position.inside).map((call) => passed(ev, call, index, env)),
      ...(position.inside.length > 0 ? [] : passedOn(parameter)).map((further) => handedOver(ev, further, index, env)),
    ]),
  );
}

/** Where a wrapper hands the function it was given on: `open(setup) { return this.connection.createChannel({ setup }); }`. */
function passedOn(parameter: ts.ParameterDeclaration): readonly CallbackPosition[] {
  if (!ts.isIdentifier(parameter.name)) return [];
  const places = givenNames(parameter.getSourceFile()).get(parameter.name.text) ?? [];
  return places.filter((place) => isGiven(place, parameter)).flatMap((place) => positionOf(place, []) ?? []);
}

const mostMakings = 12;

/** `this.manager.open` of a class that is constructed with its manager: the method of what the `new`s hand over. */
function methodsGiven(ev: Evaluator, { node, path }: ParameterValue): readonly FunctionValue[] {
  const owner = node.parent;
  if (!ts.isConstructorDeclaration(owner)) return [];
  return ev
    .callsOf(owner)
    .slice(0, mostMakings)
    .flatMap((site) => {
      const [given = unknown] = ev.argumentsOf(site).slice(owner.parameters.indexOf(node));
      return membersOf(path.reduce<Value>((value, token) => (token.kind === 'member' ? ev.memberOf(value, token.name) : unknown), given));
    })
    .flatMap((value) => (value.kind === 'function' ? [value] : []));
}

function passed(ev: Evaluator, call: CallNode, index: number, env: ReturnType<Evaluator['enter']>): Value {
  return ev.argumentsOf({ node: call, env })[index] ?? unknown;
}

function callsOfParameter(parameter: ts.ParameterDeclaration, body: ts.Node, inside: readonly Token[]): readonly CallNode[] {
  const calls = indexOf(parameter.getSourceFile()).calls;
  const member = inside.at(-1);
  const last = member?.kind === 'member' ? member.name : ts.isIdentifier(parameter.name) ? parameter.name.text : null;
  if (last === null) return [];
  return (calls.get(last) ?? []).filter((call) => {
    if (!ts.isCallExpression(call) || call.pos < body.pos || call.end > body.end) return false;
    const root = rootName(call.expression);
    return root !== null && declaredBy(root, parameter);
  });
}

function declaredBy(name: ts.Identifier, parameter: ts.ParameterDeclaration): boolean {
  const declaration = resolveName(name.text, name);
  for (let at: ts.Node | undefined = declaration ?? undefined; at; at = at.parent) if (at === parameter) return true;
  return false;
}

function rootName(node: ts.Expression): ts.Identifier | null {
  if (ts.isIdentifier(node)) return node;
  return ts.isPropertyAccessExpression(node) || ts.isNonNullExpression(node) || ts.isParenthesizedExpression(node) ? rootName(node.expression) : null;
}
