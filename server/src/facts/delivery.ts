// What the transport and its configuration promise for one registration, before the handler's own code is looked at.
import type { Place } from '../base/place.ts';
import type { Guarantee } from './vocabulary.ts';

/** A sentence of evidence: a place in the workspace, or a library's documented default (then `place` is absent and `source` names it). */
export interface Reason {
  readonly text: string;
  readonly place?: Place;
  readonly source?: string;
}

export interface DeliveryFact {
  /** The guarantee if the handler's code does nothing about it (an explicit acknowledgement is then judged by its position). */
  readonly guarantee: Guarantee;
  /**
   * When the broker forgets the message:
   * `on-delivery` as it is handed over; `on-success` when the handler (or its promise, see `promise`) succeeds; `on-settled` when it ends, whatever the outcome;
   * `explicit` by a call in the code; `never` it has no memory of the message at all once sent.
   */
  readonly acknowledged: 'on-delivery' | 'on-success' | 'on-settled' | 'explicit' | 'never';
  /** Whether the library waits for the handler's promise. `ignored`: an async handler counts as done at its first await, and its rejection is seen by nobody. */
  readonly promise: 'awaited' | 'ignored';
  /** What a thrown error (a rejection, if awaited) leads to. `stuck`: neither acknowledged nor redelivered until the connection ends, then redelivered. */
  readonly onError: 'redelivered' | 'redelivered-then-parked' | 'redelivered-then-dropped' | 'parked' | 'dropped' | 'stuck';
  /** What a crash in mid-handler leads to. */
  readonly onCrash: 'redelivered' | 'lost' | 'parked';
  /** What an explicit negative acknowledgement without requeue leads to, where the transport has one. */
  readonly rejected: 'parked' | 'dropped';
  /** The acknowledgement is a position: where a handler ends without one and no error, that of the next message passes over this one. */
  readonly passesOver: boolean;
  /** The handler runs anew from its start for each step that the library remembers: nothing around it may keep it from being reached again. */
  readonly resumes?: true;
  /** Where the handler gives no promise back, the platform waits until nothing is left to do, and an error that nobody catches fails the handler. */
  readonly untilIdle?: true;
  /** Every running copy of the service gets the message. */
  readonly replicas: boolean;
  /** How much the handler is given at a time. */
  readonly unit: 'message' | 'batch';
  /** A returned list of failed items is honoured (partial batch response): `failedItems` steps are negative acknowledgements of that item. */
  readonly partialFailures: boolean;
  readonly why: readonly Reason[];
  /** Facts outside the code that would change it. */
  readonly unless: readonly string[];
  /** The same, of a handler that reports failed items. */
  readonly unlessReported?: readonly string[];
  /** Why messages of the same batch may be acknowledged unseen (the verdict is about the one that is looked at), or what acknowledges in the handler's stead. */
  readonly unseen?: string;
}
