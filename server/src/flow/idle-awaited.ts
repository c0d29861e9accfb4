// Handlers that give no promise back and tell a callback how it went: their platform waits until nothing is left to do, whether the handler awaits it or not.
import ts from 'typescript';
import { returnsOf } from '../provenance/calls.ts';
import type { Program } from '../provenance/program.ts';
import { bare } from '../syntax/bare.ts';
import { contains } from '../syntax/places.ts';
import { isAsync } from './callback-calls.ts';
import type { Entered, Walk } from './walk.ts';

/** What it waits for: all that is begun; or, where the handler cuts that short, what tells how it went. Nobody hears of what is told after a success. */
export function idleAwaited(program: Program, entered: Entered, own: Walk['own']): Walk['untilIdle'] {
  const { node } = entered.fn;
  const [context = '', callback = ''] = node.parameters.slice(1).map(({ name }) => name.getText());
  const text = node.getText();
  const isTold = callback !== '' || (context !== '' && new RegExp(`\\b${context}\\.(?:done|succeed|fail)\\b`).test(text));
  if (entered.handler.delivery.untilIdle !== true || !isTold || isAsync(node) || !returnsNothing(program, entered, context, callback)) return () => false;
  const isCut = /\bcallbackWaitsForEmptyEventLoop\s*=\s*false\b/.test(text);
  const names = new RegExp(`\\b(?:${[context, callback].filter((name) => name !== '').join('|')})\\b`);
  const successes = toldAtOnce(node, context, callback);
  return (begun) => {
    const at = contains(node, begun) ? begun : own.call;
    return at !== null && !successes.some((told) => comesAfter(node, at, told)) && (!isCut || names.test(begun.getText()));
  };
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

/** `callback(null)`, `context.succeed()` in the handler's own body, not in what it begins. */
function toldAtOnce(fn: ts.Node, context: string, callback: string): readonly ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isCallExpression(node) && isSuccess(node, context, callback)) found.push(node);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(fn, visit);
  return found;
}

function isSuccess({ expression, arguments: [error] }: ts.CallExpression, context: string, callback: string): boolean {
  const callee = expression.getText();
  if (callee === `${context}.succeed`) return true;
  return (callee === callback || callee === `${context}.done`) && (error === undefined || /^(?:null|undefined)$/.test(error.getText()));
}

/** Further down, on the same way through: not in the other branch, nor behind a `return`. */
function comesAfter(fn: ts.Node, first: ts.Node, then: ts.Node): boolean {
  if (then.pos < first.end) return false;
  for (let at = first; at !== fn; at = at.parent) {
    const { parent } = at;
    if (contains(parent, then)) return !(ts.isIfStatement(parent) || ts.isConditionalExpression(parent) || (ts.isCaseBlock(parent) && endsClause(at)));
    if (leaves(at) || (ts.isBlock(parent) && parent.statements.some((statement) => statement.pos >= at.end && leaves(statement)))) return false;
  }
  return true;
}

function leaves(node: ts.Node): boolean {
  return ts.isReturnStatement(node) || ts.isThrowStatement(node);
}

function endsClause(node: ts.Node): boolean {
  return ts.isCaseOrDefaultClause(node) && node.statements.some((statement) => ts.isBreakStatement(statement) || leaves(statement));
}
