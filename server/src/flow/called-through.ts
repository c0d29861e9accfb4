// A function called by way of the language's own `call` and `apply`: which one, and what it is given.
import ts from 'typescript';
import { membersOf, unionOf } from '../provenance/making.ts';
import type { FunctionValue, Value } from '../provenance/values.ts';
import { bare } from '../syntax/bare.ts';
import { siteOf, type Scope, type Walk } from './walk.ts';

export interface Through {
  readonly value: Value;
  readonly args: readonly Value[];
  /** The first of the call's own arguments that the function is given. */
  readonly from: number;
}

/** `work.apply(this, args)`, `work.call(this, order)`; null for every other callee, a client's own method `call` among them. */
export function calledThrough(w: Walk, node: ts.CallExpression, callee: ts.Expression, scope: Scope): Through | null {
  if (!ts.isPropertyAccessExpression(callee) || !/^(?:call|apply)$/.test(callee.name.text)) return null;
  const value = w.program.valueOf(bare(callee.expression), scope.env);
  if (!membersOf(value).some((member) => member.kind === 'function' && member.node.body !== undefined)) return null;
  const [self, ...given] = w.program.argumentsOf(siteOf(node, scope));
  const on = (member: Value): Value => (member.kind === 'function' ? withSelf(member, self) : member);
  const [list] = given;
  const isCall = callee.name.text === 'call';
  const args = isCall ? given : list === undefined ? [] : (w.program.elementsOf(list) ?? []);
  return { value: unionOf(membersOf(value).map(on)), args, from: isCall ? 1 : node.arguments.length };
}

function withSelf(fn: FunctionValue, self: Value | undefined): FunctionValue {
  return self === undefined || self.kind === 'unknown' || self.kind === 'constant' ? fn : { ...fn, self };
}
