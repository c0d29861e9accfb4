// What a call hands over for a parameter, or for something of it: a member, an element, an object of the class that it is.
import ts from 'typescript';
import { membersOf, unionOf } from '../provenance/making.ts';
import type { Program } from '../provenance/program.ts';
import type { CallSite, ClassValue, InstanceValue, ParameterValue, Token, Value } from '../provenance/values.ts';

/** What one call hands over for a parameter, or for the member of it that the value stands for. */
export function handedTo(program: Program, { node, path }: ParameterValue, site: CallSite): Value | null {
  let value = program.argumentsOf(site)[node.parent.parameters.indexOf(node)];
  for (const token of path) value = value && stepInto(program, value, token);
  return value ?? null;
}

function stepInto(program: Program, value: Value, token: Token): Value | undefined {
  if (token.kind === 'member') return program.memberOf(value, token.name);
  if (token.kind === 'element' && value.kind === 'object') return program.anyMember(value);
  if (token.kind !== 'element' && token.kind !== 'instance') return undefined;
  // What the caller was handed itself is asked of its own callers.
  const open = stepOpen(value, token);
  if (open) return open;
  if (token.kind === 'element') return anyOf(program.elementsOf(value));
  return anyOf(membersOf(value).flatMap((member) => (member.kind === 'class' ? [madeOf(program, member)] : (stepOpen(member, token) ?? []))));
}

function stepOpen(value: Value, token: Token): Value | null {
  return value.kind === 'parameter' ? { ...value, path: [...value.path, token] } : null;
}

function anyOf(elements: readonly Value[] | null): Value | undefined {
  return elements && elements.length > 0 ? unionOf(elements) : undefined;
}

/** An instance of a class, with the one `new` that makes it where there is one. */
export function madeOf(program: Program, cls: ClassValue): InstanceValue {
  const made = program.callsOf(cls.node).find((site) => ts.isNewExpression(site.node)) ?? null;
  return { kind: 'instance', class: cls, made };
}
