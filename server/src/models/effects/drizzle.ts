// Drizzle: a lazy chain; `onConflictDoNothing` and `onConflictDoUpdate` make an insert repeatable, and `sql` fragments in `set` may move a value.
import type { EffectModel } from '../schema.ts';

export const drizzle = {
  format: 1,
  package: ['drizzle-orm', '@libsql/client'],
  types: {
    Db: [
      'Package.Member[drizzle].ReturnValue',
      'Package.Member[withReplicas].ReturnValue',
      'Db.Member[transaction].Argument[0].Parameter[0]',
      'NodePgDatabase',
      'PostgresJsDatabase',
      'PgDatabase',
      'PgTransaction',
      'MySql2Database',
      'MySqlDatabase',
      'BetterSQLite3Database',
      'DrizzleD1Database',
      'LibSQLDatabase',
      'NeonHttpDatabase',
      'NeonDatabase',
      'VercelPgDatabase',
      'BaseSQLiteDatabase',
      'PgliteDatabase',
      'SQLiteTransaction',
      'Db.Member[with].ReturnValue',
      'PgQueryResultHKT',
    ],
    Select: ['Db.Member[select,selectDistinct,selectDistinctOn].ReturnValue', 'Select.AnyMember.ReturnValue'],
    Libsql: ['Package.Member[createClient].ReturnValue'],
  },
  effects: [
    {
      at: 'Db.Member[insert]',
      kind: 'database',
      verb: 'inserts rows',
      write: {
        chained: {
          values: 'insert',
          onConflictDoNothing: 'upsert',
          ignore: 'upsert',
          onConflictDoUpdate: 'upsert',
          onDuplicateKeyUpdate: 'upsert',
        },
      },
      lazy: true,
    },
    {
      at: 'Db.Member[update]',
      kind: 'database',
      verb: 'updates rows',
      write: { chained: { set: 'set' } },
      lazy: true,
    },
    {
      at: 'Db.Member[delete]',
      kind: 'database',
      verb: 'deletes rows',
      write: 'delete',
      lazy: true,
    },
    {
      at: 'Db.Member[execute,run]',
      kind: 'database',
      verb: 'writes with SQL',
      write: { sql: 'Call.Argument[0]' },
      lazy: true,
    },
    {
      at: 'Libsql.Member[execute,executeMultiple]',
      kind: 'database',
      verb: 'writes with SQL',
      write: { sql: 'Call.Argument[0]' },
    },
    { at: 'Libsql.Member[batch]', kind: 'database', verb: 'writes with SQL', write: 'set' },
  ],
  transactions: [
    {
      at: 'Db.Member[transaction]',
      callback: 'Call.Argument[0]',
      handle: 'Call.Argument[0].Parameter[0]',
      kind: 'database',
    },
  ],
  reads: ['Select.AnyMember', 'Db.Member[query].AnyMember.Member[findFirst,findMany]', 'Db.Member[$count]'],
  otherwise: 'pure',
  sources: ['drizzle-orm@0.45.4 (run against PostgreSQL and MariaDB)'],
} as const satisfies EffectModel;
