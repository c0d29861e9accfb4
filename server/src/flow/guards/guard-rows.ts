// Calls that are a guard's by their model: SET NX, ON CONFLICT with a count, a conditional write.
import ts from 'typescript';
import type { MarkFact, MarkId } from '../../facts/steps.ts';
import type { GuardRow } from '../../models/schema.ts';
import type { ApiValue } from '../../provenance/values.ts';
import type { Known } from '../known.ts';
import { leave } from '../graph-writer.ts';
import { outcomesOf, type Outcome, type State } from '../state.ts';
import { transactionOf } from '../transaction-calls.ts';
import { fallible, siteOf, type Scope, type Walk } from '../walk.ts';
import { keyAt } from './mark-key.ts';
import { storeOf } from './stores.ts';

type Call = ts.CallExpression | ts.NewExpression | ts.TaggedTemplateExpression;

export function walkGuardRow(
  w: Walk,
  states: readonly State[],
  node: Call,
  callee: ts.Expression,
  row: GuardRow,
  _value: ApiValue,
  scope: Scope,
): readonly Outcome[] {
  return states.flatMap((state) => {
    const mark = markOf(w, state, node, callee, row, scope);
    switch (row.does) {
      case 'claim':
        return claimWith(w, state, node, mark, row.won ?? 'truthy', scope).map((outcome) =>
          row.asked === 'first' ? { ...outcome, known: countOf(outcome) } : outcome,
        );
      case 'check':
        return checkWith(w, state, node, mark, scope);
      case 'complete':
      case 'release':
        return outcomesOf(fallible(w, [state], { kind: row.does, mark }, node, row.does === 'complete' ? 'marks it as done' : 'takes the claim back', scope));
    }
  });
}

/** The first finds one, whoever comes later more. */
function countOf({ known }: Outcome): Known {
  return { is: 'constant', value: known?.is === 'claim' && known.won ? 1 : 2 };
}

function markOf(w: Walk, state: State, node: Call, callee: ts.Expression, row: GuardRow, scope: Scope): MarkId {
  const key = keyAt(w, node, row.key, scope);
  const lease = row.expiry !== undefined && w.program.readPath(siteOf(node, scope), row.expiry.replace(/^Call\./, '')) !== null;
  const store = storeOf(w, node, callee, null, scope);
  const known = store === null ? undefined : w.marksByStore.get(store);
  if (row.does !== 'claim' && known !== undefined) return known;
  const fact: MarkFact = {
    place: w.program.placeOf(node),
    guard: lease ? 'lease' : row.does === 'check' ? 'check-then-mark' : 'claim',
    key: key.text,
    keyStable: key.stable,
    keyCoversDuplicatePublish: key.coversDuplicatePublish,
    inMemory: false,
    expiry: lease ? 'lease' : 'none',
    transaction: transactionOf(w, state, node, callee, null, scope),
    atomicBy: row.does === 'check' ? 'nothing' : 'conditional-write',
    ...(lease && keepsPace(w, node, row, key.text, scope) ? { fades: true } : {}),
  };
  const id = w.writer.mark(fact);
  if (store !== null) w.marksByStore.set(store, id);
  return id;
}

/** A limit on how often, by its name or by how soon it ends: a redelivery may well take longer than a minute. */
function keepsPace(w: Walk, node: Call, row: GuardRow, key: string | null, scope: Scope): boolean {
  if (/cool.?down|throttl|debounc|rate.?limit/i.test(key ?? '')) return true;
  const reading = row.expiry === undefined ? null : w.program.readPath(siteOf(node, scope), row.expiry.replace(/^Call\./, ''));
  const ttl = reading?.value.kind === 'constant' ? Number(reading.value.value) : Number.NaN;
  if (reading === null || Number.isNaN(ttl)) return false;
  return ttl <= (isInMilliseconds(reading.node) ? 60_000 : 60);
}

/** `PX: 500`, `'PX', 500`. */
function isInMilliseconds(ttl: ts.Node): boolean {
  const { parent } = ttl;
  if (ts.isPropertyAssignment(parent)) return /^px$/i.test(parent.name.getText());
  const before = ts.isCallExpression(parent) ? parent.arguments[parent.arguments.findIndex((argument) => argument === ttl) - 1] : undefined;
  return before !== undefined && ts.isStringLiteralLike(before) && /^px$/i.test(before.text);
}

/** The claim is won, or the mark is there: each way knows which. */
export function claimWith(
  w: Walk,
  state: State,
  node: Call,
  mark: MarkId,
  won: 'truthy' | 'falsy' | 'count' | 'no-error' | 'ok',
  scope: Scope,
): readonly Outcome[] {
  const id = w.writer.add(state, { kind: 'claim', mark }, w.program.placeOf(node), 'claims the event');
  const failed: Outcome = { state: leave(state, id, 'onError'), known: { is: 'thrown', why: 'failure' } };
  const taken = {
    ...state,
    edges: [
      { step: id, slot: 'done' },
      { step: id, slot: 'busy' },
    ] as const,
  };
  scope.exits.throws.push(failed);
  if (won === 'no-error') {
    scope.exits.throws.push({ state: taken, known: { is: 'thrown', why: 'duplicate' } });
    return [{ state: leave(state, id, 'next'), known: undefined }];
  }
  const known = (is: boolean): Known => ({ is: 'claim', won: is, by: won });
  return [
    { state: leave(state, id, 'next'), known: known(true) },
    { state: taken, known: known(false) },
  ];
}

export function checkWith(w: Walk, state: State, node: Call, mark: MarkId, scope: Scope): readonly Outcome[] {
  const id = w.writer.add(state, { kind: 'check', mark }, w.program.placeOf(node), 'looks for the mark');
  scope.exits.throws.push({ state: leave(state, id, 'onError'), known: { is: 'thrown', why: 'failure' } });
  return [
    { state: leave(state, id, 'next'), known: { is: 'found', found: false } },
    { state: leave(state, id, 'seen'), known: { is: 'found', found: true } },
  ];
}
