// What a catch does about one expected kind of error (`if (error.status === 404) await create()`) is no answer to an outage: the other side answered, by what it holds.
// So the way starts at a decision before the call that is refused. It is kept where it leads to an effect that no other way leads to.
import ts from 'typescript';
import type { StepId } from '../facts/steps.ts';
import { mergeOutcomes, withEdges, type Edge, type Outcome } from './state.ts';
import type { Exits, Scope, Walk } from './walk.ts';

/** `caught` walked once more, for the refusals among the calls whose failure is in `throws`: where those ways go on. `scope` collects its exits. */
export function walkRefusals(
  w: Walk,
  throws: readonly Outcome[],
  handler: ts.Node,
  scope: Scope,
  caught: (thrown: Outcome, scope: Scope) => readonly Outcome[],
): readonly Outcome[] {
  if (!decides(handler)) return [];
  const size = w.writer.size();
  const before = { effects: w.writer.effectCount(), reads: w.reads.length, writes: w.writes.length, catches: w.catches.length };
  const decisions: { step: StepId; by: StepId }[] = [];
  const refusedAt = ({ step }: Edge): Edge => {
    const known = decisions.find((decision) => decision.step === step);
    const by = known?.by ?? w.writer.decideBefore(step, w.program.placeOf(handler), 'is refused or not');
    if (known === undefined) decisions.push({ step, by });
    return { step: by, slot: 'next' };
  };
  const refused = throws.flatMap(({ state, known }): Outcome[] => {
    const edges =
      known?.is === 'thrown' && known.why === 'failure' ? state.edges.filter(({ step, slot }) => slot === 'onError' && w.writer.isPlainCall(step)) : [];
    return edges.length === 0 ? [] : [{ state: withEdges(state, edges.map(refusedAt)), known: { is: 'thrown', why: 'refused' }, from: [] }];
  });
  const exits: Exits = { returns: [], throws: [], jumps: [] };
  const ends = mergeOutcomes(refused).flatMap((thrown) => caught(thrown, { ...scope, exits, caught: [] }));
  if (w.writer.effectCount() === before.effects) {
    w.writer.undecide(size, decisions);
    w.reads.length = before.reads;
    w.writes.length = before.writes;
    w.catches.length = before.catches;
    return [];
  }
  scope.exits.returns.push(...exits.returns);
  scope.exits.throws.push(...exits.throws);
  scope.exits.jumps.push(...exits.jumps);
  return ends;
}

/** Something in it is done on a condition. */
function decides(node: ts.Node): boolean {
  return ts.isIfStatement(node) || ts.isConditionalExpression(node) || ts.forEachChild(node, (child) => decides(child) || undefined) === true;
}
