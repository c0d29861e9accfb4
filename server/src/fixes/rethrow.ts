// A catch that swallows an effect's error lets the message count as done. Thrown on, the error fails the delivery.
import ts from 'typescript';
import { comparePlaces, type Place } from '../base/place.ts';
import { placeIn } from '../syntax/places.ts';
import { insertAt, ordered } from './edits.ts';
import type { FixEdit } from './fix.ts';
import { indentOf, nodeAt, offsetsOf, type FixMaker, type Subject } from './subject.ts';

export const rethrow: FixMaker = {
  id: 'rethrow',
  offers(subject) {
    const { report } = subject;
    const fails = report.handler.delivery.promise === 'awaited' && report.handler.delivery.onError.startsWith('redelivered');
    // Where an error is not answered by another delivery, what follows it would be lost as well.
    if (!fails) return [];
    return report.graph.swallows.flatMap(({ place, effects }) => {
      const source = subject.parse(place.file);
      const clause = source === null || isCaughtOutside(subject, effects, place) ? null : clauseAt(source, subject, place);
      const edits = source === null || clause === null ? null : rethrowing(source, clause);
      if (edits === null) return [];
      return [
        {
          title: 'Throw the error on: the message is delivered again',
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

/** Another catch, around the call in the handler that leads there, would keep the error and leave out what follows. */
function isCaughtOutside({ report, source }: Subject, effects: readonly number[], own: Place): boolean {
  return effects.some((id) => (report.graph.effects[id]?.reachedFrom ?? []).some((place) => isInTry(source, nodeAt(source, place, ts.isExpression), own)));
}

function isInTry(source: ts.SourceFile, call: ts.Node | null, own: Place): boolean {
  for (let node = call; node && !ts.isFunctionLike(node); node = node.parent) {
    const clause = ts.isTryStatement(node.parent) && node.parent.tryBlock === node ? node.parent.catchClause : undefined;
    if (clause && comparePlaces(placeIn(source, clause), own) !== 0) return true;
  }
  return false;
}

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
