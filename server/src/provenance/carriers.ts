// Files that register handlers without naming any messaging package: they get the consumer, queue or channel from a module of the workspace that does.
import ts from 'typescript';
import type { AccessPath } from '../models/schema.ts';
import { modelsOf, typesOf } from '../models/catalogue.ts';
import { exportsOf } from '../syntax/modules.ts';
import { isStatic, nameOf } from './classes.ts';
import type { Evaluator } from './evaluator.ts';
import { membersOf } from './making.ts';
import { stepsOf } from './matching.ts';
import type { ClassValue, FunctionValue, Value } from './values.ts';

const rounds = 3;
const mostFiles = 300;

/** The candidates of the workspace, and the files that name an export of theirs through which a transport's API is handed on, and that may register on it. Sorted. */
export function withCarriers(ev: Evaluator): readonly string[] {
  const found = new Set(ev.workspace.candidates);
  const asked = new Set<string>();
  let fresh: readonly string[] = ev.workspace.candidates;
  for (let round = 0; round < rounds && fresh.length > 0; round++) {
    const next = new Set<string>();
    for (const carrier of fresh.flatMap((file) => carriersIn(ev, file))) {
      const key = `${carrier.name} ${carrier.package}`;
      if (asked.has(key)) continue;
      asked.add(key);
      const registers = registrationsOf(carrier.package);
      for (const file of ev.workspace.filesNaming(carrier.name, mostFiles))
        if (!found.has(file) && registers.test(ev.workspace.read(file) ?? '')) next.add(file);
    }
    fresh = [...next].sort();
    for (const file of fresh) found.add(file);
  }
  return [...found].sort();
}

/** An exported name that hands on the API of a package. */
interface Carrier {
  readonly name: string;
  readonly package: string;
}

function carriersIn(ev: Evaluator, file: string): readonly Carrier[] {
  const source = ev.sourceFile(file);
  if (!source || /\b(?:test|spec|__tests__|mocks?)\b/.test(file)) return [];
  const table = exportsOf(source);
  const carrier = (name: string, value: Value): readonly Carrier[] => {
    const package_ = carried(ev, value, 0);
    return package_ === null ? [] : [{ name, package: package_ }];
  };
  const named = [...table.named.keys()].filter((name) => name !== 'default').flatMap((name) => carrier(name, ev.exportOf(file, name)));
  const whole = [...table.whole.map((node) => ev.valueOf(node, null)), ...(table.named.has('default') ? [ev.exportOf(file, 'default')] : [])].flatMap(
    membersOf,
  );
  const others = whole.flatMap((value) =>
    value.kind === 'object' ? memberNames(value.node).flatMap((name) => carrier(name, ev.memberOf(value, name))) : carrier(moduleWord(file), value),
  );
  return [...named, ...others];
}

function memberNames(node: ts.ObjectLiteralExpression): readonly string[] {
  return node.properties.flatMap((property) => (property.name && ts.isIdentifier(property.name) ? [property.name.text] : []));
}

/** The word by which a module without named exports is imported. */
function moduleWord(file: string): string {
  const parts = file.replace(/\.[cm]?[jt]sx?$/, '').split('/');
  const last = (parts.at(-1) === 'index' ? parts.at(-2) : parts.at(-1)) ?? '';
  return last.match(/[A-Za-z0-9_$]+/g)?.at(-1) ?? last;
}

/** The package whose API a value is or gives; null for most. */
function carried(ev: Evaluator, value: Value, depth: number): string | null {
  for (const member of membersOf(value)) {
    const found = carriedBy(ev, member, depth);
    if (found !== null) return found;
  }
  return null;
}

function carriedBy(ev: Evaluator, value: Value, depth: number): string | null {
  if (value.kind === 'api')
    return value.parent !== null && receiversOf(value.package).some((path) => ev.matches(value, value.package, path)) ? value.package : null;
  if (depth > 1) return null;
  if (value.kind === 'function') return carried(ev, returnOf(ev, value), depth + 1);
  if (value.kind === 'instance') return carriedByClass(ev, value.class, depth);
  return value.kind === 'class' ? carriedByClass(ev, value, depth) : null;
}

function returnOf(ev: Evaluator, fn: FunctionValue): Value {
  return ev.returned(fn, { outer: fn.env, node: fn.node, args: [], self: fn.self, depth: 1 });
}

/** A class hands on what it extends and what its public members are. */
function carriedByClass(ev: Evaluator, cls: ClassValue, depth: number): string | null {
  const base = carried(ev, ev.baseOf(cls), depth + 1);
  if (base !== null) return base;
  const instance = ev.instanceOf(cls, null);
  for (const member of cls.node.members) {
    const name = nameOf(member);
    if (name === null || isHidden(member)) continue;
    const found = carried(ev, ev.memberOf(isStatic(member) ? cls : instance, name), depth + 1);
    if (found !== null) return found;
  }
  return null;
}

function isHidden(member: ts.ClassElement): boolean {
  return (
    (ts.getCombinedModifierFlags(member) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0 ||
    (member.name !== undefined && ts.isPrivateIdentifier(member.name))
  );
}

const receivers = new Map<string, readonly AccessPath[]>();

/** What handlers of a package are registered on, and what leads there: every place before the first argument on the models' paths, types unfolded. */
function receiversOf(package_: string): readonly AccessPath[] {
  const known = receivers.get(package_);
  if (known) return known;
  const found = new Set<AccessPath>();
  const add = (path: AccessPath): void => {
    const steps = stepsOf(path);
    const end = steps.findIndex((step) => /^(?:Argument\[|Subclass|Decorated)/.test(step));
    for (let length = end < 0 ? steps.length : end; length > 0; length--) {
      const prefix = steps.slice(0, length).join('.');
      if (found.has(prefix) || prefix === 'Package') continue;
      found.add(prefix);
      for (const definition of length === 1 ? (typesOf(package_).get(prefix) ?? []) : []) add(definition);
    }
  };
  for (const model of modelsOf(package_).transports) for (const row of model.handlers) add(row.at);
  const result = [...found];
  receivers.set(package_, result);
  return result;
}

const registrations = new Map<string, RegExp>();

/** Text by which a file may register a handler on a package's API: a call of one of the members that take handlers. */
function registrationsOf(package_: string): RegExp {
  const known = registrations.get(package_);
  if (known) return known;
  const names = modelsOf(package_).transports.flatMap((model) =>
    model.handlers.flatMap((row) => {
      const steps = stepsOf(row.at);
      const end = steps.findIndex((step) => /^(?:Argument\[|Subclass|ReturnValue)/.test(step));
      return (
        /^Member\[(.*)\]$/
          .exec(steps[end - 1] ?? '')?.[1]
          ?.split(',')
          .map((name) => name.trim()) ?? []
      );
    }),
  );
  const result = names.length > 0 ? new RegExp(`\\b(?:${[...new Set(names)].join('|')})\\b`) : /(?!)/;
  registrations.set(package_, result);
  return result;
}
