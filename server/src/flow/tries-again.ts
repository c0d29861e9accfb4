// Work that is tried again: by a function that calls itself, `catch (error) { if (attempt < 3) return send(body, attempt + 1); throw error; }`, or in a loop.
import ts from 'typescript';
import type { EffectId } from '../facts/steps.ts';
import { bare } from '../syntax/bare.ts';
import type { Activation, Scope, Walk } from './walk.ts';

/**
 * Whether the call, in a catch, is the same work once more: everything is handed on as it came, except for what counts the attempts, and beside a count for what stands there in so many words.
 * A call with other arguments goes on to the next piece of work (`next(rest)`), and the error stays behind.
 */
export function triesAgain({ caught }: Scope, { fn, site }: Activation): boolean {
  if (caught.length === 0 || site === undefined || !ts.isCallExpression(site)) return false;
  const names = fn.node.parameters.map(({ name }) => (ts.isIdentifier(name) ? name.text : null));
  const isCounted = site.arguments.some((argument, index) => counts(argument, names[index] ?? ''));
  const isSame = site.arguments.every((argument, index) => isHandedOn(argument, names[index] ?? null, isCounted));
  return isSame && site.arguments.length > 0 && site.arguments.length <= names.length;
}

function isHandedOn(argument: ts.Expression, name: string | null, isCounted: boolean): boolean {
  const node = bare(argument);
  if (name === null) return false;
  if (node.getText() === name || counts(node, name)) return true;
  if (!isCounted) return false;
  if (ts.isConditionalExpression(node)) return isHandedOn(node.whenTrue, name, isCounted) && isHandedOn(node.whenFalse, name, isCounted);
  return ts.isNumericLiteral(node) || node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword;
}

const counters = /attempt|retr(y|ies)|tries|try|delay|backoff|wait|left|remaining/i;

/** `attempt + 1`, `retries - 1`, `delay * 2`. */
function counts(argument: ts.Expression, name: string): boolean {
  const node = bare(argument);
  if (!ts.isBinaryExpression(node)) return false;
  const by = bare(node.right);
  return bare(node.left).getText() === name && (ts.isNumericLiteral(by) || counters.test(name));
}

/** Whether a loop does the same work until it succeeds: what its `try` comes to leaves the loop, and only an error leads to the next turn. */
export function isTriedAgain(loop: ts.Node): boolean {
  const isCounted = ts.isForStatement(loop) || ts.isWhileStatement(loop) || ts.isDoStatement(loop);
  if (!isCounted || !ts.isBlock(loop.statement)) return false;
  const { statements } = loop.statement;
  const at = statements.findIndex((statement) => ts.isTryStatement(statement) && statement.catchClause !== undefined);
  const attempt = statements[at];
  if (attempt === undefined || !ts.isTryStatement(attempt)) return false;
  const last = attempt.tryBlock.statements.at(-1);
  return last !== undefined && (leaves(last) || setsFlag(last, loop));
}

function leaves(statement: ts.Statement): boolean {
  return ts.isReturnStatement(statement) || (ts.isBreakStatement(statement) && statement.label === undefined);
}

/** `done = true`, where the loop's test asks for it. */
function setsFlag(statement: ts.Statement, loop: ts.ForStatement | ts.WhileStatement | ts.DoStatement): boolean {
  const test = ts.isForStatement(loop) ? loop.condition : loop.expression;
  const [, name] = /^(\w+) = (?:true|false);?$/.exec(statement.getText()) ?? [];
  return name !== undefined && test !== undefined && new RegExp(`\\b${name}\\b`).test(test.getText());
}

/** What a throw behind a loop gives up on, `throw new Error('failed after 5 attempts')`: the effects whose failure the loop caught last. */
export function givenUpOn(w: Walk, node: ts.ThrowStatement): readonly EffectId[] {
  if (!ts.isBlock(node.parent)) return [];
  const loop = node.parent.statements.slice(0, node.parent.statements.indexOf(node)).findLast((before) => ts.isIterationStatement(before, false));
  if (loop === undefined) return [];
  const { file, line, endLine } = w.program.placeOf(loop);
  const isInside = ({ place, from }: (typeof w.catches)[number]): boolean =>
    from.length > 0 && place.file === file && place.line >= line && place.endLine <= endLine;
  return w.catches.findLast(isInside)?.from ?? [];
}
