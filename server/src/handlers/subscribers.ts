// A wrapper that is a source of rxjs: its own function gives each message to `next`, of a subject or of an observable's subscriber, and what others subscribe with are the handlers.
import ts from 'typescript';
import { observables } from '../models/packages-by-role.ts';
import { bare } from '../syntax/bare.ts';
import { resolveName } from '../syntax/scopes.ts';
import { nearness } from '../provenance/loaded-modules.ts';
import { membersOf } from '../provenance/making.ts';
import type { Program } from '../provenance/program.ts';
import type { Environment, Value } from '../provenance/values.ts';
import { isTest } from '../workspace/file-kinds.ts';
import { openValue } from './open-values.ts';
import { contextsWhere, type Answer, type Context } from './outward.ts';

const mostFiles = 60;
const mostCallers = 5;
const furthest = 3;

/** The functions that are subscribed to what this call gives out; empty where it gives nothing out, or nobody is known to take it. */
export function subscribersTo(program: Program, call: ts.CallExpression, env: Environment, context: Context): readonly Answer[] {
  const callee = bare(call.expression);
  if (!ts.isPropertyAccessExpression(callee) || callee.name.text !== 'next' || call.arguments.length === 0) return [];
  const source = sourceFed(program, callee.expression, env);
  if (!source) return [];
  const fns = filesSubscribing(program, source)
    .flatMap((file) => program.callsNamed(file, 'subscribe'))
    .flatMap((site) => (ts.isCallExpression(site) ? takenBy(program, site, source) : []))
    .flatMap((taker) => program.functionsOf(program.valueOf(taker, null)).filter((fn) => fn.node.body !== undefined));
  return [...new Map(fns.map((fn) => [fn.node, fn])).values()].map((fn) => ({ context, fn, linked: false }));
}

/** The `new Subject()` that `next` is called on, or the `new Observable((subscriber) => ...)` whose subscriber it is. */
function sourceFed(program: Program, fed: ts.Expression, env: Environment): ts.NewExpression | null {
  const inner = bare(fed);
  const declaration = ts.isIdentifier(inner) ? resolveName(inner.text, inner) : null;
  if (declaration && ts.isParameter(declaration)) return observableOf(program, declaration, 0);
  return membersOf(program.valueOf(inner, env)).flatMap((value) => madeBy(program, value, observables.subjects) ?? [])[0] ?? null;
}

function observableOf(program: Program, parameter: ts.ParameterDeclaration, depth: number): ts.NewExpression | null {
  const fn = parameter.parent;
  const index = fn.parameters.indexOf(parameter);
  const made = fn.parent;
  if (made && ts.isNewExpression(made) && made.arguments?.[0] === fn) return index === 0 && isOneOf(program, made, observables.made) ? made : null;
  const callers = depth < furthest ? program.callsOf(fn).slice(0, mostCallers) : [];
  for (const { node } of callers) {
    const given = ts.isCallExpression(node) ? node.arguments[index] : undefined;
    const declaration = given && ts.isIdentifier(given) ? resolveName(given.text, given) : null;
    const found = declaration && ts.isParameter(declaration) ? observableOf(program, declaration, depth + 1) : null;
    if (found) return found;
  }
  return null;
}

function madeBy(program: Program, value: Value, classes: readonly string[]): ts.NewExpression | null {
  const made = value.kind === 'api' && value.package === observables.package ? value.call?.node : undefined;
  return made && ts.isNewExpression(made) && isOneOf(program, made, classes) ? made : null;
}

function isOneOf(program: Program, { expression }: ts.NewExpression, classes: readonly string[]): boolean {
  return membersOf(program.valueOf(expression, null)).some(
    (value) => value.kind === 'api' && value.package === observables.package && value.token?.kind === 'member' && classes.includes(value.token.name),
  );
}

/** Files that subscribe to something, likeliest first: those that name what the source is kept in, made by or handed on as, then the nearest. */
function filesSubscribing(program: Program, source: ts.NewExpression): readonly string[] {
  const names = namesOf(program, source, 0);
  const making = program.fileOf(source);
  const rank = (file: string): number => {
    const text = program.textOf(file);
    return (names.some((name) => text?.includes(name) === true) ? 1000 : 0) + nearness(file, making);
  };
  return program
    .filesNaming('subscribe')
    .filter((file) => !isTest(file))
    .map((file) => ({ file, rank: rank(file) }))
    .toSorted((left, right) => right.rank - left.rank)
    .slice(0, mostFiles)
    .flatMap(({ file }) => (program.sourceFile(file) === null ? [] : [file]));
}

/** The field, variable or function that a source is known by; where a function gives it out, also what its callers keep it in. */
function namesOf(program: Program, made: ts.Node, depth: number): readonly string[] {
  for (let at: ts.Node = made.parent; at && !ts.isSourceFile(at); at = at.parent) {
    if (!(ts.isPropertyDeclaration(at) || ts.isVariableDeclaration(at) || ts.isMethodDeclaration(at) || ts.isFunctionDeclaration(at))) continue;
    if (!at.name || !ts.isIdentifier(at.name)) continue;
    const callers = depth < furthest && ts.isFunctionLike(at) ? program.callsOf(at).slice(0, mostCallers) : [];
    return [at.name.text, ...callers.flatMap(({ node }) => namesOf(program, node, depth + 1))];
  }
  return [];
}

/** What `source.subscribe(handle)` is given; an operator before it that works on the message stands for it where nothing else does. */
function takenBy(program: Program, site: ts.CallExpression, source: ts.NewExpression): readonly ts.Expression[] {
  const callee = bare(site.expression);
  if (!ts.isPropertyAccessExpression(callee)) return [];
  const { from, workers } = withoutOperators(callee.expression);
  const taker = nextOf(site.arguments[0]);
  const takers = [...workers, ...(taker ? [taker] : [])];
  const working = takers.filter((one) => !isIdle(one));
  // Several share the work, and none of them is all of it.
  if (takers.length === 0 || working.length > 1) return [];
  const question = { at: site, read: (env: Environment): Value => openValue(from, program.valueOf(from, env)) };
  if (contextsWhere(program, question, (value) => isOf(value, source)).length === 0) return [];
  return working.length > 0 ? working : takers.slice(-1);
}

/** `tap((order) => logger.debug(order.id))`, `map(({ body }) => body)`: written here, it calls nothing but a log and what computes. */
function isIdle(taker: ts.Expression): boolean {
  const fn = bare(taker);
  if (!ts.isArrowFunction(fn) && !ts.isFunctionExpression(fn)) return false;
  const acts = (at: ts.Node): boolean => {
    if (ts.isAwaitExpression(at) || ts.isNewExpression(at)) return true;
    if (ts.isCallExpression(at) && !/(?:^|\.)_?(?:\w*log(?:ger)?|console|JSON|Object)\??\.\w+$/i.test(at.expression.getText())) return true;
    return ts.forEachChild(at, acts) ?? false;
  };
  return !acts(fn.body);
}

/** The source, or what its `asObservable` gives. */
function isOf(value: Value, source: ts.NewExpression): boolean {
  for (let at = value.kind === 'api' ? value : null; at; at = at.parent) {
    if (at.call?.node === source) return true;
    if (at.token?.kind === 'member' && at.token.name !== 'asObservable') return false;
  }
  return false;
}

/** `{ next: handle }`, or the function itself. */
function nextOf(observer: ts.Expression | undefined): ts.Expression | null {
  if (!observer) return null;
  const inner = bare(observer);
  if (!ts.isObjectLiteralExpression(inner)) return inner;
  const next = inner.properties.find((property) => property.name !== undefined && ts.isIdentifier(property.name) && property.name.text === 'next');
  return next && ts.isPropertyAssignment(next) ? next.initializer : null;
}

/** An observable before `pipe(...)`, and the functions given to operators that may do something with what comes by. */
function withoutOperators(observable: ts.Expression): { readonly from: ts.Expression; readonly workers: readonly ts.Expression[] } {
  const inner = bare(observable);
  const callee = ts.isCallExpression(inner) ? bare(inner.expression) : null;
  if (!ts.isCallExpression(inner) || !callee || !ts.isPropertyAccessExpression(callee)) return { from: inner, workers: [] };
  if (callee.name.text === 'asObservable') return withoutOperators(callee.expression);
  if (callee.name.text !== 'pipe') return { from: inner, workers: [] };
  const before = withoutOperators(callee.expression);
  const workers = inner.arguments.flatMap((operator) => {
    const isWorking = ts.isCallExpression(operator) && ts.isIdentifier(operator.expression) && observables.workingOperators.includes(operator.expression.text);
    return isWorking ? operator.arguments.slice(0, 1) : [];
  });
  return { from: before.from, workers: [...before.workers, ...workers] };
}
