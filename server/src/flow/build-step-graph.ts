// From a handler to its step graph: walks the body in the order it runs, through the workspace's own functions, and ties every way out to an exit.
// What is good or bad about the order is not flow's to say.
import ts from 'typescript';
import { bug } from '../base/bug.ts';
import type { StepGraph, StepId } from '../facts/steps.ts';
import { gatewayType } from '../handlers/webhook-routes.ts';
import { returnsOf } from '../provenance/calls.ts';
import type { Program } from '../provenance/program.ts';

import { walkCall } from './calls.ts';
import { contractGraph } from './contract-graph.ts';
import { walkCondition, walkExpression } from './expressions.ts';
import { createFrames } from './frames.ts';
import { idleAwaited } from './idle-awaited.ts';
import { runMade } from './made-functions.ts';
import { createNatures } from './natures.ts';
import { createGraphWriter, type GraphWriter } from './graph-writer.ts';
import { reportSettled } from './failed-items.ts';
import { walkGuarded } from './guards/library-guard.ts';
import { noMarks, type MarkPlan } from './guards/mark-plan.ts';
import { planMarks } from './guards/plan-marks.ts';
import { runFunction } from './run-function.ts';
import { merge, outcomesOf, stateAt, withFact, type Outcome, type State } from './state.ts';
import { walkStatement, walkStatements } from './statements.ts';
import { throwRejected, withExits, type Entered, type Jump, type Scope, type Walk } from './walk.ts';

/** A handler larger than this is cut, and says so. */
const mostSteps = 3000;

export function buildStepGraph(program: Program, entered: Entered): StepGraph {
  try {
    return graphOf(program, entered);
  } catch (error) {
    bug(`the handler at ${entered.handler.place.file}:${entered.handler.place.line} could not be walked: ${String(error)}`);
    return unwalked(entered);
  }
}

/** Nothing is known about the handler's steps, and the graph says so. */
function unwalked({ handler }: Entered): StepGraph {
  const exit = { kind: 'exit', outcome: 'returned', place: handler.place, says: 'returns', next: [], onError: null } as const;
  return { steps: [exit], entry: 0, effects: [], marks: [], transactions: [], opaque: [], harmless: [], isAsync: true, truncated: true, swallows: [] };
}

function graphOf(program: Program, entered: Entered): StepGraph {
  const repeat = { identity: entered.identity };
  const remembered = { frames: createFrames(program), natures: createNatures(program, repeat), repeat };
  const first = walkHandler(program, entered, noMarks, remembered);
  const plan = planMarks(first);
  const last = plan.marks.length === 0 ? first : walkHandler(program, entered, plan, remembered);
  return contractGraph(last);
}

function walkHandler(program: Program, entered: Entered, plan: MarkPlan, remembered: Pick<Walk, 'frames' | 'natures' | 'repeat'>): Walk {
  const own: Walk['own'] = { call: null, leadTo: new Map() };
  const w: Walk = {
    program,
    ...remembered,
    entered,
    own,
    untilIdle: idleAwaited(program, entered, own),
    fetch: entered.fetched?.at ?? null,
    writer: rememberingCalls(program, createGraphWriter(), own),
    visit: { statements: walkStatements, statement: walkStatement, expression: walkExpression, condition: walkCondition, call: walkCall, run: runFunction },
    plan,
    handles: [],
    catches: [],
    reads: [],
    writes: [],
    marksByStore: new Map(),
    plannedIds: new Map(),
    opened: new Map(),
    committed: new Set(),
    serializable: new Set(),
    heard: new Set(),
    budget: { steps: mostSteps, truncated: false },
    quiet: new Map(),
    quietByFrame: new Set(),
    worded: { calls: 0 },
  };
  walkRoot(w);
  return w;
}

/** Each step and effect knows the call in the handler's own function that it happens in: that is where a guard can go. */
function rememberingCalls(program: Program, writer: GraphWriter, own: Walk['own']): GraphWriter {
  const via = new Map<StepId, ts.Node | null>();
  return {
    ...writer,
    add(state, shape, place, says) {
      const id = writer.add(state, shape, place, says);
      via.set(id, own.call);
      return id;
    },
    effect(fact, fate) {
      const id = writer.effect(fact, fate);
      if (own.call !== null) own.leadTo.set(id, (own.leadTo.get(id) ?? new Set<ts.Node>()).add(own.call));
      return id;
    },
    finish() {
      const written = writer.finish();
      const steps = written.steps.map((step, id) => {
        const call = via.get(id) ?? null;
        return call === null ? step : { ...step, via: program.placeOf(call) };
      });
      return { ...written, steps };
    },
  };
}

function walkOwnBody(w: Walk, states: readonly State[], body: ts.ConciseBody | undefined, scope: Scope): readonly Outcome[] {
  if (body === undefined) return outcomesOf(states);
  if (!ts.isBlock(body)) return throwRejected(walkExpression(w, states, body, scope), scope);
  const returns: Outcome[] = [];
  const ends = walkStatements(w, states, body.statements, withExits(scope, { returns }));
  return throwRejected([...returns, ...outcomesOf(ends)], scope);
}

/** `'Records' in event`: what holds the messages is there, also where the function runs for other events too. */
function withBatch({ fn, messagePath = [] }: Entered, state: State): State {
  const [holder, ...rest] = messagePath;
  const event = fn.node.parameters[fn.bound?.length ?? 0];
  if (holder === undefined || rest.join() !== '[]' || event === undefined || mayBeAnother(event)) return state;
  return withFact(state, event, { is: 'object', fields: new Map([[holder, { is: 'truthy' }]]) });
}

/** `(event: SQSEvent | ScheduledEvent)`: more than one that is no request. */
function mayBeAnother({ type }: ts.ParameterDeclaration): boolean {
  return type !== undefined && ts.isUnionTypeNode(type) && type.types.filter((one) => !gatewayType.test(one.getText())).length > 1;
}

function walkRoot(w: Walk): void {
  const { node } = w.entered.fn;
  const { body } = node;
  const place = w.program.placeOf(node);
  const exits = { returns: new Array<Outcome>(), throws: new Array<Outcome>(), jumps: new Array<Jump>() };
  const entry = w.writer.add(stateAt([]), { kind: 'branch' }, place, 'starts');
  const start = withBatch(w.entered, stateAt([{ step: entry, slot: 'next' }]));
  const scope: Scope = {
    fn: node,
    env: w.entered.frame,
    exits,
    awaited: w.entered.handler.delivery.promise === 'awaited',
    executor: false,
    ambient: null,
    caller: null,
    stack: [{ node: w.entered.fn.node, env: w.entered.fn.env, args: [] }],
    catches: [],
    caught: [],
    aside: null,
  };
  const ends = walkGuarded(w, [start], w.entered.fn, scope, (states, inner) =>
    runMade(w, walkOwnBody(w, states, body, inner), w.entered.fn, inner.env, returnsOf(node)[0], inner),
  ).flatMap((outcome) => reportSettled(w, outcome, node));
  const forget = (states: readonly State[]) =>
    merge(states.map((state) => [...state.facts.keys()].reduce((here: State, key) => withFact(here, key, undefined), { ...state, aborted: [], open: [] })));
  forget([...ends, ...exits.returns.map((outcome) => outcome.state), ...exits.jumps.map((jump) => jump.state)]).forEach((state) =>
    w.writer.add(state, { kind: 'exit', outcome: 'returned' }, place, 'returns'),
  );
  forget(exits.throws.map((outcome) => outcome.state)).forEach((state) => w.writer.add(state, { kind: 'exit', outcome: 'threw' }, place, 'fails'));
}
