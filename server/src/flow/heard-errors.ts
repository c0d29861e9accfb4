// `const request = https.request(options, onResponse); request.on('error', reject)` in a promise's executor: the call itself tells nobody of its failure, the listener does.
import ts from 'typescript';
import type { EffectFact, EffectId } from '../facts/steps.ts';
import { bare } from '../syntax/bare.ts';
import { resolveName } from '../syntax/scopes.ts';
import { callbacksOf, runCallbacks, runNodeCallback } from './callback-calls.ts';
import { isExecutorParameter, rejectsBy } from './executor-parameters.ts';
import { mentionsOf } from './promise-use.ts';
import { knownOf } from './read-known.ts';
import { toldOfCaught } from './settle-calls.ts';
import { outcomesOf, statesOf, withFact, type Outcome, type State } from './state.ts';
import { fallible, type Scope, type Walk } from './walk.ts';

/** The call that listens for the failure of what `node` started, if that settles the promise around, or the platform waits for what the listener does; else null. */
export function errorListener(w: Walk, node: ts.Node, scope: Scope): ts.CallExpression | null {
  if (!(scope.executor || w.untilIdle(node)) || !ts.isCallExpression(node)) return null;
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return listening(parent);
  const name = nameOf(parent, node);
  const heard = name === null ? [] : mentionsOf(name, node).flatMap(({ parent: at }) => (ts.isPropertyAccessExpression(at) ? (listening(at) ?? []) : []));
  return heard[0] ?? null;
}

function nameOf(parent: ts.Node, node: ts.Node): ts.Identifier | null {
  if (ts.isVariableDeclaration(parent)) return ts.isIdentifier(parent.name) ? parent.name : null;
  const assigned = ts.isBinaryExpression(parent) && parent.right === node && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken ? parent.left : null;
  return assigned !== null && ts.isIdentifier(assigned) ? assigned : null;
}

function listening(access: ts.PropertyAccessExpression): ts.CallExpression | null {
  const call = access.parent;
  if (!/^(on|once)$/.test(access.name.text) || !ts.isCallExpression(call) || call.expression !== access) return null;
  const [event, listener] = call.arguments;
  return event !== undefined && ts.isStringLiteralLike(event) && event.text === 'error' && listener !== undefined ? call : null;
}

/** The effect with its two ends: its own callbacks where it has worked, the listener where it has failed. */
export function walkHeard(
  w: Walk,
  state: State,
  node: ts.CallExpression,
  { effect, fact, listener }: { readonly effect: EffectId; readonly fact: EffectFact; readonly listener: ts.CallExpression },
  scope: Scope,
): readonly State[] {
  w.heard.add(listener);
  const throws: Outcome[] = [];
  const shape = { kind: 'effect', effect, failureIgnored: false } as const;
  const done = fallible(w, [state], shape, node, fact.verb, { ...scope, exits: { ...scope.exits, throws } }, fact.transaction);
  const [, handler] = listener.arguments;
  if (handler !== undefined && rejectsBy(handler)) {
    scope.exits.throws.push(...throws);
    return statesOf(runCallbacks(w, done, callbacksOf(w, node, scope), scope, []));
  }
  const told =
    handler === undefined ? null : throws.flatMap(({ state: failed }) => toldOfCaught(w, failed, handler, w.program.valueOf(handler, scope.env)) ?? []);
  if (told !== null && told.length > 0) return [...told, ...statesOf(runCallbacks(w, done, callbacksOf(w, node, scope), scope, []))];
  const inside = { ...scope, caught: throws.flatMap((thrown) => thrown.from ?? []) };
  const [fn] = callbacksOf(w, listener, scope);
  const ended = statesOf(throws);
  const failed = fn === undefined ? outcomesOf(ended) : runNodeCallback(w, ended, fn, { is: 'truthy' }, inside);
  const settled = fn === undefined ? null : settledBy(fn.node);
  const answered = settled === null ? statesOf(failed) : statesOf(failed).map((end) => withFact(end, settled.promise, knownOf(settled.value, end.facts)));
  return [...answered, ...statesOf(runCallbacks(w, done, callbacksOf(w, node, scope), scope, []))];
}

/** What a listener resolves the promise around with. */
function settledBy(listener: ts.Node): { readonly promise: ts.NewExpression; readonly value: ts.Expression } | null {
  if (ts.isCallExpression(listener) && ts.isIdentifier(bare(listener.expression))) {
    const callee = bare(listener.expression);
    const promise = ts.isIdentifier(callee) && isExecutorParameter(callee) && !rejectsBy(callee) ? promiseOf(callee) : null;
    const [value] = listener.arguments;
    if (promise !== null && value !== undefined) return { promise, value };
  }
  return ts.forEachChild(listener, (child) => settledBy(child) ?? undefined) ?? null;
}

function promiseOf(name: ts.Identifier): ts.NewExpression | null {
  const holder = resolveName(name.text, name)?.parent.parent;
  return holder !== undefined && ts.isNewExpression(holder) ? holder : null;
}
