// Steps of a class that its subclasses fill in: `this.onMessage(...)`, an abstract field that holds a function, a method that only throws.
import ts from 'typescript';
import { isThis } from '../syntax/this-names.ts';
import type { Program } from '../provenance/program.ts';
import type { ClassValue, Environment, FunctionValue, Value } from '../provenance/values.ts';
import { onlyThrows } from '../provenance/calls.ts';
import { membersOf } from '../provenance/making.ts';
import { isMixin } from '../provenance/mixins.ts';
import { callsIn } from './message-names.ts';
import { madeOf } from './handed-to.ts';
import { asInstance, concreteSubclasses, functionsBehind, inPlace, isAbstract, type Answer, type Context, type Question } from './outward.ts';
import { isStandIn } from './stand-ins.ts';

/** `this.onMessage(...)` where subclasses say what that is; or where a field holds what the constructor was given. */
export function overridden(program: Program, fn: FunctionValue, context: Context, callee: ts.Expression, question: Question): readonly Answer[] {
  const values = membersOf(question.read(context.env));
  if (values.some((value) => value.kind === 'parameter')) return functionsBehind(program, question, context);
  const around = program.classAround(fn.node);
  if (!around || !ts.isPropertyAccessExpression(callee)) return [];
  const own = values.find((value) => value.kind === 'function');
  if (!own || own.kind !== 'function') return context.self ? [] : assigned(program, fn, around, callee.name.text);
  if (context.self) return own.node.body && program.classAround(own.node)?.node !== around.node ? [{ context, fn: own, linked: true }] : [];
  if (own.node.body && program.classAround(own.node)?.node === around.node && !isStandIn(program, own.node)) return [];
  if (!own.node.body) return functionsBehind(program, question, context);
  // The object is known, and so is what its class makes of the step.
  const maker = program.classAround(own.node)?.node;
  if (program.subclassesOf(around).some(({ node }) => node === maker)) return [{ context, fn: own, linked: true }];
  if (isMixin(around.node)) return mixedIn(program, fn, values);
  return concreteSubclasses(program, around).flatMap((cls) => {
    const method = program.methodOf(cls, callee.name.text);
    if (!method?.node.body || method.node === own.node) return [];
    const env = asInstance(program, fn.node, madeOf(program, cls));
    return [{ context: { ...inPlace, env, rebuild: () => env, self: cls }, fn: { ...method, self: madeOf(program, cls) }, linked: true }];
  });
}

/** What each of the classes has for the step that a decorator wraps itself round. */
function mixedIn(program: Program, fn: FunctionValue, values: readonly Value[]): readonly Answer[] {
  return values.flatMap((value): readonly Answer[] => {
    const cls = value.kind === 'function' && value.node.body ? program.classAround(value.node) : null;
    if (value.kind !== 'function' || !cls) return [];
    const self = madeOf(program, cls);
    const env = asInstance(program, fn.node, self);
    return [{ context: { ...inPlace, env, rebuild: () => env, self: cls }, fn: { ...value, self }, linked: true }];
  });
}

/** A step that a class comes to by itself, with messages that it has kept: `this.flush()` is called with none, and hands what was buffered to `this.onBatch(messages)`. */
export function bufferedStep(
  program: Program,
  fn: FunctionValue,
  context: Context,
): { readonly call: ts.CallExpression; readonly answers: readonly Answer[] } | null {
  const around = program.classAround(fn.node);
  if (!around || !isAbstract(around) || !fn.node.body) return null;
  const steps = ownCalls(program, around, fn.node.body, new Set()).filter(
    ({ expression }) => isStepName(expression) && isLeftOpen(program, around, expression),
  );
  const [call, ...others] = steps;
  if (!call || others.length > 0) return null;
  const question = { at: call, read: (env: Environment) => program.valueOf(call.expression, env) };
  const answers = overridden(program, fn, context, call.expression, question);
  return answers.length > 0 ? { call, answers } : null;
}

/** The calls of methods of `this` in a body, and in the bodies of those. */
function ownCalls(program: Program, cls: ClassValue, body: ts.Node, seen: Set<ts.Node>): readonly ts.CallExpression[] {
  if (seen.has(body) || seen.size > mostBodies) return [];
  seen.add(body);
  return callsIn(body).flatMap((call) => {
    const name = ownName(call.expression);
    const method = name === null ? null : program.methodOf(cls, name);
    return name === null ? [] : [call, ...(method?.node.body ? ownCalls(program, cls, method.node.body, seen) : [])];
  });
}

const mostBodies = 12;

function ownName(callee: ts.Expression): string | null {
  return ts.isPropertyAccessExpression(callee) && isThis(callee.expression) ? callee.name.text : null;
}

function isStepName(callee: ts.Expression): boolean {
  return /^(?:on[A-Z]|handle|process|execute|consume|perform)/.test(ownName(callee) ?? '');
}

function isLeftOpen(program: Program, cls: ClassValue, callee: ts.Expression): boolean {
  const method = program.methodOf(cls, ownName(callee) ?? '');
  return method !== null && (!method.node.body || onlyThrows(method.node));
}

/** An abstract field that subclasses hold a function in: `onMessage: Callback = async (message) => { ... }`. */
function assigned(program: Program, fn: FunctionValue, around: ClassValue, name: string): readonly Answer[] {
  return concreteSubclasses(program, around).flatMap((cls) => {
    const env = asInstance(program, fn.node, madeOf(program, cls));
    const held = membersOf(program.memberOf(madeOf(program, cls), name)).filter((value) => value.kind === 'function' && value.node.body);
    return held.flatMap((value) =>
      value.kind === 'function' ? [{ context: { ...inPlace, env, rebuild: () => env, self: cls }, fn: value, linked: true }] : [],
    );
  });
}
