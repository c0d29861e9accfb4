// What every lease guard does that is known as a whole: our own, and those of libraries.
import type ts from 'typescript';
import type { MarkId } from '../../facts/steps.ts';
import { leave } from '../graph-writer.ts';
import { mergeOutcomes, statesOf, type Outcome, type State } from '../state.ts';
import { fallible, step, type Scope, type Walk } from '../walk.ts';

/** Claim, work, complete; an error gives the claim back, a duplicate in flight fails. */
export function underLease(
  w: Walk,
  states: readonly State[],
  node: ts.Node,
  mark: MarkId,
  scope: Scope,
  work: (states: readonly State[], scope: Scope) => readonly Outcome[],
): readonly Outcome[] {
  const outcomes = states.flatMap((state) => {
    const id = w.writer.add(state, { kind: 'claim', mark }, w.program.placeOf(node), 'claims the event');
    scope.exits.throws.push(
      { state: leave(state, id, 'onError'), known: { is: 'thrown', why: 'failure' } },
      { state: leave(state, id, 'busy'), known: { is: 'thrown', why: 'failure' } },
    );
    const throws: Outcome[] = [];
    const ran = work([leave(state, id, 'next')], { ...scope, catches: [], exits: { ...scope.exits, throws } });
    const released = throws.flatMap((thrown) =>
      step(w, [thrown.state], { kind: 'release', mark }, node, 'takes the claim back').map((after) => ({ ...thrown, state: after })),
    );
    scope.exits.throws.push(...mergeOutcomes(released));
    const completed = fallible(w, statesOf(ran), { kind: 'complete', mark }, node, 'marks it as done', scope);
    return [{ state: leave(state, id, 'done'), known: undefined }, ...completed.map((after) => ({ state: after, known: undefined }))];
  });
  return mergeOutcomes(outcomes);
}
