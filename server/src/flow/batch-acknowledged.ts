// `records.forEach((record) => save(record, callback))`: the first record that is done acknowledges the whole batch, and what the others come to nobody hears of.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { leave } from './graph-writer.ts';
import { merge, type State } from './state.ts';
import { step, type Walk } from './walk.ts';

/** Beside the turn for a message another's turn may acknowledge them all. */
export function acknowledgedByOthers(w: Walk, states: readonly State[], loop: ts.Node): readonly State[] {
  const at = tellsEach(w, loop);
  if (at === null) return states;
  const place = w.program.placeOf(at);
  return merge(states).map((state) => {
    const fork = w.writer.add(state, { kind: 'fork' }, place, 'does the same for the other messages');
    const others = step(w, [leave(state, fork, 'thread')], { kind: 'acknowledge', byAnother: true }, at, 'acknowledges the whole batch');
    others.forEach((other) => w.writer.add(other, { kind: 'exit', outcome: 'thread-ended' }, place, 'ends'));
    return leave(state, fork, 'next');
  });
}

/** Where a turn tells the handler's own callback that all is well, whatever the number of the turn. */
function tellsEach(w: Walk, loop: ts.Node): ts.Node | null {
  const { handler, fn, settles } = w.entered;
  if (handler.delivery.unit !== 'batch' || !settles.some((row) => row.told === true)) return null;
  const [, context, callback] = fn.node.parameters.map(({ name }) => name.getText());
  const visit = (node: ts.Node): ts.Node | undefined => {
    const told = toldBy(node, context, callback);
    if (told !== null && tellsSuccess(told) && !isCounted(told, loop)) return told.parent;
    return ts.forEachChild(node, visit);
  };
  return ts.forEachChild(loop, visit) ?? null;
}

/** The callback, or the context's method that stands for it. */
function toldBy(node: ts.Node, context: string | undefined, callback: string | undefined): ts.Expression | null {
  if (ts.isIdentifier(node)) return node.text === callback && !ts.isPropertyAccessExpression(node.parent) ? node : null;
  return ts.isPropertyAccessExpression(node) && node.expression.getText() === context && /^(?:succeed|done)$/.test(node.name.text) ? node : null;
}

/** `callback(null)`, `context.succeed()`, `callback(error, result)`, or the callback handed to what tells it; not where it is told an error alone. */
function tellsSuccess(told: ts.Expression): boolean {
  const call = told.parent;
  if (!ts.isCallExpression(call)) return false;
  if (call.expression !== told) return !isGivenTo(call, 'catch') && !(isGivenTo(call, 'then') && call.arguments[1] === told);
  const [error] = call.arguments;
  if (error === undefined || /^(?:null|undefined)$/.test(error.getText()) || told.getText().endsWith('.succeed')) return true;
  return call.arguments.length > 1 && ts.isIdentifier(bare(error)) && !isKnownError(call, error.getText());
}

function isGivenTo({ expression }: ts.CallExpression, method: string): boolean {
  return ts.isPropertyAccessExpression(expression) && expression.name.text === method;
}

/** In a `catch`, or where the error was asked for. */
function isKnownError(node: ts.Node, error: string): boolean {
  for (let at = node; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isCatchClause(at) || (ts.isCallExpression(at.parent) && at !== at.parent.expression && isGivenTo(at.parent, 'catch'))) return true;
    if (ts.isIfStatement(at.parent) && at.parent.thenStatement === at && new RegExp(`\\b${error}\\b`).test(at.parent.expression.getText())) return true;
  }
  return false;
}

/** `if (++done === records.length) callback(null)`: in the last turn alone. */
function isCounted(node: ts.Node, loop: ts.Node): boolean {
  for (let at = node; at !== loop; at = at.parent)
    if (ts.isIfStatement(at.parent) && at !== at.parent.expression && /[=<>]=|[<>]/.test(at.parent.expression.getText())) return true;
  return false;
}
