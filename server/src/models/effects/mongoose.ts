// Mongoose: models made by `mongoose.model(name, schema)`, injected by @nestjs/mongoose or built by typegoose. Queries are lazy; `create`, `save` and `insertMany` are sent at once.
import type { EffectModel } from '../schema.ts';
import { mongodb } from './mongodb.ts';

export const mongoose = {
  format: 1,
  package: ['mongoose', '@nestjs/mongoose', '@typegoose/typegoose'],
  types: {
    Model: [
      'Package.Member[model].ReturnValue',
      'Connection.Member[model].ReturnValue',
      'Package.Member[InjectModel].ReturnValue',
      'Package.Member[getModelForClass,buildModel].ReturnValue',
      'Package.Member[Model]',
      'Package.Member[Model].Subclass',
      'ReturnModelType',
      'PaginateModel',
      'AggregatePaginateModel',
      'SoftDeleteModel',
      'Model.Member[discriminator].ReturnValue',
      'Package.Member[models].AnyMember',
    ],
    Connection: [
      'Package.Member[connection]',
      'Package.Member[createConnection,connect].ReturnValue',
      'Package.Member[InjectConnection].ReturnValue',
      'Model.Member[db]',
    ],
    // The driver's own, which knows no schema.
    Collection: ['Connection.Member[collection].ReturnValue', 'Connection.Member[db].Member[collection].ReturnValue', 'Model.Member[collection]'],
    Query: [
      'Model.Member[findOne,findById,find,findOneAndUpdate,findByIdAndUpdate,where].ReturnValue',
      'Query.Member[select,lean,populate,session,sort,limit,exec,orFail,where,equals].ReturnValue',
    ],
    Document: ['Model.Instance', 'Model.AnyMember.ReturnValue', 'Query', 'Query.Element', 'HydratedDocument', 'Document', 'DocumentType', 'Model.Subclass'],
    ClientSession: ['Package.Member[startSession].ReturnValue', 'Connection.Member[startSession].ReturnValue', 'Model.Member[startSession].ReturnValue'],
  },
  effects: [
    ...mongodb.effects,
    {
      at: 'Model.Member[create,insertOne]',
      kind: 'database',
      verb: 'inserts a document',
      write: { data: 'Call.Argument[0]', as: 'insert' },
      transaction: 'Call.Argument[1].Member[session]',
    },
    {
      at: 'Model.Member[insertMany]',
      kind: 'database',
      verb: 'inserts documents',
      write: { data: 'Call.Argument[0]', as: 'insert' },
      transaction: 'Call.Argument[1].Member[session]',
    },
    {
      at: 'Document.Member[save]',
      kind: 'database',
      verb: 'saves a document',
      write: { saved: 'Call.This' },
      transaction: 'Call.Argument[0].Member[session]',
    },
    {
      at: 'Model.Member[updateOne,updateMany,replaceOne,findOneAndUpdate,findByIdAndUpdate,findOneAndReplace,update]',
      kind: 'database',
      verb: 'updates a document',
      write: { mongoUpdate: 'Call.Argument[1]' },
      transaction: ['Call.Argument[2].Member[session]', 'Chain.Member[session].Argument[0]'],
      lazy: true,
    },
    {
      at: 'Document.Member[updateOne,update]',
      kind: 'database',
      verb: 'updates a document',
      write: { mongoUpdate: 'Call.Argument[0]' },
      transaction: ['Call.Argument[1].Member[session]', 'Chain.Member[session].Argument[0]'],
      lazy: true,
    },
    {
      at: 'Model.Member[deleteOne,deleteMany,findOneAndDelete,findByIdAndDelete,findOneAndRemove,findByIdAndRemove,remove]',
      kind: 'database',
      verb: 'deletes documents',
      write: 'delete',
      transaction: ['Call.Argument[1].Member[session]', 'Chain.Member[session].Argument[0]'],
      lazy: true,
    },
    {
      at: 'Document.Member[deleteOne,remove,delete]',
      kind: 'database',
      verb: 'deletes a document',
      write: 'delete',
      transaction: 'Call.Argument[0].Member[session]',
    },
    {
      at: 'Model.Member[bulkWrite,bulkSave]',
      kind: 'database',
      verb: 'writes documents in bulk',
      write: { mongoUpdate: 'Call.Argument[0]' },
      transaction: 'Call.Argument[1].Member[session]',
    },
  ],
  transactions: [
    {
      at: 'Connection.Member[transaction]',
      callback: 'Call.Argument[0]',
      handle: 'Call.Argument[0].Parameter[0]',
      kind: 'database',
      retries: true,
    },
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
  harmless: [{ at: 'Package.Member[Schema,SchemaFactory,plugin,set]', kind: 'other' }],
  reads: [
    'Model.Member[aggregate,distinct,where,populate,hydrate,init,watch,startSession,estimatedDocumentCount,discriminator,translateAliases,castObject,on,once]',
    'Model.Member[applyDefaults,applyTimestamps,applyVirtuals,inspect,namespace,useConnection,recompileSchema,aggregatePaginate,mapReduce]',
    'Model.Member[createCollection,createIndexes,ensureIndexes,syncIndexes,cleanIndexes,diffIndexes,createSearchIndex,createSearchIndexes,dropSearchIndex]',
  ],
  // `schema.statics`, `schema.loadClass` and plugins add to a model what they like.
  own: ['Model.AnyMember'],
  otherwise: 'read',
  sources: ['mongoose@9.12.1 lib/model.js, lib/query.js, lib/document.js'],
} as const satisfies EffectModel;
