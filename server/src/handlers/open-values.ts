// Values that callers decide about: parameters, and what is known of them by their type alone.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { resolveName } from '../syntax/scopes.ts';
import type { ApiValue, ParameterValue, Token, Value } from '../provenance/values.ts';

/** What an expression is, but a parameter whose type alone is known stays the parameter: its callers say what it is. */
export function openValue(node: ts.Node, value: Value): Value {
  const open = value.kind === 'api' ? openParameter(value) : null;
  if (open) return open;
  return value.kind === 'unknown' ? (parameterIn(node, []) ?? value) : value;
}

/** The parameter itself, or a member of one: `consumer.run(config)` with `config: ConsumerRunConfig`. */
function openParameter(value: ApiValue): ParameterValue | null {
  const path: Token[] = [];
  for (let at: ApiValue | null = value; at; at = at.parent) {
    if (at.open) return { ...at.open, path: [...at.open.path, ...path] };
    if (at.token?.kind !== 'member') return null;
    path.unshift(at.token);
  }
  return null;
}

/** The parameter that an expression is, or a member of. */
export function parameterIn(node: ts.Node, path: readonly Token[]): ParameterValue | null {
  const inner = ts.isExpression(node) ? bare(node) : node;
  if (ts.isPropertyAccessExpression(inner)) return parameterIn(inner.expression, [{ kind: 'member', name: inner.name.text }, ...path]);
  const name = ts.isIdentifier(inner) ? inner : ts.isShorthandPropertyAssignment(inner) ? inner.name : null;
  const declaration = name ? resolveName(name.text, inner.parent) : null;
  if (!declaration) return null;
  if (ts.isParameter(declaration)) return { kind: 'parameter', node: declaration, path };
  const owner = ts.isBindingElement(declaration) ? declaration.parent.parent : null;
  if (!owner || !ts.isParameter(owner) || !ts.isBindingElement(declaration)) return null;
  const property = declaration.propertyName ?? declaration.name;
  return ts.isIdentifier(property) ? { kind: 'parameter', node: owner, path: [{ kind: 'member', name: property.text }, ...path] } : null;
}
