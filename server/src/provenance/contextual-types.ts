// The type of a parameter that has no annotation of its own: `const handle: Handler = async (order) => ...` takes it from what it is kept as.
import ts from 'typescript';
import { pluginTypes } from '../models/packages-by-role.ts';
import type { Evaluator } from './evaluator.ts';

/** A parameter's annotation, or what its function's context says of it; null where neither does. */
export function annotationOf(ev: Evaluator, parameter: ts.ParameterDeclaration): ts.TypeNode | null {
  if (parameter.type) return parameter.type;
  const fn = parameter.parent;
  if (!ts.isArrowFunction(fn) && !ts.isFunctionExpression(fn)) return null;
  const type = typeAround(fn);
  return type ? parameterIn(ev, type, fn.parameters.indexOf(parameter), 0) : null;
}

function typeAround(fn: ts.Expression): ts.TypeNode | null {
  let at: ts.Node = fn.parent;
  while (ts.isParenthesizedExpression(at)) at = at.parent;
  if (ts.isSatisfiesExpression(at) || ts.isAsExpression(at)) return at.type;
  return (ts.isVariableDeclaration(at) || ts.isPropertyDeclaration(at)) && at.type ? at.type : null;
}

function parameterIn(ev: Evaluator, type: ts.TypeNode, index: number, depth: number): ts.TypeNode | null {
  if (ts.isParenthesizedTypeNode(type)) return parameterIn(ev, type.type, index, depth);
  if (ts.isFunctionTypeNode(type)) return type.parameters[index]?.type ?? null;
  if (!ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName) || depth > 4) return null;
  const meaning = ev.typeNamed(type.typeName.text, type);
  if (meaning?.kind === 'package')
    return meaning.package === pluginTypes.package && pluginTypes.names.has(meaning.name) && index === pluginTypes.options
      ? (type.typeArguments?.[0] ?? null)
      : null;
  const node = meaning?.kind === 'declaration' ? meaning.node : null;
  if (!node || !(ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node))) return null;
  const said = ts.isTypeAliasDeclaration(node)
    ? parameterIn(ev, node.type, index, depth + 1)
    : (node.members.find(ts.isCallSignatureDeclaration)?.parameters[index]?.type ?? null);
  return said ? filledIn(said, node, type) : null;
}

/** `Handler<Order>` of `type Handler<T> = (message: T) => void`. */
function filledIn(
  said: ts.TypeNode,
  { typeParameters }: ts.TypeAliasDeclaration | ts.InterfaceDeclaration,
  { typeArguments }: ts.TypeReferenceNode,
): ts.TypeNode {
  const name = ts.isTypeReferenceNode(said) && ts.isIdentifier(said.typeName) ? said.typeName.text : null;
  const at = name === null || !typeParameters ? -1 : typeParameters.findIndex((one) => one.name.text === name);
  return at < 0 ? said : (typeArguments?.[at] ?? said);
}
