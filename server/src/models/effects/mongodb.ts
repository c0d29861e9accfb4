// The MongoDB driver: every call is sent at once and carries a session only if it is handed one.
import type { EffectModel } from '../schema.ts';

export const mongodb = {
  format: 1,
  package: ['mongodb', 'mongodb-legacy', 'monk'],
  types: {
    MongoClient: [
      'Package.Member[MongoClient].Instance',
      'Package.Member[MongoClient].Member[connect].ReturnValue',
      'Package.Member[connect].ReturnValue',
      'MongoClient.Member[connect].ReturnValue',
      'Db.Member[client]',
    ],
    Db: ['MongoClient.Member[db].ReturnValue', 'Collection.Member[db]'],
    Collection: ['Db.Member[collection].ReturnValue', 'Db.Member[createCollection].ReturnValue'],
    ClientSession: ['MongoClient.Member[startSession].ReturnValue', 'MongoClient.Member[withSession].Argument[0].Parameter[0]'],
  },
  effects: [
    {
      at: 'Collection.Member[insertOne]',
      kind: 'database',
      verb: 'inserts a document',
      write: { data: 'Call.Argument[0]', as: 'insert', key: '_id' },
      transaction: 'Call.Argument[1].Member[session]',
    },
    {
      at: 'Collection.Member[insertMany,insert]',
      kind: 'database',
      verb: 'inserts documents',
      write: { data: 'Call.Argument[0]', as: 'insert', key: '_id' },
      transaction: 'Call.Argument[1].Member[session]',
    },
    {
      at: 'Collection.Member[updateOne,updateMany,findOneAndUpdate,update]',
      kind: 'database',
      verb: 'updates a document',
      write: { mongoUpdate: 'Call.Argument[1]' },
      transaction: 'Call.Argument[2].Member[session]',
    },
    {
      at: 'Collection.Member[replaceOne,findOneAndReplace]',
      kind: 'database',
      verb: 'replaces a document',
      write: { data: 'Call.Argument[1]', as: 'set' },
      transaction: 'Call.Argument[2].Member[session]',
    },
    {
      at: 'Collection.Member[deleteOne,deleteMany,findOneAndDelete,drop,remove]',
      kind: 'database',
      verb: 'deletes documents',
      write: 'delete',
      transaction: 'Call.Argument[1].Member[session]',
    },
    {
      at: 'Collection.Member[bulkWrite]',
      kind: 'database',
      verb: 'writes documents in bulk',
      write: { mongoUpdate: 'Call.Argument[0]' },
      transaction: 'Call.Argument[1].Member[session]',
    },
  ],
  transactions: [
    {
      at: 'ClientSession.Member[withTransaction]',
      callback: 'Call.Argument[0]',
      handle: 'Call.This',
      kind: 'database',
      retries: true,
    },
    {
      at: 'ClientSession.Member[startTransaction]',
      does: 'begin',
      handle: 'Call.This',
      kind: 'database',
    },
    {
      at: 'ClientSession.Member[commitTransaction]',
      does: 'commit',
      handle: 'Call.This',
      kind: 'database',
    },
    {
      at: 'ClientSession.Member[abortTransaction]',
      does: 'rollback',
      handle: 'Call.This',
      kind: 'database',
    },
  ],
  otherwise: 'read',
  sources: ['mongodb@7.9.0 src/operations, src/sessions.ts'],
} as const satisfies EffectModel;
