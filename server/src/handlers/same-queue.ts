// Which of the calls beside a registration speak of its own queue: the one whose answer it is given, those that name it, and those of which that can't be told.
import type ts from 'typescript';
import { membersOf } from '../provenance/making.ts';
import type { Program } from '../provenance/program.ts';
import type { ApiValue, CallSite, Value } from '../provenance/values.ts';

/** `const own = await channel.assertQueue('', options)` beside `assertQueue('orders')`, for `consume(own.queue, ...)` or `consume('orders', ...)`. */
export function ofSameQueue(program: Program, near: CallSite, source: string | null, siblings: readonly CallSite[]): readonly CallSite[] {
  const makers = madeBy(program, near, siblings);
  if (makers.length > 0) return makers;
  return siblings.filter((site) => {
    const names = membersOf(firstOf(program, site)).flatMap((value) => (value.kind === 'constant' && typeof value.value === 'string' ? [value.value] : []));
    return source === null || names.length === 0 || names.includes(source);
  });
}

/** Those whose answer the call is given: what they do not say of its queue, no other call says. */
export function madeBy(program: Program, near: CallSite, siblings: readonly CallSite[]): readonly CallSite[] {
  const made = membersOf(firstOf(program, near)).flatMap((value) => (value.kind === 'api' ? callsOn(value) : []));
  return siblings.filter(({ node }) => made.includes(node));
}

function firstOf(program: Program, site: CallSite): Value {
  return program.argumentsOf(site)[0] ?? { kind: 'unknown' };
}

/** The calls on the way to a value. */
function callsOn(value: ApiValue): readonly ts.Node[] {
  const calls: ts.Node[] = [];
  for (let at: ApiValue | null = value; at; at = at.parent) if (at.call) calls.push(at.call.node);
  return calls;
}
