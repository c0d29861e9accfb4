// The words by which a model's rows speak of what stands in an option: constants, members of enums, classes.
import ts from 'typescript';
import { membersOf } from '../provenance/making.ts';
import type { Program } from '../provenance/program.ts';
import type { ApiValue, ClassValue, InstanceValue, Value } from '../provenance/values.ts';

/** A constant; for an enum's member, a class or its instance also the name. */
export function wordsOf(value: Value): readonly (string | number | boolean)[] {
  if (value.kind === 'constant') return value.value === null || value.value === undefined ? [] : [value.value];
  if (value.kind === 'api') return apiNames(value);
  return [];
}

/** The names of a class and of the classes it extends, up to the package's own. */
export function classNames(program: Program, value: ClassValue | InstanceValue, depth = 0): readonly string[] {
  const cls = value.kind === 'class' ? value : value.class;
  const own = cls.node.name ? [cls.node.name.text] : [];
  const base = cls.node.heritageClauses?.find((clause) => clause.token === ts.SyntaxKind.ExtendsKeyword)?.types[0]?.expression;
  if (!base || depth > 5) return own;
  const bases = membersOf(program.valueOf(base, cls.env));
  return [...own, ...bases.flatMap((one) => (one.kind === 'class' ? classNames(program, one, depth + 1) : one.kind === 'api' ? apiNames(one) : []))];
}

function apiNames(value: ApiValue): readonly string[] {
  for (let node: ApiValue | null = value; node; node = node.parent) if (node.token && 'name' in node.token) return [node.token.name];
  return [];
}

/** Whether a value is what a condition asks for: `'committed'`, or the member `COMMITTED` of the package's own enumeration. */
export function isSameWord(value: unknown, is: string | number | boolean): boolean {
  return value === is || (typeof value === 'string' && typeof is === 'string' && value.toLowerCase() === is.toLowerCase());
}
