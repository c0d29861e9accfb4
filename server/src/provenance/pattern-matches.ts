// What `match(name).with('a', () => one()).otherwise(() => other())` comes to: what one of its arms gives.
import ts from 'typescript';
import { patternMatchers } from '../models/packages-by-role.ts';
import { bare } from '../syntax/bare.ts';
import type { Evaluator } from './evaluator.ts';
import { unionOf } from './making.ts';
import type { CallSite, Value } from './values.ts';

/** The members that end a chain of arms. */
export const closing: ReadonlySet<string> = new Set(['otherwise', 'exhaustive', 'run']);

const arms = new Set(['with', 'when', 'otherwise']);

/** The result of a call that ends a chain of arms; null of any other. */
export function matched(ev: Evaluator, site: CallSite, receiver: Value): Value | null {
  if (receiver.kind !== 'api' || !patternMatchers.has(receiver.package)) return null;
  const values: Value[] = [];
  let at: ts.Node = site.node;
  while (ts.isCallExpression(at) && ts.isPropertyAccessExpression(at.expression)) {
    const last = arms.has(at.expression.name.text) ? at.arguments.at(-1) : undefined;
    const functions = last ? ev.functionsOf(ev.valueOf(last, site.env)) : [];
    values.push(...functions.map((fn) => ev.returned(fn, { outer: fn.env, node: fn.node, args: [], self: fn.self, depth: (fn.env?.depth ?? 0) + 1 })));
    at = bare(at.expression.expression);
  }
  return values.length > 0 ? unionOf(values) : null;
}
