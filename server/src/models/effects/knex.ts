// Knex: a lazy builder; insert, update and del decide what the chain is, `onConflict().ignore()` and `.merge()` make an insert repeatable.
import type { EffectModel } from '../schema.ts';

export const knex = {
  format: 1,
  package: ['knex', 'nest-knexjs', 'nestjs-knex'],
  types: {
    Knex: [
      'Package.ReturnValue',
      'Package.Member[knex].ReturnValue',
      'Package.Member[InjectConnection,InjectKnex,InjectModel].ReturnValue',
      'Transaction',
      'Knex.Member[transaction].Argument[0].Parameter[0]',
      'Knex.Member[transaction].ReturnValue',
    ],
    Builder: [
      'Knex.ReturnValue',
      'Knex.Member[table,from,into,queryBuilder,select,withSchema,with,where,insert,update].ReturnValue',
      'QueryBuilder',
      'Builder.Member[where,andWhere,orWhere,whereIn,whereNot,whereNull,whereNotNull,whereRaw,whereNotIn,whereExists,whereBetween,andWhereRaw,transacting,table,into,from,returning,with,withSchema,forUpdate,skipLocked,limit,orderBy,select,first,join,leftJoin,modify,timeout].ReturnValue',
    ],
    Insert: ['Builder.Member[insert].ReturnValue', 'Knex.Member[insert].ReturnValue', 'Insert.Member[returning,transacting,into].ReturnValue'],
    Conflict: ['Insert.Member[onConflict].ReturnValue'],
  },
  effects: [
    {
      at: 'Builder.Member[insert]',
      kind: 'database',
      verb: 'inserts a row',
      write: { chained: { insert: 'insert', ignore: 'upsert', merge: 'upsert' } },
      lazy: true,
    },
    {
      at: 'Knex.Member[insert]',
      kind: 'database',
      verb: 'inserts a row',
      write: { chained: { insert: 'insert', ignore: 'upsert', merge: 'upsert' } },
      lazy: true,
    },
    {
      at: 'Builder.Member[update]',
      kind: 'database',
      verb: 'updates rows',
      write: { data: 'Call.Argument[0]', as: 'set' },
      lazy: true,
    },
    {
      at: 'Builder.Member[upsert]',
      kind: 'database',
      verb: 'inserts or updates a row',
      write: 'upsert',
      lazy: true,
    },
    {
      at: 'Builder.Member[increment,decrement]',
      kind: 'counter',
      verb: 'moves a counter',
      write: 'relative',
      lazy: true,
    },
    {
      at: 'Builder.Member[del,delete,truncate]',
      kind: 'database',
      verb: 'deletes rows',
      write: 'delete',
      lazy: true,
    },
    {
      at: 'Knex.Member[raw]',
      kind: 'database',
      verb: 'writes with SQL',
      write: { sql: 'Call.Argument[0]' },
      lazy: true,
    },
    {
      at: 'Knex.Member[batchInsert]',
      kind: 'database',
      verb: 'inserts rows',
      write: { data: 'Call.Argument[1]', as: 'insert' },
    },
  ],
  transactions: [
    {
      at: 'Knex.Member[transaction]',
      callback: 'Call.Argument[0]',
      handle: 'Call.Argument[0].Parameter[0]',
      kind: 'database',
    },
    { at: 'Knex.Member[commit]', does: 'commit', handle: 'Call.This', kind: 'database' },
    { at: 'Knex.Member[rollback]', does: 'rollback', handle: 'Call.This', kind: 'database' },
  ],
  otherwise: 'read',
  sources: ['knex@3.3.0 (run against PostgreSQL, MariaDB, SQLite)'],
} as const satisfies EffectModel;
