// Kysely: nothing is sent before `execute`; conflict clauses inside `onConflict` decide what an insert does the second time.
import type { EffectModel } from '../schema.ts';

export const kysely = {
  format: 1,
  package: ['kysely', 'nestjs-kysely', 'kysely-codegen'],
  types: {
    Db: [
      'Package.Member[Kysely].Instance',
      'Package.Member[Kysely].Subclass',
      'Kysely',
      'Transaction',
      'Package.Member[InjectKysely].ReturnValue',
      'Db.Member[transaction].ReturnValue.Member[execute].Argument[0].Parameter[0]',
      'Db.Member[startTransaction].ReturnValue.Member[execute].ReturnValue',
      'Db.Member[withSchema,withPlugin,with].ReturnValue',
    ],
  },
  effects: [
    {
      at: 'Db.Member[insertInto]',
      kind: 'database',
      verb: 'inserts rows',
      write: {
        chained: {
          values: 'insert',
          onConflict: 'upsert',
          orIgnore: 'upsert',
          ignore: 'upsert',
          onDuplicateKeyUpdate: 'upsert',
        },
      },
      lazy: true,
    },
    {
      at: 'Db.Member[updateTable]',
      kind: 'database',
      verb: 'updates rows',
      write: { chained: { set: 'set' } },
      lazy: true,
    },
    {
      at: 'Db.Member[replaceInto,mergeInto]',
      kind: 'database',
      verb: 'inserts or updates rows',
      write: 'upsert',
      lazy: true,
    },
    {
      at: 'Db.Member[deleteFrom]',
      kind: 'database',
      verb: 'deletes rows',
      write: 'delete',
      lazy: true,
    },
    {
      at: 'Package.Member[sql].ReturnValue.Member[execute]',
      kind: 'database',
      verb: 'writes with SQL',
      write: { sql: 'Call.This' },
    },
  ],
  transactions: [
    {
      at: 'Db.Member[transaction].ReturnValue.Member[execute]',
      callback: 'Call.Argument[0]',
      handle: 'Call.Argument[0].Parameter[0]',
      kind: 'database',
    },
    {
      at: 'Db.Member[transaction].ReturnValue.Member[setIsolationLevel].ReturnValue.Member[execute]',
      callback: 'Call.Argument[0]',
      handle: 'Call.Argument[0].Parameter[0]',
      kind: 'database',
    },
    {
      at: 'Db.Member[commit].ReturnValue.Member[execute]',
      does: 'commit',
      handle: 'Call.This',
      kind: 'database',
    },
    {
      at: 'Db.Member[rollback].ReturnValue.Member[execute]',
      does: 'rollback',
      handle: 'Call.This',
      kind: 'database',
    },
  ],
  otherwise: 'read',
  sources: ['kysely@0.28.18 (run against PostgreSQL)'],
} as const satisfies EffectModel;
