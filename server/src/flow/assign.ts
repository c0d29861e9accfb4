// Assignments, as far as what is assigned is worth remembering.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { resolveName } from '../syntax/scopes.ts';
import { mayDecide } from './inert.ts';
import type { Known } from './known.ts';
import { withFact, type State } from './state.ts';

/** Remembers what a variable, or a field of a known object, holds from now on. */
export function assign(state: State, target: ts.Expression, known: Known | undefined): State {
  if (ts.isIdentifier(target)) return mayDecide(target.text, target) ? withFact(state, resolveName(target.text, target), known) : state;
  if (ts.isElementAccessExpression(target) || (ts.isPropertyAccessExpression(target) && !ts.isIdentifier(target.expression))) return intoPart(state, target);
  if (!ts.isPropertyAccessExpression(target) || !ts.isIdentifier(target.expression)) return state;
  const holder = resolveName(target.expression.text, target);
  const before = holder === null ? undefined : state.facts.get(holder);
  if (before?.is !== 'object') return state;
  const fields = new Map(before.fields);
  if (known === undefined) fields.delete(target.name.text);
  else fields.set(target.name.text, known);
  return withFact(
    state,
    holder,
    before.names === undefined ? { is: 'object', fields } : { is: 'object', fields, names: new Set([...before.names, target.name.text]) },
  );
}

/** `list[0] = order`, `result[name] = value`, `result.of.item = value`: no more is known of the whole than that it is there. */
function intoPart(state: State, target: ts.Expression): State {
  let at = target;
  while (ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at)) at = bare(at.expression);
  const holder = ts.isIdentifier(at) ? resolveName(at.text, at) : null;
  const before = holder === null ? undefined : state.facts.get(holder);
  return before?.is === 'list' || before?.is === 'object' ? withFact(state, holder, undefined) : state;
}
