// Objection: `Model.query(trx?)` and `row.(trx?)` start a lazy chain; the transaction is the argument of `query`.
import type { EffectModel } from '../schema.ts';

export const objection = {
  format: 1,
  package: ['objection', 'nestjs-objection'],
  types: {
    Model: ['Package.Member[Model]', 'Package.Member[Model].Subclass', 'ModelClass'],
    Query: [
      'Model.Member[query,relatedQuery].ReturnValue',
      'Model.Member[$query,$relatedQuery].ReturnValue',
      'QueryBuilder',
      // Every method of a query goes on with it, a custom builder's too; a query is awaited to rows, which start queries of their own.
      'Query.AnyMember.ReturnValue',
      'Query.Member[$query,$relatedQuery].ReturnValue',
      'Query.Element.Member[$query,$relatedQuery].ReturnValue',
    ],
    Begun: ['Model.Member[startTransaction].ReturnValue', 'Package.Member[transaction].Member[start].ReturnValue'],
  },
  effects: [
    {
      at: 'Query.Member[insert,insertAndFetch,insertGraph,insertGraphAndFetch]',
      kind: 'database',
      verb: 'inserts rows',
      write: {
        chained: {
          insert: 'insert',
          insertAndFetch: 'insert',
          insertGraph: 'insert',
          insertGraphAndFetch: 'insert',
          ignore: 'upsert',
          merge: 'upsert',
        },
      },
      lazy: true,
      transaction: 'Chain.Member[query].Argument[0]',
    },
    {
      at: 'Query.Member[patch,update,patchAndFetchById,updateAndFetchById,patchAndFetch,updateAndFetch]',
      kind: 'database',
      verb: 'updates rows',
      write: { data: 'Call.Argument[last]', as: 'set' },
      lazy: true,
      transaction: 'Chain.Member[query].Argument[0]',
    },
    {
      at: 'Query.Member[upsertGraph,upsertGraphAndFetch]',
      kind: 'database',
      verb: 'upserts rows',
      write: 'upsert',
      lazy: true,
      transaction: 'Chain.Member[query].Argument[0]',
    },
    {
      at: 'Query.Member[increment,decrement]',
      kind: 'counter',
      verb: 'moves a counter',
      write: 'relative',
      lazy: true,
      transaction: 'Chain.Member[query].Argument[0]',
    },
    {
      at: 'Query.Member[delete,deleteById,unrelate,hardDelete]',
      kind: 'database',
      verb: 'deletes rows',
      write: 'delete',
      lazy: true,
      transaction: 'Chain.Member[query].Argument[0]',
    },
    {
      at: 'Query.Member[relate]',
      kind: 'database',
      verb: 'links rows',
      write: 'upsert',
      lazy: true,
    },
  ],
  transactions: [
    {
      at: 'Model.Member[transaction]',
      callback: 'Call.Argument[last]',
      handle: 'Call.Argument[last].Parameter[0]',
      kind: 'database',
    },
    {
      at: 'Package.Member[transaction]',
      callback: 'Call.Argument[last]',
      handle: 'Call.Argument[last].Parameter[0]',
      kind: 'database',
    },
    { at: 'Model.Member[startTransaction]', does: 'begin', handle: 'Call', kind: 'database' },
    {
      at: 'Package.Member[transaction].Member[start]',
      does: 'begin',
      handle: 'Call',
      kind: 'database',
    },
    { at: 'Begun.Member[commit]', does: 'commit', handle: 'Call.This', kind: 'database' },
    { at: 'Begun.Member[rollback]', does: 'rollback', handle: 'Call.This', kind: 'database' },
  ],
  otherwise: 'read',
  sources: ['objection@3.1.5 (run against PostgreSQL)', 'objection-soft-delete@1.0.7 README.md (hardDelete)'],
} as const satisfies EffectModel;
