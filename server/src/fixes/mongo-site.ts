// The inbox in MongoDB, through the driver or mongoose: in a transaction that the handler has already, or in one that its writes are put into, each of which is handed the session.
import ts from 'typescript';
import { connectionsFor } from '../guards/connections.ts';
import { factsOf } from '../guards/drivers.ts';
import { insertAt } from './edits.ts';
import type { FixEdit } from './fix.ts';
import { mongoLibraryOf } from './hand-session.ts';
import { freeName } from './imports.ts';
import { callbackOf, type Site } from './inbox-site.ts';
import { keptNarrow } from './kept-narrow.ts';
import { connectionOf, connectionOfSession, databaseOf, startedBy } from './mongo-names.ts';
import { regionOf, singleCall, type Region } from './mongo-region.ts';
import { linesIn } from './wrap-handler.ts';
import { indentOf, isUnused, nodeAt, type JudgedEffect, type Subject } from './subject.ts';

const needs = {
  short: ', on a replica set',
  toDo: 'Run MongoDB as a replica set, of a single server if need be: it has transactions nowhere else.',
} as const;

/** `session.withTransaction(async () => { ... })`, `connection.transaction(async (session) => { ... })`: the mark becomes its first statement. */
export function inMongoCallback(subject: Subject, call: ts.CallExpression, covered: readonly JudgedEffect[]): Site | null {
  const callback = callbackOf(call);
  const [first] = callback?.body.statements ?? [];
  const library = covered[0] === undefined ? null : mongoLibraryOf(covered[0].fact);
  if (!callback || !first || library === null || !ts.isPropertyAccessExpression(call.expression) || !isUnusedInside(call)) return null;
  const receiver = call.expression.expression;
  const method = call.expression.name.text;
  const parameter = callback.parameters[0]?.name;
  const given = parameter && ts.isIdentifier(parameter) ? parameter.text : null;
  const session = method === 'withTransaction' ? receiver.getText() : given;
  const writes = covered.flatMap(({ fact }) => nodeAt(subject.source, fact.place, ts.isCallExpression) ?? []);
  const database =
    library === 'mongodb'
      ? databaseOfSession(receiver, writes, first)
      : method === 'withTransaction'
        ? (connectionOfSession(receiver, first) ?? modelConnection(writes, first))
        : receiver.getText();
  if (session === null || database === null) return null;
  const { semicolon, newline } = subject.style;
  return {
    driver: factsOf(library),
    at: first,
    covered,
    imports: 'isFirst',
    needs,
    edits: ({ handler, key, imported }) => {
      const statement = `if (!(await ${imported}(${database}, ${session}, ${handler}, ${key}))) return${semicolon}`;
      return [insertAt(subject.source, first.getStart(subject.source, true), `${statement}${newline}${indentOf(subject.source, first)}`)];
    },
  };
}

/** `client.withSession((session) => session.withTransaction(...))` hands the answer on. */
function isUnusedInside(call: ts.CallExpression): boolean {
  const callback = ts.isArrowFunction(call.parent) && call.parent.body === call ? call.parent : null;
  return isUnused(callback !== null && ts.isCallExpression(callback.parent) ? callback.parent : call);
}

/** The database of the first write: marks stand beside what they are about. */
function databaseOfSession(session: ts.Expression, writes: readonly ts.CallExpression[], at: ts.Node): string | null {
  for (const write of writes) {
    const { client, db } = ts.isPropertyAccessExpression(write.expression) ? databaseOf(write.expression.expression, at) : { client: null, db: null };
    if (db !== null) return db;
    if (client !== null) return `${client}.db()`;
  }
  const client = startedBy(session, at);
  return client === null ? null : `${client.getText()}.db()`;
}

function modelConnection(writes: readonly ts.CallExpression[], at: ts.Node): string | null {
  return writes.map((write) => connectionOf(write, at)).find((connection) => connection !== null) ?? null;
}

/** The writes go into a transaction of the inbox. */
export function inNewMongoTransaction(subject: Subject, written: readonly JudgedEffect[]): Site | null {
  const { source, report } = subject;
  const isDirect = ({ fact }: JudgedEffect): boolean => fact.reachedFrom === undefined && !fact.floating && !fact.neverSent;
  const mongo = written.filter(({ fact }) => mongoLibraryOf(fact) !== null);
  const calls = mongo.flatMap(({ fact }) => nodeAt(source, fact.place, ts.isCallExpression) ?? []);
  // In a transaction of its own, or in a function that would have to be given the session as well.
  const isElsewhere = report.graph.effects.some((fact) => mongoLibraryOf(fact) !== null && fact.transaction !== null);
  if (isElsewhere || !mongo.every(isDirect) || calls.length < mongo.length) return null;
  const session = freeName(subject.handler ?? source, 'session');
  const region = regionOf(subject, calls, session);
  const [first] = region?.statements ?? [];
  const connection = region === null || first === undefined ? null : connectionFor(subject, region, calls, first);
  if (region === null || first === undefined || connection === null) return null;
  return {
    driver: factsOf(region.library),
    at: first,
    covered: mongo,
    imports: 'handleOnce',
    alsoImports: connection.importFrom === null ? [] : [{ name: connection.expression, from: connection.importFrom }],
    needs,
    edits: ({ handler, key, imported }) => moved(subject, region, session, `${imported}(${connection.expression}, ${handler}, ${key}`, connection.db),
  };
}

interface Reached {
  readonly expression: string;
  readonly importFrom: string | null;
  /** The database, where it is not that of the connection string. */
  readonly db: string | null;
}

function connectionFor({ workspace, source, parse }: Subject, region: Region, calls: readonly ts.CallExpression[], at: ts.Node): Reached | null {
  if (region.library === 'mongoose') {
    const expression = modelConnection([region.call, ...calls], at);
    return expression === null ? null : { expression, importFrom: null, db: null };
  }
  const { client, db } = ts.isPropertyAccessExpression(region.call.expression) ? databaseOf(region.call.expression.expression, at) : { client: null, db: null };
  if (client !== null) return { expression: client, importFrom: null, db };
  const known = connectionsFor(workspace, source, at, parse).find(({ driver }) => driver.driver === 'mongodb');
  const isTaken = known !== undefined && known.importFrom !== null && freeName(source, known.expression) !== known.expression;
  return known === undefined || isTaken ? null : { expression: known.expression, importFrom: known.importFrom, db };
}

/** One call gets the transaction round it; several statements move into it, a step further in. */
function moved(subject: Subject, { statements, handed }: Region, session: string, call: string, db: string | null): readonly FixEdit[] {
  const { source, style } = subject;
  const [first] = statements;
  const last = statements.at(-1);
  const single = statements.length === 1 ? singleCall(first) : null;
  const end = db === null ? ')' : `, ${db})`;
  if (single !== null)
    return [
      ...keptNarrow(subject, single, new Set()),
      insertAt(source, single.getStart(source), `${call}, (${session}) => `),
      ...handed,
      insertAt(source, single.end, end),
    ];
  if (first === undefined || last === undefined) return [];
  const { newline, indent, semicolon } = style;
  const outer = indentOf(source, first);
  const start = first.getStart(source);
  const note = /^[ \t]*\/\/[^\r\n]*/.exec(source.text.slice(last.end))?.[0].length ?? 0;
  const further = handed.map((edit) => ({ ...edit, newText: edit.newText.replaceAll(newline, `${newline}${indent}`) }));
  return [
    insertAt(source, start, `await ${call}, async (${session}) => {${newline}${outer}${indent}`),
    ...linesIn(source, start, last.end).map((at) => insertAt(source, at, indent)),
    ...further,
    insertAt(source, last.end + note, `${newline}${outer}}${end}${semicolon}`),
  ];
}
