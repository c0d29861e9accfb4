// What every part of the walk holds in its hands: the handler's picture so far, and the function activation it stands in.
// The parts call one another through `visit`, so that no two files import each other.
import type ts from 'typescript';
import type { Place } from '../base/place.ts';
import type { HandlerFact } from '../facts/handler.ts';
import type { Fetched } from '../handlers/found.ts';
import type { EffectId, MarkId, StepId, TransactionId } from '../facts/steps.ts';
import type { HandlerRow, IdentityRow, LoopRow, SettleRow } from '../models/schema.ts';
import type { Program } from '../provenance/program.ts';
import type { ApiValue, CallSite, Environment, Frame, FunctionValue, Value } from '../provenance/values.ts';
import type { Frames } from './frames.ts';
import type { Natures } from './natures.ts';
import type { Fate, GraphWriter } from './graph-writer.ts';
import { leave } from './graph-writer.ts';
import type { MarkPlan, PlannedMark } from './guards/mark-plan.ts';
import type { Known } from './known.ts';
import type { Located } from './repeat/locate.ts';
import type { RepeatContext, SqlFact } from './repeat/nature.ts';
import { mergeOutcomes, merge, signatureOf, type Outcome, type State } from './state.ts';

/** The handler as the walk enters it. */
export interface Entered {
  readonly handler: Pick<HandlerFact, 'delivery' | 'transport' | 'place'>;
  readonly fn: FunctionValue;
  /** The frame its body runs in, parameters bound to the message. */
  readonly frame: Environment;
  /** Where wrappers hand the message on, and to which function; absent when the handler is `fn` itself. */
  readonly hops?: readonly { readonly call: ts.CallExpression; readonly runs: FunctionValue; readonly from?: number }[];
  readonly shown?: FunctionValue;
  readonly package: string;
  readonly registration: CallSite | null;
  /** The model's row by which it was found; loops are known by what settles them. */
  readonly row: HandlerRow | LoopRow | null;
  readonly settles: readonly SettleRow[];
  readonly identity: readonly IdentityRow[];
  /** Steps from the handler's parameter to one message, where it is given several. */
  readonly messagePath?: readonly string[];
  /** Results of `allSettled` that it returns are looked at by what is around it. */
  readonly reportsSettled?: boolean;
  /** Where `fn` is a loop that fetches messages. */
  readonly fetched?: Fetched | null;
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

/** A function that the walk is in, and what was handed to it. */
export type Running = Pick<FunctionValue, 'node' | 'env'> & Pick<Activation, 'args'>;

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
  /** The call by which the function was entered, and where that stands. */
  readonly caller: { readonly node: ts.Node; readonly scope: Scope } | null;
  /** The functions the walk has come through, innermost last. */
  readonly stack: readonly Running[];
  /** The catch clauses around, innermost first, across calls. */
  readonly catches: readonly ts.Node[];
  /** Inside a catch: the effects whose failure was caught. */
  readonly caught: readonly EffectId[];
  /** The call that started work which nobody waits for, inside of that. */
  readonly aside: ts.Node | null;
}

/** What becomes of an error here: one line whose errors are swallowed for some of its callers is another effect for them. */
export function fateOf({ catches, caught, aside }: Scope): Fate {
  return { of: [...catches, ...(aside === null ? [] : [aside])].map(({ pos }) => pos).join(), caught };
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
  readonly site?: ts.Node;
  /** The call of a library's function that it is handed to, and that gives what it gives: `retry(() => send())`. */
  readonly runner?: ts.Node;
  /** The call, where its arguments are the function's. */
  readonly from?: CallSite;
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
  readonly callee: ApiValue;
  /** The parameters that may hold it. */
  readonly parameters: readonly ts.Node[];
}

/** A call on a store, with the scope to read its arguments in. */
export interface Met {
  readonly node: ts.CallExpression | ts.NewExpression | ts.TaggedTemplateExpression;
  readonly callee: ts.Expression;
  readonly scope: Scope;
  readonly sql: SqlFact | null;
  readonly inMemory: boolean;
  readonly transaction: TransactionId | null;
  /** A write that adds a row. */
  readonly adds?: boolean;
  /** A row that the table's own unique key refuses the second time. */
  readonly refusedTwice?: boolean;
  /** The file that is moved or removed. */
  readonly takes?: Located | null;
}

/** A function that changes nothing, in short. */
export interface Quiet {
  /** Because of what a call in it says: the same function, handed another text, may change something. */
  readonly worded: boolean;
  /** The first call in it that can fail; null: it asks nobody. */
  readonly call: { readonly place: Place; readonly says: string } | null;
  /** It may throw of its own accord. */
  readonly throws: boolean;
  readonly known: Known | undefined;
  /** What it gives where the call fails and it keeps the error to itself, if that tells. */
  readonly kept: Known | undefined;
  /** What it reads itself: elsewhere the answer may decide something else. */
  readonly reads: readonly Met[];
}

export interface Walk {
  readonly program: Program;
  readonly frames: Frames;
  readonly entered: Entered;
  /** Whether the platform waits for what is begun there, awaited or not. */
  readonly untilIdle: (begun: ts.Node) => boolean;
  /** The call that fetches messages, where the handler is a loop of the workspace's own. */
  readonly fetch: ts.Node | null;
  readonly writer: GraphWriter;
  readonly natures: Natures;
  readonly repeat: RepeatContext;
  readonly visit: Visitors;
  readonly plan: MarkPlan;
  readonly handles: Handle[];
  /** Catch clauses that were entered: the step at their start, the effects whose failure leads there. */
  readonly catches: { readonly step: StepId; readonly place: Place; readonly from: readonly EffectId[] }[];
  /** Reads and writes met so far: the next walk's marks are found among them. */
  readonly reads: Met[];
  readonly writes: Met[];
  /** Claimed marks by what they are kept in, so that taking back and completing find the claim. */
  readonly marksByStore: Map<string, MarkId>;
  readonly plannedIds: Map<PlannedMark, MarkId>;
  /** What the connection of a transaction opened by hand is called. */
  readonly opened: Map<TransactionId, string>;
  /** The transactions opened by hand whose commit was seen. */
  readonly committed: Set<TransactionId>;
  /** Transactions of which no two that read and write the same can both commit. */
  readonly serializable: Set<TransactionId>;
  /** Calls that listen for the failure of an effect, which were walked with it. */
  readonly heard: Set<ts.Node>;
  readonly budget: { steps: number; truncated: boolean };
  /** The innermost call in the handler's own function that the walk is in, and which such calls led to which effect. */
  readonly own: { call: ts.Node | null; readonly leadTo: Map<EffectId, Set<ts.Node>> };
  /** Functions that turned out to change nothing: whether they can fail, and what they answer. By the function; by its frame where it is quiet for what it was handed there and may not be for something else. */
  readonly quiet: Map<ts.Node | Frame, Quiet>;
  /** The functions of which `quiet` knows frames. */
  readonly quietByFrame: Set<ts.Node>;
  /** How many calls were met so far that change nothing because of what they say (a SELECT, a GET). */
  readonly worded: { calls: number };
}

/** Adds the same step on every way; the states go on from its `next`. */
export function step(w: Walk, states: readonly State[], shape: Parameters<GraphWriter['add']>[1], node: ts.Node, says: string): readonly State[] {
  return states.map((state) => leave(state, w.writer.add(state, shape, w.program.placeOf(node), says), 'next'));
}

/** Adds a step that can fail on every way: failures go to `exits`. */
export function fallible(
  w: Walk,
  states: readonly State[],
  shape: Parameters<GraphWriter['add']>[1],
  node: ts.Node,
  says: string,
  scope: Scope,
  abort: TransactionId | null = null,
): readonly State[] {
  const from = shape.kind === 'effect' ? [shape.effect] : [];
  return states.map((state) => {
    const id = w.writer.add(state, shape, w.program.placeOf(node), says);
    const failed = leave(state, id, 'onError');
    scope.exits.throws.push({
      state: abort === null ? failed : { ...failed, aborted: [...new Set([...failed.aborted, abort])] },
      known: { is: 'thrown', why: 'failure' },
      from,
    });
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

/** However large the handler is, what it does about its own errors decides more than what was left out. */
export function followAWhile(w: Walk): void {
  if (isExhausted(w)) w.budget.steps = w.writer.size() + 300;
}

/** Walks a part of the code and forgets about it when it turns out to decide nothing that matters: no step, no exit, nothing learnt. */
export function unlessIdle(w: Walk, states: readonly State[], scope: Scope, body: () => readonly State[]): readonly State[] {
  const size = w.writer.size();
  const exits = exitsOf(scope);
  const after = body();
  if (w.writer.size() === size || exitsOf(scope) !== exits || !w.writer.onlyDecidedSince(size) || !sameFacts(states, after)) return after;
  return takeBack(w, states, size);
}

export function exitsOf({ exits }: Scope): number {
  return exits.returns.length + exits.throws.length + exits.jumps.length;
}

/** What was walked adds nothing: the ways that led to it go on as they came. */
export function takeBack(w: Walk, states: readonly State[], size: number): readonly State[] {
  w.writer.rewind(size, states);
  w.catches.splice(0, w.catches.length, ...w.catches.filter((entered) => entered.step < size));
  return states;
}

export function sameFacts(before: readonly State[], after: readonly State[]): boolean {
  return after.length > 0 && after.length === before.length && after.every((state, index) => signatureOf(state) === signatureOf(before[index] ?? state));
}

/** A promise that is rejected throws its error at whoever waits for it; so does a function that returns one. */
export function throwRejected(outcomes: readonly Outcome[], scope: Scope): readonly Outcome[] {
  return outcomes.filter(({ known, state, from }) => {
    if (known?.is !== 'rejected') return true;
    scope.exits.throws.push({ state, known: known.error?.is === 'thrown' ? known.error : { is: 'thrown', why: 'raised' }, from: known.from ?? from });
    return false;
  });
}
