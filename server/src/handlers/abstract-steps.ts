// Steps of a class that its subclasses fill in: `this.onMessage(...)`, an abstract field that holds a function, a method that only throws.
import ts from 'typescript';
import type { Program } from '../provenance/program.ts';
import type { ClassValue, FunctionValue } from '../provenance/values.ts';
import { onlyThrows } from '../provenance/calls.ts';
import { membersOf } from '../provenance/making.ts';
import { asInstance, concreteSubclasses, functionsBehind, inPlace, madeOf, type Answer, type Context, type Question } from './outward.ts';

/** `this.onMessage(...)` where subclasses say what that is; or where a field holds what the constructor was given. */
export function overridden(program: Program, fn: FunctionValue, context: Context, callee: ts.Expression, question: Question): readonly Answer[] {
  const values = membersOf(question.read(context.env));
  if (values.some((value) => value.kind === 'parameter')) return functionsBehind(program, question, context);
  const around = program.classAround(fn.node);
  if (!around || !ts.isPropertyAccessExpression(callee)) return [];
  const own = values.find((value) => value.kind === 'function');
  if (!own || own.kind !== 'function') return context.self ? [] : assigned(program, fn, around, callee.name.text);
  if (context.self) return own.node.body && program.classAround(own.node)?.node !== around.node ? [{ context, fn: own, linked: true }] : [];
  if (own.node.body && program.classAround(own.node)?.node === around.node && !onlyThrows(own.node)) return [];
  if (!own.node.body) return functionsBehind(program, question, context);
  return concreteSubclasses(program, around).flatMap((cls) => {
    const method = program.methodOf(cls, callee.name.text);
    if (!method?.node.body || method.node === own.node) return [];
    const env = asInstance(program, fn.node, madeOf(program, cls));
    return [{ context: { ...inPlace, env, rebuild: () => env, self: cls }, fn: { ...method, self: madeOf(program, cls) }, linked: true }];
  });
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
