// What every lease guard does that is known as a whole: our own, and those of libraries.
import type ts from 'typescript';
import type { MarkId } from '../../facts/steps.ts';
import { leave } from '../graph-writer.ts';
import { mergeOutcomes, statesOf, type Outcome, type State } from '../state.ts';
import { fallible, step, type Scope, type Walk } from '../walk.ts';

type Work = (states: readonly State[], scope: Scope) => readonly Outcome[];

/** What an error does to the claim, and what a duplicate in flight gets. */
export interface Habits {
  readonly onError: 'release' | 'keep' | 'complete';
  readonly busy: 'fails' | 'skipped';
}

const usual: Habits = { onError: 'release', busy: 'fails' };

/** Claim, work, complete; usually an error gives the claim back, and a duplicate in flight fails. */
export function underLease(w: Walk, states: readonly State[], node: ts.Node, mark: MarkId, scope: Scope, work: Work, habits = usual): readonly Outcome[] {
  const outcomes = states.flatMap((state) => {
    const id = w.writer.add(state, { kind: 'claim', mark }, w.program.placeOf(node), 'claims the event');
    const busy = leave(state, id, 'busy');
    scope.exits.throws.push({ state: leave(state, id, 'onError'), known: { is: 'thrown', why: 'failure' } });
    if (habits.busy === 'fails') scope.exits.throws.push({ state: busy, known: { is: 'thrown', why: 'failure' } });
    const throws: Outcome[] = [];
    const ran = work([leave(state, id, 'next')], { ...scope, catches: [], exits: { ...scope.exits, throws } });
    scope.exits.throws.push(...mergeOutcomes(afterError(w, throws, node, mark, habits)));
    const completed = fallible(w, statesOf(ran), { kind: 'complete', mark }, node, 'marks it as done', scope);
    const recognised = [leave(state, id, 'done'), ...(habits.busy === 'skipped' ? [busy] : [])];
    return [...recognised, ...completed].map((after) => ({ state: after, known: undefined }));
  });
  return mergeOutcomes(outcomes);
}

function afterError(w: Walk, throws: readonly Outcome[], node: ts.Node, mark: MarkId, { onError }: Habits): readonly Outcome[] {
  if (onError === 'keep') return throws;
  const says = onError === 'release' ? 'takes the claim back' : 'keeps the error as the result';
  return throws.flatMap((thrown) => step(w, [thrown.state], { kind: onError, mark }, node, says).map((after) => ({ ...thrown, state: after })));
}
