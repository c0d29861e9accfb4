// Consumers that are code, not a registration: a function fetches messages, works on them and settles them. It is the handler, unless it hands each message on.
import ts from 'typescript';
import type { LoopRow, TransportModel } from '../models/schema.ts';
import { calleeOf } from '../syntax/file-index.ts';
import { contains } from '../syntax/places.ts';
import { membersOf } from '../provenance/making.ts';
import type { ApiValue, CallSite, Environment, FunctionValue, Value } from '../provenance/values.ts';
import { delegationOf } from './delegates.ts';
import { callsIn } from './message-names.ts';
import { namesHolding } from './fetched-names.ts';
import { iterationsOf } from './iterations.ts';
import { worksOn } from './message-work.ts';
import type { Draft, Search } from './draft.ts';
import { draftsBehind } from './drafts-behind.ts';
import { contextsWhere, inPlace, type Context } from './outward.ts';
import { isAbout, stepsOf } from './registrations.ts';
import { behindTable, tellingApart } from './told-apart.ts';
import { isUnusedWrapper } from './unused-wrappers.ts';

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
  /** How it is seen from the callers who hand in what is fetched from; `inPlace` where nobody does. */
  readonly context: Context;
}

/** Calls that fetch, by the row's path or by the command object handed to them. */
function fetchesIn(search: Search, file: string, model: TransportModel, row: LoopRow): readonly Fetch[] {
  const names = lastNames(row.at);
  const path = row.carriedBy ? withoutInstance(row.at) : row.at;
  return names.flatMap((name) =>
    search.program.callsNamed(file, name).flatMap((node) => {
      if ((!ts.isCallExpression(node) && !ts.isNewExpression(node)) || (row.message === 'Element' && isDropped(node))) return [];
      const question = { at: node, read: (env: Environment) => search.program.valueOf(calleeOf(node), env) };
      const isFetch = (one: Value): one is ApiValue => one.kind === 'api' && isAbout(model, one.package) && search.program.matches(one, one.package, path);
      return contextsWhere(search.program, question, isFetch).flatMap((context) => {
        const callee = question.read(context.env);
        const value = membersOf(callee).find(isFetch);
        const site: CallSite = { node, env: context.env };
        return value && !isHandedCallback(search, model, value, site) ? [{ site, package: value.package, callee, context }] : [];
      });
    }),
  );
}

/** Nobody goes through what nobody keeps: `await client.subscribe(subject, options)`, where the options hold a callback. */
function isDropped(fetch: ts.Node): boolean {
  return ts.isExpressionStatement(ts.isAwaitExpression(fetch.parent) ? fetch.parent.parent : fetch.parent);
}

/** What is handed a callback registers it, and gives nothing to go through. */
function isHandedCallback({ program }: Search, model: TransportModel, callee: ApiValue, site: CallSite): boolean {
  return model.handlers.some(({ at }) => {
    const from = at.lastIndexOf('.Argument[');
    if (from < 0 || !program.matches(callee, callee.package, at.slice(0, from))) return false;
    const path = at.slice(from + 1);
    const found = program.readPath(site, path)?.value;
    // One that the caller of a helper handed over; a member of what it handed over may as well not be there.
    return found !== undefined && (program.functionsOf(found).length > 0 || (found.kind === 'parameter' && !path.includes('.')));
  });
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
  const iterated = row.iterated === true ? iteratedBeside(search, fetch.site.node) : [];
  if (iterated.length > 0) return iterated.flatMap((one) => workerDrafts(search, model, row, fetch, one));
  const { node } = fetch.site;
  if (functionAround(node) === null) return goneThrough(search, row, node.getSourceFile(), node).flatMap((one) => workerDrafts(search, model, row, fetch, one));
  const workers = workersAround(search, fetch.site.node, row, 0);
  const settling = workers.length > 1 ? workers.filter(({ fn }) => settles(search, fn, row)) : workers;
  return (settling.length > 0 ? settling : workers.slice(0, 1)).flatMap((worker) =>
    goingThrough(search, row, worker).flatMap((one) => workerDrafts(search, model, row, fetch, one)),
  );
}

/** Where the function that subscribes, a constructor too, or one beside it goes through what it gets. */
function iteratedBeside({ program }: Search, fetch: ts.Node): readonly Worker[] {
  let at = fetch.parent;
  while (!ts.isSourceFile(at) && !(ts.isFunctionLike(at) && 'body' in at)) at = at.parent;
  if (ts.isSourceFile(at)) return [];
  return at.body ? iterationsOf(program, at.body, fetch).map(({ fn, over, context }) => ({ fn, fetchedAt: over, context })) : [];
}

/** Where the messages of a subscription are gone through: in the function that works on them, if nowhere else. */
function goingThrough(search: Search, row: LoopRow, worker: Worker): readonly Worker[] {
  const { body } = worker.fn.node;
  const elsewhere = body ? goneThrough(search, row, body, worker.fetchedAt) : [];
  return elsewhere.length > 0 || row.iterated === true ? elsewhere : [worker];
}

/** The functions that go through a subscription which is made in a body or at the top of a file. */
function goneThrough({ program }: Search, row: LoopRow, around: ts.Node, fetch: ts.Node): readonly Worker[] {
  const iterations = row.message === 'Element' ? iterationsOf(program, around, fetch) : [];
  return iterations.map(({ fn, over, context }) => ({ fn, fetchedAt: over, context }));
}

const mostCalled = 120;

/** Whether a function, or one that it calls, settles messages: one that only looks at what is in the queue does not. */
function settles(search: Search, { node }: FunctionValue, row: LoopRow): boolean {
  const names = (row.settledBy ?? []).flatMap(lastNames);
  const reached = new Set<ts.Node>([node]);
  for (const one of reached) {
    if (!ts.isFunctionLike(one) || !('body' in one) || !one.body) continue;
    const text = one.body.getText();
    if (names.some((name) => text.includes(name))) return true;
    for (const call of callsIn(one.body)) {
      if (reached.size >= mostCalled) break;
      for (const own of search.program.functionsOf(search.program.valueOf(call.expression, null))) reached.add(own.node);
    }
  }
  return names.length === 0;
}

function workerDrafts(search: Search, model: TransportModel, row: LoopRow, fetch: Fetch, { fn, fetchedAt, context }: Worker): readonly Draft[] {
  const isWhereFetched = contains(fn.node, fetch.site.node);
  const seeds = namesHolding(fn.node, fetchedAt);
  const draft = (shown: FunctionValue, delegate: ts.CallExpression | null, registeredAt: ts.Node | null, frame: Environment): Draft => ({
    model,
    package: fetch.package,
    rows: [],
    loop: row,
    site: { ...fetch.site, env: context?.env ?? fetch.site.env },
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
  const delegation = delegationOf(search.program, { fn, context: isWhereFetched ? fetch.context : inPlace, read: (env) => ({ ...fn, env }), fetched: seeds });
  if (!delegation && isUnusedWrapper(search.program, { fn, context: inPlace }, seeds)) return [];
  if (!delegation) return [draft(fn, null, context?.sites.at(-1)?.node ?? null, isWhereFetched ? fetch.context.env : null)];
  const answers = tellingApart.has(model.transport) ? delegation.answers.flatMap((answer) => behindTable(search.program, answer)) : delegation.answers;
  return draftsBehind({ ...delegation, answers }, ({ sites, env }, behind, delegate) => draft(behind.fn, delegate, sites.at(-1)?.node ?? null, env));
}

interface Worker {
  readonly fn: FunctionValue;
  /** The call in `fn` that gives it the messages. */
  readonly fetchedAt: ts.Node;
  /** How the fetch is seen from outside, where that led to `fn`. */
  readonly context?: Context;
}

const furthest = 3;

/** The function around the fetch that works on what comes; where it only returns it, or leaves the settling to them, those that call it and do. */
function workersAround(search: Search, node: ts.Node, row: LoopRow, depth: number): readonly Worker[] {
  const around = functionAround(node);
  if (!around) return [];
  const fn: FunctionValue = { kind: 'function', node: around, env: null, self: null };
  const callers = depth >= furthest ? [] : search.program.callsOf(around).filter((site) => functionAround(site.node) !== around);
  const hasWork = worksOn(around, sentBy(around, node), (row.settledBy ?? []).flatMap(lastNames));
  // A client's method that hands back what it fetches, and that nobody asks.
  if (callers.length === 0 && !hasWork && !settles(search, fn, row) && !search.program.mayBeUsed(around)) return [];
  const works = callers.length === 0 || hasWork;
  if (works && (settles(search, fn, row) || !callers.some((site) => settlesAround(search, site.node, row)))) return [{ fn, fetchedAt: node }];
  const outer = callers.flatMap((site) => workersAround(search, site.node, row, depth + 1));
  const distinct = outer.filter((worker, index) => outer.findIndex((other) => other.fn.node === worker.fn.node) === index);
  return distinct.length > 0 ? distinct : [{ fn, fetchedAt: node }];
}

function settlesAround(search: Search, node: ts.Node, row: LoopRow): boolean {
  const around = functionAround(node);
  return around !== null && settles(search, { kind: 'function', node: around, env: null, self: null }, row);
}

function functionAround(node: ts.Node): FunctionValue['node'] | null {
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
