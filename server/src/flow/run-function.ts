// A function of the workspace, walked as part of its caller: its returns are the caller's next step, its errors the caller's.
import ts from 'typescript';
import { contains } from '../syntax/places.ts';
import { leave } from './graph-writer.ts';
import { walkGuarded } from './guards/library-guard.ts';
import { isInert, mayDecide } from './inert.ts';
import { hasLate } from './late-arguments.ts';
import { mayReport } from './failed-items.ts';
import { isVerdict, isVerdictField, isUndefined, tellsOutcome, textOf, type Known } from './known.ts';
import { knownOf } from './read-known.ts';
import { mergeOutcomes, outcomesOf, statesOf, withFact, withoutLocals, type Outcome, type State } from './state.ts';
import type { Environment, Value } from '../provenance/values.ts';
import type { TransactionId } from '../facts/steps.ts';
import { triesAgain } from './tries-again.ts';
import { throwRejected, exitsOf, fallible, sameFacts, step, takeBack, type Quiet, type Activation, type Jump, type Scope, type Walk } from './walk.ts';

const deepest = 28;
const mostWrappings = 3;

export function runFunction(w: Walk, states: readonly State[], activation: Activation, scope: Scope): readonly Outcome[] {
  const { node } = activation.fn;
  const body = node.body;
  if (body === undefined) return outcomesOf(states);
  if (isRecursion(scope, activation)) return triesAgain(scope, activation) ? failAgain(states, scope) : outcomesOf(states);
  const known = isTold(activation) ? undefined : knownQuiet(w, activation);
  if (known !== undefined) {
    if (known.worded) w.worded.calls += 1;
    for (const read of known.reads) w.reads.push({ ...read, scope: { ...read.scope, caller: callerOf(activation, scope) } });
    return inShort(w, states, known, node, scope);
  }
  if (scope.stack.length >= deepest) {
    w.budget.truncated = true;
    return outcomesOf(states);
  }
  const size = w.writer.size();
  const effects = w.writer.effectCount();
  const reads = w.reads.length;
  const worded = w.worded.calls;
  const [throws, exits] = [scope.exits.throws.length, exitsOf(scope)];
  const transaction = declaredTransaction(w, node);
  const outcomes = walkGuarded(w, states, activation.fn, scope, (ready, inner) =>
    transaction === null ? walkBody(w, ready, activation, body, inner) : inTransaction(w, ready, activation, body, inner, transaction),
  );
  // What is never sent leaves no step, and another caller may send it.
  const call = w.writer.effectCount() === effects && w.writer.quietSince(size);
  if (call === false || passesErrorOn(activation) || !sameFacts(states, statesOf(outcomes))) return outcomes;
  const failed = outcomes.filter(({ state }) => w.writer.failedSince(size, state) !== 'none');
  const only = outcomes.filter(({ state }) => w.writer.failedSince(size, state) === 'all');
  const well = only.length === outcomes.length ? outcomes : outcomes.filter((outcome) => !only.includes(outcome));
  const quiet: Quiet = {
    worded: w.worded.calls > worded,
    call,
    throws: exitsOf(scope) !== exits,
    known: well.length === states.length ? well[0]?.known : undefined,
    kept: only.length === outcomes.length ? undefined : toldApart(failed, well),
    reads: w.reads.slice(reads).filter((read) => read.scope.fn === node),
  };
  if (!isTold(activation) && !w.plan.marks.some((mark) => contains(node, mark.read))) remember(w, activation, quiet);
  if (w.writer.size() === size) return outcomes;
  scope.exits.throws.length = throws;
  return inShort(w, takeBack(w, states, size), quiet, node, scope);
}

/** An outage that outlasts the attempts leaves with the error of the last. */
function failAgain(states: readonly State[], scope: Scope): readonly Outcome[] {
  scope.exits.throws.push(...states.map((state): Outcome => ({ state, known: { is: 'thrown', why: 'failure' }, from: scope.caught })));
  return [];
}

/** A wrapper round a wrapped function is the same code with another function in it; as often as wrappers are put round each other. */
function isRecursion({ stack }: Scope, { fn: { node, env }, args }: Activation): boolean {
  const same = stack.filter((entered) => entered.node === node);
  return same.length >= mostWrappings || same.some((entered) => entered.env === env && !runsAnother(entered.args, args));
}

/** `traced(() => ...)` inside of what `traced` runs: it is handed another function than the one around it. */
function runsAnother(outer: readonly Value[], inner: readonly Value[]): boolean {
  return inner.some((value, index) => {
    const before = outer[index];
    return value.kind === 'function' && before?.kind === 'function' && value.node !== before.node;
  });
}

/** By the function where what it is handed makes no difference; else by its frame, which is one call of it. */
function knownQuiet(w: Walk, activation: Activation): Quiet | undefined {
  const { node } = activation.fn;
  const known = dependsOnCall(activation) ? undefined : w.quiet.get(node);
  if (known !== undefined || !w.quietByFrame.has(node)) return known;
  const frame = w.frames.enter(activation);
  return frame === null ? undefined : w.quiet.get(frame);
}

function remember(w: Walk, activation: Activation, quiet: Quiet): void {
  const { node } = activation.fn;
  // `query(text)` is quiet for a SELECT: the next text may be an UPDATE.
  if (!quiet.worded && !dependsOnCall(activation)) {
    w.quiet.set(node, quiet);
    return;
  }
  w.quietByFrame.add(node);
  const frame = w.frames.enter(activation);
  if (frame !== null) w.quiet.set(frame, quiet);
}

/** It is given an error to judge: which one it throws in turn matters to the caller. */
function passesErrorOn(activation: Activation): boolean {
  return (activation.known ?? []).some((known) => known?.is === 'thrown');
}

/** `catch { return null; }`: what a failure comes to, where that is not all that the function ever gives. An answer may be the same: only the failure takes the work away. */
function toldApart(failed: readonly Outcome[], well: readonly Outcome[]): Known | undefined {
  const [first, ...others] = new Map(failed.map(({ known }) => [textOf(known), known])).values();
  return others.length > 0 || well.every(({ known }) => textOf(known) === textOf(first)) ? undefined : first;
}

/** What a function that changes nothing comes to: a call that can fail, or a throw that the data decides. */
function inShort(w: Walk, states: readonly State[], quiet: Quiet, node: ts.Node, scope: Scope): readonly Outcome[] {
  const { call, kept } = quiet;
  const went = thrownInShort(w, states, quiet, node, scope);
  if (kept === undefined || call === null) return went;
  return went.flatMap(({ state, known }) => {
    const id = w.writer.add(state, { kind: 'call' }, call.place, call.says);
    return [
      { state: leave(state, id, 'next'), known },
      { state: leave(state, id, 'onError'), known: kept },
    ];
  });
}

function thrownInShort(w: Walk, states: readonly State[], quiet: Quiet, node: ts.Node, scope: Scope): readonly Outcome[] {
  if (!quiet.throws) return outcomesOf(states, quiet.known);
  const { call } = quiet;
  return states.map((state) => {
    const id = w.writer.add(state, { kind: call === null ? 'branch' : 'call' }, call?.place ?? w.program.placeOf(node), call?.says ?? 'decides');
    scope.exits.throws.push({
      state: leave(state, id, call === null ? 'next' : 'onError'),
      known: { is: 'thrown', why: call === null ? 'raised' : 'failure' },
    });
    return { state: leave(state, id, 'next'), known: quiet.known };
  });
}

function walkBody(w: Walk, states: readonly State[], activation: Activation, body: ts.ConciseBody, scope: Scope): readonly Outcome[] {
  const { fn } = activation;
  const returns: Outcome[] = [];
  const throws: Outcome[] = [];
  const jumps: Jump[] = [];
  const inner: Scope = {
    fn: fn.node,
    env: w.frames.enter(activation),
    exits: { returns, throws, jumps },
    awaited: activation.awaited,
    executor: activation.executor ?? false,
    ambient: activation.ambient ?? scope.ambient,
    caller: callerOf(activation, scope),
    stack: [...scope.stack, { node: fn.node, env: fn.env, args: activation.args }],
    catches: scope.catches,
    caught: scope.caught,
    aside: scope.aside,
  };
  const ready = states.map((state) => bindKnown(state, fn.node, activation));
  const ends = ts.isBlock(body)
    ? outcomesOf(w.visit.statements(w, ready, body.statements, inner))
    : isInert(body) && !mayReport(w, body) && ready.every((state) => state.facts.size === 0)
      ? ready.map((state) => ({ state, known: knownOf(body, state.facts) }))
      : w.visit.expression(w, ready, body, inner);
  scope.exits.throws.push(...throws.map((thrown) => ({ ...thrown, state: withoutLocals(thrown.state, fn.node) })));
  return mergeOutcomes(
    throwRejected([...returns, ...ends], scope).map((outcome) => ({ known: handedOn(outcome.known), state: withoutLocals(outcome.state, fn.node) })),
  );
}

/** Of a returned object only flags are worth knowing to the caller. */
function handedOn(known: Known | undefined): Known | undefined {
  if (known?.is === 'constant' && typeof known.value === 'string' && known.value.length > 24) return { is: 'truthy' };
  if (known?.is !== 'object') return known;
  const flags = [...known.fields].filter(([name, field]) => !isWord(field) || tellsOutcome.test(name));
  if (flags.length === 0) return { is: 'truthy' };
  // Of what is inside of a member no more is worth knowing than that it is there.
  const fields = new Map(
    flags.flatMap(([name, field]): readonly [string, Known][] =>
      field.is !== 'object' ? [[name, field]] : isVerdictField(name) ? [[name, { is: 'truthy' }]] : [],
    ),
  );
  return known.names === undefined || !isVerdict(known) ? { is: 'object', fields } : { is: 'object', fields, names: known.names };
}

function isWord(field: Known): boolean {
  return field.is === 'named' || (field.is === 'constant' && typeof field.value === 'string');
}

function callerOf(activation: Activation, scope: Scope): Scope['caller'] {
  const node = activation.site ?? activation.runner;
  return node === undefined ? null : { node, scope };
}

function bindKnown(state: State, node: ts.SignatureDeclaration, activation: Activation): State {
  return node.parameters.reduce((here: State, parameter, index) => {
    if (ts.isParameter(parameter) && ts.isObjectBindingPattern(parameter.name)) return withFact(here, parameter, activation.known?.[index]);
    if (!decides(parameter)) return here;
    const known = activation.known?.[index] ?? (isLeftOut(parameter, index, activation) ? isUndefined : undefined);
    return withFact(here, parameter, known);
  }, state);
}

/** An optional parameter that the call has no argument for. */
function isLeftOut(parameter: ts.ParameterDeclaration, index: number, { site }: Activation): boolean {
  if (site === undefined || !ts.isCallExpression(site) || site.arguments.some(ts.isSpreadElement)) return false;
  return index >= site.arguments.length && parameter.initializer === undefined && parameter.dotDotDotToken === undefined;
}

function decides(parameter: ts.Node): parameter is ts.ParameterDeclaration {
  return ts.isParameter(parameter) && ts.isIdentifier(parameter.name) && mayDecide(parameter.name.text, parameter);
}

/** Something it is handed may be called, or an argument is left out, so that the function means something else elsewhere; `wrap(f)` gives one that is as quiet as `f`. */
function dependsOnCall(activation: Activation): boolean {
  const { fn, args } = activation;
  return (
    args.some(mayBeCalled) ||
    holdsFunction(fn.env) ||
    hasLate(fn, activation.site) ||
    fn.node.parameters.some((parameter, index) => decides(parameter) && isLeftOut(parameter, index, activation))
  );
}

function holdsFunction(env: Environment): boolean {
  for (let frame = env; frame !== null; frame = frame.outer) if (frame.args.some(mayBeCalled)) return true;
  return false;
}

/** Something learnt on the way is handed over, on which its answer may rest. */
function isTold({ fn, known }: Activation): boolean {
  return known !== undefined && fn.node.parameters.some((parameter, index) => decides(parameter) && known[index] !== undefined);
}

function mayBeCalled(value: Value): boolean {
  switch (value.kind) {
    case 'function':
    case 'class':
    case 'instance':
    case 'module':
    case 'list':
    case 'map':
      return true;
    case 'object':
      return value.node.properties.some(
        (property) =>
          ts.isMethodDeclaration(property) ||
          ts.isSpreadAssignment(property) ||
          /=>|\bfunction\b/.test(property.getText()) ||
          /^(fn|func|handler|callback|cb|run|execute|task|action|on[A-Z]\w*)$/.test(property.name?.getText() ?? ''),
      );
    case 'union':
      return value.values.some(mayBeCalled);
    default:
      return false;
  }
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
