// Work that is tried again: by a function that calls itself, `catch (error) { if (attempt < 3) return send(body, attempt + 1); throw error; }`, or in a loop.
import ts from 'typescript';
import type { EffectId } from '../facts/steps.ts';
import { bare } from '../syntax/bare.ts';
import { resolveName } from '../syntax/scopes.ts';
import type { Activation, Scope, Walk } from './walk.ts';

/**
 * Whether the call, in a catch, is the same work once more: everything is handed on as it came, except for what counts the attempts, and beside a count for what stands there in so many words.
 * A call with other arguments goes on to the next piece of work (`next(rest)`), and the error stays behind.
 */
export function triesAgain({ caught }: Scope, { fn, site }: Activation): boolean {
  if (caught.length === 0 || site === undefined || !ts.isCallExpression(site)) return false;
  const { parameters } = fn.node;
  const handed = site.arguments.flatMap((argument, index) => handedFor(parameters[index]?.name, argument));
  const isCounted = handed.some(({ name, argument }) => counts(argument, name ?? ''));
  const isSame = handed.every(({ name, argument }) => isHandedOn(argument, name, isCounted));
  return isSame && site.arguments.length > 0 && site.arguments.length <= parameters.length;
}

interface Handed {
  /** What it came as, `attempt` or `options.attempt`; null for what came in no such way. */
  readonly name: string | null;
  readonly argument: ts.Expression;
}

/** An argument and what it came as; of an object that is put together anew, `send(body, { attempt: attempt + 1, pause })`, each part. */
function handedFor(parameter: ts.BindingName | undefined, argument: ts.Expression): readonly Handed[] {
  const whole: Handed = { name: parameter && ts.isIdentifier(parameter) ? parameter.text : null, argument };
  const literal = written(argument);
  if (parameter === undefined || !ts.isObjectLiteralExpression(literal)) return [whole];
  const parts = literal.properties.map((property) => partFor(parameter, property));
  const isWhole = ts.isObjectBindingPattern(parameter)
    ? parameter.elements.every((element) => element.initializer !== undefined || parts.some((part) => part?.name === element.name.getText()))
    : literal.properties.some((property) => ts.isSpreadAssignment(property));
  return isWhole && parts.every((part) => part !== null) ? parts : [whole];
}

function partFor(parameter: ts.BindingName, property: ts.ObjectLiteralElementLike): Handed | null {
  if (ts.isSpreadAssignment(property)) return ts.isIdentifier(parameter) ? { name: parameter.text, argument: property.expression } : null;
  if (!ts.isPropertyAssignment(property) && !ts.isShorthandPropertyAssignment(property)) return null;
  const key = property.name.getText();
  const argument = ts.isPropertyAssignment(property) ? property.initializer : property.name;
  if (ts.isIdentifier(parameter)) return { name: `${parameter.text}.${key}`, argument };
  const element = ts.isObjectBindingPattern(parameter)
    ? parameter.elements.find(({ propertyName, name }) => (propertyName ?? name).getText() === key)
    : undefined;
  return element ? { name: element.name.getText(), argument } : null;
}

/** What a constant stands for: `const next = attempt + 1`. */
function written(argument: ts.Expression): ts.Expression {
  const node = bare(argument);
  const declaration = ts.isIdentifier(node) ? resolveName(node.text, node) : null;
  const isConstant = declaration && ts.isVariableDeclaration(declaration) && (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0;
  return isConstant && declaration.initializer ? bare(declaration.initializer) : node;
}

function isHandedOn(argument: ts.Expression, name: string | null, isCounted: boolean): boolean {
  if (name === null) return false;
  if (bare(argument).getText() === name || counts(argument, name)) return true;
  if (!isCounted) return false;
  const node = written(argument);
  if (ts.isConditionalExpression(node)) return isHandedOn(node.whenTrue, name, isCounted) && isHandedOn(node.whenFalse, name, isCounted);
  return ts.isNumericLiteral(node) || node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword;
}

const counters = /attempt|retr(y|ies)|tries|try|delay|backoff|wait|left|remaining/i;

/** `attempt + 1`, `retries - 1`, `delay * 2`. */
function counts(argument: ts.Expression, name: string): boolean {
  const node = written(argument);
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
