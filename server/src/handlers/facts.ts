// From a draft to what everybody sees: names, places, source, transport and delivery, with the message bound for flow.
import ts from 'typescript';
import { packagesOf } from '../models/catalogue.ts';
import type { Place } from '../base/place.ts';
import type { HandlerFact } from '../facts/handler.ts';
import type { AccessPath, HandlerRow } from '../models/schema.ts';
import { membersOf } from '../provenance/making.ts';
import type { Program } from '../provenance/program.ts';
import type { FunctionValue, Value } from '../provenance/values.ts';
import { leftToInterceptor } from './acknowledging-interceptors.ts';
import { bindMessage } from './binding.ts';
import { closedOver, enteredOnce } from './called-once.ts';
import { firstAlone } from './first-alone.ts';
import { leftEarly } from './left-early.ts';
import { fetchedNames } from './fetched-names.ts';
import { deliveryOf } from './delivery-of.ts';
import type { Draft, Search } from './draft.ts';
import type { HandlerFound } from './found.ts';
import type { OptionScope } from './option-reading.ts';
import { holds, readOption } from './options.ts';

/** Null when no row's conditions hold. */
export function foundOf(search: Search, drafted: Draft): HandlerFound | null {
  const fn = closedOver(search.program, drafted.fn);
  const draft = { ...drafted, fn, shown: drafted.shown === drafted.fn ? fn : closedOver(search.program, drafted.shown) };
  const chosen = rowOf(search, draft);
  if (!chosen) return null;
  const { row } = chosen;
  const source = sourceOf(chosen.scope, row.source ?? [], draft.delegate !== null);
  const scope = { ...chosen.scope, source };
  const place = draft.shownAt ? search.program.placeOf(draft.shownAt) : functionPlace(search.program, draft.shown.node);
  const registration = registrationPlace(search.program, draft, place);
  const transport = row.transport ?? draft.model.transport;
  const delivery = deliveryOf(scope, row.delivery, row.unit ?? 'message', transport, registration);
  const unseen = (delivery.acknowledged === 'explicit' ? leftToInterceptor(search, draft.fn.node) : null) ?? unseenOthers(scope, draft, row);
  const handler: HandlerFact = {
    place,
    name: (draft.shownAt ? nameGivenTo(draft.shownAt) : null) ?? nameOf(draft.shown.node),
    transport,
    library: libraryOf(draft),
    registration,
    source,
    delivery: { ...delivery, ...(unseen === null ? {} : { unseen }) },
  };
  const binding = draft.loop
    ? { frame: draft.frame ?? enteredOnce(search.program, draft.fn), messagePath: [] }
    : bindMessage(search.program, draft, asHandlerRow(row));
  return {
    handler,
    fn: draft.fn,
    ...binding,
    shown: draft.shown,
    hops: [...(draft.between ?? []), ...(draft.delegate ? [{ call: draft.delegate, runs: draft.shown, from: draft.delegateFrom }] : [])],
    registration: draft.site,
    package: draft.package,
    row,
    settles: draft.model.settles ?? [],
    identity: (draft.model.identity ?? []).filter((one) => one.transport === undefined || one.transport === handler.transport),
    reportsSettled: draft.reportsSettled ?? false,
    fetched: draft.fetchedAt ? { at: draft.fetchedAt, names: fetchedNames(draft.fn.node, draft.fetchedAt) } : null,
  };
}

/** Why the other messages of a batch may be lost without any fault. */
function unseenOthers(scope: OptionScope, draft: Draft, row: Row): string | null {
  const size = 'batchSize' in row && row.batchSize !== undefined ? readOption(scope, row.batchSize) : undefined;
  if (size === undefined || size?.values.includes(1) === true) return null;
  const first = firstAlone(draft.fn.node, row.message);
  const left = first ? null : leftEarly(draft.fn.node, row.message);
  const place = scope.program.placeOf(first ?? left ?? draft.fn.node);
  if (first) return `a batch holds more than one message: only the first is looked at (${place.file}:${place.line}), and the others are acknowledged with it`;
  return left && `a batch holds more than one message: where this leaves the loop (${place.file}:${place.line}), those after it are acknowledged unseen`;
}

type Row = HandlerRow | NonNullable<Draft['loop']>;

function asHandlerRow(row: Row): HandlerRow {
  return row;
}

/** The first row whose conditions hold under one of the start-ups (or under none). */
function rowOf(search: Search, draft: Draft): { readonly row: Row; readonly scope: OptionScope } | null {
  const scopes = draft.bootstraps.length > 0 ? draft.bootstraps.map((bootstrap) => scopeOf(search, draft, bootstrap)) : [scopeOf(search, draft, null)];
  const [first] = scopes;
  if (draft.loop) return first ? { row: draft.loop, scope: first } : null;
  const selected = selectedScopes(search, draft, scopes);
  for (const row of draft.rows) for (const scope of selected) if (holds(scope, row.when)) return { row, scope };
  return null;
}

/** A registration that names its transport, or takes its context, is served by that one only. */
function selectedScopes(search: Search, draft: Draft, scopes: readonly OptionScope[]): readonly OptionScope[] {
  const [first] = scopes;
  const name = first ? (namedTransport(draft, first) ?? transportOfContext(search, draft)) : null;
  if (name === null) return scopes;
  const transports = scopes.map((scope) => ({ scope, said: readOption(scope, 'Bootstrap.Member[transport]') }));
  const named = transports.filter(({ said }) => said?.values.includes(name));
  if (named.length > 0) return named.map(({ scope }) => scope);
  const silent = transports.filter(({ said }) => said === null);
  return silent.length > 0 ? silent.map(({ scope }) => ({ ...scope, chosen: name })) : scopes.map((scope) => ({ ...scope, bootstrap: null, chosen: name }));
}

function namedTransport(draft: Draft, scope: OptionScope): string | null {
  const path = draft.model.bootstrap?.find((row) => row.chosenBy !== undefined)?.chosenBy;
  const words = path ? (readOption(scope, path)?.values ?? []) : [];
  return words.find((value) => typeof value === 'string') ?? null;
}

/** By the type of a parameter that only one transport's handlers get. */
function transportOfContext(search: Search, draft: Draft): string | null {
  const contexts = draft.model.bootstrap?.find((row) => row.contexts !== undefined)?.contexts ?? {};
  for (const { type } of draft.fn.node.parameters) {
    for (const value of type ? membersOf(search.program.valueOfType(type, draft.fn.env)) : []) {
      const found = value.kind === 'api' && value.package === draft.package && value.token?.kind === 'type' ? contexts[value.token.name] : undefined;
      if (found !== undefined) return found;
    }
  }
  return null;
}

const mostFiles = 100;

function scopeOf(search: Search, draft: Draft, bootstrap: Value | null): OptionScope {
  return {
    program: search.program,
    model: draft.model,
    package: draft.package,
    site: draft.site,
    callee: draft.callee,
    fn: draft.fn,
    outer: draft.outer,
    cls: draft.cls,
    trigger: draft.trigger ? { ...draft.trigger } : null,
    bootstrap,
    chosen: null,
    version: search.workspace.versionOf(search.program.fileOf(draft.fn.node), draft.package),
    source: null,
    filesNaming: (word) => search.workspace.filesNaming(word, mostFiles),
  };
}

/** Where a reader looks for the function: the name of a method, else where the function starts. */
export function functionPlace(program: Program, node: FunctionValue['node']): Place {
  const named = (ts.isMethodDeclaration(node) || ts.isMethodSignature(node)) && node.name ? program.placeOf(node.name) : program.placeOf(node);
  const whole = program.placeOf(node);
  return { ...whole, line: named.line, column: named.column };
}

function registrationPlace(program: Program, draft: Draft, fallback: Place): Place {
  if (draft.registeredAt) return program.placeOf(draft.registeredAt);
  if (draft.site) return program.placeOf(draft.site.node);
  const { trigger } = draft;
  return trigger ? { file: trigger.file, line: trigger.line, column: 1, endLine: trigger.line, endColumn: 1 } : fallback;
}

/** The function's own name, or what it is assigned to. */
export function nameOf(node: FunctionValue['node']): string | null {
  if (node.name && (ts.isIdentifier(node.name) || ts.isStringLiteralLike(node.name) || ts.isPrivateIdentifier(node.name))) return node.name.text;
  return nameGivenTo(node);
}

function nameGivenTo(node: ts.Node): string | null {
  let at: ts.Node = node.parent;
  while (ts.isParenthesizedExpression(at) || ts.isAsExpression(at) || ts.isSatisfiesExpression(at) || ts.isCallExpression(at) || ts.isAwaitExpression(at))
    at = at.parent;
  if ((ts.isVariableDeclaration(at) || ts.isPropertyAssignment(at) || ts.isPropertyDeclaration(at) || ts.isMethodDeclaration(at)) && ts.isIdentifier(at.name))
    return at.name.text;
  if (ts.isBinaryExpression(at) && ts.isPropertyAccessExpression(at.left)) return at.left.name.text;
  return null;
}

function libraryOf(draft: Draft): string {
  const known = packagesOf(draft.model);
  const shown = known.includes(draft.package) && !draft.package.startsWith('@types/') ? draft.package : known[0];
  return shown ?? draft.package;
}

function sourceOf(scope: OptionScope, paths: readonly AccessPath[], isDelegated: boolean): string | null {
  for (const path of paths) {
    const read = readOption(scope, path);
    const words = (read?.constants ?? []).filter((value) => typeof value === 'string');
    // Where one registration stands for several handlers, nothing tells which of them has which name.
    if ((isDelegated || (read?.isOneOf === true && !path.includes('Element'))) && new Set(words).size > 1) return null;
    if (isDelegated && read?.known === false) return null;
    if (words.length > 0) return words[0] ?? null;
  }
  return null;
}
