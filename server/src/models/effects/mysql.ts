// mysql2 and mysql: the text decides; transactions live on one connection.
import type { EffectModel } from '../schema.ts';

export const mysql = {
  format: 1,
  package: ['mysql2', 'mysql', 'mariadb', 'promise-mysql', 'serverless-mysql'],
  types: {
    Pool: ['Package.Member[createPool,createPoolCluster].ReturnValue', 'Pool.Member[promise].ReturnValue', 'Package.ReturnValue'],
    Connection: [
      'Package.Member[createConnection].ReturnValue',
      'Pool.Member[getConnection].ReturnValue',
      'Pool.Member[getConnection].Argument[0].Parameter[1]',
      'Connection.Member[promise].ReturnValue',
      'PoolConnection',
    ],
  },
  effects: [
    {
      at: 'Pool.Member[query,execute]',
      kind: 'database',
      verb: 'writes with SQL',
      write: { sql: 'Call.Argument[0]' },
    },
    {
      at: 'Connection.Member[query,execute]',
      kind: 'database',
      verb: 'writes with SQL',
      write: { sql: 'Call.Argument[0]' },
    },
  ],
  transactions: [
    {
      at: 'Connection.Member[beginTransaction]',
      does: 'begin',
      handle: 'Call.This',
      kind: 'database',
    },
    { at: 'Connection.Member[commit]', does: 'commit', handle: 'Call.This', kind: 'database' },
    { at: 'Connection.Member[rollback]', does: 'rollback', handle: 'Call.This', kind: 'database' },
  ],
  harmless: [{ at: 'Connection.Member[release,end,destroy]', kind: 'other' }],
  otherwise: 'read',
  sources: ['mysql2@3.24.6 lib/connection_config.js'],
} as const satisfies EffectModel;
