// A request told by what a call is given that no model knows: `client({ method: 'POST', url })`, `send('PUT', path, body)`, a company's own client as a rule.
import type ts from 'typescript';
import type { EffectFact } from '../facts/steps.ts';
import { membersOf } from '../provenance/making.ts';
import type { Value } from '../provenance/values.ts';
import type { Scope, Walk } from './walk.ts';

/** How the request behaves when it is sent twice; `read` for one that changes nothing. Null where the arguments speak of none. */
export function spokenRequest(w: Walk, node: ts.CallExpression, scope: Scope): 'read' | EffectFact['repeat'] | null {
  const method = methodIn(w, w.program.argumentsOf({ node, env: scope.env }));
  if (method === null) return null;
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return 'read';
  if (method === 'PUT' || method === 'DELETE') return { mask: 'natural', why: `${method} is idempotent by definition` };
  return { mask: 'exposed', why: `no idempotency key is known of this ${method}` };
}

const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']);
const addresses = ['url', 'uri', 'path', 'pathname', 'endpoint', 'baseURL', 'hostname'];

/** The first argument, where an address follows it; or an option beside an address. */
function methodIn(w: Walk, args: readonly Value[]): string | null {
  const [first] = args;
  const spoken = first && args.length > 1 ? verbOf(first) : null;
  if (spoken !== null) return spoken;
  for (const [index, value] of args.entries()) {
    const isObject = membersOf(value).some((member) => member.kind === 'object');
    const method = isObject ? verbOf(w.program.memberOf(value, 'method')) : null;
    const hasAddress = index > 0 || addresses.some((name) => membersOf(value).some((member) => member.kind === 'object' && hasMember(member.node, name)));
    if (method !== null && hasAddress) return method;
  }
  return null;
}

function hasMember(node: ts.ObjectLiteralExpression, name: string): boolean {
  return node.properties.some((property) => property.name !== undefined && 'text' in property.name && property.name.text === name);
}

function verbOf(value: Value): string | null {
  const said = membersOf(value).find((member) => member.kind === 'constant' && typeof member.value === 'string' && methods.has(member.value.toUpperCase()));
  return said?.kind === 'constant' && typeof said.value === 'string' ? said.value.toUpperCase() : null;
}
