// Consumers that are code, not a registration: a function fetches messages, works on them and settles them. It is the handler, unless it hands each message on.
import ts from 'typescript';
import type { LoopRow, TransportModel } from '../models/schema.ts';
import { calleeOf } from '../syntax/file-index.ts';
import { membersOf } from '../provenance/making.ts';
import type { CallSite, Environment, FunctionValue, Value } from '../provenance/values.ts';
import { delegationOf } from './delegates.ts';
import { callsIn, mentions, namesFrom } from './message-names.ts';
import { namesHolding } from './fetched-names.ts';
import type { Draft, Search } from './draft.ts';
import { inPlace } from './outward.ts';
import { isAbout, stepsOf } from './registrations.ts';

export function messageLoops(search: Search, file: string): readonly Draft[] {
  const drafts: Draft[] = [];
  for (const model of search.program.catalogue.transports) {
    for (const row of model.loops ?? []) {
      for (const fetch of fetchesIn(search, file, model, row)) {
        if (isSettled(search, file, model, row)) drafts.push(...loopDrafts(search, model, row, fetch));
      }
    }
  }
  return drafts;
}

interface Fetch {
  readonly site: CallSite;
  readonly package: string;
  readonly callee: Value;
}

/** Calls that fetch, by the row's path or by the command object handed to them. */
function fetchesIn(search: Search, file: string, model: TransportModel, row: LoopRow): readonly Fetch[] {
  const names = lastNames(row.at);
  const path = row.carriedBy ? withoutInstance(row.at) : row.at;
  return names.flatMap((name) =>
    search.program.callsNamed(file, name).flatMap((node) => {
      if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return [];
      const callee = search.program.valueOf(calleeOf(node), null);
      const value = membersOf(callee).find((one) => one.kind === 'api' && isAbout(model, one.package) && search.program.matches(one, one.package, path));
      return value?.kind === 'api' ? [{ site: { node, env: null }, package: value.package, callee }] : [];
    }),
  );
}

function isSettled(search: Search, file: string, model: TransportModel, row: LoopRow): boolean {
  if (!row.settledBy) return true;
  const text = search.program.sourceFile(file)?.text ?? '';
  const names = row.settledBy.flatMap(lastNames);
  if (names.some((name) => text.includes(name))) return true;
  return model.transport === 'sqs' && /deleteMessage/i.test(text);
}

function lastNames(path: string): readonly string[] {
  return stepsOf(path).findLast((step) => step.name === 'Member')?.values ?? [];
}

function withoutInstance(path: string): string {
  return path.replace(/\.Instance$/, '');
}

function loopDrafts(search: Search, model: TransportModel, row: LoopRow, fetch: Fetch): readonly Draft[] {
  const around = handlerAround(search, fetch.site.node, 0);
  if (!around) return [];
  const { fn, fetchedAt } = around;
  const seeds = namesHolding(fn.node, fetchedAt);
  const draft = (shown: FunctionValue, delegate: ts.CallExpression | null, registeredAt: ts.Node | null, frame: Environment): Draft => ({
    model,
    package: fetch.package,
    rows: [],
    loop: row,
    site: fetch.site,
    callee: fetch.callee,
    fn,
    fetchedAt,
    shown,
    shownAt: null,
    delegate,
    registeredAt,
    outer: [],
    cls: search.program.classAround(fetch.site.node),
    trigger: null,
    bootstraps: [],
    frame,
  });
  const delegation = delegationOf(search.program, { fn, context: inPlace, read: (env) => ({ ...fn, env }), fetched: seeds });
  if (!delegation) return [draft(fn, null, null, null)];
  return delegation.answers.map((answer) => draft(answer.fn, delegation.call, answer.context.sites.at(-1)?.node ?? null, answer.context.env));
}

interface Around {
  readonly fn: FunctionValue;
  /** The call in `fn` that gives it the messages. */
  readonly fetchedAt: ts.Node;
}

/** The function around the fetch that works on what comes; where it only returns it, the one function that calls it. */
function handlerAround(search: Search, node: ts.Node, depth: number): Around | null {
  const around = workerAround(node);
  if (!around) return null;
  const fn: FunctionValue = { kind: 'function', node: around, env: null, self: null };
  if (depth > 2 || worksOn(around, sentBy(around, node))) return { fn, fetchedAt: node };
  const callers = search.program.callsOf(around);
  for (const site of callers) {
    const outer = handlerAround(search, site.node, depth + 1);
    if (outer) return outer;
  }
  return { fn, fetchedAt: node };
}

function workerAround(node: ts.Node): FunctionValue['node'] | null {
  for (let at = node.parent; at && !ts.isSourceFile(at); at = at.parent) {
    if (!ts.isFunctionLike(at) || !('body' in at) || !at.body) continue;
    if (ts.isFunctionDeclaration(at) || ts.isMethodDeclaration(at) || ts.isFunctionExpression(at) || ts.isArrowFunction(at)) return at;
  }
  return null;
}

/** The call that a command made first is handed to, `send(command)`: that gives the messages, and is no work on them. */
function sentBy(fn: FunctionValue['node'], fetch: ts.Node): ts.Node {
  const holder = fetch.parent;
  if (!fn.body || !ts.isNewExpression(fetch) || !ts.isVariableDeclaration(holder) || !ts.isIdentifier(holder.name)) return fetch;
  const { text } = holder.name;
  return callsIn(fn.body).find((call) => call.arguments.some((argument) => ts.isIdentifier(argument) && argument.text === text)) ?? fetch;
}

/** Whether a function does anything with what the fetch gave, other than returning it. */
function worksOn(fn: FunctionValue['node'], fetch: ts.Node): boolean {
  const seeds = namesHolding(fn, fetch);
  if (seeds.length === 0 || !fn.body) return false;
  const names = namesFrom(fn.body, seeds);
  let works = false;
  const visit = (node: ts.Node): void => {
    if (ts.isForOfStatement(node) && mentions(node.expression, names)) works = true;
    if (ts.isCallExpression(node) && (node.arguments.some((argument) => mentions(argument, names)) || isIteration(node, names))) works = true;
    if (!works) ts.forEachChild(node, visit);
  };
  visit(fn.body);
  return works;
}

function isIteration(call: ts.CallExpression, names: ReadonlySet<string>): boolean {
  return (
    ts.isPropertyAccessExpression(call.expression) &&
    ['forEach', 'map', 'reduce'].includes(call.expression.name.text) &&
    mentions(call.expression.expression, names)
  );
}
