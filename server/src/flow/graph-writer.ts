// Collects steps while the walk goes on and ties loose ends to them; knows nothing of code.
import { comparePlaces, type Place } from '../base/place.ts';
import type {
  ExitOutcome,
  EffectFact,
  EffectId,
  HarmlessFact,
  MarkFact,
  MarkId,
  OpaqueFact,
  Step,
  StepId,
  TransactionFact,
  TransactionId,
} from '../facts/steps.ts';
import { withEdges, type Edge, type State } from './state.ts';

/** A step without its ways out. */
export type Shape =
  | { readonly kind: 'effect'; readonly effect: EffectId; readonly failureIgnored: boolean }
  | { readonly kind: 'call' | 'fork' }
  | { readonly kind: 'acknowledge'; readonly stored?: boolean; readonly byAnother?: true }
  | { readonly kind: 'branch'; readonly endless?: boolean; readonly loop?: number; readonly attempt?: boolean }
  | { readonly kind: 'reject'; readonly to: 'redelivery' | 'rejected' | 'parked' | 'handed-on'; readonly item?: true }
  | { readonly kind: 'check' | 'claim' | 'complete' | 'release'; readonly mark: MarkId }
  | { readonly kind: 'begin' | 'commit' | 'rollback'; readonly transaction: TransactionId }
  | { readonly kind: 'exit'; readonly outcome: ExitOutcome };

interface Draft {
  readonly shape: Shape;
  readonly place: Place;
  readonly says: string;
  readonly loops: readonly number[];
  readonly next: StepId[];
  readonly other: Partial<Record<Exclude<Edge['slot'], 'next'>, StepId>>;
  /** Every step that leads here, and perhaps some that did: what is asked for a decision is a few of thousands. */
  readonly from: Set<StepId>;
}

/** What becomes of an error: where it is caught, and the effects whose error was caught before it. */
export interface Fate {
  readonly of: string;
  readonly caught: readonly EffectId[];
}

export interface GraphWriter {
  /** Adds a step where `state` stands; the caller takes its ways out by slot. */
  add(state: State, shape: Shape, place: Place, says: string): StepId;
  /** Ties loose ends to a step that is there already. */
  tie(state: State, to: StepId): void;
  /** Walks the turns of a loop, which gets a number of its own. */
  inLoop<Result>(walk: (loop: number) => Result): Result;
  /** Adds a decision before a step that is there already: to take it, or the way that starts at the decision. */
  decideBefore(step: StepId, place: Place, says: string): StepId;
  /** Whether the step asks or changes something outside, with nothing of a guard or a transaction in it. */
  isPlainCall(step: StepId): boolean;
  /** Takes back the decisions added since there were `size` steps, and all that was added after them. */
  undecide(size: number, decisions: readonly { readonly step: StepId; readonly by: StepId }[]): void;
  effect(fact: EffectFact, fate: Fate): EffectId;
  readonly effectCount: () => number;
  placeOf(effect: EffectId): Place | undefined;
  mark(fact: MarkFact): MarkId;
  transaction(fact: TransactionFact): TransactionId;
  withOffsets(transaction: TransactionId): void;
  opaque(fact: OpaqueFact): void;
  harmless(fact: HarmlessFact): void;
  /** Whether nothing but decisions was added since there were `size` steps. */
  onlyDecidedSince(size: number): boolean;
  /** Whether a step of one of these kinds was added since there were `size`. */
  hasSince(size: number, kinds: readonly Shape['kind'][]): boolean;
  /** If nothing but decisions and calls that change nothing was added since: the first such call, or null when there is none; else false. */
  quietSince(size: number): { readonly place: Place; readonly says: string } | null | false;
  /** How many of the ways to `state` since there were `size` steps pass a call that failed. */
  failedSince(size: number, state: State): 'all' | 'some' | 'none';
  /** Takes back the steps added since there were `size`, all of them reached from `states`. */
  rewind(size: number, states: readonly State[]): void;
  readonly size: () => number;
  finish(): Written;
}

export interface Written {
  readonly steps: readonly Step[];
  readonly effects: readonly EffectFact[];
  readonly marks: readonly MarkFact[];
  readonly transactions: readonly TransactionFact[];
  readonly opaque: readonly OpaqueFact[];
  readonly harmless: readonly HarmlessFact[];
}

/** The ways out of `step` as a state: `leave(state, id, 'next')`. */
export function leave(state: State, step: StepId, slot: Edge['slot']): State {
  return withEdges(state, [{ step, slot }]);
}

export function createGraphWriter(): GraphWriter {
  const drafts: Draft[] = [];
  const effects = new Keyed<EffectFact>();
  const marks = new Keyed<MarkFact>();
  const transactions = new Keyed<TransactionFact>();
  const opaque = new Keyed<OpaqueFact>();
  const harmless = new Keyed<HarmlessFact>();
  const loops = createLoops();
  return {
    add(state, shape, place, says) {
      const id = drafts.push({ shape, place, says, loops: loops.open(), next: [], other: {}, from: new Set() }) - 1;
      tie(drafts, state, id);
      return id;
    },
    tie: (state, to) => tie(drafts, state, to),
    inLoop: loops.inLoop,
    decideBefore(step, place, says) {
      const by = drafts.push({ shape: { kind: 'branch' }, place, says, loops: loops.open(), next: [step], other: {}, from: new Set() }) - 1;
      redirectAll(drafts, step, by);
      drafts[step]?.from.add(by);
      return by;
    },
    isPlainCall: (step) => ['call', 'effect'].includes(drafts[step]?.shape.kind ?? ''),
    undecide(size, decisions) {
      for (const { step, by } of decisions.toReversed()) redirectAll(drafts, by, step);
      drafts.length = size;
    },
    effectCount: () => effects.list.length,
    placeOf: (effect) => effects.list[effect]?.place,
    // One line that sets a state for some of its callers, and counts for others, is two effects; a second attempt at it, in the catch of the first, is not.
    effect(fact, { of, caught }) {
      const again = caught.find((id) => lineOf(effects.list[id]) === lineOf(fact));
      return again ?? effects.idOf(`${lineOf(fact)} ${of}`, fact);
    },
    mark: (fact) => marks.idOf(`${keyOf(fact.place)} ${fact.guard} ${fact.keyStable}`, fact),
    transaction: (fact) => transactions.idOf(keyOf(fact.place), fact),
    withOffsets: (id) => transactions.change(id, (fact) => ({ ...fact, kind: 'kafka' })),
    opaque: (fact) => void opaque.idOf(keyOf(fact.place), fact),
    harmless: (fact) => void harmless.idOf(keyOf(fact.place), fact),
    hasSince: (size, kinds) => drafts.slice(size).some((draft) => kinds.includes(draft.shape.kind)),
    onlyDecidedSince: (size) => drafts.slice(size).every((draft) => draft.shape.kind === 'branch'),
    quietSince: (size) => quietIn(drafts.slice(size)),
    failedSince: (size, state) => failedSince(drafts, size, state),
    rewind: (size, states) => {
      drafts.length = size;
      for (const edge of states.flatMap((state) => state.edges)) unlink(drafts[edge.step], size);
    },
    size: () => drafts.length,
    finish: () => ({
      steps: drafts.map(stepOf),
      effects: effects.list,
      marks: marks.list,
      transactions: transactions.list,
      opaque: opaque.list.toSorted((a, b) => comparePlaces(a.place, b.place)),
      harmless: harmless.list.toSorted((a, b) => comparePlaces(a.place, b.place)),
    }),
  };
}

function lineOf(fact: EffectFact | undefined): string {
  if (fact === undefined) return '';
  return `${keyOf(fact.place)} ${fact.transaction} ${fact.floating} ${fact.neverSent} ${fact.repeat.mask} ${fact.about ?? ''}`;
}

function quietIn(added: readonly Draft[]): Draft | null | false {
  if (added.some(({ shape }) => shape.kind !== 'branch' && shape.kind !== 'call')) return false;
  return added.find(({ shape }) => shape.kind === 'call') ?? null;
}

function tie(drafts: readonly Draft[], state: State, to: StepId): void {
  for (const { step, slot } of state.edges) {
    connect(drafts[step], slot, to);
    drafts[to]?.from.add(step);
  }
}

function connect(draft: Draft | undefined, slot: Edge['slot'], to: StepId): void {
  if (draft === undefined) return;
  if (slot !== 'next') draft.other[slot] = to;
  else if (!draft.next.includes(to)) draft.next.push(to);
}

const slots = ['onError', 'seen', 'done', 'busy', 'thread'] as const;

function failedSince(drafts: readonly Draft[], size: number, { edges }: State): 'none' | 'some' | 'all' {
  const failed = edges.filter(({ step, slot }) => slot === 'onError' || onlyFailed(drafts, size, step));
  if (failed.length === 0) return 'none';
  return failed.length === edges.length ? 'all' : 'some';
}

/** Every way to the step since there were `size` passes a call that failed. */
function onlyFailed(drafts: readonly Draft[], size: number, step: StepId): boolean {
  const seen = new Set<StepId>();
  const queue = [step];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    if (id < size) return false;
    const before = [...(drafts[id]?.from ?? [])].filter((from) => leadsTo(drafts[from], id));
    if (before.length === 0) return false;
    queue.push(...before.filter((from) => drafts[from]?.other.onError !== id));
  }
  return true;
}

function leadsTo(draft: Draft | undefined, to: StepId): boolean {
  return draft !== undefined && (draft.next.includes(to) || slots.some((slot) => draft.other[slot] === to));
}

/** What led to one step leads to the other. */
function redirectAll(drafts: readonly Draft[], from: StepId, to: StepId): void {
  for (const id of drafts[from]?.from ?? []) {
    redirect(drafts[id], from, to);
    drafts[to]?.from.add(id);
  }
}

function redirect(draft: Draft | undefined, from: StepId, to: StepId): void {
  if (draft === undefined) return;
  const at = draft.next.indexOf(from);
  if (at >= 0) draft.next[at] = to;
  for (const slot of slots) if (draft.other[slot] === from) draft.other[slot] = to;
}

function unlink(draft: Draft | undefined, size: number): void {
  if (draft === undefined) return;
  if (draft.next.some((to) => to >= size)) draft.next.splice(0, draft.next.length, ...draft.next.filter((to) => to < size));
  for (const slot of slots) if ((draft.other[slot] ?? -1) >= size) delete draft.other[slot];
}

/** The loops whose turns are being walked, outermost first. */
function createLoops(): Pick<GraphWriter, 'inLoop'> & { readonly open: () => readonly number[] } {
  let open: readonly number[] = [];
  let count = 0;
  return {
    open: () => open,
    inLoop(walk) {
      const outer = open;
      const own = count++;
      open = [...outer, own];
      const result = walk(own);
      open = outer;
      return result;
    },
  };
}

function stepOf(draft: Draft): Step {
  const { shape, place, says, loops, next, other } = draft;
  const base = { place, says, ...(loops.length > 0 ? { loops } : {}), next, onError: other.onError ?? null };
  const first = next[0] ?? 0;
  switch (shape.kind) {
    case 'effect':
      return { ...base, kind: shape.kind, effect: shape.effect, failureIgnored: shape.failureIgnored };
    case 'check':
      return { ...base, kind: shape.kind, mark: shape.mark, seen: other.seen ?? first };
    case 'claim':
      return { ...base, kind: shape.kind, mark: shape.mark, done: other.done ?? first, busy: other.busy ?? other.done ?? first };
    case 'complete':
    case 'release':
      return { ...base, kind: shape.kind, mark: shape.mark };
    case 'begin':
    case 'commit':
    case 'rollback':
      return { ...base, kind: shape.kind, transaction: shape.transaction };
    case 'fork':
      return { ...base, kind: shape.kind, thread: other.thread ?? first };
    case 'reject':
      return { ...base, kind: shape.kind, to: shape.to };
    case 'exit':
      return { ...base, kind: shape.kind, outcome: shape.outcome };
    case 'branch':
      return {
        ...base,
        kind: shape.kind,
        ...(shape.endless === true ? { endless: true } : {}),
        ...(shape.loop === undefined ? {} : { loop: shape.loop }),
        ...(shape.attempt === true ? { attempt: true } : {}),
      };
    case 'acknowledge':
      return { ...base, kind: shape.kind, ...(shape.stored === true ? { stored: true } : {}), ...(shape.byAnother === true ? { byAnother: true } : {}) };
    case 'call':
      return { ...base, kind: shape.kind };
  }
}

/** Facts that are one per place in the code, however often the walk comes by. */
class Keyed<Fact> {
  readonly list: Fact[] = [];
  private readonly ids = new Map<string, number>();

  idOf(key: string, fact: Fact): number {
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const id = this.list.push(fact) - 1;
    this.ids.set(key, id);
    return id;
  }

  change(id: number, to: (fact: Fact) => Fact): void {
    const fact = this.list[id];
    if (fact !== undefined) this.list[id] = to(fact);
  }
}

function keyOf(place: Place): string {
  return `${place.file}:${place.line}:${place.column}:${place.endLine}:${place.endColumn}`;
}
