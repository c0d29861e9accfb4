// The comments of a file: annotations for us stand in them, and fixes must keep them.
import ts from 'typescript';
import { placeOfSpan } from './places.ts';
import type { Place } from '../base/place.ts';

export interface Comment {
  /** With its delimiters. */
  readonly text: string;
  readonly place: Place;
  readonly start: number;
  readonly end: number;
}

/** Every comment of the file in order. The tree is walked, so that what looks like a comment inside a string or a template does not count. */
export function commentsOf(source: ts.SourceFile): readonly Comment[] {
  const found = new Map<number, Comment>();
  const add = (ranges: readonly ts.CommentRange[] | undefined): void => {
    for (const range of ranges ?? []) if (!found.has(range.pos)) found.set(range.pos, commentAt(source, range.pos, range.end));
  };
  const visit = (node: ts.Node): void => {
    if (node.kind === ts.SyntaxKind.JsxText) return;
    const children = childrenOf(node, source);
    if (children.length > 0) return children.forEach(visit);
    add(ts.getLeadingCommentRanges(source.text, node.getFullStart()));
    add(ts.getTrailingCommentRanges(source.text, node.end));
  };
  visit(source);
  return [...found.values()].sort((left, right) => left.start - right.start);
}

function commentAt(source: ts.SourceFile, start: number, end: number): Comment {
  return { text: source.text.slice(start, end), place: placeOfSpan(source, start, end), start, end };
}

/** With tokens, so that what stands between them is seen; a function whose typed `this` was left out of its parameters no longer matches its text, and is gone through by its parts. */
function childrenOf(node: ts.Node, source: ts.SourceFile): readonly ts.Node[] {
  try {
    return node.getChildren(source);
  } catch {
    const parts: ts.Node[] = [];
    ts.forEachChild(node, (child) => void parts.push(child));
    return parts;
  }
}
