// Reads what one SQL statement does, from its text alone: PostgreSQL, MySQL, SQLite and T-SQL, complete or cut off, with holes for what is filled in.
// A recogniser over tokens, not a parser: it must say something true about text that no grammar accepts.

import type { Assignment } from './own-condition.ts';
import { comparisonsIn, type SqlComparison } from './sql-conditions.ts';
import { changingFunction } from './sql-functions.ts';
import { listFrom, tokensOf, type Token } from './sql-tokens.ts';

/** What a SQL statement does, as far as its text tells; `table` and columns are lower case without schema and quotes. */
export interface SqlFact {
  readonly verb: 'insert' | 'update' | 'delete' | 'select' | 'begin' | 'commit' | 'rollback' | 'savepoint' | 'other';
  readonly table: string | null;
  /** ON CONFLICT DO NOTHING, INSERT IGNORE, INSERT OR IGNORE: says by its count who won. `update`: an upsert. */
  readonly conflict: 'nothing' | 'update' | null;
  /** The columns that WHERE compares with something. */
  readonly where: readonly string[];
  /** Kept until the transaction ends: on the rows found (FOR UPDATE), or on a name (an advisory lock). */
  readonly locks: 'rows' | 'name' | null;
  /** What an update sets. */
  readonly sets: readonly Assignment[];
}

export interface SqlReading extends SqlFact {
  /** Assignments whose right side mentions their own column, and calls that move something. */
  readonly moves: boolean;
  /** Columns inserted, and what fills each: a hole (`$h2`), a parameter (`$2`), `anew` for what the database makes on each run, or '' for anything else. */
  readonly inserted: ReadonlyMap<string, string>;
  /** The columns of `ON CONFLICT (a, b)`: the database takes them only if they are a unique key. */
  readonly target: readonly string[];
  /** Columns set to just a hole or a parameter. */
  readonly assigned: ReadonlyMap<string, string>;
  /** What an update compares. */
  readonly condition: readonly (readonly SqlComparison[])[];
  /** A function of the database's that is named for a change: what it does stands elsewhere. */
  readonly called: string | null;
}

/** The statement that matters in a text: the first that changes something, else the first. */
export function readSql(text: string): SqlReading {
  const statements = split(tokensOf(text)).map(readStatement);
  const changing = statements.find((statement) => statement.verb === 'insert' || statement.verb === 'update' || statement.verb === 'delete');
  return changing ?? statements.find((statement) => statement.called !== null || statement.verb !== 'other') ?? statements[0] ?? nothing;
}

const nothing: SqlReading = {
  verb: 'other',
  table: null,
  conflict: null,
  where: [],
  locks: null,
  moves: false,
  inserted: new Map(),
  target: [],
  assigned: new Map(),
  condition: [],
  sets: [],
  called: null,
};

/** The statements of a text, apart. */
export function split(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const statements: Token[][] = [[]];
  for (const token of tokens) {
    if (token === ';') statements.push([]);
    else statements[statements.length - 1]?.push(token);
  }
  return statements.filter((statement) => statement.length > 0);
}

function readStatement(tokens: readonly Token[]): SqlReading {
  const start = startOf(tokens);
  const verb = tokens[start] ?? '';
  const from = tokens.slice(start);
  switch (verb) {
    case 'insert':
    case 'replace':
      return readInsert(from);
    case 'merge':
    case 'upsert':
      return { ...nothing, verb: 'insert', table: nameAfter(from, 'into') ?? nameAfter(from, verb), conflict: 'update', moves: movesIn(from) };
    case 'update':
      return readUpdate(from);
    case 'delete':
    case 'truncate':
      return { ...nothing, verb: 'delete', table: nameAfter(from, 'from') ?? nameAfter(from, 'table') ?? nameAfter(from, verb), where: whereOf(from) };
    case 'alter':
      return readMutation(from);
    case 'copy':
    case 'load':
      return { ...nothing, verb: 'insert', table: nameAfter(from, verb) };
    case 'notify':
      return { ...nothing, verb: 'insert', table: null };
    case 'select':
      return readSelect(from);
    case 'begin':
    case 'start':
      return { ...nothing, verb: 'begin' };
    case 'commit':
    case 'end':
      return { ...nothing, verb: 'commit' };
    case 'rollback':
      return { ...nothing, verb: from.includes('to') ? 'savepoint' : 'rollback' };
    case 'savepoint':
    case 'release':
      return { ...nothing, verb: 'savepoint' };
    default:
      return nothing;
  }
}

/** ClickHouse's `ALTER TABLE orders DELETE WHERE ...` and `ALTER TABLE orders UPDATE a = 1 WHERE ...`; any other ALTER changes no row. */
function readMutation(tokens: readonly Token[]): SqlReading {
  const at = tokens.findIndex((token) => token === 'delete' || token === 'update');
  const table = nameAfter(tokens, 'table');
  if (at < 0 || table === null || !tokens.slice(at).includes('where')) return nothing;
  return readStatement(tokens[at] === 'delete' ? ['delete', 'from', table, ...tokens.slice(at + 1)] : ['update', table, 'set', ...tokens.slice(at + 1)]);
}

const verbs = new Set(['insert', 'update', 'delete', 'merge', 'replace', 'upsert']);

/** Past a WITH clause to what the statement is; a write inside the clause counts. */
function startOf(tokens: readonly Token[]): number {
  if (tokens[0] !== 'with') return 0;
  const write = tokens.findIndex((token, index) => verbs.has(token) && (tokens[index - 1] === '(' || tokens[index - 1] === ')') && tokens[index + 1] !== '(');
  if (write >= 0) return write;
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (token === '(') depth++;
    else if (token === ')') depth--;
    else if (depth === 0 && token === 'select') return index;
  }
  return tokens.indexOf('select') >= 0 ? tokens.indexOf('select') : 0;
}

function readSelect(tokens: readonly Token[]): SqlReading {
  const at = tokens.findIndex((token, index) => token === 'for' && /^(update|no|share|key)$/.test(tokens[index + 1] ?? ''));
  const locks = tokens.includes('pg_advisory_xact_lock') ? 'name' : at >= 0 ? 'rows' : null;
  const calls = tokens.some((token, index) => tokens[index + 1] === '(' && /^(pg_notify|nextval|setval)$/.test(token));
  const called = calls ? null : changingFunction(tokens);
  if (called !== null) return { ...nothing, called, locks };
  return { ...nothing, verb: calls ? 'insert' : 'select', table: nameAfter(tokens, 'from'), where: whereOf(tokens), locks };
}

function readInsert(tokens: readonly Token[]): SqlReading {
  const replaces = tokens[0] === 'replace' || (tokens[1] === 'or' && tokens[2] === 'replace');
  const ignores = tokens[1] === 'ignore' || (tokens[1] === 'or' && tokens[2] === 'ignore');
  const conflict = tokens.findIndex((token, index) => token === 'on' && (tokens[index + 1] === 'conflict' || tokens[index + 1] === 'duplicate'));
  const tail = conflict < 0 ? [] : tokens.slice(conflict);
  const doesNothing = tail.includes('nothing') && tail[tail.indexOf('nothing') - 1] === 'do';
  const kind = ignores || doesNothing ? 'nothing' : replaces || conflict >= 0 ? 'update' : null;
  const set = tail.indexOf('set') >= 0 ? tail.indexOf('set') + 1 : tail.indexOf('update') + 1;
  const moves = kind === 'update' && tail.length > 0 && assignmentsOf(tail.slice(set)).some(isMove);
  return {
    ...nothing,
    verb: 'insert',
    table: nameAfter(tokens, 'into') ?? nameAfter(tokens, tokens[1] === 'ignore' ? 'ignore' : 'insert'),
    conflict: kind,
    moves,
    inserted: insertedIn(tokens),
    target: tail[2] === '(' ? listFrom(tail, 2).map(columnOf) : [],
  };
}

function insertedIn(tokens: readonly Token[]): ReadonlyMap<string, string> {
  const open = tokens.indexOf('(');
  const values = tokens.indexOf('values');
  const inserted = new Map<string, string>();
  if (open < 0 || (values >= 0 && open > values)) return inserted;
  const columns = listFrom(tokens, open);
  const given = values < 0 ? [] : listFrom(tokens, tokens.indexOf('(', values));
  for (const [index, column] of columns.entries()) inserted.set(column.at(-1) ?? '', givenTo(given[index] ?? []));
  return inserted;
}

const makesAnew = /^(gen_random_uuid|uuid_generate_\w+|uuid|newid|random|rand|nextval|now|current_timestamp|sysdate|default|null)$/;

function givenTo(value: readonly Token[]): string {
  return makesAnew.test(value[0] ?? '') && value.every((token, index) => index === 0 || /^(\W+|[\d.]+|'.*')$/.test(token)) ? 'anew' : holeOf(value);
}

/** Of `lower(email)` the column in it. */
function columnOf(item: readonly Token[]): string {
  return item.find((token, index) => /^[a-z_]\w*$/.test(token) && item[index + 1] !== '(') ?? '';
}

/** The comma-separated items of the parenthesis that opens at `open`. */
function readUpdate(tokens: readonly Token[]): SqlReading {
  const set = tokens.indexOf('set');
  const assignments = assignmentsOf(tokens.slice(set + 1));
  const assigned = new Map(assignments.filter(({ value }) => holeOf(value) !== '').map(({ column, value }) => [column, holeOf(value)]));
  const table = tokens[1] === 'only' || tokens[1] === 'ignore' ? nameAfter(tokens, tokens[1]) : nameAfter(tokens, 'update');
  const sets = assignments.map((assignment) => ({ field: assignment.column, value: assignment.value.join(' '), moves: mentionsItself(assignment) }));
  const condition = comparisonsIn(tokens.slice(tokens.indexOf('where', set) + 1));
  return {
    ...nothing,
    verb: 'update',
    table,
    where: whereOf(tokens),
    moves: assignments.some(isMove),
    assigned,
    condition: tokens.includes('where') ? condition : [],
    sets,
  };
}

interface Setting {
  readonly column: string;
  readonly value: readonly Token[];
}

function assignmentsOf(tokens: readonly Token[]): readonly Setting[] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (depth === 0 && /^(where|from|returning|order|limit|output|when)$/.test(token)) break;
    if (token === '(' || token === 'case') depth++;
    if (token === ')' || token === 'end') depth--;
    if (token === ',' && depth === 0) parts.push([]);
    else parts[parts.length - 1]?.push(token);
  }
  return parts.flatMap((part) => {
    const sign = part.indexOf('=');
    const column = part[sign - 1];
    return sign < 1 || column === undefined ? [] : [{ column, value: part.slice(sign + 1) }];
  });
}

const absorbing = /^(greatest|least|coalesce|ifnull|nvl)$/;
const clocks = /^(version|updated_?at|modified_?at|updated_?on|last_modified)$/;

/** The new value depends on the stored one: `n = n + 1`, `tags = array_append(tags, $1)`, `on = NOT on`. Not so `ready = ready OR $1`, which a second time changes nothing. */
function isMove({ column, value }: Setting): boolean {
  const [first = '', second = ''] = value;
  if (clocks.test(column) || (first === '(' && second === 'select')) return false;
  if (first === 'case') return value.some((token, index) => token === column && !isIncoming(value, index)) && value.some(isSign);
  if (absorbing.test(first) && absorbs(column, value)) return false;
  if (
    value.some((token) => /^(or|and)$/.test(token)) &&
    value.every((token) => /^(or|and|\.|[a-z_]\w*|\$h?\d+)$/.test(token) && !/^(not|xor|mod|div)$/.test(token))
  )
    return false;
  const own = value.some((token, index) => token === column && !isIncoming(value, index));
  return own && value.length > 1 && !(value.length === 3 && second === '.');
}

/** `COALESCE(paid_at, $1)`, `GREATEST(seen, $1)`: as a whole, and the column is not reckoned with on the way: `COALESCE(n, 0) - 1`, `GREATEST(0, COALESCE(n, 0) - 1)`. */
function absorbs(column: string, value: readonly Token[]): boolean {
  let depth = 0;
  let [mentioned, reckoned] = [false, false];
  for (const [index, token] of value.entries()) {
    if (token === '(') depth++;
    if (token === ')' && --depth === 0 && index < value.length - 1) return false;
    if (token === ',' && depth === 1) [mentioned, reckoned] = [false, false];
    mentioned ||= token === column;
    reckoned ||= isSign(token);
    if (mentioned && reckoned) return false;
  }
  return true;
}

function isSign(token: Token): boolean {
  return /^(?:[-+*/%]|\|+)$/.test(token);
}

function mentionsItself({ column, value }: Setting): boolean {
  return value.length > 1 && value.includes(column);
}

/** `excluded.n`, `new.n`, `values(n)`: the row that was to be inserted, not the stored one. */
function isIncoming(value: readonly Token[], index: number): boolean {
  const [qualifier = '', sign = ''] = [value[index - 2], value[index - 1]];
  return (sign === '.' && /^(excluded|new)$/.test(qualifier)) || (sign === '(' && qualifier === 'values');
}

function movesIn(tokens: readonly Token[]): boolean {
  return tokens.some((token, index) => token === 'set' && assignmentsOf(tokens.slice(index + 1)).some(isMove));
}

function holeOf(value: readonly Token[]): string {
  const [first = ''] = value;
  const plain = value.length === 1 || (value[1] === ':' && value[2] === ':') || value[1] === '::';
  return plain && /^\$h?\d+$/.test(first) ? first : '';
}

function whereOf(tokens: readonly Token[]): readonly string[] {
  const start = tokens.lastIndexOf('where');
  if (start < 0) return [];
  const columns = tokens
    .slice(start)
    .filter((token, index, all) => /^[a-z_]\w*$/.test(token) && /^(=|in|is|<|>|<=|>=|<>|!=|like|between|::)$/.test(all[index + 1] ?? ''));
  return [...new Set(columns.filter((column) => !/^(not|and|or|where|is)$/.test(column)))];
}

function nameAfter(tokens: readonly Token[], word: string): string | null {
  let at = tokens.indexOf(word) + 1;
  if (at === 0) return null;
  while (/^(only|into|table|if|exists|ignore|low_priority)$/.test(tokens[at] ?? '')) at++;
  while (tokens[at + 1] === '.') at += 2;
  const name = tokens[at];
  return name === undefined || !/^[a-z_]/.test(name) ? null : name;
}
