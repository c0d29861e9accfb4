// Functions that a guard library wraps: handed to a wrapper, decorated, or with a middleware used on them. What the wrapper does is its model's to say.
import ts from 'typescript';
import { identifiersNamed } from '../../syntax/mentions.ts';
import type { MarkFact } from '../../facts/steps.ts';
import { isPath, packagesOf, type Catalogue } from '../../models/catalogue.ts';
import type { GuardModel } from '../../models/schema.ts';
import type { Environment, FunctionValue, Value } from '../../provenance/values.ts';
import { bare } from '../../syntax/bare.ts';
import { apisOf } from '../matching-rows.ts';
import type { Outcome, State } from '../state.ts';
import type { Scope, Walk } from '../walk.ts';
import { isInForce, isNamedIn, resolverKey } from './interceptors.ts';
import { leadsToPlaceholder } from '../repeat/placeholder.ts';
import { underLease } from './under-lease.ts';

type Wrap = GuardModel['wraps'][number];

interface Wrapping {
  readonly call: ts.CallExpression;
  readonly row: Wrap;
}

const shapes = { argument: /\.Argument\[(\d+)\]$/, decorator: /\.ReturnValue\.DecoratedMember$/, middleware: /\.ReturnValue$/ };

/** The functions behind a value that such a wrapper gave back. */
export function guardedBehind(w: Walk, value: Value): readonly FunctionValue[] {
  return apisOf(value).flatMap(({ call, token }) => {
    if (token?.kind !== 'return' || call === null || !ts.isCallExpression(call.node)) return [];
    const row = rowOf(w, call.node, call.env, 'argument');
    const wrapped = row === null ? undefined : call.node.arguments[Number(shapes.argument.exec(row.at)?.[1])];
    return wrapped === undefined ? [] : w.program.functionsOf(w.program.valueOf(wrapped, call.env)).filter((fn) => fn.node.body !== undefined);
  });
}

/** A call that only wraps does nothing yet: what it gives back does. */
export function isWrapping(w: Walk, call: ts.CallExpression, env: Environment): boolean {
  return rowOf(w, call, env, 'argument') !== null;
}

/** Walks `body` inside the library's guard, where the function has one. */
export function walkGuarded(
  w: Walk,
  states: readonly State[],
  fn: FunctionValue,
  scope: Scope,
  body: (states: readonly State[], scope: Scope) => readonly Outcome[],
): readonly Outcome[] {
  const wrapping = wrappingOf(w, fn);
  if (wrapping === null) return body(states, scope);
  const { onError, busy, expiry } = wrapping.row;
  return underLease(w, states, wrapping.call, w.writer.mark(markOf(w, wrapping, fn.env)), scope, body, {
    onError: onError === 'keep' && expiry === 'none' ? 'complete' : onError,
    busy: busy === 'skipped' ? 'skipped' : 'fails',
  });
}

function wrappingOf(w: Walk, { node, env }: FunctionValue): Wrapping | null {
  if (!mentionsGuard(w, node.getSourceFile())) return null;
  for (const decorator of ts.canHaveDecorators(node) ? (ts.getDecorators(node) ?? []) : []) {
    const call = ts.isCallExpression(decorator.expression) ? decorator.expression : null;
    const row = call === null ? null : rowOf(w, call, env, 'decorator');
    if (call !== null && row !== null && isInForce(w, node, call, env, row)) return { call, row };
  }
  const uses: readonly ts.Node[] = [node, ...mentionsOf(node)];
  for (const use of uses) {
    const { parent } = use;
    if (!ts.isCallExpression(parent) || parent.expression === use) continue;
    const row = rowOf(w, parent, env, 'argument');
    if (row !== null) return { call: parent, row };
    const used = middlewareOn(w, parent, env);
    if (used !== null) return used;
  }
  return null;
}

const mentioning = new WeakMap<Catalogue, WeakMap<ts.SourceFile, boolean>>();

/** A file without such a package's name wraps nothing. */
function mentionsGuard(w: Walk, file: ts.SourceFile): boolean {
  const { catalogue } = w.program;
  const files = mentioning.get(catalogue) ?? new WeakMap<ts.SourceFile, boolean>();
  mentioning.set(catalogue, files);
  const known = files.get(file) ?? catalogue.guards.some((model) => packagesOf(model).some((name) => isPath(name) || file.text.includes(name)));
  files.set(file, known);
  return known;
}

/** Where a function that is never called directly is named. */
function mentionsOf(node: ts.Node): readonly ts.Node[] {
  const name = ts.isFunctionDeclaration(node)
    ? node.name
    : ts.isVariableDeclaration(node.parent) && ts.isIdentifier(node.parent.name)
      ? node.parent.name
      : undefined;
  if (name === undefined) return [];
  const found = identifiersNamed(name.text, node.getSourceFile()).filter((at) => at !== name);
  return found.some((at) => ts.isCallExpression(at.parent) && at.parent.expression === at) ? [] : found;
}

/** `middy(f).use(a).use(makeHandlerIdempotent(...))`. */
function middlewareOn(w: Walk, made: ts.CallExpression, env: Environment): Wrapping | null {
  for (let at: ts.Node = made; ts.isPropertyAccessExpression(at.parent) && ts.isCallExpression(at.parent.parent); at = at.parent.parent) {
    for (const argument of at.parent.parent.arguments) {
      const call = bare(argument);
      const row = ts.isCallExpression(call) ? rowOf(w, call, env, 'middleware') : null;
      if (row !== null && ts.isCallExpression(call)) return { call, row };
    }
  }
  return null;
}

function rowOf(w: Walk, call: ts.CallExpression, env: Environment, shape: keyof typeof shapes): Wrap | null {
  for (const api of apisOf(w.program.valueOf(call.expression, env)))
    for (const { wraps } of w.program.catalogue.modelsOf(api.package).guards) {
      const row = wraps.find(({ at }) => shapes[shape].test(at) && w.program.matches(api, api.package, at.replace(shapes[shape], '')));
      if (row !== undefined) return row;
    }
  return null;
}

function markOf(w: Walk, { call, row }: Wrapping, env: Environment): MarkFact {
  const made = row.needsKey === true ? resolverKey(w, call, env, row) : null;
  if (made !== null) return { ...factOf(w, call, row), key: made.text, keyStable: made.stable, keyCoversDuplicatePublish: made.coversDuplicatePublish };
  if (leadsToPlaceholder(call)) return { ...factOf(w, call, row), key: null, keyStable: false, keyCoversDuplicatePublish: false, isUnfinished: true };
  const key = row.key === undefined ? null : pathAt(w, call, env, row.key);
  // The whole of an SQS record holds its receipt handle; a batch is composed anew on redelivery.
  const stable = key === null ? w.entered.handler.transport !== 'sqs' : !/receipt|approximate|\bRecords\b/i.test(key);
  return { ...factOf(w, call, row), key, keyStable: stable, keyCoversDuplicatePublish: key !== null && /body|detail|data/.test(key) };
}

function factOf(w: Walk, call: ts.CallExpression, row: Wrap): Omit<MarkFact, 'key' | 'keyStable' | 'keyCoversDuplicatePublish'> {
  return {
    place: w.program.placeOf(call),
    guard: row.kind,
    inMemory: row.durable !== undefined && !isNamedIn(w, row.durable),
    expiry: row.expiry,
    transaction: null,
    atomicBy: row.atomicBy,
    ...(row.busy === 'runs' ? { outlived: true } : {}),
  };
}

/** A constant in the call's arguments, or in those of the call that made one of them. */
function pathAt(w: Walk, call: ts.CallExpression, env: Environment, path: string): string | null {
  const [own = '', made] = path.split(/\.(?=Argument\[)/);
  const reading = w.program.readPath({ node: call, env }, own);
  const maker = reading === null ? undefined : apisOf(reading.value)[0]?.call;
  const found = made === undefined ? reading : maker ? w.program.readPath(maker, made) : null;
  return found?.value.kind === 'constant' && typeof found.value.value === 'string' && found.value.value !== '' ? found.value.value : null;
}
