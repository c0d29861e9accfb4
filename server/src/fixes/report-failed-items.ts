// A Lambda that gets SQS messages in batches names the ones that failed, so that one bad message does not bring the others again.
import ts from 'typescript';
import { insertAt, ordered } from './edits.ts';
import type { FixEdits } from './fix.ts';
import { indentOf, type FixMaker, type Subject } from './subject.ts';
import { linesIn } from './wrap-handler.ts';

export const reportFailedItems: FixMaker = {
  id: 'report-failed-items',
  offers(subject) {
    const { report } = subject;
    if (report.handler.transport !== 'sqs' || report.handler.delivery.unit !== 'batch' || !report.handler.delivery.partialFailures) return [];
    const edits = reporting(subject);
    if (edits === null) return [];
    return [
      {
        title: 'Report the messages that failed, instead of failing the whole batch',
        kind: 'refactor',
        rules: ['unguarded-effect'],
        needsConfirmation: 'A message that fails comes again by itself; the others of its batch are done.',
        place: report.handler.place,
        variant: '',
        edits: () => edits,
      },
    ];
  },
};

function reporting({ handler, source, style }: Subject): FixEdits | null {
  if (!handler?.body || !ts.isBlock(handler.body) || /batchItemFailures/.test(source.text) || handler.type) return null;
  const loop = handler.body.statements.find(ts.isForOfStatement);
  const last = handler.body.statements.at(-1);
  if (
    !loop ||
    loop !== last ||
    !loop.expression.getText(source).endsWith('.Records') ||
    !ts.isBlock(loop.statement) ||
    !ts.isVariableDeclarationList(loop.initializer)
  )
    return null;
  const record = loop.initializer.declarations[0]?.name;
  if (!record || !ts.isIdentifier(record)) return null;
  const outer = indentOf(source, loop);
  const inner = `${outer}${style.indent}`;
  const { newline, semicolon, language } = style;
  const type = language === 'ts' ? ': { itemIdentifier: string }[]' : '';
  const lines = (...text: readonly string[]) => text.join(newline);
  const first = loop.statement.statements[0];
  const end = loop.statement.statements.at(-1);
  if (!first || !end) return null;
  const open = loop.statement.getStart(source) + 1;
  const isOnOneLine = !source.text.slice(open, end.end).includes('\n');
  return {
    edits: ordered([
      insertAt(source, loop.getStart(source), lines(`const batchItemFailures${type} = []${semicolon}`, outer)),
      ...(isOnOneLine
        ? [insertAt(source, first.getStart(source), lines('try {', inner))]
        : [insertAt(source, open, lines('', `${inner}try {`)), ...linesIn(source, open, end.end).map((at) => insertAt(source, at, style.indent))]),
      insertAt(
        source,
        end.end,
        lines(
          '',
          `${inner}} catch (error) {`,
          `${inner}${style.indent}console.error(error)${semicolon}`,
          `${inner}${style.indent}batchItemFailures.push({ itemIdentifier: ${record.text}.messageId })${semicolon}`,
          `${inner}}`,
        ),
      ),
      insertAt(source, loop.end, lines('', `${outer}return { batchItemFailures }${semicolon}`)),
    ]),
    newFiles: [],
    toDo: [],
  };
}
