// Where the walk stands: the loose ends of the graph that lead here, and what is known on the way. Ways that know the same are one.
import type ts from 'typescript';
import type { EffectId, StepId, TransactionId } from '../facts/steps.ts';
import { isResult, textOf, type Known } from './known.ts';

/** One way out of a step that has no target yet. */
export interface Edge {
  readonly step: StepId;
  readonly slot: 'next' | 'onError' | 'seen' | 'done' | 'busy' | 'thread';
}

/** Keyed by declaration, so that two variables of one name stay apart. */
export type Facts = ReadonlyMap<ts.Node, Known>;

export interface State {
  readonly edges: readonly Edge[];
  readonly facts: Facts;
  /** Transactions whose connection has seen an error: what follows in them can't be committed. */
  readonly aborted: readonly TransactionId[];
  /** Opened by hand and not ended yet. */
  readonly open: readonly TransactionId[];
}

/** The end of an expression, or of a function by `return` or `throw`. */
export interface Outcome {
  readonly state: State;
  readonly known: Known | undefined;
  /** For what is thrown: the effects whose failure it carries. */
  readonly from?: readonly EffectId[];
}

export const nowhere: readonly State[] = [];
const noFacts: Facts = new Map();
/** Beyond this many ways that know different things, what they disagree about is forgotten. */
const mostWays = 4;

export function stateAt(edges: readonly Edge[]): State {
  return { edges, facts: noFacts, aborted: [], open: [] };
}

export function withEdges(state: State, edges: readonly Edge[]): State {
  return { ...state, edges };
}

export function withFact(state: State, declaration: ts.Node | null, known: Known | undefined): State {
  if (declaration === null) return state;
  const before = state.facts.get(declaration);
  if (before === undefined ? known === undefined : textOf(before) === textOf(known)) return state;
  const facts = new Map(state.facts);
  if (known === undefined) facts.delete(declaration);
  else facts.set(declaration, known);
  return { ...state, facts };
}

/** Forgets what was known about the variables of a function that has ended. */
export function withoutLocals(state: State, fn: ts.Node): State {
  if (state.facts.size === 0) return state;
  const file = fn.getSourceFile();
  const facts = new Map([...state.facts].filter(([node]) => node === fn || node.pos < fn.pos || node.end > fn.end || node.getSourceFile() !== file));
  return facts.size === state.facts.size ? state : { ...state, facts };
}

/** Joins ways that know the same. */
export function merge(states: readonly State[]): readonly State[] {
  if (states.length < 2) return states;
  const joined = join(states);
  if (joined.length <= mostWays) return joined;
  const essential = join(joined.map(withEssentials));
  return essential.length <= 2 * mostWays ? essential : join(essential.map((state) => ({ ...state, facts: common(essential) })));
}

/** Knows only what is not to be forgotten. */
export function withEssentials(state: State): State {
  return { ...state, facts: new Map([...state.facts].filter(([node, known]) => isEssential(node, known))) };
}

/** What a guard answered and that an error was recorded is the last to be forgotten. */
function isEssential(node: ts.Node, known: Known): boolean {
  if (known.is === 'list') return !known.empty && /err|fail|reject|problem|issue|invalid/i.test(node.getText().slice(0, 40));
  return known.is !== 'constant' && known.is !== 'truthy' && (known.is !== 'object' || isResult(known));
}

export function mergeOutcomes(outcomes: readonly Outcome[]): readonly Outcome[] {
  if (outcomes.length < 2) return outcomes;
  const groups = new Map<string, Outcome[]>();
  for (const outcome of outcomes) groups.set(textOf(outcome.known), [...(groups.get(textOf(outcome.known)) ?? []), outcome]);
  return [...groups.values()].flatMap((group) => {
    const from = [...new Set(group.flatMap((outcome) => outcome.from ?? []))];
    return merge(group.map((outcome) => outcome.state)).map((state) => ({ state, known: group[0]?.known, from }));
  });
}

export function statesOf(outcomes: readonly Outcome[]): readonly State[] {
  return merge(outcomes.map((outcome) => outcome.state));
}

export function outcomesOf(states: readonly State[], known?: Known): readonly Outcome[] {
  return states.map((state) => ({ state, known }));
}

/** What makes two ways different. */
export function signatureOf(state: State): string {
  const facts = state.facts.size === 0 ? '' : signatureOfFacts(state.facts);
  return state.aborted.length === 0 && state.open.length === 0 ? facts : `${facts}|${state.aborted.join()}|${state.open.join()}`;
}

const signatures = new WeakMap<Facts, string>();

function signatureOfFacts(facts: Facts): string {
  const known = signatures.get(facts);
  if (known !== undefined) return known;
  const signature = [...facts]
    .map(([node, fact]) => `${node.pos}${textOf(fact)}`)
    .sort()
    .join();
  signatures.set(facts, signature);
  return signature;
}

function join(states: readonly State[]): readonly State[] {
  const groups = new Map<string, State[]>();
  for (const state of states) {
    const group = groups.get(signatureOf(state));
    if (group === undefined) groups.set(signatureOf(state), [state]);
    else group.push(state);
  }
  return [...groups.values()].flatMap(([first, ...rest]) => {
    if (first === undefined) return [];
    return rest.length === 0 ? [first] : [{ ...first, edges: distinct([first, ...rest].flatMap((state) => state.edges)) }];
  });
}

const slots: readonly Edge['slot'][] = ['next', 'onError', 'seen', 'done', 'busy', 'thread'];

function distinct(edges: readonly Edge[]): readonly Edge[] {
  return [...new Map(edges.map((edge) => [edge.step * slots.length + slots.indexOf(edge.slot), edge])).values()];
}

function common(states: readonly State[]): Facts {
  const [first, ...rest] = states;
  if (first === undefined) return noFacts;
  return new Map([...first.facts].filter(([node, known]) => rest.every((state) => textOf(state.facts.get(node)) === textOf(known))));
}
