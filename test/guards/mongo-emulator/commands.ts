// The commands, field by field. One that the emulator does not know, or a field of it, is an error.
import { Long, ObjectId } from 'mongodb';
import type { Collection, Database, Transaction } from './data.ts';
import { notEmulated, ServerError } from './errors.ts';
import { bytesOf, compileFilter, compileProjection, compileUpdate, equalities, isDoc, type Doc } from './language.ts';
import type { Context, Sessions } from './sessions.ts';

export type Statement = (transaction: Transaction, now: Date) => Doc;

export interface Call {
  readonly body: Doc;
  readonly database: Database;
  readonly sessions: Sessions;
  readonly context: Context;
  readonly collection: Collection;
  /** Does one statement: in the client's transaction, or in one of its own, which waits for what others are writing. */
  readonly run: (statement: Statement) => Promise<Doc>;
}

interface Command {
  readonly fields: readonly string[];
  readonly answer: (call: Call) => Promise<Doc>;
}

export const commands: Readonly<Record<string, Command>> = {
  ping: { fields: [], answer: async () => ({}) },
  insert: { fields: ['documents', 'ordered'], answer: (call) => batch(call, 'documents', insertOf) },
  update: { fields: ['updates', 'ordered'], answer: (call) => batch(call, 'updates', updateOf) },
  delete: { fields: ['deletes', 'ordered'], answer: (call) => batch(call, 'deletes', deleteOf) },
  find: { fields: ['filter', 'projection', 'limit', 'singleBatch', 'batchSize'], answer: find },
  commitTransaction: { fields: [], answer: async (call) => end(call, 'committed') },
  abortTransaction: { fields: [], answer: async (call) => end(call, 'aborted') },
  endSessions: { fields: [], answer: endSessions },
  dropDatabase: { fields: [], answer: async ({ body, database }) => ({ dropped: database.drop(String(body['$db'])) }) },
};

async function endSessions({ body, sessions }: Call): Promise<Doc> {
  for (const lsid of body['endSessions'] as Doc[]) sessions.forget(lsid);
  return {};
}

function end({ body, sessions }: Call, state: 'committed' | 'aborted'): Doc {
  if (body['$db'] !== 'admin') throw new ServerError('Unauthorized', 'Transactions may only be ended against the admin database.');
  sessions.leave(body['lsid'] as Doc, state);
  return {};
}

/** The statements of a write, in order up to the first error. What an earlier attempt at the same write did is not done again. */
async function batch({ body, context, collection, run }: Call, list: string, compile: (collection: Collection, given: Doc) => Statement): Promise<Doc> {
  if (body['ordered'] === false) notEmulated('unordered writes');
  const statements = (body[list] as Doc[]).map((given) => compile(collection, given));
  const results: Doc[] = [];
  for (const [index, statement] of statements.entries()) {
    try {
      const result = context.done.get(index) ?? (await run(statement));
      if (context.transaction === null) context.done.set(index, result);
      results.push(result);
    } catch (error) {
      if (!(error instanceof ServerError) || error.codeName === 'WriteConflict') throw error;
      return { ...summary(results), writeErrors: [{ index, code: error.code, errmsg: error.message, ...error.details }] };
    }
  }
  return summary(results);
}

function summary(results: readonly Doc[]): Doc {
  const sum = (name: string) => results.reduce((total, result) => total + Number(result[name] ?? 0), 0);
  const upserted = results.flatMap(({ _id }, index) => (_id === undefined ? [] : [{ index, _id }]));
  return { n: sum('n'), nModified: sum('nModified'), ...(upserted.length > 0 ? { upserted } : {}) };
}

function insertOf(collection: Collection, doc: Doc): Statement {
  return (transaction) => {
    collection.insert({ _id: new ObjectId(), ...doc }, transaction);
    return { n: 1 };
  };
}

/** Changes the first document that matches, or makes one. */
function updateOf(collection: Collection, { q, u, upsert, multi, ...rest }: Doc): Statement {
  unknownFields('update.updates', rest, []);
  if (multi === true) notEmulated('multi: true');
  const filter = isDoc(q) ? q : {};
  if (upsert === true && '$expr' in filter) throw new ServerError('QueryFeatureNotAllowed', '$expr is not allowed in the query predicate for an upsert');
  const test = compileFilter(filter);
  const update = compileUpdate(u);
  return (transaction, now) => {
    const before = collection.candidates(filter, transaction).find((doc) => test(doc, now));
    if (before === undefined) {
      if (upsert !== true) return { n: 0 };
      const made: Doc = { _id: new ObjectId(), ...update(equalities(filter), now, true) };
      collection.insert(made, transaction);
      return { n: 1, _id: made['_id'] };
    }
    const after = update(before, now, false);
    if (bytesOf(before).equals(bytesOf(after))) return { n: 1 };
    collection.put(before['_id'], after, transaction);
    return { n: 1, nModified: 1 };
  };
}

function deleteOf(collection: Collection, { q, limit, ...rest }: Doc): Statement {
  unknownFields('delete.deletes', rest, []);
  if (limit !== 1) notEmulated('the deletion of many');
  const filter = isDoc(q) ? q : {};
  const test = compileFilter(filter);
  return (transaction, now) => {
    const found = collection.candidates(filter, transaction).find((doc) => test(doc, now));
    if (found) collection.put(found['_id'], null, transaction);
    return { n: found ? 1 : 0 };
  };
}

async function find({ body, collection, run }: Call): Promise<Doc> {
  const { filter = {}, projection = {}, limit = 0, batchSize = 101 } = body as { filter?: Doc; projection?: Doc; limit?: number; batchSize?: number };
  const test = compileFilter(filter);
  const project = compileProjection(projection);
  return run((transaction, now) => {
    const found = collection.candidates(filter, transaction).filter((doc) => test(doc, now));
    const firstBatch = (limit > 0 ? found.slice(0, limit) : found).map((doc) => project(doc, now));
    if (firstBatch.length > batchSize) notEmulated('getMore: ask for a larger batch');
    return { cursor: { id: Long.ZERO, ns: `${String(body['$db'])}.${String(body['find'])}`, firstBatch } };
  });
}

export function unknownFields(where: string, given: Doc, known: readonly string[]): void {
  const unknown = Object.keys(given).find((field) => !known.includes(field));
  if (unknown !== undefined) throw new ServerError('IDLUnknownField', `BSON field '${where}.${unknown}' is an unknown field.`);
}
