// Where names stand in a stretch of code; what they mean there is not asked. One walk over a file remembers all of its names: the same few are asked for from every function that uses them.
import ts from 'typescript';

const names = new WeakMap<ts.SourceFile, ReadonlyMap<string, readonly ts.Identifier[]>>();

/** The identifiers of this name in the node, in the order of the text: variables, members and properties. */
export function identifiersNamed(name: string, within: ts.Node): readonly ts.Identifier[] {
  const all = namesIn(within.getSourceFile()).get(name) ?? [];
  if (ts.isSourceFile(within)) return all;
  return all.slice(firstFrom(all, within.pos), firstFrom(all, within.end));
}

/** Whether any of the names stands in the node: as a variable, a member or a property. */
export function mentionsAny(node: ts.Node, wanted: readonly string[]): boolean {
  if (ts.isIdentifier(node)) return wanted.includes(node.text);
  return ts.forEachChild(node, (child) => mentionsAny(child, wanted) || undefined) === true;
}

/** The index of the first that starts at `position` or after it; by halves, since names like `id` stand in a file by the hundred. */
function firstFrom(sorted: readonly ts.Identifier[], position: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.pos ?? 0) < position) low = middle + 1;
    else high = middle;
  }
  return low;
}

function namesIn(source: ts.SourceFile): ReadonlyMap<string, readonly ts.Identifier[]> {
  const known = names.get(source);
  if (known !== undefined) return known;
  const found = new Map<string, ts.Identifier[]>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const list = found.get(node.text);
      if (list === undefined) found.set(node.text, [node]);
      else list.push(node);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  for (const list of found.values()) list.sort((left, right) => left.pos - right.pos);
  names.set(source, found);
  return found;
}
