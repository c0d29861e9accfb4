// What the constructor of a workspace class makes of its arguments: the defaults of those left out, and the ones it keeps under their own names.
import ts from 'typescript';
import { constructorOf } from '../../provenance/classes.ts';
import type { InstanceValue, Value } from '../../provenance/values.ts';
import { bare, type Located } from './locate.ts';

/** The defaults that stand in for arguments that this `new` leaves out, or gives as `undefined`: `constructor(readonly id = uuid())`. */
export function defaultsOf(instance: InstanceValue): readonly Located[] {
  return parametersOf(instance).flatMap((parameter, index) => {
    const { initializer } = parameter;
    return initializer === undefined || givenAt(instance, index) !== null ? [] : [{ node: initializer, env: instance.class.env }];
  });
}

/** What a field holds that the constructor takes as a parameter of that name (`constructor(readonly id: string)`); null for any other. */
export function heldIn(value: Value, name: string): Located | null {
  if (value.kind !== 'instance') return null;
  const parameters = parametersOf(value);
  const index = parameters.findIndex((one) => ts.isParameterPropertyDeclaration(one, one.parent) && ts.isIdentifier(one.name) && one.name.text === name);
  const parameter = parameters[index];
  if (parameter === undefined) return null;
  const given = givenAt(value, index);
  if (given !== null) return given;
  return parameter.initializer === undefined ? null : { node: parameter.initializer, env: value.class.env };
}

function parametersOf(instance: InstanceValue): readonly ts.ParameterDeclaration[] {
  return instance.made === null ? [] : (constructorOf(instance.class.node)?.parameters ?? []);
}

function givenAt({ made }: InstanceValue, index: number): Located | null {
  if (made === null || !ts.isNewExpression(made.node)) return null;
  const given = made.node.arguments ?? [];
  const argument = given[index];
  if (argument === undefined || given.some((one) => ts.isSpreadElement(one))) return null;
  const plain = bare(argument);
  return (ts.isIdentifier(plain) && plain.text === 'undefined') || ts.isVoidExpression(plain) ? null : { node: argument, env: made.env };
}
