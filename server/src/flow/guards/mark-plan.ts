// Which reads and writes of a handler are one mark: found out after a first walk, used in the second.
import type ts from 'typescript';

/** A read whose answer decides whether the work is skipped, paired with the write that makes the next delivery skip it. */
export interface PlannedMark {
  readonly read: ts.Node;
  readonly writes: ReadonlySet<ts.Node>;
  readonly guard: 'check-then-mark' | 'state-check' | 'in-memory';
  /** The work is skipped when the row is not there (any more): its deletion is the mark. */
  readonly inverted: boolean;
  readonly key: ts.Expression | null;
}

export interface MarkPlan {
  readonly marks: readonly PlannedMark[];
}

export const noMarks: MarkPlan = { marks: [] };
