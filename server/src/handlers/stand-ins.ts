// Methods of a base class that only stand there for those of its subclasses.
import ts from 'typescript';
import { onlyThrows } from '../provenance/calls.ts';
import { membersOf } from '../provenance/making.ts';
import type { Program } from '../provenance/program.ts';
import type { ClassValue, FunctionValue } from '../provenance/values.ts';

/** A method that no object has: it only throws, or nobody makes one of its class, and every class that extends that has put another in its place. */
export function isStandIn(program: Program, node: FunctionValue['node']): boolean {
  const cls = program.classAround(node);
  if (cls === null || onlyThrows(node)) return cls !== null;
  return ts.isMethodDeclaration(node) && 'text' in node.name && isReplaced(program, cls, node, node.name.text) && !mayBeMade(program, cls);
}

function isReplaced(program: Program, cls: ClassValue, node: ts.Node, name: string): boolean {
  const below = program.subclassesOf(cls);
  return below.length > 0 && below.every((sub) => program.methodOf(sub, name)?.node !== node);
}

/** By somebody's `new`, or by a container that its decorators tell of it. */
function mayBeMade(program: Program, cls: ClassValue): boolean {
  if (ts.canHaveDecorators(cls.node) && ts.getDecorators(cls.node) !== undefined) return true;
  return program.callsOf(cls.node).some(({ node, env }) => {
    const made = ts.isNewExpression(node) ? membersOf(program.valueOf(node, env)) : [];
    return made.some((value) => value.kind === 'instance' && value.class.node === cls.node);
  });
}
