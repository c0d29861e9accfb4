// Where an annotation says more than the value that stands there.
import type ts from 'typescript';
import type { Evaluator } from './evaluator.ts';
import type { Environment, Value } from './values.ts';

/** `(client: PoolClient)`, `client: PoolClient`, filled with what a package gives that no model knows: the annotation says more. */
export function saidByType(ev: Evaluator, { type }: ts.ParameterDeclaration | ts.PropertyDeclaration, value: Value, env: Environment): Value | null {
  if (value.kind !== 'api' || value.package === 'global' || !type || ev.catalogue.isModelled(value.package)) return null;
  const typed = ev.valueOfType(type, env);
  return typed.kind === 'api' && ev.catalogue.isModelled(typed.package) ? typed : null;
}
