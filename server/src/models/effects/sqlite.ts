// SQLite drivers and the smaller SQL drivers: the text decides.
import type { EffectModel } from '../schema.ts';

export const sqlite = {
  format: 1,
  package: ['better-sqlite3', 'sqlite', 'sqlite3', 'sql.js', 'bun:sqlite'],
  types: {
    Database: [
      'Package.Instance',
      'Package.ReturnValue',
      'Package.Member[DatabaseSync,Database].Instance',
      'Package.Member[open].ReturnValue',
      'Package.Member[verbose].ReturnValue.Member[Database].Instance',
    ],
    Statement: ['Database.Member[prepare,query].ReturnValue'],
  },
  effects: [
    {
      at: 'Statement.Member[run]',
      kind: 'database',
      verb: 'writes with SQL',
      write: { sql: 'Call.This.Argument[0]' },
    },
    {
      at: 'Statement.Member[get,all,iterate]',
      kind: 'database',
      verb: 'writes with SQL',
      write: { sql: 'Call.This.Argument[0]' },
    },
    {
      at: 'Database.Member[exec,run,all,get,each]',
      kind: 'database',
      verb: 'writes with SQL',
      write: { sql: 'Call.Argument[0]' },
    },
  ],
  transactions: [{ at: 'Database.Member[transaction]', callback: 'Call.Argument[0]', kind: 'database' }],
  otherwise: 'read',
  sources: ['better-sqlite3@13.2.0 lib/methods/transaction.js', 'node:sqlite (Node 22)'],
} as const satisfies EffectModel;

export const otherSql = {
  format: 1,
  package: [
    'mssql',
    'slonik',
    'pg-promise',
    'oracledb',
    'snowflake-sdk',
    '@clickhouse/client',
    '@clickhouse/client-web',
    '@google-cloud/bigquery',
    '@google-cloud/spanner',
    'cassandra-driver',
    'massive',
  ],
  types: {
    BigQuery: ['Package.Member[BigQuery].Instance', 'BigQuery.Member[dataset].ReturnValue'],
    Db: [
      'Package.ReturnValue.ReturnValue',
      'Package.Member[createPool].ReturnValue',
      'Package.Member[ConnectionPool,Client,Request].Instance',
      'Package.Member[connect].ReturnValue',
      'Db.Member[request,connect].ReturnValue',
      'IDatabase',
      'ITask',
      'DatabasePool',
      'DatabaseTransactionConnection',
      'Db.Member[tx,task,transaction,txIf].Argument[0].Parameter[0]',
      'Db.Member[tx,task,transaction,txIf].Argument[1].Parameter[0]',
      'Db.Member[input].ReturnValue',
      'Package.Member[getConnection].ReturnValue',
      'Package.Member[createConnection].ReturnValue',
    ],
  },
  effects: [
    {
      at: 'Package.Member[createClient].ReturnValue.Member[command]',
      kind: 'database',
      verb: 'writes with SQL',
      write: { sql: 'Call.Argument[0].Member[query]' },
    },
    {
      at: 'Package.Member[createClient].ReturnValue.Member[exec]',
      kind: 'database',
      verb: 'writes with SQL',
      write: { sql: 'Call.Argument[0].Member[query]', unknown: 'read' },
    },
    {
      at: 'BigQuery.Member[query,createQueryJob]',
      kind: 'database',
      verb: 'writes with SQL',
      write: { sql: 'Call.Argument[0].Member[query]', unknown: 'read' },
      when: [{ option: 'Call.Argument[0].Member[query]', is: 'present' }],
    },
    {
      at: 'BigQuery.Member[query,createQueryJob]',
      kind: 'database',
      verb: 'writes with SQL',
      write: { sql: 'Call.Argument[0]', unknown: 'read' },
    },
    {
      at: 'Db.Member[query,none,one,oneOrNone,many,manyOrNone,any,result,multi,batch,execute,maybeOne,run,command,exec]',
      kind: 'database',
      verb: 'writes with SQL',
      write: { sql: 'Call.Argument[0]' },
    },
    { at: 'Db.Member[insert,bulk]', kind: 'database', verb: 'inserts rows', write: 'insert' },
    {
      at: 'BigQuery.Member[table].ReturnValue.Member[insert]',
      kind: 'database',
      verb: 'inserts rows',
      write: 'insert',
    },
    {
      at: 'Package.Member[createClient].ReturnValue.Member[insert]',
      kind: 'database',
      verb: 'inserts rows',
      write: 'insert',
    },
  ],
  transactions: [
    {
      at: 'Db.Member[tx,transaction,txIf]',
      callback: 'Call.Argument[last]',
      handle: 'Call.Argument[last].Parameter[0]',
      kind: 'database',
    },
  ],
  otherwise: 'read',
  sources: [
    'mssql@12.7.14',
    'slonik@47.3.2',
    'pg-promise@12.7.1',
    '@clickhouse/client-common@1.23.0 dist/client.d.ts',
    '@google-cloud/bigquery@9.3.0 build/src/bigquery.d.ts',
    '@google-cloud/bigquery@9.3.0 build/src/bigquery.d.ts',
  ],
} as const satisfies EffectModel;
