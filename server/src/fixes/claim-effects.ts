// Lease: each effect that a redelivery repeats is claimed under a key of its own before it runs. One claim an effect, because the error of a later effect gives
// back every claim around it. Helper functions' effects are claimed at the handler's call of the helper, if that is the only effect in there.
import ts from 'typescript';
import { connectionsFor, driversInUse, type Connection } from '../guards/connections.ts';
import { factsOf } from '../guards/drivers.ts';
import { guardFiles } from '../guards/emit-guard.ts';
import { around, ordered } from './edits.ts';
import { effectName, handlerName, keysAt, type KeyChoice } from './event-key.ts';
import type { FixEdits } from './fix.ts';
import { addImports, type ImportWanted } from './imports.ts';
import { effectsOf, functionAround, isWithin, nodeAt, wholeChain, type FixMaker, type JudgedEffect, type Offer, type Subject } from './subject.ts';

export const claimEffects: FixMaker = {
  id: 'wrap-in-guard',
  offers(subject) {
    const claims = claimable(subject);
    const [first] = claims;
    if (first === undefined || !isRedelivered(subject)) return [];
    const stores = storesFor(subject, first.node);
    const keys = keysAt(subject, first.node);
    const choices = [...stores.slice(0, 2).map((store) => ({ store, key: keys[0] })), ...keys.slice(1, 2).map((key) => ({ store: stores[0], key }))];
    return choices.flatMap(({ store, key }) => (store === undefined || key === undefined ? [] : [offer(subject, claims, store, key)]));
  },
};

/** A call in the handler's own code, and the effect it brings about. */
interface Claim {
  readonly node: ts.Expression;
  readonly effect: JudgedEffect;
}

/** A guard has nothing to guard where nothing comes again: first the delivery must become at-least-once. */
function isRedelivered({ report }: Subject): boolean {
  return report.verdict.delivery.guarantee === 'at-least-once';
}

function claimable(subject: Subject): readonly Claim[] {
  const { handler } = subject;
  if (handler === null) return [];
  const open = openEffects(subject);
  return open.flatMap((effect) => {
    const node = callFor(subject, handler, effect, open);
    return node === null ? [] : [{ node, effect }];
  });
}

/** Repeated by an ordinary fault, never lost: with a loss in it, something else has to be mended first. */
function openEffects({ report }: Subject): readonly JudgedEffect[] {
  return effectsOf(report).filter(({ fact, verdict }) => verdict.repeated === 'exposed' && verdict.lost === 'never' && !fact.floating && !fact.neverSent);
}

function callFor(subject: Subject, handler: ts.Node, effect: JudgedEffect, open: readonly JudgedEffect[]): ts.Expression | null {
  const source = subject.parse(effect.fact.place.file);
  const call = source === null ? null : nodeAt(source, effect.fact.place, ts.isExpression);
  if (call === null) return null;
  if (isWithin(call, handler)) return fits(wholeChain(call));
  const helper = functionAround(call);
  const isOnly = helper !== null && open.filter((other) => other.fact.place.file === effect.fact.place.file && isPlaceIn(subject, other, helper)).length === 1;
  const calls = helper === null || !isOnly ? [] : callsOf(handler, nameOf(helper));
  return calls.length === 1 && calls[0] !== undefined ? fits(wholeChain(calls[0])) : null;
}

function isPlaceIn(subject: Subject, effect: JudgedEffect, helper: ts.Node): boolean {
  const source = subject.parse(effect.fact.place.file);
  const node = source === null ? null : nodeAt(source, effect.fact.place, ts.isExpression);
  return node !== null && isWithin(node, helper);
}

function nameOf(helper: ts.SignatureDeclaration): string | null {
  if (helper.name && ts.isIdentifier(helper.name)) return helper.name.text;
  return ts.isVariableDeclaration(helper.parent) && ts.isIdentifier(helper.parent.name) ? helper.parent.name.text : null;
}

function callsOf(handler: ts.Node, name: string | null): readonly ts.CallExpression[] {
  const found: ts.CallExpression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const callee = node.expression;
      if ((ts.isIdentifier(callee) ? callee.text : ts.isPropertyAccessExpression(callee) ? callee.name.text : null) === name) found.push(node);
    }
    ts.forEachChild(node, visit);
  };
  if (name !== null) visit(handler);
  return found;
}

/** Only what is awaited or returned can be put into a callback; a generator can't be, nor can one that is guarded already. */
function fits(call: ts.Expression): ts.Expression | null {
  const outer = ts.findAncestor(call.parent, (node) => !ts.isParenthesizedExpression(node));
  const isWaitedFor = outer !== undefined && (ts.isAwaitExpression(outer) || ts.isReturnStatement(outer) || (ts.isArrowFunction(outer) && outer.body === call));
  const isGuarded =
    ts.findAncestor(call, (node) => ts.isCallExpression(node) && /^(once|onceForEvent|handleOnce)\b/.test(node.expression.getText())) !== undefined;
  const yields = /\byield\b/.test(call.getText());
  return isWaitedFor && !isGuarded && !yields ? call : null;
}

interface StoreChoice {
  readonly connection: Connection;
  /** Nothing in sight makes one: the user fills it in. */
  readonly isPlaceholder: boolean;
}

function storesFor(subject: Subject, at: ts.Node): readonly StoreChoice[] {
  const connections = connectionsFor(subject.workspace, subject.source, at, subject.parse).map((connection) => ({ connection, isPlaceholder: false }));
  if (connections.length > 0) return connections;
  const inUse = driversInUse(subject.workspace, subject.source.fileName);
  const offered = inUse.length > 0 ? inUse : [factsOf('pg'), factsOf('ioredis')];
  return offered.map((driver) => ({ connection: { driver, expression: 'TODO_CONNECTION', importFrom: null }, isPlaceholder: true }));
}

function offer(subject: Subject, claims: readonly Claim[], store: StoreChoice, key: KeyChoice): Offer {
  const open = openEffects(subject);
  const isWhole = claims.length === open.length && !key.isPlaceholder && effectsOf(subject.report).every(({ verdict }) => verdict.lost === 'never');
  const what = claims.length === 1 ? 'the effect' : `each of ${claims.length} effects`;
  const promise = isWhole
    ? ': exactly-once effect, except a crash window'
    : claims.length === open.length
      ? ''
      : ` (${claims.length} of ${open.length} effects)`;
  const withKey = key.isPlaceholder ? ', key to be filled in' : ` by ${key.expression}`;
  return {
    title: `Claim ${what}${withKey} in ${store.connection.driver.title} first (lease)${promise}`,
    kind: 'quickfix',
    rules: ['unguarded-effect', 'non-atomic-guard', 'guard-in-memory'],
    needsConfirmation:
      'A duplicate of an event that has been handled no longer runs the effect; one that arrives while it is being handled fails and comes again later.',
    place: subject.report.handler.place,
    variant: `lease ${store.connection.driver.driver} ${key.expression}`,
    edits: () => edits(subject, claims, store, key),
  };
}

function edits(subject: Subject, claims: readonly Claim[], { connection, isPlaceholder }: StoreChoice, key: KeyChoice): FixEdits {
  const { source, style, workspace } = subject;
  const { driver } = connection;
  const files = guardFiles(workspace, source.fileName, style, driver, 'lease');
  const storeFile = driver.lease.files.at(-1) ?? '';
  const wanted: ImportWanted[] = [
    { name: 'once', from: files.placed['core.ts'] ?? '' },
    { name: driver.lease.make, from: files.placed[storeFile] ?? '' },
    ...(connection.importFrom === null ? [] : [{ name: connection.expression, from: connection.importFrom }]),
  ];
  const imports = addImports(source, style, wanted);
  const local = (name: string) => imports.local[name] ?? name;
  const connected = connection.importFrom === null ? connection.expression : local(connection.expression);
  const table = driver.driver === 'dynamodb' ? `, ${style.quote}message_lease${style.quote}` : '';
  const all = claims.map(({ effect }) => effect);
  const text = (value: string) => `${style.quote}${value}${style.quote}`;
  const wrapped = claims.flatMap(({ node, effect }) => {
    const [best] = keysAt(subject, node).filter((choice) => choice.expression === key.expression || choice.isPlaceholder);
    const parts = [text(handlerName(subject)), best?.expression ?? key.expression, ...(all.length > 1 ? [text(effectName(effect, all))] : [])];
    const arrow = containsAwait(node) ? 'async () => ' : '() => ';
    return around(source, node, `${local('once')}(${local(driver.lease.make)}(${connected}${table}), [${parts.join(', ')}], ${arrow}`, ')');
  });
  return {
    edits: ordered([...imports.edits, ...wrapped]),
    newFiles: files.newFiles,
    toDo: [
      ...(files.tables === null ? [] : [`Run ${files.tables}: it makes the table of the records.`]),
      ...(isPlaceholder ? ['Put your connection in the place of TODO_CONNECTION.'] : []),
      ...(key.isPlaceholder ? [`Put the event's ID, the same on every delivery, in the place of ${key.expression}.`] : []),
      'Set retentionMs to more than the time in which the broker can redeliver.',
    ],
  };
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
