// Lease: each effect that a redelivery repeats is claimed under a key of its own before it runs. One claim an effect, because the error of a later effect gives
// back every claim around it. Effects of helper functions are claimed at the handler's call that leads to them.
import ts from 'typescript';
import { around, ordered } from './edits.ts';
import { handlerName, keysAt, type KeyChoice } from './event-key.ts';
import type { FixEdits } from './fix.ts';
import type { Answer } from '../facts/vocabulary.ts';
import { foresee } from './foresee.ts';
import { keptNarrow } from './kept-narrow.ts';
import { choicesFor, leaseIn, nameOfStore, type StoreChoice } from './lease.ts';
import { effectsOf, isWithin, nodeAt, wholeChain, type FixMaker, type JudgedEffect, type Offer, type Subject } from './subject.ts';

export const claimEffects: FixMaker = {
  id: 'wrap-in-guard',
  offers(subject) {
    const claims = isRedelivered(subject) ? claimable(subject) : [];
    const [first] = claims;
    const promise = first === undefined ? null : promiseOf(subject, claims);
    if (first === undefined || promise === null) return [];
    return choicesFor(subject, first.node, keysAt(subject, first.node)).map(({ store, key }) => offer(subject, claims, store, key, promise));
  },
};

/** A call in the handler's own code, and the open effects it brings about. */
export interface Claim {
  readonly node: ts.Expression;
  readonly effects: readonly JudgedEffect[];
}

/** A guard has nothing to guard where nothing comes again: first the delivery must become at-least-once. */
export function isRedelivered({ report }: Subject): boolean {
  return report.verdict.delivery.guarantee === 'at-least-once';
}

export function claimable(subject: Subject): readonly Claim[] {
  const { handler, source } = subject;
  if (handler === null) return [];
  const claims = new Map<ts.Expression, JudgedEffect[]>();
  for (const effect of openEffects(subject)) {
    for (const place of effect.fact.reachedFrom ?? [effect.fact.place]) {
      const call = nodeAt(source, place, ts.isExpression);
      const node = call === null || !isWithin(call, handler) || !isOfOneMessage(call, subject) ? null : fits(wholeChain(call), effect);
      if (node !== null) claims.set(node, [...(claims.get(node) ?? []), effect]);
    }
  }
  return [...claims].map(([node, effects]) => ({ node, effects })).toSorted((left, right) => left.node.pos - right.node.pos);
}

/** Of a batch, what stands in a loop or a callback: the batch itself is composed anew on redelivery, and has no ID. */
function isOfOneMessage(call: ts.Expression, { handler, report }: Subject): boolean {
  if (report.handler.delivery.unit !== 'batch') return true;
  const outer = ts.findAncestor(call.parent, (node) => node === handler || ts.isIterationStatement(node, false) || ts.isFunctionLike(node));
  return outer !== handler;
}

/** Repeated by an ordinary fault. Where an error is swallowed or dropped, a duplicate in flight would be too: something else has to be mended first. */
export function openEffects({ report }: Subject): readonly JudgedEffect[] {
  return effectsOf(report).filter(({ fact, verdict }) => {
    const failureComesAgain = verdict.lost === 'never' || verdict.causes.lost?.code === 'attempts-used-up';
    return verdict.repeated === 'exposed' && failureComesAgain && !fact.floating && !fact.neverSent;
  });
}

/** Only what is awaited or returned can be put into a callback; a generator can't be, nor can one that is guarded already. */
function fits(call: ts.Expression, { fact }: JudgedEffect): ts.Expression | null {
  const outer = ts.findAncestor(call.parent, (node) => !ts.isParenthesizedExpression(node));
  const isWaitedFor = outer !== undefined && (ts.isAwaitExpression(outer) || ts.isReturnStatement(outer) || (ts.isArrowFunction(outer) && outer.body === call));
  const isGuarded =
    ts.findAncestor(call, (node) => ts.isCallExpression(node) && /^(once|onceForEvent|handleOnce)\b/.test(node.expression.getText())) !== undefined;
  // A duplicate gets the first run's result as JSON: a response's status and body would not be there.
  const isResponse =
    fact.kind === 'http' && fact.reachedFrom === undefined && outer !== undefined && ts.isAwaitExpression(outer) && !ts.isExpressionStatement(outer.parent);
  const yields = /\byield\b/.test(call.getText());
  return isWaitedFor && !isGuarded && !isResponse && !yields ? call : null;
}

/** What the fixed code's verdict will be, in words; null when the claims would change nothing. */
export function promiseOf(subject: Subject, claims: readonly Claim[]): string | null {
  const { report, source } = subject;
  const calls = claims.map(({ node }) => node);
  const verdict = foresee(report, source, calls);
  if (verdict === null) return null;
  const open = openEffects(subject);
  const better = open.filter(({ id }) => verdict.effects.some((after) => after.effect === id && after.repeated !== 'exposed'));
  if (better.length === 0 || order.indexOf(verdict.lost) > order.indexOf(report.verdict.lost)) return null;
  // One effect behind two claims is two effects; the graph knows one, and can't tell a repetition from the other.
  const isShared = claims.some(({ effects }, index) => claims.some((other, at) => at > index && other.effects.some((effect) => effects.includes(effect))));
  if (isShared) return '';
  if (verdict.headline === 'exactly-once-effect-except-crash-window') return ': exactly-once effect, except a crash window';
  return better.length === open.length ? '' : `: holds for ${better.length} of ${open.length} effects`;
}

export const order: readonly Answer[] = ['never', 'window', 'exposed'];

function offer(subject: Subject, claims: readonly Claim[], store: StoreChoice, key: KeyChoice, foreseen: string): Offer {
  const what = nameOfCalls(claims);
  const promise = key.isPlaceholder || store.isPlaceholder ? '' : foreseen;
  const withKey = key.isPlaceholder ? `${what.endsWith(',') ? '' : ','} event ID to be filled in,` : ` by ${key.expression}`;
  return {
    title: `Claim ${what}${withKey} in ${nameOfStore(store)} first (lease)${promise}`,
    kind: 'quickfix',
    rules: ['unguarded-effect', 'non-atomic-guard', 'guard-in-memory'],
    needsConfirmation:
      'A duplicate of an event that has been handled no longer runs the effect; one that arrives while it is being handled fails and comes again later.',
    place: subject.report.handler.place,
    variant: `lease ${store.connection.driver.driver} ${key.expression}`,
    edits: () => claimEdits(subject, claims, store, key),
  };
}

export function nameOfCalls(claims: readonly Claim[]): string {
  return claims.length === 1 ? nameOf(claims[0]) : `${claims.length} calls, each by itself,`;
}

function nameOf(claim: Claim | undefined): string {
  const text = claim === undefined ? '' : claim.node.getText().replace(/\(.*$/s, '').replace(/\s+/g, '');
  return text.length > 0 && text.length < 60 ? text : 'the effect';
}

/** Imports, files and the claims themselves. */
export function claimEdits(subject: Subject, claims: readonly Claim[], store: StoreChoice, key: KeyChoice): FixEdits {
  const lease = leaseIn(subject, store, key, 'once');
  const taken = new Set<string>();
  const wrapped = claims.flatMap(({ node }) => {
    const [best] = keysAt(subject, node).filter((choice) => choice.expression === key.expression);
    const parts = [lease.text(handlerName(subject)), best?.expression ?? key.expression, ...(claims.length > 1 ? [lease.text(claimName(node, claims))] : [])];
    const arrow = containsAwait(node) ? 'async () => ' : '() => ';
    return [...keptNarrow(subject, node, taken), ...around(subject.source, node, `${lease.guard}(${lease.store}, [${parts.join(', ')}], ${arrow}`, ')')];
  });
  return { ...lease.rest, edits: ordered([...lease.imports, ...key.bind, ...wrapped]) };
}

/** The last two names of the callee; a second one of the same name gets a number. */
function claimName(node: ts.Expression, claims: readonly Claim[]): string {
  const short = (one: ts.Expression) => {
    const call = ts.isCallExpression(one) ? one.expression : one;
    return (
      call
        .getText()
        .replace(/\([^()]*\)|\s|\?|!/g, '')
        .split('.')
        .filter((part) => /^\w+$/.test(part) && part !== 'this')
        .slice(-2)
        .join('.') || 'effect'
    );
  };
  const before = claims.filter((other) => other.node.pos < node.pos && short(other.node) === short(node)).length;
  return before === 0 ? short(node) : `${short(node)}-${before + 1}`;
}

function containsAwait(node: ts.Node): boolean {
  let found = false;
  const visit = (inner: ts.Node): void => {
    if (ts.isAwaitExpression(inner)) found = true;
    if (!ts.isFunctionLike(inner)) ts.forEachChild(inner, visit);
  };
  ts.forEachChild(node, visit);
  return found;
}
