// A second INSERT of the same row is refused quietly. Only where the row has a unique key that comes with the event is nothing repeated: the fix says so, and can't make one.
import ts from 'typescript';
import { insertAt, ordered } from './edits.ts';
import type { FixEdit } from './fix.ts';
import { driversInUse } from '../guards/connections.ts';
import { effectsOf, nodeAt, wholeChain, type FixMaker, type Subject } from './subject.ts';

export const ignoreDuplicateRow: FixMaker = {
  id: 'ignore-duplicate-row',
  offers(subject) {
    return effectsOf(subject.report).flatMap(({ fact, verdict }) => {
      const source = subject.parse(fact.place.file);
      const call = source === null || fact.kind !== 'database' || verdict.repeated !== 'exposed' ? null : nodeAt(source, fact.place, ts.isExpression);
      const edits = source === null || call === null ? null : (inSql(subject, source, call) ?? inChain(source, call));
      if (edits === null) return [];
      return [
        {
          title: 'Ignore a row that is there already (needs a unique key made of the event)',
          kind: 'quickfix' as const,
          rules: ['unguarded-effect'],
          needsConfirmation: 'Without a unique key over columns that come with the event this changes nothing.',
          place: fact.place,
          variant: '',
          edits: () => ({ edits, newFiles: [], toDo: ['Add a unique key over the columns that identify the event.'] }),
        },
      ];
    });
  },
};

/** Appends to the SQL text, which must stand in the call itself. */
function inSql(subject: Subject, source: ts.SourceFile, call: ts.Expression): readonly FixEdit[] | null {
  const literal = ts.isCallExpression(call) ? call.arguments.find(ts.isStringLiteralLike) : undefined;
  const isPostgres = driversInUse(subject.workspace, source.fileName).some(({ packages }) => packages.some((name) => ['pg', 'better-sqlite3'].includes(name)));
  if (literal === undefined || !isPostgres) return null;
  const sql = literal.text;
  if (!/^\s*insert\s+into\b/i.test(sql) || /\bon\s+conflict\b|\breturning\b|;\s*\S/i.test(sql)) return null;
  const trimmed = literal.getText(source).slice(0, -1).trimEnd().replace(/;$/, '');
  return [insertAt(source, literal.getStart(source) + trimmed.length, ' ON CONFLICT DO NOTHING')];
}

/** `db.insert(table).values(row)` of Drizzle. */
function inChain(source: ts.SourceFile, call: ts.Expression): readonly FixEdit[] | null {
  const whole = wholeChain(call);
  const text = whole.getText(source);
  const isDrizzle = /\.insert\(\s*\w+\s*\)\s*\.values\(/.test(text);
  if (!isDrizzle || /onConflict|returning|ignore/.test(text) || !ts.isCallExpression(whole)) return null;
  return ordered([insertAt(source, whole.end, '.onConflictDoNothing()')]);
}
