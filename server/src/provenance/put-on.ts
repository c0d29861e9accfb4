// What the workspace puts on an object that a library made: `channel.context = { work }`, `client.getAsync = promisify(client.get)`. It is not the library's.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { indexOf } from '../syntax/file-index.ts';
import { mentionsAny } from '../syntax/mentions.ts';
import { resolveName } from '../syntax/scopes.ts';
import { environmentAt } from './environments.ts';
import type { Evaluator } from './evaluator.ts';
import { unionOf } from './making.ts';
import type { Environment, Value } from './values.ts';

/** Null where nobody in the file assigns to that member of what the name holds; a method that is wrapped in place is still the library's. */
export function putOn(ev: Evaluator, object: ts.Expression, name: string, env: Environment): Value | null {
  const holder = bare(object);
  const writes = ts.isIdentifier(holder) ? indexOf(holder.getSourceFile()).memberWrites.get(name) : undefined;
  if (writes === undefined || !ts.isIdentifier(holder)) return null;
  const declaration = resolveName(holder.text, holder);
  const own = writes.filter(({ target, value, path }) => {
    const at = path.length === 0 && ts.isPropertyAccessExpression(target) ? bare(target.expression) : null;
    return at !== null && ts.isIdentifier(at) && declaration !== null && resolveName(at.text, at) === declaration && !mentionsAny(value, [name]);
  });
  if (own.length === 0) return null;
  const value = unionOf(own.map((write) => ev.valueOf(write.value, environmentAt(write.node, env))));
  return value.kind === 'unknown' || value.kind === 'constant' ? null : value;
}
