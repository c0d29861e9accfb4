// A loop that counts its attempts, and a question inside that asks whether this is the last: its answer is that of the loop's own test after the turn.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { contains } from '../syntax/places.ts';
import { resolveName } from '../syntax/scopes.ts';
import { isFalse, isTrue } from './known.ts';
import { withFact, type State } from './state.ts';

/** The ways on from `if (attempt < retries)` inside `for (let attempt = 0; attempt <= retries; attempt++)`, knowing whether another turn follows. */
export function knowingTurns(
  condition: ts.Expression,
  yes: readonly State[],
  no: readonly State[],
): { readonly yes: readonly State[]; readonly no: readonly State[] } {
  const asked = askedOf(condition);
  if (asked === null) return { yes, no };
  const told = (states: readonly State[], more: boolean | null): readonly State[] =>
    more === null ? states : states.map((state) => withFact(state, asked.loop.parent, more ? isTrue : isFalse));
  return { yes: told(yes, asked.moreWhenTrue), no: told(no, asked.moreWhenFalse) };
}

/** Whether another turn follows, where the way here was asked; null where it was not. */
export function toldOfTurn({ facts }: State, loop: ts.Node): boolean | null {
  const known = facts.get(loop.parent);
  return known?.is === 'constant' && typeof known.value === 'boolean' ? known.value : null;
}

export function forgetTurns(state: State, loop: ts.Node): State {
  return withFact(state, loop.parent, undefined);
}

type CountingLoop = ts.ForStatement | ts.WhileStatement | ts.DoStatement;

interface Asked {
  /** What is told is kept at the statement around it: the loop's own names are forgotten with each turn. */
  readonly loop: CountingLoop;
  readonly moreWhenTrue: boolean | null;
  readonly moreWhenFalse: boolean | null;
}

function askedOf(condition: ts.Expression): Asked | null {
  const node = bare(condition);
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    const asked = askedOf(node.operand);
    return asked === null ? null : { loop: asked.loop, moreWhenTrue: asked.moreWhenFalse, moreWhenFalse: asked.moreWhenTrue };
  }
  if (ts.isIdentifier(node)) return askedOfConstant(node);
  if (!ts.isBinaryExpression(node)) return null;
  const operator = node.operatorToken.kind;
  if (operator !== ts.SyntaxKind.AmpersandAmpersandToken && operator !== ts.SyntaxKind.BarBarToken) return compared(node);
  const asked = askedOf(node.left) ?? askedOf(node.right);
  if (asked === null) return null;
  const both = operator === ts.SyntaxKind.AmpersandAmpersandToken;
  return { loop: asked.loop, moreWhenTrue: both ? asked.moreWhenTrue : null, moreWhenFalse: both ? null : asked.moreWhenFalse };
}

/** `const isLast = attempt === retries - 1`. */
function askedOfConstant(name: ts.Identifier): Asked | null {
  const declaration = resolveName(name.text, name);
  if (!declaration || !ts.isVariableDeclaration(declaration) || declaration.initializer === undefined) return null;
  return (declaration.parent.flags & ts.NodeFlags.Const) !== 0 && ts.isBinaryExpression(bare(declaration.initializer))
    ? askedOf(declaration.initializer)
    : null;
}

/** Whether a comparison holds below the bound (counting down: above it), the bound being `base + by`. */
interface Bound {
  readonly holds: boolean;
  readonly base: string;
  readonly by: number;
}

function compared(question: ts.BinaryExpression): Asked | null {
  const left = bare(question.left);
  const isShifted = ts.isBinaryExpression(left) && left.right.getText() === '1';
  const name = isShifted ? bare(left.left) : steppedIn(left);
  const loop = ts.isIdentifier(name) ? loopCounting(name, question) : null;
  if (loop === null || !ts.isIdentifier(name)) return null;
  const step = stepOf(loop, name.text);
  const test = testOf(loop, name.text);
  if (step === null || test === null) return null;
  const { up } = step;
  if (isShifted && (left.operatorToken.kind === ts.SyntaxKind.PlusToken) !== up) return null;
  const isAhead = isShifted || comesBefore(step.node, question, test);
  const asked = boundOf(question, up);
  const wanted = boundOf(test, up);
  if (asked === null || wanted?.holds !== true || asked.base !== wanted.base || asked.by !== wanted.by - (isAhead ? 0 : up ? 1 : -1)) return null;
  return { loop, moreWhenTrue: asked.holds, moreWhenFalse: !asked.holds };
}

/** `attempt` of `attempt`, `attempt++` and `++attempt`. */
function steppedIn(node: ts.Expression): ts.Expression {
  return ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node) ? bare(node.operand) : node;
}

/** Whether the counter has the value that the loop's test will see already where the question is asked. */
function comesBefore(step: ts.Node, question: ts.BinaryExpression, test: ts.BinaryExpression): boolean {
  if (contains(question, step)) return ts.isPrefixUnaryExpression(step);
  if (contains(test, step)) return ts.isPostfixUnaryExpression(step);
  return !ts.isForStatement(step.parent) && step.end <= question.pos;
}

/** The loop around a question that has the name in its test. */
function loopCounting(name: ts.Identifier, question: ts.Node): CountingLoop | null {
  const declaration = resolveName(name.text, name);
  if (!declaration || !ts.isVariableDeclaration(declaration) || (declaration.parent.flags & ts.NodeFlags.Let) === 0) return null;
  const loop = ts.findAncestor(question, (outer) => ts.isFunctionLike(outer) || ts.isIterationStatement(outer, false));
  const counts = loop !== undefined && (ts.isForStatement(loop) || ts.isWhileStatement(loop) || ts.isDoStatement(loop));
  return counts ? loop : null;
}

/** The comparison in a loop's test that its counter takes part in. */
function testOf(loop: CountingLoop, name: string): ts.BinaryExpression | null {
  const among = (expression: ts.Expression): ts.BinaryExpression | null => {
    const node = bare(expression);
    if (!ts.isBinaryExpression(node)) return null;
    if (node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) return among(node.left) ?? among(node.right);
    return steppedIn(bare(node.left)).getText() === name ? node : null;
  };
  const test = ts.isForStatement(loop) ? loop.condition : loop.expression;
  return test === undefined ? null : among(test);
}

/** The one place where the counter takes a step, by one, and which way. */
function stepOf(loop: CountingLoop, name: string): { readonly node: ts.Node; readonly up: boolean } | null {
  const steps: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) return;
    if (changed(node) === name) steps.push(node);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(loop, (child) => (ts.isForStatement(loop) && child === loop.initializer ? undefined : visit(child)));
  const [node] = steps;
  const by = node === undefined || steps.length > 1 ? undefined : /^(?:\w+(\+\+|--)|(\+\+|--)\w+|\w+ ([+-])= 1|(\w+) = \4 ([+-]) 1)$/.exec(node.getText());
  const sign = by?.slice(1, 4).find(Boolean) ?? by?.[5];
  return node === undefined || sign === undefined ? null : { node, up: sign.startsWith('+') };
}

/** The name that a node assigns to. */
function changed(node: ts.Node): string | null {
  if (ts.isPostfixUnaryExpression(node)) return node.operand.getText();
  if (ts.isPrefixUnaryExpression(node))
    return node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken ? node.operand.getText() : null;
  const assigns =
    ts.isBinaryExpression(node) && node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment && node.operatorToken.kind <= ts.SyntaxKind.LastAssignment;
  return assigns ? node.left.getText() : null;
}

/** A counter that takes every value on its way has not reached `n` as long as it is not `n`. */
function boundOf({ operatorToken, right }: ts.BinaryExpression, up: boolean): Bound | null {
  const operator = operatorToken.getText();
  const [below, notAbove, above, notBelow] = up ? ['<', '<=', '>', '>='] : ['>', '>=', '<', '<='];
  const { base, by } = limitOf(bare(right));
  const next = by + (up ? 1 : -1);
  if (operator === below || operator === '!==' || operator === '!=') return { holds: true, base, by };
  if (operator === notBelow || operator === '===' || operator === '==') return { holds: false, base, by };
  if (operator === notAbove) return { holds: true, base, by: next };
  return operator === above ? { holds: false, base, by: next } : null;
}

/** `retries - 1` as `retries` and -1; a number as nothing and itself. */
function limitOf(limit: ts.Expression): { readonly base: string; readonly by: number } {
  if (ts.isNumericLiteral(limit)) return { base: '', by: Number(limit.text) };
  if (!ts.isBinaryExpression(limit) || !ts.isNumericLiteral(limit.right)) return { base: limit.getText(), by: 0 };
  const by = Number(limit.right.text);
  if (limit.operatorToken.kind === ts.SyntaxKind.PlusToken) return { base: limit.left.getText(), by };
  return limit.operatorToken.kind === ts.SyntaxKind.MinusToken ? { base: limit.left.getText(), by: -by } : { base: limit.getText(), by: 0 };
}
