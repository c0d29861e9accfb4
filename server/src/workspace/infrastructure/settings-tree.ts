// YAML, JSON with comments and TOML as one kind of tree that remembers lines. Tolerant: what can't be read is absent.
import { parseTree, type Node as JsonNode } from 'jsonc-parser';
import { parse as parseToml } from 'smol-toml';
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments, type Document, type Node as YamlNode } from 'yaml';

/** A node of a settings file: a scalar, a list or a map. */
export interface Setting {
  readonly line: number;
  readonly scalar: string | number | boolean | null;
  readonly items: readonly Setting[];
  readonly entries: ReadonlyMap<string, Setting>;
}

const noEntries: ReadonlyMap<string, Setting> = new Map();

/** Reads by the file's extension; null when it is no settings file or broken beyond use. */
export function parseSettings(file: string, text: string): Setting | null {
  try {
    if (file.endsWith('.toml')) return fromPlain(parseToml(text), text);
    return /\.jsonc?$/.test(file) ? parseJson(text) : parseYaml(text);
  } catch {
    return null;
  }
}

/** Follows keys down from a node. */
export function at(setting: Setting | null | undefined, ...keys: readonly string[]): Setting | null {
  let current = setting ?? null;
  for (const key of keys) current = current?.entries.get(key) ?? null;
  return current;
}

export function textAt(setting: Setting | null | undefined, ...keys: readonly string[]): string | null {
  const scalar = at(setting, ...keys)?.scalar;
  return typeof scalar === 'string' && scalar !== '' ? scalar : null;
}

export function numberAt(setting: Setting | null | undefined, ...keys: readonly string[]): number | null {
  const scalar = at(setting, ...keys)?.scalar;
  if (typeof scalar === 'number') return scalar;
  return typeof scalar === 'string' && /^\d+$/.test(scalar) ? Number(scalar) : null;
}

function parseYaml(text: string): Setting | null {
  const counter = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: counter, logLevel: 'silent', uniqueKeys: false, strict: false });
  const first = Array.isArray(documents) ? documents[0] : null;
  return first?.contents ? fromYaml(first.contents, first, counter, 0) : null;
}

function fromYaml(node: YamlNode | null | undefined, document: Document, counter: LineCounter, depth: number): Setting {
  const line = node?.range ? counter.linePos(node.range[0]).line : 1;
  if (depth > 60 || !node) return { line, scalar: null, items: [], entries: noEntries };
  if (isAlias(node)) return fromYaml(node.resolve(document), document, counter, depth + 20);
  const down = (child: unknown): Setting => fromYaml(isYamlNode(child) ? child : null, document, counter, depth + 1);
  if (isSeq(node)) return { line, scalar: null, items: node.items.map(down), entries: noEntries };
  if (!isMap(node)) return { line, scalar: isScalar(node) ? plainScalar(node.value) : null, items: [], entries: noEntries };
  const entries = new Map<string, Setting>();
  for (const pair of node.items) {
    const key = isScalar(pair.key) ? String(pair.key.value) : null;
    if (key === null) continue;
    const keyLine = isScalar(pair.key) && pair.key.range ? counter.linePos(pair.key.range[0]).line : line;
    entries.set(key, { ...down(pair.value), line: keyLine });
  }
  return { line, scalar: null, items: [], entries };
}

function isYamlNode(value: unknown): value is YamlNode {
  return isMap(value) || isSeq(value) || isScalar(value) || isAlias(value);
}

function parseJson(text: string): Setting | null {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  return tree === undefined ? null : fromJson(tree, text, 0);
}

function fromJson(node: JsonNode, text: string, depth: number): Setting {
  const line = lineAt(text, node.offset);
  if (depth > 60) return { line, scalar: null, items: [], entries: noEntries };
  if (node.type === 'array') return { line, scalar: null, items: (node.children ?? []).map((child) => fromJson(child, text, depth + 1)), entries: noEntries };
  if (node.type !== 'object') return { line, scalar: plainScalar(node.value), items: [], entries: noEntries };
  const entries = new Map<string, Setting>();
  for (const property of node.children ?? []) {
    const [key, value] = property.children ?? [];
    if (key && value) entries.set(String(key.value), { ...fromJson(value, text, depth + 1), line: lineAt(text, key.offset) });
  }
  return { line, scalar: null, items: [], entries };
}

/** TOML comes without positions: a line is that of the first place where the value is written. */
function fromPlain(value: unknown, text: string): Setting {
  if (Array.isArray(value)) {
    const items = value.map((each) => fromPlain(each, text));
    return { line: items[0]?.line ?? 1, scalar: null, items, entries: noEntries };
  }
  if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
    const entries = new Map(Object.entries(value).map(([key, each]) => [key, fromPlain(each, text)]));
    const named = [...entries.values()].find((each) => typeof each.scalar === 'string');
    return { line: named?.line ?? 1, scalar: null, items: [], entries };
  }
  const scalar = plainScalar(value);
  const offset = typeof scalar === 'string' ? text.indexOf(JSON.stringify(scalar)) : -1;
  return { line: offset < 0 ? 1 : lineAt(text, offset), scalar, items: [], entries: noEntries };
}

function plainScalar(value: unknown): string | number | boolean | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let next = text.indexOf('\n'); next >= 0 && next < offset; next = text.indexOf('\n', next + 1)) line += 1;
  return line;
}
