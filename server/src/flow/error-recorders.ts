// Objects that collect errors and are asked at the end whether there were any: a summary, a report, a result. What one recorded makes its later answer known.
import ts from 'typescript';
import type { ClassValue, Value } from '../provenance/values.ts';
import { bare } from '../syntax/bare.ts';
import type { Known } from './known.ts';
import { outcomesOf, withFact, type Outcome, type State } from './state.ts';
import type { Scope, Walk } from './walk.ts';

const aboutErrors = /error|fail|problem|reject/i;
const keeps = /\bthis\.[\w.]+(?:\[[^\]]*\])?(?:\.(?:push|set|add)\(|\+\+|\s*\+=|\s*=\s*true)/;

/** What the call on such an object does or answers; null when its receiver is none. */
export function walkRecorder(w: Walk, states: readonly State[], node: ts.CallExpression, name: string, scope: Scope): readonly Outcome[] | null {
  const callee = bare(node.expression);
  if (!ts.isPropertyAccessExpression(callee)) return null;
  const cls = classOf(w.program.valueOf(callee.expression, scope.env));
  if (cls === null || !isRecorder(cls)) return null;
  if (recordsErrors(cls, name)) return outcomesOf(states.map((state) => withFact(state, cls.node, { is: 'recorder', failed: true, direct: false })));
  const direct = aboutErrors.test(name) && isPlain(methodNamed(cls, name));
  if (!direct && !answers(cls, name)) return null;
  return states.map((state): Outcome => ({ state, known: answer(state, cls, direct) }));
}

function answer(state: State, cls: ClassValue, direct: boolean): Known {
  const known = state.facts.get(cls.node);
  return { is: 'recorder', failed: known?.is === 'recorder' && known.failed, direct };
}

function classOf(value: Value): ClassValue | null {
  if (value.kind === 'instance') return value.class;
  const [only, ...others] = value.kind === 'union' ? value.values : [];
  return only !== undefined && others.length === 0 ? classOf(only) : null;
}

/** A class with a method named for errors that keeps what it is told in a field. */
function isRecorder(cls: ClassValue): boolean {
  const known = recorders.get(cls.node) ?? hasRecorder(cls);
  recorders.set(cls.node, known);
  return known;
}

/** Each call of a method asks for its class. */
const recorders = new WeakMap<ts.Node, boolean>();

function hasRecorder(cls: ClassValue): boolean {
  return cls.node.members.some((member) => ts.isMethodDeclaration(member) && ts.isIdentifier(member.name) && recordsErrors(cls, member.name.text));
}

function recordsErrors(cls: ClassValue, name: string): boolean {
  const method = methodNamed(cls, name);
  return method !== null && !isAsync(method) && aboutErrors.test(name) && method.parameters.length > 0 && keeps.test(method.getText());
}

/** It gives something back and is not waited for: a count, a list. */
function answers(cls: ClassValue, name: string): boolean {
  const method = methodNamed(cls, name);
  return method !== null && isPlain(method) && aboutErrors.test(method.getText());
}

/** An answer is given at once, to a question without details; what is awaited does work. */
function isPlain(method: ts.MethodDeclaration | null): boolean {
  return method === null || (method.parameters.length === 0 && !isAsync(method));
}

function isAsync(method: ts.MethodDeclaration): boolean {
  return (ts.getModifiers(method) ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword);
}

function methodNamed(cls: ClassValue, name: string): ts.MethodDeclaration | null {
  const found = cls.node.members.find(
    (member) => ts.isMethodDeclaration(member) && member.body !== undefined && ts.isIdentifier(member.name) && member.name.text === name,
  );
  return found !== undefined && ts.isMethodDeclaration(found) ? found : null;
}
