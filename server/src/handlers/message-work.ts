// Whether a function works on the messages it fetches, or only passes them on to its caller: parsed, filtered, wrapped, but not yet dealt with.
import ts from 'typescript';
import type { FunctionValue } from '../provenance/values.ts';
import { mentions, namesFrom } from './message-names.ts';
import { namesHolding } from './fetched-names.ts';

/** Whether a function does anything with what the fetch gave, other than settling it (calls of such names) and returning it. */
export function worksOn(fn: FunctionValue['node'], fetch: ts.Node, settling: readonly string[]): boolean {
  const seeds = namesHolding(fn, fetch);
  const { body } = fn;
  if (seeds.length === 0 || !body) return false;
  const names = namesFrom(body, seeds);
  const isSettling = ({ expression }: ts.AwaitExpression): boolean => settling.some((name) => new RegExp(`\\b${name}\\b`).test(expression.getText()));
  const isWork = returnsSome(body, namesFrom(body, seeds, isWaited))
    ? (node: ts.Node) => isDone(node, names, isSettling) || isHandedToCallers(node, fn, names)
    : (node: ts.Node) => isUse(node, names);
  let works = false;
  const visit = (node: ts.Node): void => {
    if (isWork(node)) works = true;
    if (!works) ts.forEachChild(node, visit);
  };
  visit(body);
  return works;
}

/** Handed on or gone through. */
function isUse(node: ts.Node, names: ReadonlySet<string>): boolean {
  if (ts.isForOfStatement(node)) return mentions(node.expression, names);
  return ts.isCallExpression(node) && (node.arguments.some((argument) => mentions(argument, names)) || isIteration(node, names));
}

/** Of a function that returns them: something is done with them for its own sake, which is waited for and gives nothing to return. */
function isDone(node: ts.Node, names: ReadonlySet<string>, isSettling: (awaited: ts.AwaitExpression) => boolean): boolean {
  if (!ts.isExpressionStatement(node) && !ts.isVoidExpression(node)) return false;
  const { expression } = node;
  if (ts.isAwaitExpression(expression)) return mentions(expression, names) && !isSettling(expression);
  return ts.isCallExpression(expression) && isIteration(expression, names) && expression.arguments.some(isAsync);
}

/** `const result = await run(JSON.parse(message.Body))` with a function that the caller gave: the work is done there, whatever is returned of it. */
function isHandedToCallers(node: ts.Node, fn: FunctionValue['node'], names: ReadonlySet<string>): boolean {
  if (!ts.isAwaitExpression(node) || !ts.isCallExpression(node.expression)) return false;
  const { expression: callee, arguments: args } = node.expression;
  const isGiven = ts.isIdentifier(callee) && !/pars|decod|deserial|valid|transform|convert|map/i.test(callee.text);
  return isGiven && fn.parameters.some(({ name }) => ts.isIdentifier(name) && name.text === callee.text) && args.some((argument) => mentions(argument, names));
}

function isAsync(node: ts.Node): boolean {
  return ts.isFunctionLike(node) && (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Async) !== 0;
}

/** What is waited for is an answer, and no message any more. */
function isWaited(source: ts.Expression): boolean {
  return ts.isAwaitExpression(source);
}

/** Whether a function of its own returns something made of the names. */
function returnsSome(body: ts.ConciseBody, names: ReadonlySet<string>): boolean {
  if (!ts.isBlock(body)) return mentions(body, names);
  let found = false;
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isReturnStatement(node) && node.expression && !ts.isAwaitExpression(node.expression) && mentions(node.expression, names)) found = true;
    if (!found) ts.forEachChild(node, visit);
  };
  visit(body);
  return found;
}

function isIteration(call: ts.CallExpression, names: ReadonlySet<string>): boolean {
  return (
    ts.isPropertyAccessExpression(call.expression) &&
    ['forEach', 'map', 'reduce'].includes(call.expression.name.text) &&
    mentions(call.expression.expression, names)
  );
}
