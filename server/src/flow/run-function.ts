// A function of the workspace, walked as part of its caller: its returns are the caller's next step, its errors the caller's.
import ts from 'typescript';
import { isInert } from './inert.ts';
import type { Known } from './known.ts';
import { mergeOutcomes, outcomesOf, statesOf, withFact, withoutLocals, type Outcome, type State } from './state.ts';
import type { TransactionId } from '../facts/steps.ts';
import { exitsOf, fallible, sameFacts, step, takeBack, type Activation, type Jump, type Scope, type Walk } from './walk.ts';

const deepest = 28;

export function runFunction(w: Walk, states: readonly State[], activation: Activation, scope: Scope): readonly Outcome[] {
  const { node } = activation.fn;
  const body = node.body;
  if (body === undefined || scope.stack.includes(node) || w.idle.get(node) === true) return outcomesOf(states);
  if (scope.stack.length >= deepest) {
    w.budget.truncated = true;
    return outcomesOf(states);
  }
  const before = w.writer.size();
  const transaction = declaredTransaction(w, node);
  const exits = exitsOf(scope);
  const outcomes = transaction === null ? walkBody(w, states, activation, body, scope) : inTransaction(w, states, activation, body, scope, transaction);
  if (!w.writer.onlyDecidedSince(before) || exitsOf(scope) !== exits || !sameFacts(states, statesOf(outcomes))) return outcomes;
  if (outcomes.every((outcome) => outcome.known === undefined) && !hasCallbacks(activation)) w.idle.set(node, true);
  return w.writer.size() === before ? outcomes : outcomesOf(takeBack(w, states, before));
}

function walkBody(w: Walk, states: readonly State[], activation: Activation, body: ts.ConciseBody, scope: Scope): readonly Outcome[] {
  const { fn } = activation;
  const returns: Outcome[] = [];
  const jumps: Jump[] = [];
  const inner: Scope = {
    fn: fn.node,
    env: w.program.enter(fn, activation.args),
    exits: { returns, throws: scope.exits.throws, jumps },
    awaited: activation.awaited,
    executor: activation.executor ?? false,
    ambient: activation.ambient ?? scope.ambient,
    stack: [...scope.stack, fn.node],
    catches: scope.catches,
    caught: scope.caught,
  };
  const ready = states.map((state) => bindKnown(state, fn.node, activation));
  const ends = ts.isBlock(body)
    ? outcomesOf(w.visit.statements(w, ready, body.statements, inner))
    : isInert(body) && ready.every((state) => state.facts.size === 0)
      ? outcomesOf(ready)
      : w.visit.expression(w, ready, body, inner);
  return mergeOutcomes([...returns, ...ends].map((outcome) => ({ known: handedOn(outcome.known), state: withoutLocals(outcome.state, fn.node) })));
}

/** Of a returned object only flags are worth knowing to the caller. */
function handedOn(known: Known | undefined): Known | undefined {
  if (known?.is === 'constant' && typeof known.value === 'string' && known.value.length > 24) return { is: 'truthy' };
  if (known?.is !== 'object') return known;
  const flags = [...known.fields].filter(([, field]) => field.is !== 'constant' || typeof field.value === 'boolean');
  return flags.length === 0 ? undefined : { is: 'object', fields: new Map(flags.filter(([, field]) => field.is !== 'object')) };
}

function bindKnown(state: State, node: ts.SignatureDeclaration, activation: Activation): State {
  return (activation.known ?? []).reduce((here: State, known, index) => {
    const parameter = node.parameters[index];
    return parameter === undefined || !ts.isParameter(parameter) ? here : withFact(here, parameter, known);
  }, state);
}

function hasCallbacks(activation: Activation): boolean {
  return activation.args.some((arg) => arg.kind !== 'constant' && arg.kind !== 'message' && arg.kind !== 'unknown');
}

/** `@Transactional()` and its like: every database call inside takes part. */
function declaredTransaction(w: Walk, node: ts.SignatureDeclaration): TransactionId | null {
  const decorators = ts.canHaveDecorators(node) ? (ts.getDecorators(node) ?? []) : [];
  const found = decorators.find((decorator) => /^@(Transactional|Transaction)\b/.test(decorator.getText()));
  return found === undefined ? null : w.writer.transaction({ place: w.program.placeOf(found), kind: 'database', retries: false });
}

function inTransaction(
  w: Walk,
  states: readonly State[],
  activation: Activation,
  body: ts.ConciseBody,
  scope: Scope,
  transaction: TransactionId,
): readonly Outcome[] {
  const begun = step(w, states, { kind: 'begin', transaction }, activation.fn.node, 'begins a transaction');
  const throws: Outcome[] = [];
  const inner = { ...scope, exits: { ...scope.exits, throws } };
  const outcomes = walkBody(w, begun, { ...activation, ambient: transaction }, body, inner);
  scope.exits.throws.push(
    ...throws.flatMap((thrown) =>
      step(w, [thrown.state], { kind: 'rollback', transaction }, activation.fn.node, 'rolls back').map((state) => ({ ...thrown, state })),
    ),
  );
  return outcomes.flatMap((outcome) =>
    fallible(w, [outcome.state], { kind: 'commit', transaction }, activation.fn.node, 'commits', scope).map((state) => ({ ...outcome, state })),
  );
}
