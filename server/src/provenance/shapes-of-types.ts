// What the text of a type says of its members.
import ts from 'typescript';
import { typesHandedThrough } from '../models/packages-by-role.ts';

/** `Lifecycle.EntryPointParameters<Components>`: the member that is of the type in brackets. */
export function memberHandedThrough(name: ts.EntityName): string | null {
  return typesHandedThrough.get(ts.isIdentifier(name) ? name.text : name.right.text) ?? null;
}

/** An object's type, also beside what a package's type has: `Component & { run(job: Job): Promise<void> }`. */
export function hasOwnMembers(type: ts.TypeNode): boolean {
  return ts.isTypeLiteralNode(type) || (ts.isIntersectionTypeNode(type) && type.types.some(ts.isTypeLiteralNode));
}
