// postgres.js: a tagged template is lazy until awaited; `begin` rejects after any failed statement, even a caught one.
import type { EffectModel } from '../schema.ts';

export const postgres = {
  format: 1,
  package: 'postgres',
  types: {
    Sql: [
      'Package.ReturnValue',
      'Sql.Member[reserve].ReturnValue',
      'Sql.Member[begin].Argument[0].Parameter[0]',
      'Sql.Member[begin].Argument[1].Parameter[0]',
      'Sql.Member[savepoint].Argument[0].Parameter[0]',
      'Sql.Member[savepoint].Argument[1].Parameter[0]',
      'TransactionSql',
      'ReservedSql',
    ],
  },
  effects: [
    {
      at: 'Sql',
      tag: true,
      kind: 'database',
      verb: 'writes with SQL',
      write: { sql: 'Call.Argument[0]' },
      lazy: true,
    },
    {
      at: 'Sql.Member[unsafe]',
      kind: 'database',
      verb: 'writes with SQL',
      write: { sql: 'Call.Argument[0]' },
      lazy: true,
    },
    { at: 'Sql.Member[notify]', kind: 'publish', verb: 'notifies a channel', write: 'send' },
  ],
  transactions: [
    {
      at: 'Sql.Member[begin]',
      callback: 'Call.Argument[last]',
      handle: 'Call.Argument[last].Parameter[0]',
      kind: 'database',
    },
  ],
  otherwise: 'read',
  sources: ['postgres@3.4.9 src/index.js, src/query.js'],
} as const satisfies EffectModel;
