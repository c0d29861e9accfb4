// What is concluded: per effect, per handler, each with the history that shows it.
import type { Place } from '../base/place.ts';
import type { EffectId } from './steps.ts';
import type { Answer, Guarantee, Headline } from './vocabulary.ts';
import type { Reason } from './delivery.ts';

/** One line of a history: what happens, and where it stands in the code if it does. */
export interface Moment {
  readonly text: string;
  readonly place?: Place;
}

/** What decides an answer; rules are made from these, reports print `why`. */
export type CauseCode =
  // lost
  | 'never-sent'
  | 'forgotten-on-delivery'
  | 'attempts-used-up'
  | 'error-drops'
  | 'acknowledged-first'
  | 'rejected'
  | 'marked-first'
  | 'colliding-key'
  | 'floating'
  | 'swallowed'
  | 'failure-unseen'
  | 'acknowledged-anyway'
  // repeated
  | 'no-guard'
  | 'unstable-key'
  | 'unstable-guard-key'
  | 'guard-in-memory'
  | 'guard-not-atomic'
  | 'lease-too-short'
  | 'released-after-effect'
  | 'guard-forgets'
  | 'replicas'
  | 'transaction-rerun'
  // either
  | 'crash-window';

export interface Cause {
  readonly code: CauseCode;
  /** A clause, no capital, no full stop. */
  readonly text: string;
  /** Where it stands, if in the code: the acknowledgement, the mark, the catch. */
  readonly place?: Place;
}

export interface EffectVerdict {
  readonly effect: EffectId;
  readonly lost: Answer;
  readonly repeated: Answer;
  /** One sentence, no full stop: the deciding fact, with line numbers where they help. */
  readonly why: string;
  /** What decides each answer; present for window and exposed. */
  readonly causes: { readonly lost?: Cause; readonly repeated?: Cause };
  /** The shortest history that shows it; present for window and exposed. */
  readonly how: { readonly lost?: readonly Moment[]; readonly repeated?: readonly Moment[] };
}

export interface HandlerVerdict {
  readonly headline: Headline;
  readonly lost: Answer;
  readonly repeated: Answer;
  readonly verified: boolean;
  readonly unless: readonly string[];
  readonly effects: readonly EffectVerdict[];
  /** Transport, configuration and position of the acknowledgement together. */
  readonly delivery: {
    readonly guarantee: Guarantee;
    readonly acknowledgement: { readonly mode: 'implicit' | 'explicit' | 'none'; readonly place: Place | null };
    readonly why: readonly Reason[];
  };
}
