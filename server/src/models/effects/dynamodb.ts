// DynamoDB: Put replaces the item, Update by its expression (`ADD` and `n = n + :x` move it), a condition makes either a claim.
import type { EffectModel } from '../schema.ts';

export const dynamodb = {
  format: 1,
  package: ['@aws-sdk/client-dynamodb', '@aws-sdk/lib-dynamodb'],
  types: {
    Client: ['Package.Member[DynamoDB].Instance', 'Package.Member[DynamoDBDocument].Member[from].ReturnValue', 'DynamoDBDocument'],
  },
  effects: [
    {
      at: 'Package.Member[PutCommand,PutItemCommand].Instance',
      carriedBy: 'send',
      kind: 'database',
      verb: 'puts an item',
      write: { dynamo: 'Command.Argument[0]' },
    },
    {
      at: 'Package.Member[UpdateCommand,UpdateItemCommand].Instance',
      carriedBy: 'send',
      kind: 'database',
      verb: 'updates an item',
      write: { dynamo: 'Command.Argument[0]' },
    },
    {
      at: 'Package.Member[DeleteCommand,DeleteItemCommand].Instance',
      carriedBy: 'send',
      kind: 'database',
      verb: 'deletes an item',
      write: 'delete',
    },
    {
      at: 'Package.Member[BatchWriteCommand,BatchWriteItemCommand].Instance',
      carriedBy: 'send',
      kind: 'database',
      verb: 'writes items',
      write: { dynamo: 'Command.Argument[0]' },
      resolvesWithFailure: 'UnprocessedItems in the answer must be sent again',
    },
    {
      at: 'Package.Member[TransactWriteCommand,TransactWriteItemsCommand].Instance',
      carriedBy: 'send',
      kind: 'database',
      verb: 'writes items in a transaction',
      write: { dynamo: 'Command.Argument[0]' },
      key: { at: 'Command.Argument[0].Member[ClientRequestToken]', lifetime: 'for 10 minutes' },
    },
    {
      at: 'Package.Member[ExecuteStatementCommand,BatchExecuteStatementCommand,ExecuteTransactionCommand].Instance',
      carriedBy: 'send',
      kind: 'database',
      verb: 'writes items',
      write: { sql: 'Command.Argument[0].Member[Statement]' },
    },
    {
      at: 'Client.Member[batchWrite,batchWriteItem]',
      kind: 'database',
      verb: 'writes items',
      write: { dynamo: 'Call.Argument[0]' },
      resolvesWithFailure: 'UnprocessedItems in the answer must be sent again',
    },
    {
      at: 'Client.Member[put,putItem,update,updateItem,transactWrite,transactWriteItems]',
      kind: 'database',
      verb: 'writes an item',
      write: { dynamo: 'Call.Argument[0]' },
    },
    {
      at: 'Client.Member[delete,deleteItem]',
      kind: 'database',
      verb: 'deletes an item',
      write: 'delete',
    },
  ],
  otherwise: 'read',
  sources: ['@aws-sdk/client-dynamodb@3.1164.0', '@aws-sdk/lib-dynamodb@3.1162.0 (run against an emulator)'],
} as const satisfies EffectModel;

export const dynamoMappers = {
  format: 1,
  package: ['dynamoose', 'dynamodb-toolbox', '@typedorm/core', 'dynamodb-onetable', '@aws/dynamodb-data-mapper'],
  types: {
    Model: [
      'Package.Member[model].ReturnValue',
      'Package.Member[Entity,Model,DataMapper].Instance',
      'Package.Member[Table].Instance.Member[getModel].ReturnValue',
    ],
    Item: ['Model.Instance', 'Model.Member[create,get].ReturnValue'],
  },
  effects: [
    {
      at: 'Model.Member[create]',
      kind: 'database',
      verb: 'inserts an item',
      write: { data: 'Call.Argument[0]', as: 'insert' },
    },
    {
      at: 'Model.Member[put,upsert,batchPut]',
      kind: 'database',
      verb: 'writes an item',
      write: { data: 'Call.Argument[0]', as: 'upsert' },
    },
    // The key stands in the item, or apart from what changes.
    {
      at: 'Model.Member[update,patch]',
      when: [{ option: 'Call.Argument[1]', is: 'absent' }],
      kind: 'database',
      verb: 'updates an item',
      write: { data: 'Call.Argument[0]', as: 'set' },
    },
    {
      at: 'Model.Member[update,patch]',
      kind: 'database',
      verb: 'updates an item',
      write: { data: 'Call.Argument[1]', as: 'set' },
    },
    {
      at: 'Model.Member[delete,remove,batchDelete]',
      kind: 'database',
      verb: 'deletes an item',
      write: 'delete',
    },
    {
      at: 'Item.Member[save]',
      kind: 'database',
      verb: 'saves an item',
      write: { saved: 'Call.This' },
    },
  ],
  // `Orders.build(PutItemCommand).item(order).send()`: what is built says what is sent.
  own: ['Model.Member[build].ReturnValue.AnyMember', 'Model.Member[build].ReturnValue.AnyMember.ReturnValue.Member[send]'],
  otherwise: 'read',
  sources: ['dynamoose@4.2.0 dist/Model/index.js', 'dynamodb-toolbox@2.10.6 dist/esm/entity/actions'],
} as const satisfies EffectModel;

/** A chain that `go` sends: `add`, `subtract` and `append` move what is stored. */
export const electrodb = {
  format: 1,
  package: 'electrodb',
  types: {
    Entity: ['Package.Member[Entity].Instance', 'Package.Member[Service].Instance.Member[entities].AnyMember'],
    Update: ['Entity.Member[update,patch,upsert].ReturnValue', 'Update.Member[set,remove,delete,where,composite,ifNotExists].ReturnValue'],
    MovingUpdate: ['Update.Member[add,subtract,append,data].ReturnValue', 'MovingUpdate.AnyMember.ReturnValue'],
  },
  effects: [
    { at: 'Entity.Member[create]', kind: 'database', verb: 'inserts an item', write: { data: 'Call.Argument[0]', as: 'insert' } },
    { at: 'Entity.Member[put]', kind: 'database', verb: 'writes an item', write: { data: 'Call.Argument[0]', as: 'upsert' } },
    { at: 'Update.Member[go]', kind: 'database', verb: 'updates an item', write: { data: 'Chain.Member[set].Argument[0]', as: 'set' } },
    { at: 'MovingUpdate.Member[go]', kind: 'database', verb: 'updates an item', write: 'relative' },
    { at: 'Entity.Member[delete,remove]', kind: 'database', verb: 'deletes an item', write: 'delete' },
  ],
  otherwise: 'read',
  sources: ['electrodb@3.9.3 src/clauses.js'],
} as const satisfies EffectModel;
