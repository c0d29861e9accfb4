// Marks that only a whole handler shows: a read whose answer skips the work, and the write that makes it do so next time.
import ts from 'typescript';
import type { MarkId } from '../../facts/steps.ts';
import { leave } from '../graph-writer.ts';
import type { Known } from '../known.ts';
import { withFact, type Outcome, type State } from '../state.ts';
import { lastNameOf } from '../../syntax/file-index.ts';
import { step, type Scope, type Walk } from '../walk.ts';
import { keyOf } from './mark-key.ts';
import { isAmong, type PlannedMark } from './mark-plan.ts';

type Call = ts.CallExpression | ts.NewExpression | ts.TaggedTemplateExpression;

export function planned(w: Walk, node: ts.Node, scope: Scope): PlannedMark | null {
  return w.plan.marks.find((mark) => mark.read === node && (mark.site === null || mark.site === scope.caller?.node)) ?? null;
}

/** The look: on one way the mark is there, on the other it is not. */
export function walkCheck(w: Walk, states: readonly State[], node: Call, plan: PlannedMark, scope: Scope): readonly Outcome[] {
  const mark = markOf(w, plan, node);
  return states.flatMap((state): readonly Outcome[] => {
    const id = w.writer.add(state, { kind: 'check', mark }, w.program.placeOf(node), 'looks for the mark');
    scope.exits.throws.push({ state: leave(state, id, 'onError'), known: { is: 'thrown', why: 'failure' } });
    const absent = leave(state, id, 'next');
    const seen = leave(state, id, 'seen');
    const { sifts, decides, worksOnListed } = plan;
    const [work] = worksOnListed ?? [];
    if (work !== undefined)
      return [
        { state: withFact(absent, work, listedRows(false)), known: undefined },
        { state: withFact(seen, work, listedRows(true)), known: undefined },
      ];
    if (sifts && decides) {
      const told = (done: boolean): Known => ({ is: 'row', done, read: node.pos });
      return [
        { state: withFact(absent, decides.condition, told(false)), known: undefined },
        { state: withFact(seen, decides.condition, told(true)), known: undefined },
      ];
    }
    const known = (done: boolean): Known =>
      plan.guard === 'state-check' && plan.gone === null ? { is: 'row', done, read: node.pos } : { is: 'found', found: done !== (plan.gone !== null) };
    return [
      { state: absent, known: known(false) },
      { state: seen, known: known(true) },
    ];
  });
}

/** A row that was listed before is not there any more. */
function listedRows(done: boolean): Known {
  return { is: 'found', found: !done };
}

/** The ways on which a statement does nothing, since the rows that it works on are not listed any more, and those on which it may. */
export function apartByListed(w: Walk, states: readonly State[], node: ts.Statement): { readonly work: readonly State[]; readonly idle: readonly State[] } {
  const plan = w.plan.marks.find((mark) => mark.worksOnListed?.includes(node) === true);
  const [key] = plan?.worksOnListed ?? [];
  if (key === undefined) return { work: states, idle: [] };
  const isIdle = (state: State): boolean => {
    const known = state.facts.get(key);
    return known?.is === 'found' && !known.found;
  };
  return { work: states.filter((state) => !isIdle(state)), idle: states.filter(isIdle) };
}

/** What the look says about the condition it was for; null where the condition is another's. */
export function plannedTruth(w: Walk, condition: ts.Expression, state: State): boolean | null {
  const plan = w.plan.marks.find((mark) => mark.decides?.condition === condition);
  if (plan === undefined || plan.decides === null) return null;
  const known = [...state.facts.values()].find((fact) => fact.is === 'row' && fact.read === plan.read.pos);
  return known?.is === 'row' ? (known.done ? plan.decides.whenDone : !plan.decides.whenDone) : null;
}

/** Before each turn of a loop over listed files: one that was taken away is not among them. */
export function splitByMark(
  w: Walk,
  states: readonly State[],
  loop: ts.Node,
  plan: PlannedMark,
): { readonly absent: readonly State[]; readonly seen: readonly State[] } {
  const mark = markOf(w, plan, loop);
  const ids = states.map((state) => ({ state, id: w.writer.add(state, { kind: 'check', mark }, w.program.placeOf(loop), 'takes the next file of the list') }));
  return { absent: ids.map(({ state, id }) => leave(state, id, 'next')), seen: ids.map(({ state, id }) => leave(state, id, 'seen')) };
}

function markOf(w: Walk, plan: PlannedMark, node: ts.Node): MarkId {
  const key = plan.key === null ? { text: null, stable: null, coversDuplicatePublish: false } : keyOf(w, plan.key, plan.keyScope);
  const id = w.writer.mark({
    place: w.program.placeOf(node),
    guard: plan.guard,
    key: key.text,
    keyStable: plan.keyStable ?? key.stable,
    keyCoversDuplicatePublish: key.coversDuplicatePublish,
    inMemory: plan.guard === 'in-memory',
    expiry: 'none',
    transaction: plan.transaction,
    ...(plan.alsoIn.length > 0 ? { alsoIn: plan.alsoIn } : {}),
    atomicBy: plan.atomicBy,
    ...(plan.gone === null ? {} : { gone: plan.gone }),
  });
  w.plannedIds.set(plan, id);
  return id;
}

export function isMarkWrite({ plan: { marks } }: Walk, node: ts.Node, scope: Scope): boolean {
  return marks.some((plan) => isAmong(plan.writes, node, scope) || isAmong(plan.resets, node, scope));
}

/** A write that leaves the mark behind, or takes it back after an error. */
export function walkMarkWrite(w: Walk, states: readonly State[], node: ts.Node, scope: Scope): readonly State[] {
  return w.plan.marks
    .filter((plan) => isAmong(plan.writes, node, scope) || isAmong(plan.resets, node, scope))
    .reduce((here, plan) => {
      const mark = w.plannedIds.get(plan);
      if (mark === undefined) return here;
      if (isAmong(plan.resets, node, scope)) return step(w, here, { kind: 'release', mark }, node, 'takes the mark back');
      const shape = { kind: 'complete', mark } as const;
      if (plan.atomicBy !== 'unique-key' || !(isRefusable(node) || plan.writes.some((write) => write.node === node && write.refusedTwice === true)))
        return step(w, here, shape, node, plan.gone === null ? 'leaves the mark' : `from here on, the ${plan.gone} is not found any more`);
      return here.map((state) => {
        const id = w.writer.add(state, shape, w.program.placeOf(node), 'leaves the mark');
        scope.exits.throws.push({ state: leave(state, id, 'onError'), known: { is: 'thrown', why: 'duplicate' } });
        return leave(state, id, 'next');
      });
    }, states);
}

/** A plain insert, which a unique key refuses the second time; an upsert goes through. */
export function isRefusable(node: ts.Node): boolean {
  return ts.isCallExpression(node) && /^(create|createMany|createManyAndReturn)$/.test(lastNameOf(node.expression) ?? '');
}
