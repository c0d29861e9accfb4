// Expressions in the order they are evaluated, and conditions: where what is known settles a condition, only one way goes on.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { plannedTruth } from './guards/planned-marks.ts';
import { assign } from './assign.ts';
import { mayReport, reportItem, reportsItem } from './failed-items.ts';
import { handedFlag } from './handed-flags.ts';
import { isInert } from './inert.ts';
import { compare, memberOf, truthOf, type Known } from './known.ts';
import { walkLate } from './late-arguments.ts';
import { booleanOf, comparisonOf, knownOf, namedBy } from './read-known.ts';
import { afterSharing } from './shared-values.ts';
import { merge, mergeOutcomes, nowhere, outcomesOf, statesOf, type Outcome, type State } from './state.ts';
import { walkYield } from './yields.ts';
import { throwRejected, each, undecided, type Scope, type Split, type Walk } from './walk.ts';

export function walkExpression(w: Walk, states: readonly State[], expression: ts.Expression, scope: Scope): readonly Outcome[] {
  const node = bare(expression);
  if (reportsItem(w, node)) return reportItem(w, states, node);
  const late = ts.isIdentifier(node) ? walkLate(w, states, node, scope) : null;
  if (late !== null) return late;
  if ((isInert(node) && !mayReport(w, node)) || ts.isFunctionLike(node)) return states.map((state) => ({ state, known: knownOf(node, state.facts) }));
  if (ts.isAwaitExpression(node)) return throwRejected(w.visit.expression(w, states, node.expression, scope), scope);
  if (ts.isCallExpression(node) || ts.isNewExpression(node) || ts.isTaggedTemplateExpression(node))
    return each(merge(states), (state) => w.visit.call(w, [state], node, scope));
  if (ts.isBinaryExpression(node)) return walkBinary(w, states, node, scope);
  if (ts.isConditionalExpression(node)) {
    const { yes, no } = w.visit.condition(w, states, node.condition, scope);
    return mergeOutcomes([...branch(w, yes, node.whenTrue, scope), ...branch(w, no, node.whenFalse, scope)]);
  }
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) return walkUnary(w, states, node, scope);
  if (ts.isPropertyAccessExpression(node))
    return walkExpression(w, states, node.expression, scope).map(({ state, known }) => ({ state, known: namedBy(node) ?? memberOf(known, node.name.text) }));
  if (ts.isElementAccessExpression(node)) return walkElement(w, states, node, scope);
  if (ts.isYieldExpression(node)) return walkYield(w, states, node, scope);
  return walkParts(w, states, node, scope);
}

function branch(w: Walk, states: readonly State[], node: ts.Expression, scope: Scope): readonly Outcome[] {
  return states.length === 0 ? [] : walkExpression(w, states, node, scope);
}

/** Literals, templates, spreads, `void`, `delete`: the parts one after the other. */
function walkParts(w: Walk, states: readonly State[], node: ts.Node, scope: Scope): readonly Outcome[] {
  let here = states;
  const visit = (child: ts.Node): void => {
    if (isInert(child) || ts.isFunctionLike(child)) return;
    here = ts.isExpression(child) ? statesOf(walkExpression(w, here, child, scope)) : (ts.forEachChild(child, visit), here);
  };
  ts.forEachChild(node, visit);
  if (ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node)) return here.map((state) => ({ state, known: knownOf(node, state.facts) }));
  return outcomesOf(here);
}

function walkElement(w: Walk, states: readonly State[], node: ts.ElementAccessExpression, scope: Scope): readonly Outcome[] {
  const index = node.argumentExpression;
  const outcomes = walkExpression(w, states, node.expression, scope);
  if (ts.isNumericLiteral(index) || ts.isStringLiteral(index)) return outcomes.map(({ state, known }) => ({ state, known: memberOf(known, index.text) }));
  return outcomesOf(statesOf(walkExpression(w, statesOf(outcomes), index, scope)));
}

function walkUnary(w: Walk, states: readonly State[], node: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression, scope: Scope): readonly Outcome[] {
  const outcomes = walkExpression(w, states, node.operand, scope);
  if (node.operator === ts.SyntaxKind.ExclamationToken) return outcomes.map(({ state, known }) => ({ state, known: negated(known) }));
  if (node.operator === ts.SyntaxKind.PlusPlusToken)
    return outcomes.map(({ state, known }) => ({
      state: assign(state, node.operand, known?.is === 'constant' || known?.is === 'truthy' ? { is: 'truthy' } : undefined),
      known: undefined,
    }));
  if (node.operator === ts.SyntaxKind.MinusMinusToken)
    return outcomes.map(({ state }) => ({ state: assign(state, node.operand, undefined), known: undefined }));
  return outcomesOf(statesOf(outcomes));
}

function negated(known: Known | undefined): Known | undefined {
  const truth = truthOf(known);
  return booleanOf(truth === null ? null : !truth);
}

function walkBinary(w: Walk, states: readonly State[], node: ts.BinaryExpression, scope: Scope): readonly Outcome[] {
  const kind = node.operatorToken.kind;
  if (kind === ts.SyntaxKind.EqualsToken) return walkAssignment(w, states, node, scope);
  if (isShortCircuit(kind)) return walkLogical(w, states, node, scope);
  return walkExpression(w, states, node.left, scope).flatMap((left) =>
    walkExpression(w, [left.state], node.right, scope).map(({ state, known }) => ({
      state: kind === ts.SyntaxKind.PlusEqualsToken ? assign(state, node.left, { is: 'truthy' }) : state,
      known: combined(left.known, kind, known) ?? knownOf(node, state.facts),
    })),
  );
}

function combined(left: Known | undefined, kind: ts.SyntaxKind, right: Known | undefined): Known | undefined {
  if (kind === ts.SyntaxKind.CommaToken) return right;
  const comparison = comparisonOf(kind);
  return comparison === null ? undefined : booleanOf(compare(left, comparison, right));
}

function isShortCircuit(kind: ts.SyntaxKind): boolean {
  return (
    kind === ts.SyntaxKind.AmpersandAmpersandToken ||
    kind === ts.SyntaxKind.BarBarToken ||
    kind === ts.SyntaxKind.QuestionQuestionToken ||
    kind === ts.SyntaxKind.QuestionQuestionEqualsToken ||
    kind === ts.SyntaxKind.BarBarEqualsToken ||
    kind === ts.SyntaxKind.AmpersandAmpersandEqualsToken
  );
}

/** Goes on to the right side where the left one asks for it, and past it otherwise. */
function walkLogical(w: Walk, states: readonly State[], node: ts.BinaryExpression, scope: Scope): readonly Outcome[] {
  const isAnd = node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken || node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandEqualsToken;
  return mergeOutcomes(
    walkExpression(w, states, node.left, scope).flatMap(({ state, known }) => {
      const truth = node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken ? present(known) : truthOf(known);
      if (truth !== null && truth !== isAnd) return [{ state, known }];
      if (truth !== null) return walkExpression(w, [state], node.right, scope);
      if (isInert(node.right)) return [{ state, known: knownOf(node, state.facts) }];
      const { yes, no } = undecided(w, [state], node);
      return [...walkExpression(w, yes, node.right, scope), ...outcomesOf(no, isAnd ? { is: 'constant', value: false } : undefined)];
    }),
  );
}

function present(known: Known | undefined): boolean | null {
  const nothing = known === undefined ? null : compare(known, '===', { is: 'constant', value: undefined });
  return nothing === null ? null : !nothing;
}

function walkAssignment(w: Walk, states: readonly State[], node: ts.BinaryExpression, scope: Scope): readonly Outcome[] {
  const target = bare(node.left);
  const ready = isInert(target) ? states : statesOf(walkParts(w, states, target, scope));
  return walkExpression(w, ready, node.right, scope).map(({ state, known }) => {
    const own = afterSharing(state, node.right);
    return own === state ? { state: assign(state, target, known), known } : { state: assign(own, target, undefined), known: undefined };
  });
}

export function walkCondition(w: Walk, states: readonly State[], expression: ts.Expression, scope: Scope): Split {
  const told = w.plan.marks.length === 0 ? [] : states.map((state) => ({ state, truth: plannedTruth(w, expression, state) }));
  if (told.some(({ truth }) => truth !== null)) {
    const open = told.filter(({ truth }) => truth === null).map(({ state }) => state);
    const rest = open.length === 0 ? { yes: nowhere, no: nowhere } : undecided(w, open, expression);
    const of = (answer: boolean) => told.filter(({ truth }) => truth === answer).map(({ state }) => state);
    return { yes: merge([...of(true), ...rest.yes]), no: merge([...of(false), ...rest.no]) };
  }
  const node = bare(expression);
  if (ts.isBinaryExpression(node) && isInert(node)) {
    const open = states.filter((state) => truthOf(knownOf(node, state.facts)) === null);
    if (open.length < states.length) {
      const of = (answer: boolean) => states.filter((state) => truthOf(knownOf(node, state.facts)) === answer);
      const rest = open.length === 0 ? { yes: nowhere, no: nowhere } : walkCondition(w, open, node, scope);
      return { yes: merge([...of(true), ...rest.yes]), no: merge([...of(false), ...rest.no]) };
    }
  }
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    const { yes, no } = walkCondition(w, states, node.operand, scope);
    return { yes: no, no: yes };
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) {
    const left = walkCondition(w, states, node.left, scope);
    const right = left.yes.length === 0 ? { yes: nowhere, no: nowhere } : walkCondition(w, left.yes, node.right, scope);
    return { yes: right.yes, no: merge([...left.no, ...right.no]) };
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.BarBarToken) {
    const left = walkCondition(w, states, node.left, scope);
    const right = left.no.length === 0 ? { yes: nowhere, no: nowhere } : walkCondition(w, left.no, node.right, scope);
    return { yes: merge([...left.yes, ...right.yes]), no: right.no };
  }
  return split(w, walkExpression(w, states, node, scope), node, scope);
}

function split(w: Walk, outcomes: readonly Outcome[], node: ts.Expression, scope: Scope): Split {
  // A call's own way may say nothing where its words do: `error.message.includes('not found')`.
  const told = outcomes.map(({ state, known }) => ({ state, truth: truthOf(known ?? (ts.isCallExpression(node) ? knownOf(node, state.facts) : undefined)) }));
  const of = (answer: boolean | null): readonly State[] => told.filter(({ truth }) => truth === answer).map(({ state }) => state);
  const [yes, no, open] = [of(true), of(false), of(null)];
  if (open.length === 0) return { yes: merge(yes), no: merge(no) };
  const flag = handedFlag(w, node, scope);
  const both = flag === null ? undecided(w, open, node) : { yes: flag ? open : nowhere, no: flag ? nowhere : open };
  return { yes: merge([...yes, ...both.yes]), no: merge([...no, ...both.no]) };
}
