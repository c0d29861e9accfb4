// What SQL says about the unique keys of tables: CREATE TABLE, CREATE UNIQUE INDEX, ALTER TABLE ... ADD. What is dropped again is not followed: the way back of a migration often stands beside it.
import { split } from './sql.ts';
import { listFrom, tokensOf, type Token } from './sql-tokens.ts';

/** What one statement, or one call of a schema builder, says about a table. */
export interface Definition {
  /** Lower case, without schema and quotes. */
  readonly table: string;
  /** It makes the table, so that all columns are in it. */
  readonly creates: boolean;
  /** Columns that are unique together. */
  readonly keys: readonly (readonly string[])[];
  /** It may say more than could be read: a key for some of the rows only, a part that is filled in. */
  readonly open: boolean;
}

/** The definitions in a text of SQL. */
export function definitionsIn(text: string): readonly Definition[] {
  return split(tokensOf(text)).flatMap((tokens) => [
    ...tokens.filter((token) => token.startsWith('$$')).flatMap((block) => definitionsIn(block.slice(2, -2))),
    ...tokens.flatMap((token, index) => (token === 'create' || token === 'alter' ? readDefinition(tokens.slice(index)) : [])),
  ]);
}

const kinds = new Set(['or', 'replace', 'global', 'local', 'temporary', 'temp', 'unlogged', 'foreign', 'external', 'partitioned']);

function readDefinition(tokens: readonly Token[]): readonly Definition[] {
  if (tokens[0] === 'create' && tokens[1] === 'unique') return readIndex(tokens);
  let at = 1;
  while (kinds.has(tokens[at] ?? '')) at++;
  if (tokens[at] !== 'table') return [];
  const named = nameFrom(tokens, at + 1);
  if (named === null) return [];
  const rest = tokens.slice(named.next);
  if (tokens[0] === 'alter') return readAlter(named.table, rest);
  if (rest[0] !== '(') return [{ table: named.table, creates: true, keys: [], open: true }];
  const items = listFrom(rest, 0).map(readItem);
  return [{ table: named.table, creates: true, keys: items.flatMap(({ key }) => key), open: items.some(({ open }) => open) }];
}

interface Item {
  readonly key: readonly (readonly string[])[];
  readonly open: boolean;
}

const nothing: Item = { key: [], open: false };
const unread: Item = { key: [], open: true };

/** A column or a constraint of a table. */
function readItem(item: readonly Token[]): Item {
  const from = item[0] === 'constraint' ? item.slice(2) : item;
  const [first = '', second = ''] = from;
  if (first === 'unique' || (first === 'primary' && second === 'key')) return readKey(from);
  if (/^(foreign|check|exclude|period|fulltext|spatial)$/.test(first)) return nothing;
  if (/^(key|index)$/.test(first) && (second === '(' || (from[2] === '(' && /^[a-z_]/.test(from[3] ?? '')))) return nothing;
  if (!/^[a-z_]\w*$/.test(first) || first === 'like') return unread;
  const own = from.some((token, index) => token === 'unique' || (token === 'primary' && (from[index + 1] === 'key' || from[index + 1] === undefined)));
  return { key: own ? [[first]] : [], open: from.some((token) => token.startsWith('$h')) };
}

/** `UNIQUE (a, b)`, `PRIMARY KEY (id)`, `UNIQUE KEY name (a)`. */
function readKey(tokens: readonly Token[]): Item {
  const open = tokens.indexOf('(');
  const columns = open < 0 ? [] : listFrom(tokens, open).flatMap(columnsOf);
  return columns.length === 0 ? unread : { key: [columns], open: false };
}

/** `CREATE UNIQUE INDEX name ON t (a, lower(b)) WHERE ...`. */
function readIndex(tokens: readonly Token[]): readonly Definition[] {
  const on = tokens.indexOf('on');
  const named = on < 0 ? null : nameFrom(tokens, on + 1);
  if (named === null) return [];
  const key = readKey(tokens.slice(named.next));
  const where = tokens.indexOf('where', named.next);
  const always = where < 0 || isOnlyNotNull(tokens.slice(where + 1), key.key[0] ?? []);
  return [{ table: named.table, creates: false, keys: always ? key.key : [], open: key.open || !always }];
}

/** `WHERE event_id IS NOT NULL`: rows that a message gives an event id are all in it. */
function isOnlyNotNull(condition: readonly Token[], columns: readonly string[]): boolean {
  return condition.every((token) => /^(is|not|null|and|\(|\))$/.test(token) || columns.includes(token));
}

function readAlter(table: string, rest: readonly Token[]): readonly Definition[] {
  if (rest[0] === 'rename' && rest[1] === 'to') {
    const renamed = nameFrom(rest, 2);
    return renamed === null ? [] : [{ table: renamed.table, creates: true, keys: [], open: true }];
  }
  const items = actionsOf(rest).map((action) => {
    if (action[0] !== 'add') return nothing;
    const from = action.slice(1).filter((token, index, all) => !isFiller(token, index, all));
    return from.includes('using') && from.includes('unique') && !from.includes('(') ? unread : readItem(from);
  });
  return [{ table, creates: false, keys: items.flatMap(({ key }) => key), open: items.some(({ open }) => open) }];
}

/** `ADD COLUMN IF NOT EXISTS x`. */
function isFiller(token: Token, index: number, all: readonly Token[]): boolean {
  return (
    (index === 0 && token === 'column') ||
    (index < 4 &&
      ((token === 'if' && all[index + 1] === 'not') || (token === 'not' && all[index + 1] === 'exists') || (token === 'exists' && all[index - 1] === 'not')))
  );
}

function actionsOf(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token === '(') depth++;
    if (token === ')') depth--;
    if (token === ',' && depth === 0) parts.push([]);
    else parts[parts.length - 1]?.push(token);
  }
  return parts;
}

function columnsOf(item: readonly Token[]): readonly string[] {
  const columns = item.filter((token, index) => /^[a-z_]\w*$/.test(token) && item[index + 1] !== '(');
  return item.includes('(') ? columns : columns.slice(0, 1);
}

function nameFrom(tokens: readonly Token[], start: number): { readonly table: string; readonly next: number } | null {
  let at = start;
  while (/^(if|not|exists|only)$/.test(tokens[at] ?? '')) at++;
  while (tokens[at + 1] === '.') at += 2;
  const name = tokens[at];
  return name === undefined || !/^[a-z_]/i.test(name) ? null : { table: name.toLowerCase(), next: at + 1 };
}
