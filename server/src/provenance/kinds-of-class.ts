// `typeof Job` as a type, where other classes extend `Job`: any of them may stand there, and whoever hands one over says which.
import ts from 'typescript';
import { isStatic, nameOf } from './classes.ts';
import { annotationOf } from './contextual-types.ts';
import type { Evaluator } from './evaluator.ts';
import { unknown } from './making.ts';
import type { Environment, ParameterValue, Value } from './values.ts';

/** What `typeof x` says of a value; of a class that others extend no more than its kind. */
export function queriedType(ev: Evaluator, type: ts.TypeQueryNode, env: Environment): Value {
  const value = queried(ev, type, env);
  return value.kind === 'class' && ev.subclassesOf(value).length > 0 ? unknown : value;
}

/** The class itself in `typeof Job` and in `T extends typeof Job`: what is true of all its kind. */
export function classIn(ev: Evaluator, type: ts.TypeNode, env: Environment): Value {
  if (ts.isTypeQueryNode(type)) return queried(ev, type, env);
  const meaning = ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName) ? ev.typeNamed(type.typeName.text, type) : null;
  const bound = meaning?.kind === 'declaration' && ts.isTypeParameterDeclaration(meaning.node) ? meaning.node.constraint : undefined;
  return bound && ts.isTypeQueryNode(bound) ? queried(ev, bound, env) : ev.valueOfType(type, env);
}

/** `job.create(data)` of `job: typeof Job`: what none of the classes below has in its place. */
export function sharedByKind(ev: Evaluator, { node }: ParameterValue, name: string): Value | null {
  const annotation = annotationOf(ev, node);
  const kind = annotation ? classIn(ev, annotation, null) : unknown;
  if (kind.kind !== 'class') return null;
  const isReplaced = ev.subclassesOf(kind).some((cls) => cls.node.members.some((member) => isStatic(member) && nameOf(member) === name));
  return isReplaced ? null : ev.memberOf(kind, name);
}

function queried(ev: Evaluator, { exprName }: ts.TypeQueryNode, env: Environment): Value {
  return ts.isImportTypeNode(exprName) ? unknown : valueOfEntity(ev, exprName, env);
}

/** `typeof a.b` holds names, not expressions. */
function valueOfEntity(ev: Evaluator, name: ts.EntityName, env: Environment): Value {
  return ts.isIdentifier(name) ? ev.valueOf(name, env) : ev.memberOf(valueOfEntity(ev, name.left, env), name.right.text);
}
