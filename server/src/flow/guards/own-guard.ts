// The guard that our own fix writes into a workspace: `once(store, key, effect)`. Its promise is proven in test/guards, so it is known as a whole and not walked into.
import ts from 'typescript';
import type { MarkFact } from '../../facts/steps.ts';
import type { Value } from '../../provenance/values.ts';
import { bare } from '../../syntax/bare.ts';
import { runCallbacks } from '../callback-calls.ts';
import type { Outcome, State } from '../state.ts';
import type { Scope, Walk } from '../walk.ts';
import { hasPlaceholder } from '../repeat/placeholder.ts';
import { keyOf, type MarkKey } from './mark-key.ts';
import { underLease } from './under-lease.ts';

/** Stands in the first lines of every core that was written; a changed format gets a new number. */
export const ownGuardMarker = 'Written by Delivery Guarantees (guard 1)';

/** Claim, effect, complete; the claim is given back on an error, and a duplicate in flight is an error too. Null for any other call. */
export function walkOwnGuard(w: Walk, states: readonly State[], node: ts.CallExpression, value: Value, scope: Scope): readonly Outcome[] | null {
  const [store, key, effect] = node.arguments;
  if (store === undefined || key === undefined || effect === undefined || !isOnce(w, value)) return null;
  const effects = w.program.functionsOf(w.program.valueOf(effect, scope.env)).filter((fn) => fn.node.body !== undefined);
  const mark = w.writer.mark(markOf(w, node, store, partsOf(w, key, scope)));
  return underLease(w, states, node, mark, scope, (ready, inner) => runCallbacks(w, ready, effects, inner, []));
}

function isOnce(w: Walk, value: Value): boolean {
  return w.program.functionsOf(value).some(({ node }) => {
    const isNamed = node.name !== undefined && ts.isIdentifier(node.name) && node.name.text === 'once';
    return isNamed && node.getSourceFile().text.includes(ownGuardMarker);
  });
}

function markOf(w: Walk, node: ts.CallExpression, store: ts.Expression, key: MarkKey): MarkFact {
  const isUnfinished = key.isUnfinished === true || hasPlaceholder(store);
  return {
    place: w.program.placeOf(node),
    guard: 'lease',
    key: key.text,
    keyStable: isUnfinished ? false : key.stable,
    keyCoversDuplicatePublish: key.coversDuplicatePublish,
    inMemory: /\bmemoryStore\b/.test(store.getText()),
    expiry: 'lease',
    transaction: null,
    atomicBy: 'conditional-write',
    ...(isUnfinished ? { isUnfinished } : {}),
  };
}

/** The key is a list of constants and parts of the message; it is as good as the worst part that is no constant. */
function partsOf(w: Walk, key: ts.Expression, scope: Scope): MarkKey {
  const list = bare(key);
  if (!ts.isArrayLiteralExpression(list)) return keyOf(w, key, scope);
  const parts = list.elements.filter((part) => !ts.isStringLiteralLike(part)).map((part) => keyOf(w, part, scope));
  return {
    ...(parts.some((part) => part.isUnfinished) ? { isUnfinished: true } : {}),
    // Constants tell the claims of one event apart.
    text: list.elements.map((part) => part.getText()).join(', ') || null,
    stable: parts.some((part) => part.stable === false) ? false : parts.length > 0 && parts.every((part) => part.stable === true) ? true : null,
    coversDuplicatePublish: parts.length > 0 && parts.every((part) => part.coversDuplicatePublish),
  };
}
