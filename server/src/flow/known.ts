// What the walk remembers about values so that a result decides the same branch wherever it is looked at: a claim won, an error kept in a list, a flag.
// Small on purpose: whatever is not here is unknown, and an unknown condition goes both ways.
import type { EffectId } from '../facts/steps.ts';

export type Known =
  | { readonly is: 'constant'; readonly value: string | number | boolean | null | undefined }
  /** `Outcome.Retry`: one of several that have names; what it is worth does not matter. */
  | { readonly is: 'named'; readonly of: string; readonly name: string }
  /** Some object, or a number above zero. */
  | { readonly is: 'truthy' }
  /** `pair`: `[error, null]`, a result that is told by its place. */
  | { readonly is: 'list'; readonly empty: boolean; readonly pair?: readonly (Known | undefined)[] }
  /** Results of `Promise.allSettled`, or one of them. */
  | { readonly is: 'settled'; readonly failed: boolean }
  /** A list of what calls for several messages came to: the different answers among them. */
  | { readonly is: 'results'; readonly of: readonly (Known | undefined)[] }
  /** `names`: all its members, where they are known to be all; of some no more may be known than that they are there. */
  | { readonly is: 'object'; readonly fields: ReadonlyMap<string, Known>; readonly names?: ReadonlySet<string> }
  /** What a claim answered. `by`: which part of the answer says who won. */
  | { readonly is: 'claim'; readonly won: boolean; readonly by: 'truthy' | 'falsy' | 'count' | 'ok' }
  /** What a look for a mark answered: a row, a list of rows, a count, a boolean. */
  | { readonly is: 'found'; readonly found: boolean }
  /** A row whose state decides: `done` when it is in the state the handler leaves it in. */
  | { readonly is: 'row'; readonly done: boolean; readonly read: number }
  /** What an object that collects errors was told, or answers. `direct`: the answer itself is about errors. */
  | { readonly is: 'recorder'; readonly failed: boolean; readonly direct: boolean }
  /** What `Promise.reject` gives: whoever waits for it is thrown the error. `from`: the effects whose failure it carries, where it was kept in a variable. */
  | { readonly is: 'rejected'; readonly error: Known | undefined; readonly from?: readonly EffectId[] }
  /** `failure`: something outside did not answer; `refused`: it answered with the error that a catch expects; `duplicate`: the row is there already; `raised`: the code's own, `made` by the class of that name. `own`: classes of the workspace that a catch asks for, which only its own code throws; `answered`: its own code threw it, for a failure that an answer told. */
  | {
      readonly is: 'thrown';
      readonly why: 'failure' | 'refused' | 'duplicate' | 'raised';
      readonly made?: string;
      readonly own?: ReadonlySet<string>;
      readonly answered?: true;
    };

/** Fields by which results are told apart. */
export const tellsOutcome = /^(status|statusCode|state|type|kind|tag|_tag|outcome|result|code|reason|action)$/;

/** Members of which a result has one when it went well and the other when it did not. */
const saysWhether = /^(?:ok|error|errors|err|success|succeeded|failed|failure|left|right|is(?:Ok|Err|Error|Success|Failure))$/;

/** An object that says by its members whether something went well: `{ error }`, `{ ok: {} }`, `{ success: false }`. */
export function isVerdict(known: Known): boolean {
  return known.is === 'object' && [...known.fields.keys()].some(isVerdictField);
}

/** What a parameter is worth knowing to be: a flag, or something learnt on the way. */
export function flagOf(known: Known | undefined): Known | undefined {
  if (known?.is === 'constant') return (typeof known.value === 'string' && known.value.length > 12) || typeof known.value === 'number' ? undefined : known;
  if (known?.is === 'object') return isVerdict(known) ? known : undefined;
  return known?.is === 'truthy' ? undefined : known;
}

export function isVerdictField(name: string): boolean {
  return saysWhether.test(name);
}

/** An object with a flag, or a field that says how something went. */
export function isResult(known: Known): boolean {
  if (known.is !== 'object') return false;
  return [...known.fields].some(([name, field]) => !isPlain(field) || tellsOutcome.test(name));
}

/** A value that says something only under a name that tells how a thing went. */
function isPlain(field: Known): boolean {
  return field.is === 'named' || (field.is === 'constant' && typeof field.value !== 'boolean');
}

export const isTrue: Known = { is: 'constant', value: true };
export const isFalse: Known = { is: 'constant', value: false };
export const isUndefined: Known = { is: 'constant', value: undefined };

const texts = new WeakMap<Known, string>();

/** Two values with the same text are the same. */
export function textOf(known: Known | undefined): string {
  if (known === undefined) return '?';
  const before = texts.get(known);
  if (before !== undefined) return before;
  const text = write(known);
  texts.set(known, text);
  return text;
}

function write(known: Known): string {
  switch (known.is) {
    case 'constant':
      return `=${typeof known.value}:${String(known.value)}`;
    case 'named':
      return `${known.of}.${known.name}`;
    case 'truthy':
      return 'truthy';
    case 'list':
      return known.empty ? 'empty' : known.pair === undefined ? 'filled' : `pair(${known.pair.map(textOf).join()})`;
    case 'settled':
      return known.failed ? 'settled-failed' : 'settled';
    case 'results':
      return `[${known.of.map(textOf).join()}]`;
    case 'object':
      return `{${[...known.fields].map(([name, field]) => `${name}${textOf(field)}`).join()}${known.names === undefined ? '' : `|${[...known.names].join()}`}}`;
    case 'claim':
      return `${known.won ? 'won' : 'taken'}-${known.by}`;
    case 'found':
      return known.found ? 'found' : 'absent';
    case 'row':
      return `${known.done ? 'done' : 'open'}-${known.read}`;
    case 'recorder':
      return `${known.failed ? 'recorded' : 'clean'}${known.direct}`;
    case 'rejected':
      return `rejected-${textOf(known.error)}${known.from?.join() ?? ''}`;
    case 'thrown':
      return `${known.why}${known.made ?? ''}${known.answered ? '?' : ''}`;
  }
}

/** Whether it counts as true in a condition; null when that is not known. */
export function truthOf(known: Known | undefined): boolean | null {
  if (known === undefined) return null;
  switch (known.is) {
    case 'constant':
      return Boolean(known.value);
    case 'claim':
      return known.by === 'falsy' ? !known.won : known.won;
    case 'found':
      return known.found;
    case 'recorder':
      return known.direct ? known.failed : null;
    case 'named':
    case 'row':
      return null;
    case 'truthy':
    case 'list':
    case 'settled':
    case 'results':
    case 'object':
    case 'rejected':
    case 'thrown':
      return true;
  }
}

const counts = new Set([
  'length',
  'size',
  'count',
  'rowCount',
  'affectedRows',
  'affected',
  'changes',
  'modifiedCount',
  'upsertedCount',
  'matchedCount',
  'insertedCount',
  'deletedCount',
  'nModified',
  'numInsertedOrUpdatedRows',
  'numUpdatedRows',
  'nUpserted',
]);
const wrappers = new Set(['rows', 'raw', 'data', 'Item', 'Items', 'value', 'identifiers', 'generatedMaps', 'records', 'documents', '0', 'body', 'result']);

/** A member of an answer that says whether anything was found at all. */
export function saysPresence(name: string): boolean {
  return counts.has(name) || name === 'exists' || name === 'empty';
}

/** A member of a known value, where that says something. */
export function memberOf(known: Known | undefined, name: string): Known | undefined {
  if (known === undefined) return undefined;
  switch (known.is) {
    case 'list':
      if (known.pair !== undefined && /^\d$/.test(name)) return known.pair[Number(name)];
      return counts.has(name) ? (known.empty ? { is: 'constant', value: 0 } : { is: 'truthy' }) : undefined;
    case 'results':
      return counts.has(name) ? { is: 'truthy' } : undefined;
    case 'object':
      return known.fields.get(name) ?? (known.names?.has(name) === false ? isUndefined : undefined);
    case 'settled':
      return name === 'status' ? { is: 'constant', value: known.failed ? 'rejected' : 'fulfilled' } : undefined;
    case 'claim':
      if (name === 'upsertedId') return known.won ? { is: 'truthy' } : { is: 'constant', value: null };
      if (counts.has(name)) return known.won ? { is: 'truthy' } : { is: 'constant', value: 0 };
      return wrappers.has(name) ? { ...known, by: 'truthy' } : undefined;
    case 'found':
      if (counts.has(name)) return known.found ? { is: 'truthy' } : { is: 'constant', value: 0 };
      if (name === 'exists' || name === 'empty') return { is: 'constant', value: known.found === (name === 'exists') };
      return wrappers.has(name) ? known : undefined;
    case 'recorder':
      if (/error|fail|problem|reject/i.test(name) || (known.direct && counts.has(name))) return known.failed ? { is: 'truthy' } : { is: 'constant', value: 0 };
      return undefined;
    case 'constant':
      return known.value === null || known.value === undefined ? isUndefined : undefined;
    case 'row':
      return wrappers.has(name) ? known : undefined;
    case 'named':
    case 'truthy':
    case 'rejected':
    case 'thrown':
      return undefined;
  }
}

export type Comparison = '===' | '!==' | '>' | '<' | '>=' | '<=';

/** `left` compared with `right`; null when not known. */
export function compare(left: Known | undefined, operator: Comparison, right: Known | undefined): boolean | null {
  if (operator === '!==') return negated(compare(left, '===', right));
  if (left?.is === 'named' || right?.is === 'named') return operator === '===' ? isSameNamed(left, right) : null;
  if (left?.is !== 'constant' && right?.is === 'constant' && left !== undefined) return compareWith(left, operator, right.value);
  if (left?.is === 'constant' && right !== undefined && right.is !== 'constant') return compareWith(right, mirrored[operator], left.value);
  if (left?.is !== 'constant' || right?.is !== 'constant') return null;
  const [a, b] = [left.value, right.value];
  if (operator === '===') return a === b || (isNothing(a) && isNothing(b));
  if (typeof a !== 'number' || typeof b !== 'number') return null;
  return operator === '>' ? a > b : operator === '<' ? a < b : operator === '>=' ? a >= b : a <= b;
}

/** Of one set each name is another member; beside anything else a member may be what it likes, though not nothing. */
function isSameNamed(left: Known | undefined, right: Known | undefined): boolean | null {
  if (left?.is === 'named' && right?.is === 'named') return left.of === right.of ? left.name === right.name : null;
  const other = left?.is === 'named' ? right : left;
  return other?.is === 'constant' && isNothing(other.value) ? false : null;
}

const mirrored: Readonly<Record<Comparison, Comparison>> = { '===': '===', '!==': '!==', '>': '<', '<': '>', '>=': '<=', '<=': '>=' };

function compareWith(known: Known, operator: Comparison, value: string | number | boolean | null | undefined): boolean | null {
  if (operator === '===') return equals(known, value);
  const positive = countOf(known);
  if (positive === null || typeof value !== 'number') return null;
  if (!positive) return operator === '>' ? 0 > value : operator === '<' ? 0 < value : operator === '>=' ? 0 >= value : 0 <= value;
  if (operator === '>' && value <= 0) return true;
  if (operator === '>=' && value <= 1) return true;
  if (operator === '<' && value <= 1) return false;
  if (operator === '<=' && value <= 0) return false;
  return null;
}

function equals(known: Known, value: string | number | boolean | null | undefined): boolean | null {
  if (isNothing(value)) {
    if (known.is === 'found') return !known.found;
    if (known.is === 'claim') return known.by === 'ok' || known.by === 'truthy' ? !known.won : known.by === 'falsy' ? known.won : false;
    return known.is === 'row' ? null : false;
  }
  if (typeof value === 'boolean') return booleanEquals(known, value);
  if (value === 0) return negated(countOf(known));
  if (typeof value === 'number') return known.is === 'claim' ? known.won : countOf(known) === false ? false : null;
  if (known.is === 'claim' && value === 'OK') return known.won;
  return null;
}

function booleanEquals(known: Known, value: boolean): boolean | null {
  const truth = known.is === 'claim' || known.is === 'found' ? truthOf(known) : null;
  return truth === null ? null : truth === value;
}

function countOf(known: Known): boolean | null {
  if (known.is === 'claim') return known.won;
  if (known.is === 'found') return known.found;
  return known.is === 'truthy' ? true : null;
}

function isNothing(value: string | number | boolean | null | undefined): boolean {
  return value === null || value === undefined;
}

function negated(answer: boolean | null): boolean | null {
  return answer === null ? null : !answer;
}

/** The elements that a list has for certain; null where it may be empty. */
export function elementsKnown(known: Known | undefined): readonly (Known | undefined)[] | null {
  if (known?.is === 'results') return known.of;
  if (known?.is === 'settled') return [known];
  return known?.is === 'list' && !known.empty ? [undefined] : null;
}

/** One answer more in a list of results. */
export function withResult(before: Known | undefined, one: Known | undefined): Known {
  const of = before?.is === 'results' ? before.of : [];
  return { is: 'results', of: of.some((each) => textOf(each) === textOf(one)) ? of : [...of, one] };
}

/** Whether an answer is worth telling apart from the others in its list. */
export function isTelling(known: Known | undefined): boolean {
  return (
    known !== undefined && (isResult(known) || known.is === 'named' || (known.is === 'constant' && (typeof known.value === 'boolean' || known.value === null)))
  );
}
