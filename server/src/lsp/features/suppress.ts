// Suppression comments as edits: `// delivery-ignore <rule> -- reason` over the line of a finding, and the removal of one that suppresses nothing.
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding } from '../../facts/handler.ts';
import type { FixEdits } from '../../fixes/fix.ts';

export function isUnusedSuppression(finding: Finding): boolean {
  return finding.rule === 'unused-suppression';
}

export function suppressionEdits(document: TextDocument, finding: Finding): FixEdits {
  const { line, file } = finding.place;
  const start = document.offsetAt({ line: line - 1, character: 0 });
  const indent = /^[ \t]*/u.exec(lineOf(document, line))?.[0] ?? '';
  const end = document.getText().includes('\r\n') ? '\r\n' : '\n';
  return only({ file, start, end: start, newText: `${indent}// delivery-ignore ${finding.rule} -- TODO: say why this is fine${end}` });
}

/** Takes the whole line when the comment stands alone on it, else the comment and the blank before it. */
export function removalEdits(document: TextDocument, finding: Finding): FixEdits {
  const { place } = finding;
  const text = lineOf(document, place.line);
  const before = text.slice(0, place.column - 1);
  const rest = place.line === place.endLine ? text.slice(place.endColumn - 1) : '';
  const lineStart = document.offsetAt({ line: place.line - 1, character: 0 });
  if (before.trim() === '' && rest.trim() === '')
    return only({ file: place.file, start: lineStart, end: document.offsetAt({ line: place.endLine, character: 0 }), newText: '' });
  const end = document.offsetAt({ line: place.endLine - 1, character: place.endColumn - 1 });
  return only({ file: place.file, start: lineStart + before.trimEnd().length, end, newText: '' });
}

function only(edit: FixEdits['edits'][number]): FixEdits {
  return { edits: [edit], newFiles: [], toDo: [] };
}

function lineOf(document: TextDocument, line: number): string {
  return document.getText({ start: { line: line - 1, character: 0 }, end: { line, character: 0 } }).replace(/\r?\n$/u, '');
}
