// Writes that claim an event: a duplicate row is refused, or a conditional update finds nothing left to do; and the code looks at the answer, by its error or by its count.
import ts from 'typescript';
import { contains } from '../../syntax/places.ts';
import type { EffectFact, EffectId, MarkFact } from '../../facts/steps.ts';
import { leave } from '../graph-writer.ts';
import type { Nature, SqlFact } from '../repeat/nature.ts';
import type { Once } from '../repeat/own-condition.ts';
import { stabilityOf } from '../repeat/stability.ts';
import { mayBeEmpty } from '../repeat/unique-lookups.ts';
import { duplicateWords } from '../error-tests.ts';
import type { Outcome, State } from '../state.ts';
import { fateOf, type Scope, type Walk } from '../walk.ts';
import { bare } from '../../syntax/bare.ts';
import { calleeOf } from '../../syntax/file-index.ts';
import { mentionsAny } from '../../syntax/mentions.ts';
import { decidesNothing } from './decides-nothing.ts';
import { isInspected, keyOfCondition, keyOfWrite, wholeChain } from './call-chain.ts';
import { keyOf, type MarkKey } from './mark-key.ts';
import { claimWith } from './guard-rows.ts';
import { storeOf } from './stores.ts';
import { isGivenBack } from './released-lease.ts';
import { isTriedAnew } from './tried-anew.ts';
import { isUpsertOfNew } from './upsert-of-new.ts';

type Call = ts.CallExpression | ts.NewExpression | ts.TaggedTemplateExpression;

/** The claim, if this write is one; else null. */
export function walkInsertClaim(
  w: Walk,
  state: State,
  node: Call,
  fact: EffectFact,
  nature: Extract<Nature, { is: 'effect' }>,
  scope: Scope,
): readonly Outcome[] | null {
  if (fact.floating || fact.neverSent || (fact.kind !== 'database' && fact.kind !== 'state')) return null;
  const { once } = nature;
  if (nature.repeat.keyless) return null;
  if (isTriedAnew(node)) {
    const again = { mask: 'exposed', why: 'where the row is refused, it is written under another name' } as const;
    return written(w, { state, known: undefined }, w.writer.effect({ ...fact, repeat: again }, fateOf(scope)), fact, scope);
  }
  if (isUpsertOfNew(node) && isInspected(node)) return claimed(w, state, node, fact, null, 'count', scope);
  if (once?.tells === 'error') return claimed(w, state, node, fact, nature.sql, 'no-error', scope, once);
  const text = wholeChain(node).getText();
  if (isInsert(text, nature.sql)) {
    const quiet = nature.sql?.conflict === 'nothing' || quietInsert.test(text);
    if (quiet && isInspected(node)) return claimed(w, state, node, fact, nature.sql, 'count', scope);
    if (catchesDuplicate(scope) && !mayLackItsKey(node) && decidesNothing(node, scope.catches[0])) return refusable(w, state, node, fact, scope);
    const catches = catchesDuplicate(scope) || (nature.repeat.refused === true && catchesAll(scope));
    return catches && !mayLackItsKey(node) ? claimed(w, state, node, fact, nature.sql, 'no-error', scope) : null;
  }
  if (once === null || !isInspected(node) || (once.expires && isGivenBack(node, once.field))) return null;
  return claimed(w, state, node, fact, nature.sql, 'count', scope, once);
}

const quietInsert = /skipDuplicates:\s*true|onConflictDoNothing|orIgnore\(|ignoreDuplicates:\s*true|\.onConflict\([^)]*\)\.ignore/;

function isInsert(text: string, sql: SqlFact | null): boolean {
  if (sql !== null) return sql.verb === 'insert';
  if (/\.upsert\([\s\S]*\bignoreDuplicates:\s*true/.test(text)) return true;
  return (
    /\b(create|insert|insertOne|save|add|createMany|createManyAndReturn|values|onConflictDoNothing)\w*\(/.test(text) &&
    !/\.(update|updateMany|updateOne|findOneAndUpdate)\(/.test(text)
  );
}

/** The row is there already or not, and nothing but the answer to that depends on it. */
function refusable(w: Walk, state: State, node: Call, fact: EffectFact, scope: Scope): readonly Outcome[] {
  const row = keyOfWrite(node);
  const isKnownAgain = row === null || keyOf(w, row, scope).stable !== false;
  const effect = w.writer.effect({ ...fact, repeat: isKnownAgain ? { mask: 'natural', why: 'a second row is refused' } : fact.repeat }, fateOf(scope));
  const id = w.writer.add(state, { kind: 'branch' }, fact.place, 'is there already or not');
  scope.exits.throws.push({ state: leave(state, id, 'next'), known: { is: 'thrown', why: 'duplicate' }, from: [] });
  return written(w, { state: leave(state, id, 'next'), known: undefined }, effect, fact, scope);
}

function claimed(
  w: Walk,
  state: State,
  node: Call,
  fact: EffectFact,
  sql: SqlFact | null,
  won: 'count' | 'no-error',
  scope: Scope,
  once: Once | null = null,
): readonly Outcome[] {
  const compared = once?.tells === 'count' ? once.field : null;
  const row = compared === null ? keyOfWrite(node) : keyOfCondition(node, compared);
  const key: MarkKey = row === null ? { text: null, stable: null, coversDuplicatePublish: true } : keyOf(w, row, scope);
  const unfinished = key.isUnfinished === true || isToBeFilledIn(w, node, scope);
  const mark: MarkFact = {
    place: fact.place,
    guard: compared !== null ? 'state-check' : fact.transaction !== null ? 'inbox' : won === 'no-error' ? 'unique-violation' : 'claim',
    key: key.text,
    keyStable: key.stable !== false && !unfinished,
    keyCoversDuplicatePublish: key.coversDuplicatePublish,
    inMemory: false,
    expiry: once?.expires === true ? 'lease' : 'none',
    transaction: fact.transaction,
    atomicBy: compared === null ? 'unique-key' : 'conditional-write',
    ...(unfinished ? { isUnfinished: true } : {}),
  };
  const id = w.writer.mark(mark);
  const store = storeOf(w, node, calleeOf(node), sql, scope);
  if (store !== null) w.marksByStore.set(store, id);
  const effect = w.writer.effect(
    {
      ...fact,
      repeat:
        (key.stable === false || unfinished) && compared === null
          ? fact.repeat
          : {
              mask: 'natural',
              why: mark.guard === 'state-check' ? 'its own condition lets it happen once' : 'a second row is refused',
              ...(mark.guard === 'state-check' || fact.repeat.unless === undefined ? {} : { unless: fact.repeat.unless }),
            },
    },
    fateOf(scope),
  );
  if (fact.transaction !== null)
    return claimWith(w, state, node, id, won, scope).flatMap((outcome) => (isWon(outcome) ? written(w, outcome, effect, fact, scope) : [outcome]));
  return written(w, { state, known: undefined }, effect, fact, scope).flatMap((outcome) => claimWith(w, outcome.state, node, id, won, scope));
}

/** A fix has left a name to be filled in, and what is written is made of it. */
function isToBeFilledIn(w: Walk, node: Call, scope: Scope): boolean {
  if (!scope.stack.some((fn) => fn.node.getSourceFile().text.includes('TODO_'))) return false;
  const holes = ts.isTaggedTemplateExpression(node) && ts.isTemplateExpression(node.template) ? node.template.templateSpans : [];
  const given = ts.isTaggedTemplateExpression(node) ? holes.map(({ expression }) => expression) : (node.arguments ?? []);
  return given.some((argument) => stabilityOf(w.program, argument, scope.env, w.repeat) === 'placeholder');
}

function isWon({ known }: Outcome): boolean {
  return known === undefined || (known.is === 'claim' && known.won);
}

/** The row itself: beside the claim in one transaction, so that both or neither is there. */
function written(w: Walk, outcome: Outcome, effect: EffectId, fact: EffectFact, scope: Scope): readonly Outcome[] {
  const { state } = outcome;
  const id = w.writer.add(state, { kind: 'effect', effect, failureIgnored: false }, fact.place, fact.verb);
  scope.exits.throws.push({ state: leave(state, id, 'onError'), known: { is: 'thrown', why: 'failure' }, from: [effect] });
  return [{ ...outcome, state: leave(state, id, 'next') }];
}

/** The nearest catch asks whether the row was there already; one further out than the caller of this function does not ask about this row. */
function catchesDuplicate(scope: Scope): boolean {
  const [nearest] = scope.catches;
  return (
    nearest !== undefined && duplicateWords.test(nearest.getText()) && !isForSome(nearest) && scope.stack.slice(-2).some(({ node }) => contains(node, nearest))
  );
}

/** `.catch(() => null)`, `catch { return }`: whatever went wrong, a row that is there already among it. */
function catchesAll(scope: Scope): boolean {
  const [nearest] = scope.catches;
  if (nearest === undefined || !scope.stack.slice(-1).some(({ node }) => contains(node, nearest))) return false;
  return ts.isCatchClause(nearest) ? nearest.variableDeclaration === undefined : ts.isArrowFunction(nearest) && nearest.parameters.length === 0;
}

/** `{ userId, dedupKey: key ?? null }`: the field by which a row is known again is empty for some messages, and a unique key takes any number of those. */
function mayLackItsKey(node: Call): boolean {
  const visit = (at: ts.Node): boolean =>
    (ts.isPropertyAssignment(at) && keyNames.test(at.name.getText()) && mayBeEmpty(at.initializer)) ||
    (ts.forEachChild(at, (child) => visit(child) || undefined) ?? false);
  return visit(wholeChain(node));
}

const keyNames = /dedup|idempot|fingerprint|unique|(event|message|external|request)_?(id|key)$/i;

/** `if (isDuplicate(error) && isReminder(message))`: the unique key is there for some of the messages only. */
function isForSome(handler: ts.Node): boolean {
  const name = errorName(handler);
  const visit = (node: ts.Node): boolean => {
    const test = ts.isIfStatement(node) ? conjuncts(node.expression) : [];
    const others = test.filter((part) => !duplicateWords.test(part.getText()));
    const partial = name !== null && others.length < test.length && others.some((part) => !mentionsAny(part, [name]));
    return partial || (ts.forEachChild(node, (child) => visit(child) || undefined) ?? false);
  };
  return visit(handler);
}

function errorName(handler: ts.Node): string | null {
  const variable = ts.isCatchClause(handler) ? handler.variableDeclaration?.name : ts.isFunctionLike(handler) ? handler.parameters[0]?.name : undefined;
  return variable !== undefined && ts.isIdentifier(variable) ? variable.text : null;
}

function conjuncts(expression: ts.Expression): readonly ts.Expression[] {
  const node = bare(expression);
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken
    ? [...conjuncts(node.left), ...conjuncts(node.right)]
    : [node];
}
