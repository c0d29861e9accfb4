// What is put into an object by a method that only keeps it: the setter's callers say what it is.
import ts from 'typescript';
import type { Program } from '../provenance/program.ts';
import type { ParameterValue, Value } from '../provenance/values.ts';
import { handedTo } from './handed-to.ts';

const mostSetters = 20;

/** What the callers of a setter (`setChannel(channel) { this.channel = channel }`) hand over for its parameter; nothing for another function's. */
export function handedToSetter(program: Program, parameter: ParameterValue): readonly Value[] {
  const owner = parameter.node.parent;
  if (!ts.isMethodDeclaration(owner) && !ts.isSetAccessorDeclaration(owner)) return [];
  return program
    .callsOf(owner)
    .slice(0, mostSetters)
    .flatMap((site) => handedTo(program, parameter, site) ?? []);
}
