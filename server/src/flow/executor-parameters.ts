// The two functions that settle a promise: those it hands to its executor, or `Promise.withResolvers()` gives; and what a library that tries again hands to the work.
import ts from 'typescript';
import { attemptFailers } from '../models/packages-by-role.ts';
import type { Program } from '../provenance/program.ts';
import type { Environment } from '../provenance/values.ts';
import { bare } from '../syntax/bare.ts';
import { indexOf, lastNameOf } from '../syntax/file-index.ts';
import { resolveName, type Declaration } from '../syntax/scopes.ts';
import { apisOf } from './matching-rows.ts';

/** `resolve` or `reject` of the `new Promise` around, or of a promise made with its resolvers. */
export function isExecutorParameter(name: ts.Identifier): boolean {
  const declaration = resolveName(name.text, name);
  if (declaration === null) return false;
  if (!ts.isParameter(declaration)) return isResolver(declaration);
  const holder = declaration.parent.parent;
  return ts.isNewExpression(holder) && ts.isIdentifier(holder.expression) && holder.expression.text.endsWith('Promise');
}

/** `const { promise, resolve, reject } = Promise.withResolvers()`. */
function isResolver(declaration: Declaration): boolean {
  if (!ts.isBindingElement(declaration) || !ts.isVariableDeclaration(declaration.parent.parent)) return false;
  const { initializer } = declaration.parent.parent;
  const made = initializer === undefined ? null : bare(initializer);
  return made !== null && ts.isCallExpression(made) && lastNameOf(made.expression) === 'withResolvers';
}

/** It is the one that rejects. */
export function rejectsBy(node: ts.Expression): boolean {
  return ts.isIdentifier(node) && isExecutorParameter(node) && /^(reject|rej|fail)/i.test(node.text);
}

/** `retry` of `promiseRetry((retry) => ...)`, which throws, and `bail` of `asyncRetry(async (bail) => ...)`, which rejects the whole: in the end the error comes out. */
export function failsAttempt(program: Program, node: ts.Expression, env: Environment): boolean {
  const declaration = ts.isIdentifier(node) ? resolveName(node.text, node) : null;
  if (declaration === null || !ts.isParameter(declaration) || declaration.parent.parameters[0] !== declaration) return false;
  const triers = handedTo(declaration.parent);
  return triers.length > 0 && triers.every((call) => apisOf(program.valueOf(call.expression, env)).some((api) => attemptFailers.has(api.package)));
}

/** The calls that a function is the first argument of, where it is written or by its name; none where it is called by that name too, with whatever else. */
function handedTo(work: ts.SignatureDeclaration): readonly ts.CallExpression[] {
  if (ts.isCallExpression(work.parent)) return [work.parent];
  const declared = ts.isVariableDeclaration(work.parent) ? work.parent : work;
  const isIt = (node: ts.Node | undefined): boolean => node !== undefined && ts.isIdentifier(node) && resolveName(node.text, node) === declared;
  const calls = [...indexOf(work.getSourceFile()).calls.values()].flat().filter(ts.isCallExpression);
  return calls.some((call) => isIt(call.expression)) ? [] : calls.filter((call) => isIt(call.arguments[0]));
}

/** `work.then(resolve, reject)`, `work.catch(reject)`: the other promise fails with it, and whoever waits for that one waits for both. */
export function settlesAnother(call: ts.Node): boolean {
  return (
    ts.isCallExpression(call) &&
    ts.isPropertyAccessExpression(call.expression) &&
    /^(then|catch)$/.test(call.expression.name.text) &&
    call.arguments.some(rejectsBy)
  );
}
