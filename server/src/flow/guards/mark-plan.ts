// Which reads and writes of a handler are one mark: found out after a first walk, used in the second.
import type ts from 'typescript';
import type { MarkFact, TransactionId } from '../../facts/steps.ts';
import type { Scope } from '../walk.ts';

/** A read whose answer decides whether the work is skipped, paired with the writes that make the next delivery skip it. */
export interface PlannedMark {
  readonly read: ts.Node;
  /** The call through which the read was reached, where the code that decides is the caller. */
  readonly site: ts.Node | null;
  readonly writes: ReadonlySet<ts.Node>;
  /** Writes in a catch that put the state back, so that the next delivery does not skip. */
  readonly resets: ReadonlySet<ts.Node>;
  readonly guard: 'check-then-mark' | 'state-check' | 'in-memory';
  /** The condition that looks at the answer, and its outcome when the work was done before; null where the answer is handed on. */
  readonly decides: { readonly condition: ts.Expression; readonly whenDone: boolean } | null;
  /** The work is skipped when the row is not there (any more): its deletion is the mark. */
  readonly inverted: boolean;
  readonly key: ts.Expression | null;
  readonly keyScope: Scope;
  readonly transaction: TransactionId | null;
  readonly alsoIn: readonly TransactionId[];
  readonly atomicBy: MarkFact['atomicBy'];
}

export interface MarkPlan {
  readonly marks: readonly PlannedMark[];
}

export const noMarks: MarkPlan = { marks: [] };
