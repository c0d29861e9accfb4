// A catch that swallows an effect's error lets the message count as done. Thrown on, the error fails the delivery.
import ts from 'typescript';
import { insertAt, ordered } from './edits.ts';
import type { FixEdit } from './fix.ts';
import { indentOf, nodeAt, offsetsOf, type FixMaker, type Subject } from './subject.ts';

export const rethrow: FixMaker = {
  id: 'rethrow',
  offers(subject) {
    const { report } = subject;
    const fails = report.handler.delivery.promise === 'awaited' && report.handler.delivery.onError.startsWith('redelivered');
    return report.graph.swallows.flatMap(({ place }) => {
      const source = subject.parse(place.file);
      const clause = source === null ? null : clauseAt(source, subject, place);
      const edits = source === null || clause === null ? null : rethrowing(source, clause);
      if (edits === null) return [];
      return [
        {
          title: fails ? 'Throw the error on: the message is delivered again' : 'Throw the error on',
          kind: 'quickfix' as const,
          rules: ['swallowed-error'],
          needsConfirmation: 'An error in the work fails the delivery: the message comes again until it succeeds or is parked.',
          place,
          variant: '',
          edits: () => ({ edits, newFiles: [], toDo: [] }),
        },
      ];
    });
  },
};

function clauseAt(source: ts.SourceFile, _subject: Subject, place: Parameters<typeof nodeAt>[1]): ts.CatchClause | null {
  const exact = nodeAt(source, place, ts.isCatchClause);
  if (exact) return exact;
  const { start } = offsetsOf(source, place);
  let found: ts.CatchClause | null = null;
  const visit = (node: ts.Node): void => {
    if (node.pos > start || node.end <= start) return;
    if (ts.isCatchClause(node) && node.getStart(source) <= start) found = node;
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function rethrowing(source: ts.SourceFile, clause: ts.CatchClause): readonly FixEdit[] | null {
  const variable = clause.variableDeclaration;
  if (variable && !ts.isIdentifier(variable.name)) return null;
  const name = variable?.name.getText(source) ?? 'error';
  const last = clause.block.statements.at(-1);
  const newline = source.text.includes('\r\n') ? '\r\n' : '\n';
  const semicolon = /;\s*$/m.test(source.text) ? ';' : '';
  const binding = variable ? [] : [insertAt(source, clause.block.getStart(source), `(${name}) `)];
  if (last && (ts.isReturnStatement(last) || ts.isContinueStatement(last) || ts.isThrowStatement(last))) return null;
  const inner = last ? indentOf(source, last) : `${indentOf(source, clause)}  `;
  const at = last?.end ?? clause.block.getStart(source) + 1;
  const closing = last || source.text.slice(at, clause.block.end - 1).includes('\n') ? '' : `${newline}${indentOf(source, clause)}`;
  return ordered([...binding, insertAt(source, at, `${newline}${inner}throw ${name}${semicolon}${closing}`)]);
}
