// Filters, expressions and updates. Each is compiled before it is run, so that what is not known is an error on an empty collection as well.
import { Binary, BSON, ObjectId } from 'mongodb';
import { notEmulated, ServerError } from './errors.ts';

export type Doc = Record<string, unknown>;
type Expression = (doc: Doc, now: Date) => unknown;

export const isDoc = (value: unknown): value is Doc => typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
export const bytesOf = (value: unknown) => Buffer.from(BSON.serialize({ '': value }));
const plain = (name: string) => (name.includes('.') || name === '' ? notEmulated(`the path '${name}'`) : name);
const isTrue = (value: unknown) => value !== undefined && value !== null && value !== false && value !== 0;
const present = (doc: Doc): Doc => Object.fromEntries(Object.entries(doc).filter(([, value]) => value !== undefined));
const isOperator = (value: unknown): value is Doc => isDoc(value) && Object.keys(value)[0]?.startsWith('$') === true;

/** The order of types in comparisons; undefined is a field that is not there. */
function rank(value: unknown): number {
  const types = [undefined, null, 'number', 'string', isDoc, Binary, ObjectId, 'boolean', Date];
  const found = types.findIndex((type) => {
    if (type === isDoc) return isDoc(value);
    return typeof type === 'function' ? value instanceof type : value === type || (typeof type === 'string' && typeof value === type);
  });
  return found < 0 ? notEmulated(`values like ${String(value)}`) : found;
}

function compare(left: unknown, right: unknown): number {
  if (rank(left) !== rank(right)) return rank(left) - rank(right);
  if (typeof left === 'number' || left instanceof Date) return Number(left) - Number(right);
  if (isDoc(left)) return bytesOf(left).equals(bytesOf(right)) ? 0 : notEmulated('the order of documents');
  return typeof left === 'string' ? Buffer.compare(Buffer.from(left), Buffer.from(String(right))) : Buffer.compare(bytesOf(left), bytesOf(right));
}

/** Equality, `$exists` and `$expr`, all of which have to hold. */
export function compileFilter(filter: Doc): (doc: Doc, now: Date) => boolean {
  const tests = Object.entries(filter).map(([name, wanted]): Expression => {
    if (name === '$expr') return compileExpression(wanted);
    if (name.startsWith('$')) throw new ServerError('BadValue', `unknown top level operator: ${name}`);
    const field = plain(name);
    // Null stands for a field that is not there, too.
    if (!isOperator(wanted)) return rank(wanted) < 2 ? (doc) => rank(doc[field]) < 2 : (doc) => compare(doc[field], wanted) === 0;
    const unknown = Object.keys(wanted).find((operator) => operator !== '$exists');
    if (unknown !== undefined) throw new ServerError('BadValue', `unknown operator: ${unknown}`);
    return (doc) => (doc[field] !== undefined) === isTrue(wanted['$exists']);
  });
  return (doc, now) => tests.every((test) => isTrue(test(doc, now)));
}

/** What an upsert takes from its filter into the document it makes. */
export const equalities = (filter: Doc): Doc => Object.fromEntries(Object.entries(filter).filter(([name, wanted]) => name !== '$expr' && !isOperator(wanted)));

const operators: Readonly<Record<string, (values: readonly unknown[]) => unknown>> = {
  $and: (values) => values.every(isTrue),
  $or: (values) => values.some(isTrue),
  $add: (values) => reckon('$add', values, (sum, value) => sum + value),
  $subtract: (values) => reckon('$subtract', values, (left, right) => left - right),
  $eq: ([left, right]) => compare(left, right) === 0,
  $lte: ([left, right]) => compare(left, right) <= 0,
};

/** Of numbers and dates; with one date the result is a date, with two (a difference) milliseconds. */
function reckon(name: string, values: readonly unknown[], step: (left: number, right: number) => number): unknown {
  if (values.some((value) => value === undefined || value === null)) return null;
  const dates = values.filter((value) => value instanceof Date).length;
  const isRight = values.every((value) => typeof value === 'number' || value instanceof Date) && dates <= (name === '$add' ? 1 : 2);
  if (!isRight) throw new ServerError('BadValue', `${name} only supports numeric or date types`);
  const result = values.map(Number).reduce(step);
  return dates === 1 ? new Date(result) : result;
}

function compileExpression(given: unknown): Expression {
  if (given === '$$NOW') return (_, now) => now;
  if (typeof given === 'string' && given.startsWith('$$')) throw new ServerError('Location17276', `Use of undefined variable: ${given.slice(2)}`);
  if (typeof given === 'string' && given.startsWith('$')) {
    const field = plain(given.slice(1));
    return (doc) => doc[field];
  }
  if (!isDoc(given)) return Array.isArray(given) ? notEmulated('arrays in expressions') : () => given;
  const [name = '', ...more] = Object.keys(given);
  if (!isOperator(given) || more.length > 0) return notEmulated('objects in expressions');
  const operand = given[name];
  if (name === '$literal') return () => operand;
  const operator = operators[name];
  if (operator === undefined) throw new ServerError('InvalidPipelineOperator', `Unrecognized expression '${name}'`);
  const operands = (Array.isArray(operand) ? operand : [operand]).map(compileExpression);
  if (!['$and', '$or', '$add'].includes(name) && operands.length !== 2) {
    throw new ServerError('Location16020', `Expression ${name} takes exactly 2 arguments. ${operands.length} were passed in.`);
  }
  return (doc, now) => operator(operands.map((one) => one(doc, now)));
}

/** A pipeline of `$set`, or the modifiers `$set` and `$setOnInsert`. */
export function compileUpdate(given: unknown): (doc: Doc, now: Date, isInsert: boolean) => Doc {
  if (Array.isArray(given)) {
    const stages = given.map(compileStage);
    return (doc, now) => stages.reduce((before, stage) => stage(before, now), doc);
  }
  if (!isOperator(given)) return notEmulated('replacement documents');
  const unknown = Object.keys(given).find((name) => name !== '$set' && name !== '$setOnInsert');
  if (unknown !== undefined) throw new ServerError('FailedToParse', `Unknown modifier: ${unknown}`);
  const set = fieldsOf(given['$set'] ?? {});
  const onInsert = fieldsOf(given['$setOnInsert'] ?? {});
  if (Object.keys(set).some((name) => name in onInsert)) notEmulated('a field under two modifiers');
  return (doc, _, isInsert) => ({ ...doc, ...set, ...(isInsert ? onInsert : {}) });
}

function compileStage(stage: unknown): (doc: Doc, now: Date) => Doc {
  const [name = '', ...more] = isDoc(stage) ? Object.keys(stage) : [];
  if (!isDoc(stage) || more.length > 0 || name !== '$set') throw new ServerError('Location40324', `Unrecognized pipeline stage name: '${name}'`);
  const fields = Object.entries(fieldsOf(stage[name])).map(([field, value]) => [field, compileExpression(value)] as const);
  return (doc, now) => present({ ...doc, ...Object.fromEntries(fields.map(([field, value]) => [field, value(doc, now)])) });
}

function fieldsOf(value: unknown): Doc {
  if (!isDoc(value)) throw new ServerError('FailedToParse', 'Modifiers operate on fields but we found another type');
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [plain(name), one]));
}

/** Inclusions and computed fields. */
export function compileProjection(given: Doc): (doc: Doc, now: Date) => Doc {
  const fields = Object.entries<unknown>({ _id: 1, ...given }).map(([name, value]) => {
    if (value === 0 || value === false) return notEmulated('exclusions');
    return [plain(name), compileExpression(value === 1 || value === true ? `$${name}` : value)] as const;
  });
  return (doc, now) => (Object.keys(given).length === 0 ? doc : present(Object.fromEntries(fields.map(([name, value]) => [name, value(doc, now)]))));
}
