// What a call gives back: a step on an API path, or what the workspace's function returns when entered with these arguments.
import ts from 'typescript';
import { resultRunners, retryRunners } from '../models/packages-by-role.ts';
import type { Evaluator } from './evaluator.ts';
import { apiChild, isNothing, membersOf, messageStep, parameterStep, unionOf, unknown } from './making.ts';
import type { ApiValue, CallSite, Frame, FunctionValue, Value } from './values.ts';

export function returnOf(ev: Evaluator, callee: Value, site: CallSite): Value {
  switch (callee.kind) {
    case 'api':
      if (isTransparent(callee)) return ev.argumentsOf(site)[0] ?? unknown;
      return (
        (runsArgument(callee) ? (wrapsArgument(callee) ? wrappedArgument(ev, site) : ranArgument(ev, site)) : null) ??
        observed(ev, callee, site) ??
        emitterItself(ev, callee, site) ??
        apiChild(callee, { kind: 'return' }, site)
      );
    case 'function':
      return saidByTypeArgument(ev, callee, site, ev.returned(callee, enter(callee, ev.argumentsOf(site))));
    case 'class':
      return unknown;
    case 'union':
      return unionOf(callee.values.map((member) => ev.returnOf(member, site)));
    case 'parameter':
      return parameterStep(callee, { kind: 'return' });
    case 'message':
      return messageStep(callee, '()');
    default:
      return unknown;
  }
}

/**
 * Functions of packages that give their argument back, for what we look at. A coroutine runs the generator it is given and waits for
 * what that yields, as an async function does (co 4.6.0 index.js; bluebird 3.7.2 js/release/generators.js).
 */
const transparent = new Set([
  'co.wrap',
  'bluebird.coroutine',
  'node:util.promisify',
  'global.structuredClone',
  'tslib.__importDefault',
  'tslib.__importStar',
  'global.__importDefault',
  'global.__importStar',
  'lodash.clone',
  'lodash.cloneDeep',
  'lodash-es.clone',
  'lodash-es.cloneDeep',
  'underscore.clone',
]);

function isTransparent(callee: ApiValue): boolean {
  return callee.token?.kind === 'member' && callee.parent?.parent === null && transparent.has(`${callee.package}.${callee.token.name}`);
}

/** `await retry(() => connect(url))`, `await tracer.startActiveSpan('connect', () => connect(url))`. */
function runsArgument(callee: ApiValue): boolean {
  if (resultRunners.has(callee.package)) return true;
  if (callee.parent === null || (callee.token?.kind === 'member' && callee.token.name === 'default')) return retryRunners.has(callee.package);
  return callee.token?.kind === 'member' && callee.parent.parent === null && retryRunners.has(`${callee.package}.${callee.token.name}`);
}

/** `tracer.wrap('work', handle)`, `limiter.wrap(send)`, `context.bind(active, handle)` run nothing yet: they give the function back, watched. */
function wrapsArgument({ token }: ApiValue): boolean {
  return token?.kind === 'member' && /^(?:wrap|bind)|^(?:createTracer|captureCallback)$/.test(token.name);
}

function wrappedArgument(ev: Evaluator, site: CallSite): Value | null {
  const given = ev.argumentsOf(site).filter((value) => membersOf(value).some(({ kind }) => kind === 'function' || kind === 'parameter'));
  return given.at(-1) ?? null;
}

/** What the functions give that a call is handed; a function from outside gives what nothing is known of, and a call without one is not asked. */
function ranArgument(ev: Evaluator, site: CallSite): Value | null {
  const results = ev
    .argumentsOf(site)
    .flatMap(membersOf)
    .flatMap((value) => {
      if (value.kind === 'parameter') return [unknown];
      return value.kind === 'function' ? [ev.returned(value, enter(value, []))] : [];
    });
  return results.length > 0 ? unionOf(results) : null;
}

const observing = /^(?:trace|wrap|instrument|proxy|capture|monitor|observe)/i;

/** A tracer or monitor given a workspace object or a client gives it back, watched. */
function observed(ev: Evaluator, callee: ApiValue, site: CallSite): Value | null {
  if (callee.token?.kind !== 'member' || !observing.test(callee.token.name)) return null;
  const given = ev.argumentsOf(site)[0];
  if (given?.kind === 'instance') return given;
  // `AWSXRay.captureAWS(require('aws-sdk'))` gives the whole SDK back (aws-xray-sdk-core 3.12.0, patchers/aws_p.js).
  if (given?.kind === 'api' && given.parent === null && callee.token.name === 'captureAWS') return given;
  return given?.kind === 'api' && given.token?.kind === 'instance' && given.package !== 'global' ? given : null;
}

const emitters = /^(?:node:events|events|eventemitter2|eventemitter3)$/;
const listening = /^(?:on|once|off|addListener|prependListener|removeListener|removeAllListeners|setMaxListeners)$/;

/** `new Connection().on('ready', start)`, where the class extends an event emitter: the object itself, for the next in the chain. */
function emitterItself(ev: Evaluator, callee: ApiValue, { node, env }: CallSite): Value | null {
  if (callee.token?.kind !== 'member' || !listening.test(callee.token.name) || !emitters.test(callee.package)) return null;
  const from = ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) ? ev.valueOf(node.expression.expression, env) : unknown;
  return from.kind === 'instance' ? from : null;
}

export function enter(fn: FunctionValue, args: readonly Value[], site?: CallSite): Frame {
  const frame = { outer: fn.env, node: fn.node, args: fn.bound ? [...fn.bound, ...args] : args, self: fn.self, depth: (fn.env?.depth ?? 0) + 1 };
  return site === undefined || fn.bound !== undefined ? frame : { ...frame, site };
}

/** The union of what the function returns; what nothing returns is known by its return type. */
export function returned(ev: Evaluator, fn: FunctionValue, frame: Frame): Value {
  return ev.once(fn.node, () => {
    const value = unionOf(returnsOf(fn.node).map((node) => ev.valueOf(node, frame)));
    const asked = ofClassGiven(ev, fn, frame);
    if (asked !== null) return membersOf(value).every((member) => member.kind === 'instance') ? value : asked;
    const isKept = value.kind === 'unknown' || (value.kind === 'api' && value.package === 'global');
    if (!fn.node.type || !(isKept || isNothing(value))) return value;
    const made = madeByArgument(ev, fn, frame);
    if (made.kind !== 'unknown') return made;
    const typed = ev.valueOfType(fn.node.type, frame);
    return typed.kind === 'unknown' ? value : typed;
  });
}

/** `get<T>(token: Type<T>): T` of a container of the workspace's own: whatever it keeps its objects in, what comes out is of the class that was asked for. */
function ofClassGiven(ev: Evaluator, fn: FunctionValue, frame: Frame): Value | null {
  const { type, typeParameters, parameters } = fn.node;
  const wanted = type && settledType(type);
  if (!wanted || !typeParameters?.some((parameter) => parameter.name.text === wanted)) return null;
  const at = parameters.findIndex(({ type: given }) => given !== undefined && isClassOf(given, wanted));
  const given = at < 0 ? [] : membersOf(frame.args[at] ?? unknown);
  const classes = given.filter((member) => member.kind === 'class');
  return classes.length > 0 && classes.length === given.length ? unionOf(classes.map((cls) => ev.instanceOf(cls, null))) : null;
}

/** `container.get<Orders>('orders')` of a container of the workspace's own, whose method gives a `T`: where what it keeps cannot be told apart, the type says which it is. */
function saidByTypeArgument(ev: Evaluator, { node: { type, typeParameters } }: FunctionValue, { node, env }: CallSite, value: Value): Value {
  const wanted = type && settledType(type);
  const at = wanted && typeParameters ? typeParameters.findIndex(({ name }) => name.text === wanted) : -1;
  const argument = ts.isCallExpression(node) ? node.typeArguments?.[at] : undefined;
  if (!argument || membersOf(value).every(({ kind }) => kind !== 'unknown' && kind !== 'parameter' && kind !== 'constant')) return value;
  const said = ev.valueOfType(argument, env);
  return said.kind === 'instance' ? said : value;
}

/** `Type<T>`, `new (...args: never[]) => T`, `Token<T> | string`. */
function isClassOf(type: ts.TypeNode, wanted: string): boolean {
  if (ts.isUnionTypeNode(type)) return type.types.some((one) => isClassOf(one, wanted));
  if (ts.isConstructorTypeNode(type)) return settledType(type.type) === wanted;
  return ts.isTypeReferenceNode(type) && (type.typeArguments ?? []).some((one) => settledType(one) === wanted);
}

/**
 * `singleton<T>(name: string, make: () => T): T`, where a map on `globalThis` or the like keeps what `make` gave:
 * the types alone say that what comes out is what the argument makes.
 */
function madeByArgument(ev: Evaluator, fn: FunctionValue, frame: Frame): Value {
  const { type, typeParameters, parameters } = fn.node;
  const wanted = type && settledType(type);
  if (!wanted || !typeParameters?.some((parameter) => parameter.name.text === wanted)) return unknown;
  const at = parameters.findIndex(({ type: given }) => given !== undefined && ts.isFunctionTypeNode(given) && settledType(given.type) === wanted);
  const makers = at < 0 ? [] : ev.functionsOf(frame.args[at] ?? unknown);
  return unionOf(makers.map((maker) => ev.returned(maker, enter(maker, []))));
}

/** The name of a plain type, or of the one that a promise gives. */
export function settledType(type: ts.TypeNode): string | null {
  if (!ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return null;
  const [inner] = type.typeArguments ?? [];
  if (inner !== undefined) return type.typeName.text === 'Promise' ? settledType(inner) : null;
  return type.typeName.text;
}

const returns = new WeakMap<ts.Node, readonly ts.Expression[]>();

/** The expressions a function returns; none for generators, whose results come another way. */
export function returnsOf(fn: ts.Node): readonly ts.Expression[] {
  const known = returns.get(fn);
  if (known) return known;
  const found = findReturns(fn);
  returns.set(fn, found);
  return found;
}

function findReturns(fn: ts.Node): readonly ts.Expression[] {
  if (!ts.isFunctionLike(fn) || !('body' in fn) || !fn.body || ('asteriskToken' in fn && fn.asteriskToken)) return [];
  const body = fn.body;
  if (!ts.isBlock(body)) return ts.isExpression(body) ? [body] : [];
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isReturnStatement(node) && node.expression) found.push(node.expression);
    if (ts.isExpression(node) || ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(body, visit);
  return found;
}

/**
 * The arguments of a call, evaluated where it stands; spreads of known arrays unfolded. A decorator without a call has none.
 * Each is evaluated when it is first looked at: most parameters of most calls never are.
 */
export function argumentsOf(ev: Evaluator, site: CallSite): readonly Value[] {
  const nodes = argumentNodes(site);
  if (!nodes.some((node) => ts.isSpreadElement(node))) return lazily(nodes.map((node) => () => ev.valueOf(node, site.env)));
  return nodes.flatMap((node) => {
    if (!ts.isSpreadElement(node)) return [ev.valueOf(node, site.env)];
    return ev.elementsOf(ev.valueOf(node.expression, site.env)) ?? [unknown];
  });
}

function lazily(work: readonly (() => Value)[]): readonly Value[] {
  const list: Value[] = [];
  work.forEach((evaluate, index) => {
    Object.defineProperty(list, index, {
      configurable: true,
      enumerable: true,
      get() {
        const value = evaluate();
        Object.defineProperty(list, index, { configurable: true, enumerable: true, value });
        return value;
      },
    });
  });
  return list;
}

export function argumentNodes(site: CallSite): readonly ts.Expression[] {
  const { node } = site;
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) return node.arguments ?? [];
  if (ts.isDecorator(node)) return ts.isCallExpression(node.expression) ? node.expression.arguments : [];
  const template = ts.isTemplateExpression(node.template) ? node.template.templateSpans.map((span) => span.expression) : [];
  return [node.template, ...template];
}

/** What calling a value may run; abstract and interface methods stand for their implementations. */
export function functionsOf(ev: Evaluator, value: Value, depth = 0): readonly FunctionValue[] {
  const found: FunctionValue[] = [];
  for (const member of membersOf(value)) {
    if (member.kind !== 'function') continue;
    const isOpen = member.node.body === undefined || (onlyThrows(member.node) && (member.self?.kind !== 'instance' || member.self.made === null));
    const filled = isOpen && depth <= 2 ? implementations(ev, member) : [];
    if (filled.length > 0) found.push(...filled);
    else if (member.node.body || depth > 2) found.push(member);
  }
  return found.filter((fn, at) => found.findIndex((other) => other.node === fn.node && other.env === fn.env && other.self === fn.self) === at);
}

/** A method that is abstract in all but name. */
export function onlyThrows({ body }: FunctionValue['node']): boolean {
  return body !== undefined && ts.isBlock(body) && body.statements.length > 0 && body.statements.every((statement) => ts.isThrowStatement(statement));
}

function implementations(ev: Evaluator, fn: FunctionValue): readonly FunctionValue[] {
  const name = fn.node.name && 'text' in fn.node.name ? fn.node.name.text : null;
  const cls = fn.self?.kind === 'instance' ? fn.self.class : ev.classAround(fn.node);
  if (name === null || !cls) return [];
  return ev.subclassesOf(cls).flatMap((sub) => {
    const method = ev.methodOf(sub, name);
    return method?.node.body ? [method] : [];
  });
}
