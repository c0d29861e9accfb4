// A handler as every face sees it: where messages enter, what happens to them, what follows from that.
import type { Place } from '../base/place.ts';
import type { DeliveryFact } from './delivery.ts';
import type { StepGraph } from './steps.ts';
import type { HandlerVerdict } from './verdict.ts';
import type { GuardKind, Severity, Transport } from './vocabulary.ts';

/** A function that a broker, job system, stream, cloud event source or webhook sender runs for a message. */
export interface HandlerFact {
  /** The handler function; its `line` is where the function starts (for a decorated method: its name). */
  readonly place: Place;
  readonly name: string | null;
  readonly transport: Transport;
  /** The npm package whose API registers it. */
  readonly library: string;
  readonly registration: Place;
  /** Topic, queue, subject, event name; null when not a constant. */
  readonly source: string | null;
  readonly delivery: DeliveryFact;
}

export interface GuardFact {
  readonly kind: GuardKind;
  readonly key: string | null;
  readonly keyStable: boolean | null;
  readonly place: Place;
}

export interface EventId {
  readonly expression: string;
  readonly coversDuplicatePublish: boolean;
  /** The handler's own code knows the message by this name; not so where a wrapper stands between it and the transport. */
  readonly isInReach: boolean;
}

/** The whole picture of one handler. */
export interface HandlerReport {
  readonly handler: HandlerFact;
  readonly graph: StepGraph;
  readonly verdict: HandlerVerdict;
  readonly guard: GuardFact | null;
  /** The best key found for a guard. */
  readonly eventId: EventId | null;
  /** Other usable keys, best first: offered as alternatives by the fix. */
  readonly otherEventIds: readonly EventId[];
}

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly place: Place;
  readonly message: string;
  /** The handler it belongs to; null for findings about comments and files. */
  readonly handler: Place | null;
  /** The evidence, for related information. */
  readonly related: readonly { readonly place: Place; readonly message: string }[];
}

export interface Skipped {
  readonly file: string;
  readonly reason: string;
}

export interface Audit {
  readonly root: string;
  readonly handlers: readonly HandlerReport[];
  readonly findings: readonly Finding[];
  readonly skipped: readonly Skipped[];
  readonly stats: { readonly filesDiscovered: number; readonly filesRead: number; readonly filesParsed: number; readonly milliseconds: number };
}
