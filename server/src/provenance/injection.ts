// Dependency injection by convention: what a container would hand over, read from decorators, providers and registrations.
// A token is a string, a symbol or a class; registrations are found by a text search for the name it is written with.
import ts from 'typescript';
import { containers, ownContainers } from '../models/packages-by-role.ts';
import type { Evaluator } from './evaluator.ts';
import { apiChild, apiRoot, isNothing, membersOf, unionOf, unknown } from './making.ts';
import { loadedByName } from './loaded-modules.ts';
import { registeredByName, registeredThroughOwn, registrationsNaming, type Registration } from './registrations.ts';
import type { Environment, Value } from './values.ts';

/** What stands in a parameter or field by its decorators; null when nothing says so and its type decides. */
export function injected(ev: Evaluator, node: ts.ParameterDeclaration | ts.PropertyDeclaration): Value | null {
  for (const decorator of ts.getDecorators(node) ?? []) {
    const call = decorator.expression;
    const callee = ts.isCallExpression(call) ? call.expression : call;
    const name = ts.isIdentifier(callee) ? callee.text : ts.isPropertyAccessExpression(callee) ? callee.name.text : '';
    const argument = ts.isCallExpression(call) ? call.arguments[0] : undefined;
    if (name === 'Inject' || name === 'inject') return argument ? byToken(ev, argument, null) : null;
    const conventional = conventions[name];
    if (!conventional) continue;
    const value = typedAs(ev, node) ?? apiChild(apiRoot(conventional[0], conventional[0]), { kind: 'type', name: conventional[1] });
    return name === 'InjectQueue' ? named(value, decorator) : value;
  }
  return null;
}

/** The object with the decorator that names it, in the place of the call that made it. */
function named(value: Value, decorator: ts.Decorator): Value {
  return value.kind === 'api' && value.parent !== null && value.token !== null && value.call === null
    ? apiChild(value.parent, value.token, { node: decorator, env: null })
    : value;
}

/** Decorators that inject a package's object whatever the annotation says. */
const conventions: Readonly<Record<string, readonly [package_: string, type: string] | undefined>> = {
  InjectRepository: ['typeorm', 'Repository'],
  InjectDataSource: ['typeorm', 'DataSource'],
  InjectEntityManager: ['typeorm', 'EntityManager'],
  InjectQueue: ['bullmq', 'Queue'],
  InjectModel: ['mongoose', 'Model'],
  InjectConnection: ['mongoose', 'Connection'],
  InjectRedis: ['ioredis', 'Redis'],
  InjectKnex: ['knex', 'Knex'],
  InjectKysely: ['kysely', 'Kysely'],
  InjectStripe: ['stripe', 'Stripe'],
  InjectStripeClient: ['stripe', 'Stripe'],
};

function typedAs(ev: Evaluator, node: ts.ParameterDeclaration | ts.PropertyDeclaration): Value | null {
  const value = node.type ? ev.valueOfType(node.type, null) : unknown;
  return value.kind === 'unknown' ? null : value;
}

/** What a container gives for the token that this expression is; null when no registration is found and the token is no class. */
export function byToken(ev: Evaluator, expression: ts.Expression, env: Environment, depth = 0): Value | null {
  const token = ev.valueOf(expression, env);
  const unwrapped = forwarded(ev, token);
  const word = wordOf(expression, unwrapped);
  if (word !== null && depth < 6) {
    const isIt = (registration: Registration): boolean => isSameToken(ev.valueOf(registration.token, null), unwrapped);
    for (const registrationsOf of [registrationsNaming, registeredThroughOwn]) {
      const value = unionOf(
        registrationsOf(ev, word)
          .filter(isIt)
          .map((registration) => provided(ev, registration, depth)),
      );
      if (value.kind !== 'unknown' && !isNothing(value)) return value;
    }
  }
  const classes = membersOf(unwrapped).filter((value) => value.kind === 'class');
  // One of several, picked by the message: `container.resolve(handlers[topic])`.
  if (classes.length > 0 && classes.length === membersOf(unwrapped).length) return unionOf(classes.map((cls) => ev.instanceOf(cls, null)));
  if (unwrapped.kind !== 'api' || unwrapped.package === 'global' || unwrapped.token?.kind !== 'member' || !unwrapped.parent) return null;
  return apiChild(unwrapped.parent, { kind: 'type', name: unwrapped.token.name });
}

/** `forwardRef(() => X)`, `delay(() => X)`, `() => X`: the token is X. */
function forwarded(ev: Evaluator, token: Value): Value {
  if (token.kind === 'function') return ev.returned(token, { outer: token.env, node: token.node, args: [], self: token.self, depth: 1 });
  const call = token.kind === 'api' && token.token?.kind === 'return' ? token.call : null;
  const maker = token.kind === 'api' && token.parent?.token?.kind === 'member' ? token.parent.token.name : '';
  const argument = call && (maker === 'forwardRef' || maker === 'delay') ? ev.argumentsOf(call)[0] : undefined;
  return argument ? forwarded(ev, argument) : token;
}

/** The word to search for: the token as written, or the last word of a string. */
function wordOf(expression: ts.Expression, token: Value): string | null {
  if (token.kind === 'class') return token.node.name?.text ?? null;
  if (token.kind === 'constant' && typeof token.value === 'string' && ts.isStringLiteralLike(expression))
    return token.value.match(/[A-Za-z_$][\w$]*/g)?.at(-1) ?? null;
  if (ts.isIdentifier(expression)) return expression.text;
  if (ts.isPropertyAccessExpression(expression)) return expression.name.text;
  return token.kind === 'constant' && typeof token.value === 'string' ? (token.value.match(/[A-Za-z_$][\w$]*/g)?.at(-1) ?? null) : null;
}

/** The same string, symbol or class. */
export function isSameToken(left: Value, right: Value): boolean {
  if (left.kind === 'constant') return right.kind === 'constant' && left.value === right.value && left.value !== undefined;
  if (left.kind === 'class') return right.kind === 'class' && left.node === right.node;
  if (left.kind !== 'api' || right.kind !== 'api') return false;
  if (left.call || right.call) return left.call?.node === right.call?.node;
  return left === right;
}

function provided(ev: Evaluator, registration: Registration, depth: number): Value {
  const { how, node } = registration;
  if (how === 'existing') return byToken(ev, node, null, depth + 1) ?? unknown;
  const value = ev.valueOf(node, null);
  if (how === 'value') return value;
  if (how === 'class')
    return unionOf(
      membersOf(value).map((member) =>
        member.kind === 'class' ? ev.instanceOf(member, null) : member.kind === 'api' ? apiChild(member, { kind: 'instance' }) : unknown,
      ),
    );
  const args = (registration.inject ?? []).map((token) => byToken(ev, token, null, depth + 1) ?? unknown);
  return unionOf(ev.functionsOf(value).map((fn) => ev.returned(fn, { outer: fn.env, node: fn.node, args, self: fn.self, depth: 1 })));
}

const lookUps = new Set(['get', 'resolve', 'getAsync', 'resolveAsync', 'create']);

/** `container.get(TOKEN)`, `moduleRef.get(X)`, `container.resolve('x')`. */
export function lookedUp(ev: Evaluator, call: ts.CallExpression, env: Environment): Value | null {
  const callee = call.expression;
  const [token] = call.arguments;
  if (!ts.isPropertyAccessExpression(callee) || !lookUps.has(callee.name.text) || !token || call.arguments.length > 2) return null;
  const receivers = membersOf(ev.valueOf(callee.expression, env));
  const isContainer = receivers.some((receiver) => receiver.kind === 'api' && containers.has(receiver.package));
  const mayBe = isContainer || receivers.every((receiver) => receiver.kind === 'unknown' || receiver.kind === 'parameter');
  if (!mayBe || (!isContainer && callee.name.text === 'create')) return null;
  const value = ev.valueOf(token, env);
  if (!isContainer && value.kind !== 'class') return null;
  if (callee.name.text === 'create' && receivers.some((receiver) => receiver.kind === 'api' && receiver.token?.kind === 'member')) return null;
  const name = value.kind === 'constant' && typeof value.value === 'string' ? registeredByName(ev, value.value, ev.fileOf(call)) : null;
  return (name ? provided(ev, name, 0) : byToken(ev, token, env)) ?? (isContainer ? (asTyped(ev, call, env) ?? somethingOf(receivers, value)) : null);
}

/** What a container gives is the workspace's own, where no package's class was asked for and none of them holds what packages provide: if it is not found, anything may be done with it. */
function somethingOf(receivers: readonly Value[], token: Value): Value | null {
  const isOwn = receivers.some((receiver) => receiver.kind === 'api' && (ownContainers.has(receiver.package) || token.kind !== 'api'));
  return isOwn ? unknown : null;
}

/** `container.resolve<Orders>(token)`, `const orders: Orders = container.resolve(token)`: where no registration is in sight, the type says what there is. */
function asTyped(ev: Evaluator, call: ts.CallExpression, env: Environment): Value | null {
  const { parent } = call;
  const type = call.typeArguments?.[0] ?? (ts.isVariableDeclaration(parent) || ts.isAsExpression(parent) ? parent.type : undefined);
  const value = type ? ev.valueOfType(type, env) : unknown;
  return value.kind === 'unknown' ? null : value;
}

/** What a container that injects by parameter name (awilix) has under a name; null when none is in sight. */
export function byName(ev: Evaluator, name: string, from: string): Value | null {
  const registration = registeredByName(ev, name, from);
  const value = registration ? provided(ev, registration, 0) : unknown;
  return value.kind === 'unknown' ? loadedByName(ev, name, from) : value;
}

/** Whether a function's parameters may be filled by name: a constructor, or a function handed to `asFunction`. */
export function mayBeFilledByName(node: ts.ParameterDeclaration): boolean {
  const fn = node.parent;
  if (ts.isConstructorDeclaration(fn)) return true;
  return (ts.isArrowFunction(fn) || ts.isFunctionDeclaration(fn) || ts.isFunctionExpression(fn)) && fn.parameters[0] === node;
}
