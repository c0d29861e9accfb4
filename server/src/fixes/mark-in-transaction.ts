// Inbox: where the effects are writes of one database, the event is marked in their own transaction, first thing. Both are committed or neither: nothing lost, nothing repeated.
import ts from 'typescript';
import { connectionsFor, driversInUse } from '../guards/connections.ts';
import type { DriverFacts } from '../guards/drivers.ts';
import { guardFiles } from '../guards/emit-guard.ts';
import { insertAt, ordered, replaceNode } from './edits.ts';
import { keptNarrow } from './kept-narrow.ts';
import { mongoLibraryOf } from './hand-session.ts';
import { callbackOf, type Site } from './inbox-site.ts';
import { inMongoCallback, inNewMongoTransaction } from './mongo-site.ts';
import { differsByRound, handlerName, keysAt, loopAround, type KeyChoice } from './event-key.ts';
import type { FixEdits } from './fix.ts';
import { addImports } from './imports.ts';
import { atTheEnd } from './lease.ts';
import { effectsOf, indentOf, isUnused, isWithin, nodeAt, statementOf, type FixMaker, type JudgedEffect, type Offer, type Subject } from './subject.ts';

export const markInTransaction: FixMaker = {
  id: 'wrap-in-inbox',
  offers(subject) {
    const open = effectsOf(subject.report).filter(({ verdict }) => verdict.repeated === 'exposed');
    const site = siteFor(subject, open);
    if (site === null || subject.report.verdict.delivery.guarantee !== 'at-least-once') return [];
    // A batch is composed anew on redelivery, and has no ID.
    if (subject.report.handler.delivery.unit === 'batch' && loopAround(subject, site.at) === null) return [];
    return keysAt(subject, site.at)
      .filter((key) => differsByRound(subject, site.at, key))
      .slice(0, 3)
      .map((key) => offer(subject, open, site, key));
  },
};

function siteFor(subject: Subject, open: readonly JudgedEffect[]): Site | null {
  const written = open.filter(({ fact }) => fact.kind === 'database' || fact.kind === 'counter' || fact.kind === 'state');
  const [first] = written;
  // Under one key a second transaction would take the mark of the first for its own.
  if (first === undefined || subject.handler === null || /\b(?:isFirst|handleOnce)\w*\(/.test(subject.handler.getText())) return null;
  if (first.fact.transaction !== null) {
    const covered = written.filter(({ fact }) => fact.transaction === first.fact.transaction);
    return inCallback(subject, first.fact.transaction, covered);
  }
  return inNewMongoTransaction(subject, written) ?? (written.length === 1 ? inNewTransaction(subject, first) : null);
}

/** `prisma.$transaction(async (tx) => { ... })` is there: the mark becomes its first statement. */
function inCallback(subject: Subject, transaction: number, covered: readonly JudgedEffect[]): Site | null {
  const { source, style, handler } = subject;
  const place = subject.report.graph.transactions[transaction]?.place;
  const call = place === undefined ? null : nodeAt(source, place, ts.isCallExpression);
  if (!call || handler === null || !isWithin(call, handler)) return null;
  if (covered.every(({ fact }) => mongoLibraryOf(fact) !== null)) return inMongoCallback(subject, call, covered);
  const callback = callbackOf(call);
  if (!callback) return null;
  const [parameter] = callback.parameters;
  const driver = driverOf(subject, call);
  if (!parameter || !ts.isIdentifier(parameter.name) || driver === null || driver.inbox === null || !isUnused(call)) return null;
  const handle = parameter.name.text;
  const [firstStatement] = callback.body.statements;
  if (!firstStatement) return null;
  const indent = indentOf(source, firstStatement);
  return {
    driver,
    at: firstStatement,
    covered,
    imports: 'isFirst',
    edits: ({ handler: name, key, imported }) => [
      insertAt(
        source,
        firstStatement.getStart(source, true),
        `if (!(await ${imported}(${handle}, ${name}, ${key}))) return${style.semicolon}${style.newline}${indent}`,
      ),
    ],
  };
}

function driverOf(subject: Subject, call: ts.CallExpression): DriverFacts | null {
  const callee = call.expression;
  if (!ts.isPropertyAccessExpression(callee)) return null;
  const receiver = callee.expression.getText();
  const candidates = callee.name.text === '$transaction' ? ['prisma'] : callee.name.text === 'transaction' ? ['drizzle', 'typeorm', 'knex'] : [];
  const known = connectionsFor(subject.workspace, subject.source, call, subject.parse).find(
    (connection) => candidates.includes(connection.driver.driver) && connection.expression === receiver,
  );
  const inUse = driversInUse(subject.workspace, subject.source.fileName).filter((facts) => candidates.includes(facts.driver));
  return known?.driver ?? (inUse.length === 1 ? (inUse[0] ?? null) : null);
}

/** `await pool.query(...)` stands alone: it gets a transaction for itself and the mark. */
function inNewTransaction(subject: Subject, effect: JudgedEffect): Site | null {
  const { source, handler } = subject;
  const call = nodeAt(source, effect.fact.place, ts.isCallExpression);
  const statement = call === null ? null : statementOf(call);
  if (!call || !statement || handler === null || !isWithin(call, handler) || !isUnused(call) || !ts.isPropertyAccessExpression(call.expression)) return null;
  const receiver = call.expression.expression;
  const connection = connectionsFor(subject.workspace, source, call, subject.parse).find(
    (one) => one.importFrom === null && one.expression === receiver.getText(),
  );
  if (connection === undefined || !['pg', 'mysql2'].includes(connection.driver.driver) || !ts.isAwaitExpression(call.parent)) return null;
  const handle = connection.driver.driver === 'pg' ? 'client' : 'connection';
  return {
    driver: connection.driver,
    at: call,
    covered: [effect],
    imports: 'handleOnce',
    edits: ({ handler: name, key, imported }) => [
      ...keptNarrow(subject, call, new Set()),
      insertAt(source, call.getStart(source), `${imported}(${connection.expression}, ${name}, ${key}, (${handle}) => `),
      replaceNode(source, receiver, handle),
      insertAt(source, call.end, ')'),
    ],
  };
}

function offer(subject: Subject, open: readonly JudgedEffect[], site: Site, key: KeyChoice): Offer {
  const covers = site.covered.length === open.length;
  const isPromised = covers && !key.isPlaceholder && effectsOf(subject.report).every(({ verdict }) => verdict.lost === 'never');
  const promise = isPromised ? ': exactly-once effect' : covers ? '' : ` (${site.covered.length} of ${open.length} effects)`;
  return {
    title: `Mark the event${key.isPlaceholder ? ', ID to be filled in,' : ` by ${key.expression}`} in the transaction of its writes (inbox${site.needs?.short ?? ''})${promise}`,
    kind: 'quickfix',
    rules: ['unguarded-effect', 'non-atomic-guard', 'guard-in-memory'],
    needsConfirmation: 'A duplicate of an event that has been handled no longer writes anything.',
    place: subject.report.handler.place,
    variant: `inbox ${site.driver.driver} ${key.expression}`,
    edits: () => edits(subject, site, key),
  };
}

function edits(subject: Subject, site: Site, key: KeyChoice): FixEdits {
  const { source, style, workspace } = subject;
  const files = guardFiles(workspace, source.fileName, style, site.driver, 'inbox');
  const imports = addImports(source, style, [{ name: site.imports, from: files.placed[site.driver.inbox ?? ''] ?? '' }, ...(site.alsoImports ?? [])]);
  const handler = `${style.quote}${handlerName(subject)}${style.quote}`;
  return {
    edits: ordered([
      ...imports.edits,
      ...atTheEnd(workspace, files.appended),
      ...key.bind,
      ...site.edits({ handler, key: key.expression, imported: imports.local[site.imports] ?? site.imports }),
    ]),
    newFiles: files.newFiles,
    toDo: [
      ...files.toDo,
      ...(site.needs === undefined ? [] : [site.needs.toDo]),
      ...(key.isPlaceholder ? [`Put the event's ID, the same on every delivery, in the place of ${key.expression}.`] : []),
      'Keep its rows for longer than the broker can redeliver.',
    ],
  };
}
