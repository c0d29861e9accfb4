// What flow hands to verdict: a handler as a small graph of the steps that matter, with no trace of syntax.
import type { Place } from '../base/place.ts';
import type { EffectKind, GuardKind } from './vocabulary.ts';

/** `unseen`: the handler was too large to be followed further. */
export type ExitOutcome = 'returned' | 'threw' | 'thread-ended' | 'unseen';

/** Index into `StepGraph.steps`. */
export type StepId = number;
/** Index into `StepGraph.effects`. */
export type EffectId = number;
/** Index into `StepGraph.marks`. */
export type MarkId = number;
/** Index into `StepGraph.transactions`. */
export type TransactionId = number;

interface StepBase {
  readonly place: Place;
  /** The innermost call in the handler's own function that this happens in; absent between such calls. */
  readonly via?: Place;
  /** The loops in whose turns it stands, outermost first, by their numbers in this graph. */
  readonly loops?: readonly number[];
  /** What happens, for the story: "charges the card", "reads the order", "acknowledges the message". Third person, no full stop. */
  readonly says: string;
  /** Where control goes when the step has succeeded. Several only for `branch`; empty only for `exit`. */
  readonly next: readonly StepId[];
  /** Where control goes when the step fails (F2); null when it can't fail, or its failure is ignored (then control goes to `next`, see `failureIgnored`). */
  readonly onError: StepId | null;
}

export type Step =
  /** Something outside the process changes. In F2 it has not taken effect. `failureIgnored`: its failure is seen by nobody and control goes on to `next` (floating, unchecked result). */
  | (StepBase & { readonly kind: 'effect'; readonly effect: EffectId; readonly failureIgnored: boolean })
  /** Any other call that can fail: a read, a parse, a call that was not understood. */
  | (StepBase & { readonly kind: 'call' })
  /** The explicit acknowledgement. `stored`: the broker is told later. `byAnother`: it comes with another message of the batch, and is for all of them. */
  | (StepBase & { readonly kind: 'acknowledge'; readonly stored?: true; readonly byAnother?: true })
  /** The explicit negative acknowledgement (or a failed `item` in a partial response). `rejected`: as `DeliveryFact.rejected` says; `handed-on`: the code has put the message itself on a queue, which keeps it even where it was acknowledged before. */
  | (StepBase & { readonly kind: 'reject'; readonly to: 'redelivery' | 'rejected' | 'parked' | 'handed-on'; readonly item?: true })
  /** Reads a mark, not atomically with anything: `next` when it is absent, `seen` when it is complete (or claimed). */
  | (StepBase & { readonly kind: 'check'; readonly mark: MarkId; readonly seen: StepId })
  /** Sets a mark if it is absent, atomically: `next` for the winner; `done` when it is complete; `busy` when another run holds it (the same step where the code does not tell them apart). */
  | (StepBase & { readonly kind: 'claim'; readonly mark: MarkId; readonly done: StepId; readonly busy: StepId })
  /** Makes the mark final (for `check` guards: sets it). */
  | (StepBase & { readonly kind: 'complete'; readonly mark: MarkId })
  /** Takes the claim back. */
  | (StepBase & { readonly kind: 'release'; readonly mark: MarkId })
  | (StepBase & { readonly kind: 'begin'; readonly transaction: TransactionId })
  /** Everything done with `transaction` becomes durable at once; fails to `onError` with nothing done. */
  | (StepBase & { readonly kind: 'commit'; readonly transaction: TransactionId })
  | (StepBase & { readonly kind: 'rollback'; readonly transaction: TransactionId })
  /** A decision by the message's content or by data that is the same in each delivery. `endless`: the start of a loop that only a jump leaves. `loop`: the start of a turn of the loop of that number. `attempt`: a turn that tries the same work again begins, so that decisions by the message fall as in the turn before. */
  | (StepBase & { readonly kind: 'branch'; readonly endless?: true; readonly loop?: number; readonly attempt?: true })
  /** Starts work that nobody waits for: `thread` runs beside `next`, and ends in an exit of its own. */
  | (StepBase & { readonly kind: 'fork'; readonly thread: StepId })
  /** Ends the handler, or a forked thread (`thread-ended`: normally or by an unseen rejection). */
  | (StepBase & { readonly kind: 'exit'; readonly outcome: ExitOutcome });

export interface EffectFact {
  readonly place: Place;
  /** The provenance path as a reader would write it: `stripe.paymentIntents.create`. */
  readonly call: string;
  readonly kind: EffectKind;
  /** "charges the card": third person. */
  readonly verb: string;
  /** Why repeating can't be observed, or `exposed`. `natural`: idempotent by what it is; `keyed`: the receiver deduplicates on a stable key handed to it; `unstable-key`: a key that changes on redelivery. `unless`: what, out of sight, would make it show; `keyless`: the schema in sight has no key that would refuse a second row; `refused`: it has one that does. */
  readonly repeat: {
    readonly mask: 'exposed' | 'natural' | 'keyed' | 'unstable-key';
    readonly why: string;
    readonly place?: Place;
    readonly unless?: string;
    readonly keyless?: true;
    readonly refused?: true;
  };
  /** The database transaction it takes part in; its effect is durable at that transaction's commit. */
  readonly transaction: TransactionId | null;
  /** It is part of a transaction by an option of the call: of which library, and where (`Argument[1].Member[session]`). */
  readonly joins?: { readonly library: string; readonly at: string };
  /** Not awaited by its caller. */
  readonly floating: boolean;
  /** A lazy call that nobody awaits or subscribes to: it never takes place. */
  readonly neverSent: boolean;
  /** Only on a path that ends in failing the delivery, or answers a recognised duplicate: listed, not counted in the headline. */
  readonly attemptScoped: boolean;
  /** The topic, queue or table it names: one line reached with two of them (a helper that publishes whatever it is given) has two effects. */
  readonly about?: string;
  /** The calls in the handler's own function that lead to it, when it stands in a function of its own: where a guard can go. */
  readonly reachedFrom?: readonly Place[];
  /** Assumed from the name of a call on a library that has no model: makes the verdict unverified. */
  readonly assumed: boolean;
  /** It can resolve although it failed, and nobody looks at the answer: what the answer would tell. */
  readonly unseen?: string;
}

export interface MarkFact {
  readonly place: Place;
  readonly guard: GuardKind;
  /** The key's expression as written, e.g. `event.id`; null when it could not be found. */
  readonly key: string | null;
  /** Same on every redelivery. `null`: could not be decided. */
  readonly keyStable: boolean | null;
  /** Same on a duplicate publish too (F4). */
  readonly keyCoversDuplicatePublish: boolean;
  /** In process memory: gone after a crash, not seen by another instance. */
  readonly inMemory: boolean;
  /** The claim ends by itself: `lease` frees work for a redelivery after a crash; `none` keeps it for ever. */
  readonly expiry: 'none' | 'lease' | 'unknown';
  /** Set together with the database effects of this transaction, becoming visible at its commit. */
  readonly transaction: TransactionId | null;
  /** Other transactions in which it is set, each on a way of its own. */
  readonly alsoIn?: readonly TransactionId[];
  /** What makes check-and-set safe against an overlapping run. */
  readonly atomicBy: 'unique-key' | 'conditional-write' | 'row-lock' | 'serializable' | 'nothing';
  /** The key does not single out this event and this effect (an entity's ID, a key shared with another handler): somebody else may have set the mark. Says whose key it is. */
  readonly collides?: string;
  /** It holds a name that a fix left for its user to fill in: the code does not compile, and nothing is guarded yet. */
  readonly isUnfinished?: true;
  /** It is set by taking this away, and seen by not finding it any more. */
  readonly gone?: 'row' | 'file';
  /** It keeps a pace (a cool-down, a rate limit) and ends by itself, maybe before a redelivery comes. */
  readonly fades?: boolean;
  /** The lease is known to be shorter than the work it covers: another run may take it while the first goes on. */
  readonly outlived?: boolean;
}

export interface TransactionFact {
  readonly place: Place;
  /** `kafka`: consumed offsets and published messages are one transaction of one cluster. */
  readonly kind: 'database' | 'kafka';
  /** The engine re-runs the callback by itself on a conflict (MongoDB withTransaction, Firestore runTransaction). */
  readonly retries: boolean;
}

/** A call that could not be resolved and may reach outside. */
export interface OpaqueFact {
  readonly place: Place;
  readonly call: string;
}

/** A call that changes something nobody minds losing or repeating. */
export interface HarmlessFact {
  readonly place: Place;
  readonly call: string;
  readonly kind: 'log' | 'metric' | 'trace' | 'cache' | 'other';
}

export interface StepGraph {
  readonly steps: readonly Step[];
  readonly entry: StepId;
  readonly effects: readonly EffectFact[];
  readonly marks: readonly MarkFact[];
  readonly transactions: readonly TransactionFact[];
  readonly opaque: readonly OpaqueFact[];
  readonly harmless: readonly HarmlessFact[];
  /** Whether the promise of the handler covers its asynchronous work (an async function, a returned promise). */
  readonly isAsync: boolean;
  /** The graph was cut at a budget: the verdict is unverified. */
  readonly truncated: boolean;
  /** Errors the code swallows (place of the catch), for the rule of that name. */
  readonly swallows: readonly { readonly place: Place; readonly effects: readonly EffectId[] }[];
}
