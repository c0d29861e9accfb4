// What an UPDATE sets a column to: `SET status = 'paid'` in its text, `SET status = ?` and `SET status = ${status}` by what is filled in.
import ts from 'typescript';
import type { Located } from '../repeat/locate.ts';
import { spelled } from '../repeat/refused-rows.ts';
import { filling } from '../repeat/sql-statements.ts';
import { textOf } from '../repeat/text.ts';
import { siteOf, type Met, type Walk } from '../walk.ts';

/** A literal of the statement, or the expression behind a hole of it; null for whatever the database works out. */
export function setByStatement(w: Walk, { node, scope, sql }: Met, field: string): readonly (string | Located | null)[] {
  const statement = ts.isTaggedTemplateExpression(node) ? node : node.arguments?.[0];
  const text = statement === undefined || sql === null ? null : textOf(w.program, statement, scope.env);
  if (sql === null || text === null) return [];
  return sql.sets
    .filter(({ field: column }) => spelled(column) === spelled(field))
    .map(({ value }) => filling({ program: w.program, site: siteOf(node, scope) }, text, value) ?? literal(value));
}

function literal(token: string): string | null {
  const [, quoted, plain] = /^(?:'([^']*)'|(\d+|true|false|null))$/.exec(token) ?? [];
  return quoted ?? plain ?? null;
}
