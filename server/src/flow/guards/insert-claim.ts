// Inserts that claim an event: a duplicate row is refused, and the code looks at the refusal: by its error, or by its count.
import ts from 'typescript';
import type { EffectFact, MarkFact } from '../../facts/steps.ts';
import type { Nature } from '../repeat/nature.ts';
import { duplicateWords } from '../read-known.ts';
import type { Outcome, State } from '../state.ts';
import type { Scope, Walk } from '../walk.ts';
import { claimWith } from './guard-rows.ts';

type Call = ts.CallExpression | ts.NewExpression | ts.TaggedTemplateExpression;

/** The claim, if this insert is one; else null. */
export function walkInsertClaim(
  w: Walk,
  state: State,
  node: Call,
  fact: EffectFact,
  nature: Extract<Nature, { is: 'effect' }>,
  scope: Scope,
): readonly Outcome[] | null {
  const text = node.getText();
  const quiet =
    nature.sql?.conflict === 'nothing' ||
    /skipDuplicates:\s*true|onConflictDoNothing|orIgnore\(|ignoreDuplicates:\s*true|\.onConflict\([^)]*\)\.ignore|attribute_not_exists/.test(text);
  const isInsert =
    nature.sql === null
      ? /\b(create|insert|insertOne|save|add|put|createMany|createManyAndReturn|send|values|ignore|execute|returning|onConflictDoNothing)\w*\(/.test(text)
      : nature.sql.verb === 'insert';
  if (!isInsert || fact.floating || fact.neverSent) return null;
  if (quiet && isInspected(node)) return claimed(w, state, node, fact, /attribute_not_exists/.test(text) ? 'no-error' : 'count', scope);
  return catchesDuplicate(scope) ? claimed(w, state, node, fact, 'no-error', scope) : null;
}

function claimed(w: Walk, state: State, node: Call, fact: EffectFact, won: 'count' | 'no-error', scope: Scope): readonly Outcome[] {
  const mark: MarkFact = {
    place: fact.place,
    guard: fact.transaction !== null ? 'inbox' : won === 'no-error' ? 'unique-violation' : 'claim',
    key: null,
    keyStable: null,
    keyCoversDuplicatePublish: true,
    inMemory: false,
    expiry: 'none',
    transaction: fact.transaction,
    atomicBy: 'unique-key',
  };
  const effect = w.writer.effect({ ...fact, repeat: { mask: 'natural', why: 'a second row is refused' } });
  const before = w.writer.add(state, { kind: 'effect', effect, failureIgnored: false }, fact.place, fact.verb);
  scope.exits.throws.push({ state: { ...state, edges: [{ step: before, slot: 'onError' }] }, known: { is: 'thrown', why: 'failure' }, from: [effect] });
  return claimWith(w, { ...state, edges: [{ step: before, slot: 'next' }] }, node, w.writer.mark(mark), won, scope);
}

/** Its result goes into something that may be looked at. */
function isInspected(node: ts.Node): boolean {
  let at: ts.Node = node;
  while (
    ts.isAwaitExpression(at.parent) ||
    ts.isParenthesizedExpression(at.parent) ||
    ts.isPropertyAccessExpression(at.parent) ||
    (ts.isCallExpression(at.parent) && at.parent.expression === at)
  )
    at = at.parent;
  return !ts.isExpressionStatement(at.parent);
}

/** The nearest catch asks whether the row was there already. */
function catchesDuplicate(scope: Scope): boolean {
  const [nearest] = scope.catches;
  return nearest !== undefined && duplicateWords.test(nearest.getText());
}
