// Handlers that give no promise back and tell a callback how it went: their platform waits until nothing is left to do, whether the handler awaits it or not.
import ts from 'typescript';
import { returnsOf } from '../provenance/calls.ts';
import type { Program } from '../provenance/program.ts';
import { bare } from '../syntax/bare.ts';
import { isAsync } from './callback-calls.ts';
import type { Entered, Walk } from './walk.ts';

/** What it waits for: all that is begun; or, where the handler cuts that short, what tells how it went. */
export function idleAwaited(program: Program, entered: Entered): Walk['untilIdle'] {
  const { node } = entered.fn;
  const [context = '', callback = ''] = node.parameters.slice(1).map(({ name }) => name.getText());
  const text = node.getText();
  const isTold = callback !== '' || (context !== '' && new RegExp(`\\b${context}\\.(?:done|succeed|fail)\\b`).test(text));
  if (entered.handler.delivery.untilIdle !== true || !isTold || isAsync(node) || !returnsNothing(program, entered, context, callback)) return () => false;
  const isCut = /\bcallbackWaitsForEmptyEventLoop\s*=\s*false\b/.test(text) || endsAtOnce(node, context);
  const names = [context, callback].filter((name) => name !== '').join('|');
  return isCut ? (begun) => new RegExp(`\\b(?:${names})\\b`).test(begun.getText()) : () => true;
}

/** Nothing, or what nobody looks at: `return callback(null)`, `(event, context, callback) => work(event, callback)`. */
function returnsNothing(program: Program, { fn, frame }: Entered, context: string, callback: string): boolean {
  return returnsOf(fn.node).every((returned) => {
    const call = bare(returned);
    if (!ts.isCallExpression(call) || program.functionsOf(program.valueOf(call.expression, frame)).some(({ node }) => isAsync(node))) return false;
    if (ts.isPropertyAccessExpression(call.expression) && call.expression.expression.getText() === context) return true;
    return [call.expression, ...call.arguments].some((part) => callback !== '' && part.getText() === callback);
  });
}

/** `context.succeed()` in the handler's own body, not in what it begins: it waits for nothing. */
function endsAtOnce(fn: ts.Node, context: string): boolean {
  const visit = (node: ts.Node): boolean => {
    if (node !== fn && ts.isFunctionLike(node)) return false;
    const callee = ts.isCallExpression(node) ? node.expression : null;
    if (callee !== null && ts.isPropertyAccessExpression(callee) && callee.expression.getText() === context && /^(?:succeed|done)$/.test(callee.name.text))
      return true;
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(fn);
}
