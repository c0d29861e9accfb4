// Mistakes in the workspace's configuration file, where they stand. The editor may know the file's schema itself; what a schema can't tell, only we can.
import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver';
import type { Folder } from '../folders.ts';

/** Problems of the file: all, or those that its schema can't tell. */
export function configurationDiagnostics({ session }: Folder, which: 'all' | 'beyond-schema'): Diagnostic[] {
  const problems = session.problems().filter((problem) => which === 'all' || problem.isBeyondSchema === true);
  return problems.map(({ line, column, length, message }) => ({
    range: { start: { line: line - 1, character: column - 1 }, end: { line: line - 1, character: column - 1 + length } },
    severity: DiagnosticSeverity.Warning,
    source: 'delivery-guarantees',
    message,
  }));
}
