// From a module to its exports, across files: barrels, re-exports, CommonJS and its interop with ESM.
import { exportsOf, type Export, type ModuleTable } from '../syntax/modules.ts';
import type ts from 'typescript';
import type { Evaluator } from './evaluator.ts';
import { apiRoot, unionOf, unknown } from './making.ts';
import type { Value } from './values.ts';

/** The value exported as `name`, following `export *`; `unknown` when the file has no such export. `module.exports` is all of them. */
export function exportOf(ev: Evaluator, file: string, name: string): Value {
  return find(ev, file, name, new Set()) ?? (name === 'exports' ? wholeOf(ev, file) : unknown);
}

/** What `require(specifier)` gives: a package's root, the value of `module.exports`, or the module as an object. */
export function required(ev: Evaluator, specifier: string, from: ts.Node): Value {
  const resolution = ev.workspace.resolve(ev.fileOf(from), specifier);
  if (!resolution) return unknown;
  return resolution.kind === 'package' ? apiRoot(resolution.package, resolution.specifier) : wholeOf(ev, resolution.file);
}

function wholeOf(ev: Evaluator, file: string): Value {
  const table = tableOf(ev, file);
  if (!table || table.whole.length === 0) return { kind: 'module', file };
  const values = table.whole.map((node) => ev.valueOf(node, null));
  const named: Value[] = table.named.size > 0 || table.assigned.length > 0 ? [{ kind: 'module', file }] : [];
  return unionOf([...values, ...named]);
}

function tableOf(ev: Evaluator, file: string): ModuleTable | null {
  const source = ev.sourceFile(file);
  return source && exportsOf(source);
}

/** The names that a file exports, its barrels' included; a default export is none that `export *` hands on. */
export function namesExported(ev: Evaluator, file: string, seen: Set<string> = new Set()): readonly string[] {
  const table = seen.has(file) ? null : tableOf(ev, file);
  seen.add(file);
  if (!table) return [];
  const starred = table.stars.flatMap((specifier) => {
    const resolution = ev.workspace.resolve(file, specifier);
    return resolution?.kind === 'file' ? namesExported(ev, resolution.file, seen).filter((name) => name !== 'default') : [];
  });
  return [...new Set([...table.named.keys(), ...starred])];
}

/** Null when the file exports no such name. */
function find(ev: Evaluator, file: string, name: string, seen: Set<string>): Value | null {
  if (seen.has(file)) return null;
  seen.add(file);
  const table = tableOf(ev, file);
  if (!table) return null;
  const own = table.named.get(name);
  if (own) return exported(ev, own, file, seen);
  if (name === 'default') return defaultOf(ev, file, table);
  for (const node of [...table.assigned, ...table.whole]) {
    const value = ev.memberOf(ev.valueOf(node, null), name);
    if (value.kind !== 'unknown' && !(value.kind === 'constant' && value.value === undefined)) return value;
  }
  for (const specifier of table.stars) {
    const value = fromSpecifier(ev, file, specifier, name, seen);
    if (value && value.kind !== 'unknown') return value;
  }
  return null;
}

/** The default import of a CommonJS module is all of it; so is that of a module that has only named exports (compiled interop). */
function defaultOf(ev: Evaluator, file: string, table: ModuleTable): Value | null {
  if (table.whole.length > 0) return wholeOf(ev, file);
  return table.named.size > 0 || table.stars.length > 0 || table.assigned.length > 0 ? { kind: 'module', file } : null;
}

function exported(ev: Evaluator, found: Export, file: string, seen: Set<string>): Value | null {
  switch (found.kind) {
    case 'expression':
      return ev.valueOf(found.node, null);
    case 'declaration':
      return found.node.name ? ev.valueOfName(found.node.name.text, found.node, null) : anonymous(found.node);
    case 'local':
      return ev.valueOfName(found.name.text, found.name.getSourceFile(), null);
    case 'namespace':
      return fromSpecifier(ev, file, found.specifier, '*', seen);
    case 'from':
      return fromSpecifier(ev, file, found.specifier, found.name, seen);
  }
}

function anonymous(node: ts.FunctionDeclaration | ts.ClassDeclaration): Value {
  return 'members' in node ? { kind: 'class', node, env: null } : { kind: 'function', node, env: null, self: null };
}

function fromSpecifier(ev: Evaluator, file: string, specifier: string, name: string, seen: Set<string>): Value | null {
  const resolution = ev.workspace.resolve(file, specifier);
  if (!resolution) return null;
  if (resolution.kind === 'package') {
    const root = apiRoot(resolution.package, resolution.specifier);
    // `export * from 'package'` may or may not hold the name: only asked last, so taking it is right more often than not.
    return name === '*' || name === 'default' ? root : ev.memberOf(root, name);
  }
  return name === '*' ? { kind: 'module', file: resolution.file } : find(ev, resolution.file, name, new Set(seen));
}
