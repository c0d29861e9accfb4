// What a promise made by hand resolves to: `new Promise((resolve) => connect(url, (error, connection) => resolve(connection)))`.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { resolveName } from '../syntax/scopes.ts';
import type { Evaluator } from './evaluator.ts';
import { unionOf } from './making.ts';
import type { Environment, Value } from './values.ts';

/** Null where nothing is known of it: the promise is then what the platform gives. */
export function promised(ev: Evaluator, node: ts.NewExpression, env: Environment): Value | null {
  const [given] = node.arguments ?? [];
  const executor = given && bare(given);
  if (!executor || !(ts.isArrowFunction(executor) || ts.isFunctionExpression(executor))) return null;
  const [resolve] = executor.parameters;
  if (!resolve || !ts.isIdentifier(resolve.name)) return null;
  const value = unionOf(handedTo(executor.body, resolve, resolve.name.text).map((argument) => ev.valueOf(argument, env)));
  return value.kind === 'unknown' || value.kind === 'constant' ? null : value;
}

/** The first arguments of all calls of a parameter. */
function handedTo(body: ts.Node, parameter: ts.ParameterDeclaration, name: string): readonly ts.Expression[] {
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === name) {
      const [argument] = node.arguments;
      if (argument && resolveName(name, node) === parameter) found.push(argument);
    }
    ts.forEachChild(node, visit);
  };
  visit(body);
  return found;
}
