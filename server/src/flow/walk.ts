// What every part of the walk holds in its hands: the handler's picture so far, and the function activation it stands in.
// The parts call one another through `visit`, so that no two files import each other.
import ts from 'typescript';
import type { Place } from '../base/place.ts';
import type { DeliveryFact } from '../facts/delivery.ts';
import type { EffectId, StepId, TransactionId } from '../facts/steps.ts';
import type { TransportModel } from '../models/schema.ts';
import type { Program } from '../provenance/program.ts';
import type { ApiValue, CallSite, Environment, FunctionValue, Value } from '../provenance/values.ts';
import type { GraphWriter } from './graph-writer.ts';
import { leave } from './graph-writer.ts';
import type { MarkPlan } from './guards/mark-plan.ts';
import type { Known } from './known.ts';
import type { RepeatContext } from './repeat/nature.ts';
import { mergeOutcomes, merge, type Outcome, type State } from './state.ts';

/** The handler as the walk enters it. */
export interface Entered {
  readonly fn: FunctionValue;
  /** The frame its body runs in, parameters bound to the message. */
  readonly env: Environment;
  readonly transport: TransportModel;
  readonly delivery: DeliveryFact;
  /** The call that fetches messages, where the handler is a loop of the workspace's own. */
  readonly fetch: ts.Node | null;
  /** The registration's own call, if it takes the handler as an argument. */
  readonly isWebhook: boolean;
}

export interface Jump {
  readonly kind: 'break' | 'continue';
  readonly label: string | null;
  readonly state: State;
}

/** Where ways out of a function that do not go on to the next statement are collected. */
export interface Exits {
  readonly returns: Outcome[];
  readonly throws: Outcome[];
  readonly jumps: Jump[];
}

/** One activation of a function. */
export interface Scope {
  readonly fn: ts.Node;
  readonly env: Environment;
  readonly exits: Exits;
  /** Somebody waits for the promise this activation returns. */
  readonly awaited: boolean;
  /** Inside the executor of a promise: callbacks settle it, so statements there are waited for. */
  readonly executor: boolean;
  /** A transaction that every database call takes part in, by decorator. */
  readonly ambient: TransactionId | null;
  /** The functions the walk has come through, innermost last. */
  readonly stack: readonly ts.Node[];
  /** The catch clauses around, innermost first, across calls. */
  readonly catches: readonly ts.Node[];
  /** Inside a catch: the effects whose failure was caught. */
  readonly caught: readonly EffectId[];
}

export interface Visitors {
  statements(w: Walk, states: readonly State[], nodes: readonly ts.Statement[], scope: Scope): readonly State[];
  statement(w: Walk, states: readonly State[], node: ts.Statement, scope: Scope, labels?: readonly string[]): readonly State[];
  expression(w: Walk, states: readonly State[], node: ts.Expression, scope: Scope): readonly Outcome[];
  condition(w: Walk, states: readonly State[], node: ts.Expression, scope: Scope): Split;
  call(w: Walk, states: readonly State[], node: ts.CallExpression | ts.NewExpression | ts.TaggedTemplateExpression, scope: Scope): readonly Outcome[];
  run(w: Walk, states: readonly State[], activation: Activation, scope: Scope): readonly Outcome[];
}

/** A function about to be walked as part of its caller. */
export interface Activation {
  readonly fn: FunctionValue;
  readonly args: readonly Value[];
  readonly known?: readonly (Known | undefined)[];
  readonly awaited: boolean;
  readonly executor?: boolean;
  readonly ambient?: TransactionId | null;
}

export interface Split {
  readonly yes: readonly State[];
  readonly no: readonly State[];
}

/** A transaction whose callback the walk is in, and the value its handle has there. */
export interface Handle {
  readonly id: TransactionId;
  readonly callee: ApiValue | null;
  readonly receiver: string | null;
  readonly session: ts.Node | null;
}

export interface Walk {
  readonly program: Program;
  readonly entered: Entered;
  readonly writer: GraphWriter;
  readonly repeat: RepeatContext;
  readonly visit: Visitors;
  readonly plan: MarkPlan;
  readonly handles: Handle[];
  /** Catch clauses that were entered: the step at their start, the effects whose failure leads there. */
  readonly catches: { readonly step: StepId; readonly place: Place; readonly from: readonly EffectId[] }[];
  readonly budget: { steps: number; truncated: boolean };
  /** Functions that turned out to hold nothing that matters. */
  readonly idle: Map<ts.Node, boolean>;
}

/** Adds the same step on every way; the states go on from its `next`. */
export function step(w: Walk, states: readonly State[], shape: Parameters<GraphWriter['add']>[1], node: ts.Node, says: string): readonly State[] {
  return states.map((state) => leave(state, w.writer.add(state, shape, w.program.placeOf(node), says), 'next'));
}

/** Adds a step that can fail on every way: failures go to `exits`. */
export function fallible(w: Walk, states: readonly State[], shape: Parameters<GraphWriter['add']>[1], node: ts.Node, says: string, scope: Scope, abort: TransactionId | null = null): readonly State[] {
  const from = shape.kind === 'effect' ? [shape.effect] : [];
  return states.map((state) => {
    const id = w.writer.add(state, shape, w.program.placeOf(node), says);
    const failed = leave(state, id, 'onError');
    scope.exits.throws.push({ state: abort === null ? failed : { ...failed, aborted: [...new Set([...failed.aborted, abort])] }, known: { is: 'thrown', why: 'failure' }, from });
    return leave(state, id, 'next');
  });
}

/** Runs `body` for every way and joins what comes out. */
export function each(states: readonly State[], body: (state: State) => readonly Outcome[]): readonly Outcome[] {
  return mergeOutcomes(states.flatMap(body));
}

/** A decision that what is known does not settle. */
export function undecided(w: Walk, states: readonly State[], node: ts.Node): Split {
  const both = step(w, merge(states), { kind: 'branch' }, node, 'decides');
  return { yes: both, no: both };
}

export function siteOf(node: ts.CallExpression | ts.NewExpression | ts.TaggedTemplateExpression, scope: Scope): CallSite {
  return { node, env: scope.env };
}

/** A scope with its own collectors for what must not leave yet. */
export function withExits(scope: Scope, exits: Partial<Exits>): Scope {
  return { ...scope, exits: { ...scope.exits, ...exits } };
}

/** The walk has done enough: what is left of the handler is not looked at. */
export function isExhausted(w: Walk): boolean {
  if (w.writer.size() < w.budget.steps) return false;
  w.budget.truncated = true;
  return true;
}
