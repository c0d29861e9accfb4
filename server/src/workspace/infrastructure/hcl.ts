// Terraform's language, read as far as infrastructure needs it: blocks with their labels, attributes, lists and objects, as the tree that other settings files
// become. An expression that is none of these stays its own text. Tolerant: what can't be read is passed over.
import type { Setting } from './settings-tree.ts';

interface Cursor {
  readonly text: string;
  at: number;
  line: number;
  /** Where `line` was counted up to. */
  counted: number;
  /** How many bodies and lists are open. */
  depth: number;
}

/** What is nested deeper was not written by people. */
const deepest = 60;

const noEntries: ReadonlyMap<string, Setting> = new Map();

export function parseHcl(text: string): Setting {
  return bodyOf({ text, at: 0, line: 1, counted: 0, depth: 0 });
}

/** The attributes and blocks up to the closing brace, or the end. Of several blocks of one name the first is looked into, and all are the items. */
function bodyOf(cursor: Cursor): Setting {
  const entries = new Map<string, Setting>();
  const { line } = located(cursor);
  for (skipSpace(cursor); cursor.at < cursor.text.length && !take(cursor, '}'); skipSpace(cursor)) {
    const before = cursor.at;
    const start = located(cursor).line;
    const name = nameAt(cursor);
    skipSpace(cursor);
    if (name !== null && (take(cursor, '=') || take(cursor, ':'))) entries.set(name, { ...expressionOf(cursor), line: start });
    else if (name !== null) addBlock(cursor, entries, name, start);
    if (!take(cursor, ',') && cursor.at === before) cursor.at += 1;
  }
  return { line, scalar: null, items: [], entries };
}

function addBlock(cursor: Cursor, entries: Map<string, Setting>, name: string, line: number): void {
  const path = [name];
  for (let label = nameAt(cursor); label !== null; label = nameAt(cursor)) {
    path.push(label);
    skipSpace(cursor);
  }
  if (!take(cursor, '{')) return;
  let within = entries;
  for (const step of path.slice(0, -1)) {
    const inner = new Map(within.get(step)?.entries);
    within.set(step, { line, scalar: null, items: [], entries: inner });
    within = inner;
  }
  const last = path.at(-1) ?? name;
  const body: Setting = { ...(deeper(cursor, bodyOf) ?? { scalar: null, items: [], entries: noEntries }), line };
  const known = within.get(last);
  within.set(last, { line: known?.line ?? line, scalar: null, items: [...(known?.items ?? []), body], entries: known?.entries ?? body.entries });
}

function expressionOf(cursor: Cursor): Setting {
  skipSpace(cursor);
  const { line } = located(cursor);
  if (take(cursor, '[')) return { line, scalar: null, items: deeper(cursor, itemsOf) ?? [], entries: noEntries };
  if (take(cursor, '{')) return deeper(cursor, bodyOf) ?? { line, scalar: null, items: [], entries: noEntries };
  const start = cursor.at;
  skipExpression(cursor);
  return { line, scalar: scalarOf(cursor.text.slice(start, cursor.at).trim()), items: [], entries: noEntries };
}

/** Null, and the rest of the file passed over, where the nesting has no end. */
function deeper<Read>(cursor: Cursor, read: (cursor: Cursor) => Read): Read | null {
  if (cursor.depth >= deepest) {
    cursor.at = cursor.text.length;
    return null;
  }
  cursor.depth += 1;
  const found = read(cursor);
  cursor.depth -= 1;
  return found;
}

function itemsOf(cursor: Cursor): readonly Setting[] {
  const items: Setting[] = [];
  for (skipSpace(cursor); cursor.at < cursor.text.length && !take(cursor, ']'); skipSpace(cursor)) {
    const before = cursor.at;
    items.push(expressionOf(cursor));
    skipSpace(cursor);
    if (!take(cursor, ',') && cursor.at === before) cursor.at += 1;
  }
  return items;
}

function scalarOf(text: string): string | number | boolean {
  const quoted = /^"((?:[^"\\]|\\.)*)"$/.exec(text)?.[1];
  if (quoted !== undefined) return quoted;
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d+$/.test(text) ? Number(text) : text;
}

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** To the end of the line or of the list around, over strings, brackets and heredocs. */
function skipExpression(cursor: Cursor): void {
  const { text } = cursor;
  const open: string[] = [];
  for (; cursor.at < text.length; cursor.at += 1) {
    const next = text[cursor.at] ?? '';
    if (next === '"') skipString(cursor);
    else if (text.startsWith('<<', cursor.at)) skipHeredoc(cursor);
    else if (closing[next] !== undefined) open.push(closing[next]);
    else if (next === open.at(-1)) open.pop();
    else if (open.length === 0 && /[\n,}\]#]/.test(next)) return;
  }
}

/** Leaves the cursor on the closing quote; quotes inside `${…}` belong to the expression there. */
function skipString(cursor: Cursor): void {
  const { text } = cursor;
  let depth = 0;
  for (cursor.at += 1; cursor.at < text.length; cursor.at += 1) {
    const next = text[cursor.at];
    if (next === '\\') cursor.at += 1;
    else if (text.startsWith('${', cursor.at)) depth += 1;
    else if (next === '}' && depth > 0) depth -= 1;
    else if (next === '"' && depth === 0) return;
  }
}

function skipHeredoc(cursor: Cursor): void {
  const mark = /<<-?\s*(\w+)/y;
  mark.lastIndex = cursor.at;
  const word = mark.exec(cursor.text)?.[1];
  const end = word === undefined ? null : new RegExp(`\\n[ \\t]*${word}\\b`, 'g');
  if (end === null) return;
  end.lastIndex = cursor.at;
  const found = end.exec(cursor.text);
  cursor.at = found === null ? cursor.text.length : found.index + found[0].length - 1;
}

function nameAt(cursor: Cursor): string | null {
  const written = /[A-Za-z_][\w.-]*|"((?:[^"\\\n]|\\.)*)"/y;
  written.lastIndex = cursor.at;
  const found = written.exec(cursor.text);
  if (found === null) return null;
  cursor.at += found[0].length;
  return found[1] ?? found[0];
}

function skipSpace(cursor: Cursor): void {
  const space = /(?:\s|#.*|\/\/.*|\/\*[^]*?\*\/)*/y;
  space.lastIndex = cursor.at;
  cursor.at += space.exec(cursor.text)?.[0].length ?? 0;
}

function take(cursor: Cursor, mark: string): boolean {
  if (!cursor.text.startsWith(mark, cursor.at)) return false;
  cursor.at += mark.length;
  return true;
}

/** The cursor with its line as of now. */
function located(cursor: Cursor): Cursor {
  for (; cursor.counted < cursor.at; cursor.counted += 1) if (cursor.text[cursor.counted] === '\n') cursor.line += 1;
  return cursor;
}
