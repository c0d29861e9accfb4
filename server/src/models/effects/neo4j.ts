// neo4j-driver: the statement decides; transactions are objects of their own.
import type { EffectModel } from '../schema.ts';

const statement = { kind: 'database', verb: 'writes to a graph', write: { cypher: 'Call.Argument[0]' } } as const;

export const neo4j = {
  format: 1,
  package: ['neo4j-driver', 'neo4j-driver-lite'],
  types: {
    Driver: ['Package.Member[driver].ReturnValue', 'Driver'],
    Session: ['Driver.Member[session,rxSession].ReturnValue', 'Session'],
    Transaction: [
      'Session.Member[beginTransaction].ReturnValue',
      'Session.Member[executeWrite,writeTransaction,executeRead,readTransaction].Argument[0].Parameter[0]',
      'Transaction',
      'ManagedTransaction',
    ],
  },
  effects: [
    { at: 'Session.Member[run]', ...statement },
    { at: 'Transaction.Member[run]', ...statement },
    { at: 'Driver.Member[executeQuery]', ...statement },
  ],
  transactions: [
    {
      at: 'Session.Member[executeWrite,writeTransaction]',
      callback: 'Call.Argument[0]',
      handle: 'Call.Argument[0].Parameter[0]',
      kind: 'database',
      retries: true,
    },
    { at: 'Session.Member[executeRead,readTransaction]', callback: 'Call.Argument[0]', handle: 'Call.Argument[0].Parameter[0]', kind: 'database' },
    { at: 'Session.Member[beginTransaction]', does: 'begin', handle: 'Call', kind: 'database' },
    { at: 'Transaction.Member[commit]', does: 'commit', handle: 'Call.This', kind: 'database' },
    { at: 'Transaction.Member[rollback]', does: 'rollback', handle: 'Call.This', kind: 'database' },
  ],
  harmless: [
    { at: 'Session.Member[close]', kind: 'other' },
    { at: 'Transaction.Member[close]', kind: 'other' },
    { at: 'Driver.Member[close]', kind: 'other' },
  ],
  pure: ['Package.Member[int,isInt,integer,auth,types]', 'Driver.Member[session]'],
  otherwise: 'read',
  sources: ['neo4j-driver@6.0.1 types/index.d.ts', 'neo4j.com/docs/cypher-manual: MERGE, SET, CREATE'],
} as const satisfies EffectModel;
