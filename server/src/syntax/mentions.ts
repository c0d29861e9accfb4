// Whether names stand in a stretch of code at all; what they mean there is not asked.
import ts from 'typescript';

/** Whether any of the names stands in the node: as a variable, a member or a property. */
export function mentionsAny(node: ts.Node, names: readonly string[]): boolean {
  if (ts.isIdentifier(node)) return names.includes(node.text);
  return ts.forEachChild(node, (child) => mentionsAny(child, names) || undefined) === true;
}
