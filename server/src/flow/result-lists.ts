// Lists of what several calls came to: what their elements are known to be decides what is done about each.
import ts from 'typescript';
import { callbacksOf, isAsync } from './callback-calls.ts';
import { bare } from '../syntax/bare.ts';
import { outageWords } from './error-tests.ts';
import { elementsKnown, truthOf, withResult, type Known } from './known.ts';
import { isAwaited } from './promise-use.ts';
import { booleanOf, knownOf } from './read-known.ts';
import { mergeOutcomes, outcomesOf, withFact, type Outcome, type State } from './state.ts';
import type { Scope, Walk } from './walk.ts';

type Element = Known | undefined;

const running: ReadonlySet<string> = new Set(['map', 'flatMap', 'forEach', 'reduce']);
const asking: ReadonlySet<string> = new Set(['filter', 'some', 'every', 'find']);

/** `results.filter(failed).map(report)`: a call that goes through a list whose elements are known. Null for any other. */
export function walkResults(
  w: Walk,
  states: readonly State[],
  node: ts.CallExpression,
  name: string,
  receiver: Known | undefined,
  scope: Scope,
): readonly Outcome[] | null {
  const elements = elementsKnown(receiver);
  if (elements === null) return null;
  if (asking.has(name) && receiver?.is === 'results') return states.map((state) => ({ state, known: asked(node, name, elements, state) }));
  if (!running.has(name)) return null;
  const [fn, ...others] = callbacksOf(w, node, scope);
  if (fn === undefined || others.length > 0 || (isAsync(fn.node) && (name === 'forEach' || !isAwaited(node, scope)))) return null;
  const run = (state: State, element: Element): readonly Outcome[] =>
    w.visit.run(w, [state], { fn, args: [], known: name === 'reduce' ? [undefined, element] : [element], awaited: true, executor: scope.executor }, scope);
  let outcomes: readonly Outcome[] = outcomesOf(states);
  for (const element of elements)
    outcomes = mergeOutcomes(
      outcomes.flatMap((before) => run(before.state, element).map(({ state, known }) => ({ state, known: gathered(name, before.known, known) }))),
    );
  return outcomes;
}

function gathered(name: string, before: Known | undefined, one: Element): Known | undefined {
  if (name === 'map') return withResult(before, one);
  if (name === 'flatMap') return one?.is === 'list' && (before?.is !== 'list' || before.empty) ? one : before;
  return name === 'reduce' ? one : undefined;
}

/** What a question about the elements answers, as far as each answer is known. */
function asked(node: ts.CallExpression, name: string, elements: readonly Element[], state: State): Known | undefined {
  const answers = elements.map((element) => ({ element, holds: predicate(node, element, state) }));
  const holding = answers.filter(({ holds }) => holds !== false);
  const isCertain = holding.some(({ holds }) => holds === true);
  switch (name) {
    case 'filter':
      if (holding.length === 0) return { is: 'list', empty: true };
      return isCertain ? { is: 'results', of: holding.map(({ element }) => element) } : undefined;
    case 'some':
      return booleanOf(isCertain ? true : holding.length === 0 ? false : null);
    case 'every':
      return booleanOf(answers.some(({ holds }) => holds === false) ? false : answers.every(({ holds }) => holds === true) ? true : null);
    default:
      if (holding.length === 0) return { is: 'constant', value: undefined };
      return isCertain ? { is: 'truthy' } : undefined;
  }
}

function predicate(node: ts.CallExpression, element: Element, state: State): boolean | null {
  const [callback] = node.arguments;
  const fn = callback === undefined ? undefined : bare(callback);
  if (fn !== undefined && ts.isIdentifier(fn) && fn.text === 'Boolean') return truthOf(element);
  const asks = fn !== undefined && ts.isArrowFunction(fn) ? answerOf(fn.body) : null;
  if (fn === undefined || !ts.isArrowFunction(fn) || asks === null) return null;
  return truthOf(knownOf(asks, withFact(state, fn.parameters[0] ?? null, element).facts)) ?? wordingTest(asks);
}

/** What an arrow function gives: its expression, or the one thing that its body does. */
function answerOf(body: ts.ConciseBody): ts.Expression | null {
  if (!ts.isBlock(body)) return body;
  const [only, ...others] = body.statements;
  return only !== undefined && others.length === 0 && ts.isReturnStatement(only) ? (only.expression ?? null) : null;
}

/** `!reason.includes('invalid sender')`: one particular wording, which an outage does not have. */
function wordingTest(expression: ts.Expression): boolean | null {
  const node = bare(expression);
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    const inner = wordingTest(node.operand);
    return inner === null ? null : !inner;
  }
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return null;
  const [wording] = node.arguments;
  const asksText = /^(includes|startsWith|endsWith)$/.test(node.expression.name.text) && wording !== undefined && ts.isStringLiteralLike(wording);
  return asksText && !outageWords.test(wording.text) ? false : null;
}
