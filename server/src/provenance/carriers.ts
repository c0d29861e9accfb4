// Files that register handlers without naming any messaging package: they get the consumer, queue or channel from a module of the workspace that does.
import ts from 'typescript';
import { modelsOf } from '../models/catalogue.ts';
import { exportsOf } from '../syntax/modules.ts';
import { isStatic, nameOf } from './classes.ts';
import type { Evaluator } from './evaluator.ts';
import { membersOf } from './making.ts';
import type { ClassValue, FunctionValue, Value } from './values.ts';

const rounds = 3;
const mostFiles = 300;

/** The candidates of the workspace, and the files that name an export of theirs through which a transport's API is handed on. Sorted. */
export function withCarriers(ev: Evaluator): readonly string[] {
  const found = new Set(ev.workspace.candidates);
  const words = new Set<string>();
  let fresh: readonly string[] = ev.workspace.candidates;
  for (let round = 0; round < rounds && fresh.length > 0; round++) {
    const next = new Set<string>();
    for (const name of fresh.flatMap((file) => carriersIn(ev, file))) {
      if (words.has(name)) continue;
      words.add(name);
      for (const file of ev.workspace.filesNaming(name, mostFiles)) if (!found.has(file)) next.add(file);
    }
    fresh = [...next].sort();
    for (const file of fresh) found.add(file);
  }
  return [...found].sort();
}

/** The exported names of a file that hand on a transport's API. */
function carriersIn(ev: Evaluator, file: string): readonly string[] {
  const source = ev.sourceFile(file);
  if (!source || /\b(?:test|spec|__tests__|mocks?)\b/.test(file)) return [];
  const table = exportsOf(source);
  const named = [...table.named.keys()].filter((name) => name !== 'default' && carries(ev, ev.exportOf(file, name), 0));
  const whole = [...table.whole.map((node) => ev.valueOf(node, null)), ...(table.named.has('default') ? [ev.exportOf(file, 'default')] : [])];
  const members = whole
    .flatMap(membersOf)
    .flatMap((value) => (value.kind === 'object' ? memberNames(value.node).filter((name) => carries(ev, ev.memberOf(value, name), 0)) : []));
  const isCarrier = whole.some((value) => value.kind !== 'object' && carries(ev, value, 0));
  return [...named, ...members, ...(isCarrier ? [moduleWord(file)] : [])];
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

function carries(ev: Evaluator, value: Value, depth: number): boolean {
  return membersOf(value).some((member) => {
    if (member.kind === 'api') return member.parent !== null && modelsOf(member.package).transports.length > 0;
    if (depth > 1) return false;
    if (member.kind === 'function') return carries(ev, returnOf(ev, member), depth + 1);
    if (member.kind === 'instance') return classCarries(ev, member.class, depth);
    return member.kind === 'class' && classCarries(ev, member, depth);
  });
}

function returnOf(ev: Evaluator, fn: FunctionValue): Value {
  return ev.returned(fn, { outer: fn.env, node: fn.node, args: [], self: fn.self, depth: 1 });
}

/** A class hands on what it extends and what its public members are. */
function classCarries(ev: Evaluator, cls: ClassValue, depth: number): boolean {
  if (carries(ev, ev.baseOf(cls), depth + 1)) return true;
  const instance = ev.instanceOf(cls, null);
  return cls.node.members.some((member) => {
    const name = nameOf(member);
    if (name === null || isHidden(member)) return false;
    return carries(ev, ev.memberOf(isStatic(member) ? cls : instance, name), depth + 1);
  });
}

function isHidden(member: ts.ClassElement): boolean {
  return (
    (ts.getCombinedModifierFlags(member) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0 ||
    (member.name !== undefined && ts.isPrivateIdentifier(member.name))
  );
}
