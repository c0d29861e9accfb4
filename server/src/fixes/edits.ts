// Small builders of edits, and their order: ascending, none over another.
import type ts from 'typescript';
import type { FixEdit } from './fix.ts';

export function insertAt(source: ts.SourceFile, at: number, newText: string): FixEdit {
  return { file: source.fileName, start: at, end: at, newText };
}

export function replaceSpan(source: ts.SourceFile, start: number, end: number, newText: string): FixEdit {
  return { file: source.fileName, start, end, newText };
}

export function replaceNode(source: ts.SourceFile, node: ts.Node, newText: string): FixEdit {
  return replaceSpan(source, node.getStart(source), node.end, newText);
}

/** Puts `before` and `after` around a node without touching what is inside. */
export function around(source: ts.SourceFile, node: ts.Node, before: string, after: string): readonly FixEdit[] {
  return [insertAt(source, node.getStart(source), before), insertAt(source, node.end, after)];
}

/** What comes after one of a list stands as that one does: on a line of its own, or behind a space. */
export function separatorBefore(source: ts.SourceFile, newline: string, last: ts.Node): string {
  const before = source.text.slice(source.text.lastIndexOf('\n', last.getStart(source) - 1) + 1, last.getStart(source));
  return before.trim() === '' ? `${newline}${before}` : ' ';
}

/** In order; insertions at one offset become one. */
export function ordered(edits: readonly FixEdit[]): readonly FixEdit[] {
  const sorted = edits.toSorted((left, right) =>
    left.file === right.file ? left.start - right.start || left.end - right.end : left.file < right.file ? -1 : 1,
  );
  return sorted.reduce<readonly FixEdit[]>((done, edit) => {
    const last = done.at(-1);
    const isSame = last !== undefined && last.file === edit.file && last.start === edit.start && last.end === edit.start;
    return isSame ? [...done.slice(0, -1), { ...edit, newText: last.newText + edit.newText }] : [...done, edit];
  }, []);
}

/** The text of a file with its edits made. */
export function applyEdits(text: string, edits: readonly FixEdit[]): string {
  return ordered(edits).reduceRight((done, { start, end, newText }) => done.slice(0, start) + newText + done.slice(end), text);
}
