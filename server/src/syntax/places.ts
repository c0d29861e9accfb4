// Where a node stands, in the 1-based lines and columns that people and editors print.
import type ts from 'typescript';
import type { Place } from '../base/place.ts';

/** The place of a node without its leading comments. */
export function placeIn(source: ts.SourceFile, node: ts.Node): Place {
  return placeOfSpan(source, node.getStart(source), node.end);
}

/** The place of a span of offsets. */
export function placeOfSpan(source: ts.SourceFile, start: number, end: number): Place {
  const from = source.getLineAndCharacterOfPosition(start);
  const to = source.getLineAndCharacterOfPosition(end);
  return { file: source.fileName, line: from.line + 1, column: from.character + 1, endLine: to.line + 1, endColumn: to.character + 1 };
}

/** Whether `inner` lies within `outer` (or is it), both of one file. */
export function contains(outer: ts.Node, inner: ts.Node): boolean {
  for (let node: ts.Node | undefined = inner; node; node = node.parent) if (node === outer) return true;
  return false;
}
