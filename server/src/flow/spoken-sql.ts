// SQL handed to a library that no model knows: what the statement says is what the call does.
import type ts from 'typescript';
import type { EffectRow } from '../models/schema.ts';
import type { Value } from '../provenance/values.ts';
import { apisOf, type Matched } from './matching-rows.ts';
import { readSql } from './repeat/sql.ts';
import { textOf } from './repeat/text.ts';
import type { Scope, Walk } from './walk.ts';

const row: EffectRow = { at: 'Package', kind: 'database', verb: 'writes with SQL', write: { sql: 'Call.Argument[0]' } };

const verbs: ReadonlySet<string> = new Set(['insert', 'update', 'delete', 'select', 'begin', 'commit', 'rollback', 'savepoint']);

/** `pg.query(SQL...)` of a package without a model; null where its first argument is no SQL in sight. */
export function spokenSql(w: Walk, node: ts.CallExpression, name: string, value: Value, scope: Scope): Matched | null {
  const [api] = apisOf(value);
  const [statement] = node.arguments;
  if (api === undefined || api.package === 'global' || statement === undefined || !/^(query|exec|execute|run)$/.test(name)) return null;
  const text = textOf(w.program, statement, scope.env);
  if (text === null || !/^\s*(insert\s+into|update\s+\S+\s+set|delete\s+from|select\s|with\s)/i.test(text.text)) return null;
  return verbs.has(readSql(text.text).verb) ? { is: 'effect', row, value: api } : null;
}
