// A subscription that is an async iterator may be gone through elsewhere than where it is made: in a function started beside it, in one that is handed it, in a method
// that finds it in a field. That function is the handler; what stands around the subscription is start-up code, often of several.
import ts from 'typescript';
import { isThis } from '../syntax/this-names.ts';
import { bare } from '../syntax/bare.ts';
import { contains } from '../syntax/places.ts';
import type { Program } from '../provenance/program.ts';
import type { Environment, FunctionValue } from '../provenance/values.ts';
import { callsIn, mentions } from './message-names.ts';
import { openValue } from './open-values.ts';
import { functionsBehind, inPlace, type Context } from './outward.ts';

export interface Iteration {
  readonly fn: FunctionValue;
  /** What is gone through there. */
  readonly over: ts.Expression;
  /** How the place where the subscription is made is seen from those who handed in the function. */
  readonly context: Context;
}

/** The loops over what a call in a body (or at the top of a file) gives, in there or in functions of their own; empty where none is found. */
export function iterationsOf(program: Program, around: ts.Node, fetch: ts.Node): readonly Iteration[] {
  const names = new Set(namesGiven(fetch));
  const isIt = (expression: ts.Expression): boolean => contains(expression, fetch) || mentions(expression, names);
  const inside = loopsIn(around).filter(({ expression }) => isIt(expression));
  if (inside.length > 0) return inside.flatMap((loop) => iterationAt(loop, inPlace));
  const handed = callsIn(around).flatMap((call) =>
    call.arguments.flatMap((argument, index) => (isGiven(argument, fetch, names) ? handedTo(program, call, index) : [])),
  );
  return handed.length > 0 ? handed : inMembers(around, names);
}

/** The variable or field that holds it, `this.orders` for the latter. */
function namesGiven(fetch: ts.Node): readonly string[] {
  let at = fetch;
  while (ts.isAwaitExpression(at.parent) || ts.isParenthesizedExpression(at.parent) || ts.isAsExpression(at.parent)) at = at.parent;
  const { parent } = at;
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) return [parent.name.text];
  if (!ts.isBinaryExpression(parent) || parent.operatorToken.kind !== ts.SyntaxKind.EqualsToken || parent.right !== at) return [];
  return ts.isIdentifier(parent.left) || isOwnField(parent.left) ? [parent.left.getText()] : [];
}

function isOwnField(node: ts.Expression): boolean {
  return ts.isPropertyAccessExpression(node) && isThis(node.expression);
}

function isGiven(argument: ts.Expression, fetch: ts.Node, names: ReadonlySet<string>): boolean {
  const inner = bare(argument);
  const given = ts.isAwaitExpression(inner) ? bare(inner.expression) : inner;
  return given === fetch || ((ts.isIdentifier(given) || isOwnField(given)) && names.has(given.getText()));
}

/** The loops over its parameter in a function that is called with the subscription, or that the caller around was given to call. */
function handedTo(program: Program, call: ts.CallExpression, index: number): readonly Iteration[] {
  const callee = bare(call.expression);
  const question = { at: call, read: (env: Environment) => openValue(callee, program.valueOf(callee, env)) };
  return functionsBehind(program, question).flatMap(({ fn, context }) => {
    const parameter = fn.node.parameters[index];
    if (!parameter || !ts.isIdentifier(parameter.name) || !fn.node.body) return [];
    const names = new Set([parameter.name.text]);
    return loopsIn(fn.node.body)
      .filter(({ expression }) => mentions(expression, names))
      .flatMap((loop) => iterationAt(loop, context));
  });
}

/** The loops over a field in other methods of its class. */
function inMembers(body: ts.Node, names: ReadonlySet<string>): readonly Iteration[] {
  let at = body;
  while (!ts.isSourceFile(at) && !ts.isClassLike(at)) at = at.parent;
  if (!ts.isClassLike(at)) return [];
  return loopsIn(at)
    .filter(({ expression }) => isOwnField(bare(expression)) && mentions(expression, names))
    .flatMap((loop) => iterationAt(loop, inPlace));
}

function iterationAt(loop: ts.ForOfStatement, context: Context): readonly Iteration[] {
  for (let at = loop.parent; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isFunctionLike(at) && 'body' in at && at.body)
      return [{ fn: { kind: 'function', node: at, env: null, self: null }, over: loop.expression, context }];
  }
  return [];
}

/** All `for await` at and below a node. */
function loopsIn(node: ts.Node): readonly ts.ForOfStatement[] {
  const loops: ts.ForOfStatement[] = [];
  const visit = (inner: ts.Node): void => {
    if (ts.isForOfStatement(inner) && inner.awaitModifier) loops.push(inner);
    ts.forEachChild(inner, visit);
  };
  visit(node);
  return loops;
}
