// Which reads and writes of a handler are one mark: found out after a first walk, used in the second.
import type ts from 'typescript';
import type { MarkFact, TransactionId } from '../../facts/steps.ts';
import type { Met, Scope } from '../walk.ts';

/** A read whose answer decides whether the work is skipped, paired with the writes that make the next delivery skip it. */
export interface PlannedMark {
  /** The call; or the loop over files that were listed, each turn of which begins with a file that is still there. */
  readonly read: ts.Node;
  /** The call through which the read was reached, where the code that decides is the caller. */
  readonly site: ts.Node | null;
  readonly writes: readonly Met[];
  /** Writes in a catch that put the state back, so that the next delivery does not skip. */
  readonly resets: readonly Met[];
  readonly guard: 'check-then-mark' | 'state-check' | 'in-memory';
  /** The condition that looks at the answer, and its outcome when the work was done before; null where the answer is handed on. */
  readonly decides: { readonly condition: ts.Expression; readonly whenDone: boolean } | null;
  /** The work is skipped when this is not there (any more): taking it away is the mark. */
  readonly gone: 'row' | 'file' | null;
  /** The condition looks at what is left over when what was found is taken out: its answer says so, whatever else was found. */
  readonly sifts?: true;
  /** Where many rows were listed and all changed at once: the statements that do nothing without them. */
  readonly worksOnListed?: readonly ts.Statement[];
  readonly key: ts.Expression | null;
  /** The key is the same in each delivery, whatever is known of where it comes from. */
  readonly keyStable?: true;
  readonly keyScope: Scope;
  readonly transaction: TransactionId | null;
  readonly alsoIn: readonly TransactionId[];
  readonly atomicBy: MarkFact['atomicBy'];
}

export interface MarkPlan {
  readonly marks: readonly PlannedMark[];
}

export const noMarks: MarkPlan = { marks: [] };

/** Whether one of `mets` is this very call, reached by the same calls: one helper writes the mark and the work. */
export function isAmong(mets: readonly Met[], node: ts.Node, scope: Scope): boolean {
  return mets.some((met) => met.node === node && sameCallers(met.scope, scope));
}

function sameCallers(left: Scope, right: Scope): boolean {
  if (left.caller === null || right.caller === null) return left.caller === right.caller;
  return left.caller.node === right.caller.node && sameCallers(left.caller.scope, right.caller.scope);
}
