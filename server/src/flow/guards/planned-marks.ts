// Marks that only a whole handler shows: a read whose answer skips the work, and the write that makes it do so next time.
import type ts from 'typescript';
import type { MarkId } from '../../facts/steps.ts';
import { leave } from '../graph-writer.ts';
import type { Outcome, State } from '../state.ts';
import { step, type Scope, type Walk } from '../walk.ts';
import { keyOf } from './mark-key.ts';
import type { PlannedMark } from './mark-plan.ts';

type Call = ts.CallExpression | ts.NewExpression | ts.TaggedTemplateExpression;

export function planned(w: Walk, node: ts.Node): PlannedMark | null {
  return w.plan.marks.find((mark) => mark.read === node) ?? null;
}

/** The look: on one way the mark is there, on the other it is not. */
export function walkCheck(w: Walk, states: readonly State[], node: Call, plan: PlannedMark, scope: Scope): readonly Outcome[] {
  const mark = markOf(w, plan, node, scope);
  return states.flatMap((state) => {
    const id = w.writer.add(state, { kind: 'check', mark }, w.program.placeOf(node), 'looks for the mark');
    scope.exits.throws.push({ state: leave(state, id, 'onError'), known: { is: 'thrown', why: 'failure' } });
    const absent = leave(state, id, 'next');
    const seen = leave(state, id, 'seen');
    return [
      { state: absent, known: { is: 'found', found: plan.inverted } },
      { state: seen, known: { is: 'found', found: !plan.inverted } },
    ] as const;
  });
}

function markOf(w: Walk, plan: PlannedMark, node: Call, scope: Scope): MarkId {
  const key = plan.key === null ? { text: null, stable: null, coversDuplicatePublish: false } : keyOf(w, plan.key, scope);
  const id = w.writer.mark({
    place: w.program.placeOf(node),
    guard: plan.guard,
    key: key.text,
    keyStable: key.stable,
    keyCoversDuplicatePublish: key.coversDuplicatePublish,
    inMemory: plan.guard === 'in-memory',
    expiry: 'none',
    transaction: null,
    atomicBy: 'nothing',
  });
  w.plannedIds.set(plan, id);
  return id;
}

/** A write that leaves the mark behind. */
export function walkMarkWrite(w: Walk, states: readonly State[], node: ts.Node): readonly State[] {
  return w.plan.marks
    .filter((plan) => plan.writes.has(node))
    .reduce((here, plan) => {
      const mark = w.plannedIds.get(plan);
      return mark === undefined ? here : step(w, here, { kind: 'complete', mark }, node, 'leaves the mark');
    }, states);
}
