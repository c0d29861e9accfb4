// node-postgres and the drivers that extend or imitate it: the text decides. A transaction is what runs on one checked-out client between BEGIN and COMMIT.
import type { EffectModel } from '../schema.ts';

export const pg = {
  format: 1,
  package: ['pg', 'pg-pool', '@neondatabase/serverless', '@vercel/postgres', '@electric-sql/pglite'],
  types: {
    Pool: [
      'Package.Member[Pool,PGlite].Instance',
      'Package.Member[createPool,createClient].ReturnValue',
      'Package.Member[PGlite].Member[create].ReturnValue',
      'Package.Member[db]',
      'PGlite',
    ],
    Client: [
      'Package.Member[Client].Instance',
      'Pool.Member[connect].ReturnValue',
      'Pool.Member[connect].Argument[0].Parameter[1]',
      'PoolClient',
      'ClientBase',
      'Pool.Member[transaction].Argument[0].Parameter[0]',
      'Transaction',
    ],
  },
  effects: [
    {
      at: 'Pool.Member[query,exec]',
      kind: 'database',
      verb: 'writes with SQL',
      write: { sql: 'Call.Argument[0]' },
    },
    {
      at: 'Client.Member[query,exec]',
      kind: 'database',
      verb: 'writes with SQL',
      write: { sql: 'Call.Argument[0]' },
    },
    {
      at: 'Package.Member[sql]',
      kind: 'database',
      verb: 'writes with SQL',
      write: { sql: 'Call.Argument[0]' },
    },
    {
      at: 'Package.Member[neon].ReturnValue',
      kind: 'database',
      verb: 'writes with SQL',
      write: { sql: 'Call.Argument[0]' },
      lazy: true,
    },
    {
      at: 'Package.Member[neon].ReturnValue.Member[query,unsafe]',
      kind: 'database',
      verb: 'writes with SQL',
      write: { sql: 'Call.Argument[0]' },
      lazy: true,
    },
    {
      at: 'Pool.Member[sql]',
      kind: 'database',
      verb: 'writes with SQL',
      write: { sql: 'Call.Argument[0]' },
    },
    {
      at: 'Client.Member[sql]',
      kind: 'database',
      verb: 'writes with SQL',
      write: { sql: 'Call.Argument[0]' },
    },
  ],
  transactions: [
    {
      at: 'Pool.Member[transaction]',
      callback: 'Call.Argument[0]',
      handle: 'Call.Argument[0].Parameter[0]',
      kind: 'database',
    },
  ],
  harmless: [
    { at: 'Client.Member[release,end,on]', kind: 'other' },
    { at: 'Pool.Member[end,on]', kind: 'other' },
  ],
  otherwise: 'read',
  sources: ['pg@8.23.1 lib/client.js, lib/result.js', '@neondatabase/serverless@1.2.0', '@electric-sql/pglite@0.5.16'],
} as const satisfies EffectModel;
