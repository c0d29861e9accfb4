// The acknowledgement goes behind the effects that follow it in the same block: from then on a failure or a crash brings the message again.
import ts from 'typescript';
import { insertAt, ordered, replaceSpan } from './edits.ts';
import type { FixEdit } from './fix.ts';
import { effectsOf, indentOf, isWithin, nodeAt, type FixMaker } from './subject.ts';

export const moveAcknowledgement: FixMaker = {
  id: 'acknowledge-after-effects',
  offers(subject) {
    const { report } = subject;
    return report.graph.steps.flatMap((step) => {
      if (step.kind !== 'acknowledge') return [];
      const source = subject.parse(step.place.file);
      const call = source === null ? null : nodeAt(source, step.place, ts.isExpression);
      if (source === null || call === null) return [];
      const late = effectsOf(report).flatMap(({ fact, verdict }) => {
        const effect = verdict.lost === 'never' ? null : nodeAt(source, fact.place, ts.isExpression);
        return effect === null ? [] : [effect];
      });
      const edits = moving(source, call, late);
      if (edits === null) return [];
      return [
        {
          title: 'Acknowledge after the effects: a failure or a crash brings the message again',
          kind: 'quickfix' as const,
          rules: ['acknowledged-before-effect'],
          needsConfirmation: 'Effects that were lost on a failure are repeated on a redelivery instead, until a guard stands around them.',
          place: step.place,
          variant: '',
          edits: () => ({ edits, newFiles: [], toDo: [] }),
        },
      ];
    });
  },
};

function moving(source: ts.SourceFile, call: ts.Expression, effects: readonly ts.Node[]): readonly FixEdit[] | null {
  const statement = call.parent && ts.isAwaitExpression(call.parent) ? call.parent.parent : call.parent;
  if (!ts.isExpressionStatement(statement) || !(ts.isBlock(statement.parent) || ts.isSourceFile(statement.parent))) return null;
  const { statements } = statement.parent;
  const index = statements.indexOf(statement);
  const last = statements.findLast((later, at) => at > index && effects.some((effect) => isWithin(effect, later)));
  if (last === undefined || ts.isReturnStatement(last)) return null;
  const leaves = statements.slice(index + 1, statements.indexOf(last)).some((between) => ts.isReturnStatement(between) || mayReturn(between));
  if (leaves || mayReturn(last)) return null;
  const text = source.text.slice(statement.getStart(source), statement.end);
  const lineStart = source.text.lastIndexOf('\n', statement.getStart(source) - 1) + 1;
  const isOwnLine = source.text.slice(lineStart, statement.getStart(source)).trim() === '';
  const lineEnd = /^[ \t]*\r?\n/.exec(source.text.slice(statement.end))?.[0].length;
  const removed =
    isOwnLine && lineEnd !== undefined
      ? replaceSpan(source, lineStart, statement.end + lineEnd, '')
      : replaceSpan(source, statement.getStart(source), statement.end, '');
  const newline = source.text.includes('\r\n') ? '\r\n' : '\n';
  return ordered([removed, insertAt(source, last.end, `${newline}${indentOf(source, last)}${text}`)]);
}

/** A way out between the two would skip the acknowledgement. */
function mayReturn(statement: ts.Node): boolean {
  let found = false;
  const visit = (node: ts.Node): void => {
    if (ts.isReturnStatement(node) || ts.isContinueStatement(node) || ts.isBreakStatement(node)) found = true;
    if (!found && !ts.isFunctionLike(node)) ts.forEachChild(node, visit);
  };
  visit(statement);
  return found;
}
