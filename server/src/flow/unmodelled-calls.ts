// Calls that no model and no workspace code explains: what can be told from names, and the admission that it is not understood.
import ts from 'typescript';
import type { Value } from '../provenance/values.ts';
import { bare } from '../syntax/bare.ts';
import { callbacksOf, runHandedOver } from './callback-calls.ts';
import { apisOf } from './matching-rows.ts';
import { assumedEffect, builtinMethods, looksLikeLog, looksLikeMetric, purePackages } from './plain-names.ts';
import { outcomesOf, statesOf, type Outcome, type State } from './state.ts';
import { inThread } from './threads.ts';
import { fallible, step, type Scope, type Walk } from './walk.ts';

export function walkUnmodelled(
  w: Walk,
  states: readonly State[],
  node: ts.CallExpression,
  callee: ts.Expression,
  name: string,
  value: Value,
  scope: Scope,
): readonly Outcome[] {
  const text = callee.getText().replace(/\s+/g, '');
  const callbacks = callbacksOf(w, node, scope);
  const inside = runHandedOver(w, states, callbacks, node, scope);
  const [api] = apisOf(value);
  const kind = harmlessKind(text);
  if (kind !== null) {
    w.writer.harmless({ place: w.program.placeOf(node), call: text, kind });
    return inside;
  }
  if (staysInside(value, name, api?.package)) return inside;
  const assumed = assumedEffect(name);
  const after = statesOf(inside);
  if (!isWaitedFor(node))
    return api !== undefined && assumed !== null && isDropped(node, assumed) ? outcomesOf(assume(w, after, node, callee, value, assumed, scope, true)) : inside;
  return outcomesOf(assumed === null ? opaque(w, after, node, callee, value, scope) : assume(w, after, node, callee, value, assumed, scope));
}

function harmlessKind(text: string): 'log' | 'metric' | 'trace' | null {
  if (looksLikeLog(text)) return 'log';
  return looksLikeMetric(text) ? 'metric' : null;
}

/** What is done to plain data, or by a library that only computes. */
function staysInside(value: Value, name: string, package_: string | undefined): boolean {
  if (package_ !== undefined) return package_ === 'global' || purePackages.has(package_) || purePackages.has(`node:${package_}`);
  if (value.kind === 'message' || value.kind === 'constant' || value.kind === 'class') return true;
  return builtinMethods.has(name) || name === '';
}

/** Somebody waits for the result, so that it is worth asking what it waits for. */
function isWaitedFor(node: ts.Node): boolean {
  let at: ts.Node = node;
  for (let parent = at.parent; ; at = parent, parent = parent.parent) {
    if (ts.isAwaitExpression(parent)) return true;
    if (ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === at)) return isAsync(parent);
    if (ts.isPropertyAccessExpression(parent) && /^(then|catch|finally)$/.test(parent.name.text)) return true;
    if (ts.isCallExpression(parent) && parent.expression !== at) return parent.expression.getText().startsWith('Promise.');
    if (!ts.isExpression(parent) && !ts.isSpreadElement(parent)) return false;
  }
}

/** Sent off by a library that is not here, with nobody looking at what comes of it. */
function isDropped(node: ts.Node, assumed: NonNullable<ReturnType<typeof assumedEffect>>): boolean {
  return assumed.kind !== 'other' && assumed.kind !== 'database' && (ts.isExpressionStatement(node.parent) || ts.isVoidExpression(node.parent));
}

function isAsync(node: ts.Node): boolean {
  let fn = node;
  while (!ts.isFunctionLike(fn) && !ts.isSourceFile(fn)) fn = fn.parent;
  return ts.canHaveModifiers(fn) && (ts.getModifiers(fn) ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword);
}

function opaque(w: Walk, states: readonly State[], node: ts.CallExpression, callee: ts.Expression, value: Value, scope: Scope): readonly State[] {
  const call = w.program.describe(value, bare(callee));
  w.writer.opaque({ place: w.program.placeOf(node), call });
  return fallible(w, states, { kind: 'call' }, node, `calls ${call}`, scope);
}

function assume(
  w: Walk,
  states: readonly State[],
  node: ts.CallExpression,
  callee: ts.Expression,
  value: Value,
  assumed: NonNullable<ReturnType<typeof assumedEffect>>,
  scope: Scope,
  floating = false,
): readonly State[] {
  const effect = w.writer.effect({
    place: w.program.placeOf(node),
    call: w.program.describe(value, bare(callee)),
    kind: assumed.kind,
    verb: assumed.verb,
    repeat: { mask: 'exposed', why: 'nothing is known about this call but its name' },
    transaction: null,
    floating,
    neverSent: false,
    attemptScoped: false,
    assumed: true,
  });
  if (floating)
    return statesOf(inThread(w, states, node, scope, (inner) => step(w, inner, { kind: 'effect', effect, failureIgnored: true }, node, assumed.verb)));
  return fallible(w, states, { kind: 'effect', effect, failureIgnored: false }, node, assumed.verb, scope);
}
