// Azure's clients: Service Bus, Event Hubs, storage, Cosmos. Service Bus deduplicates on messageId only if the entity was made so, which no code shows.
import type { EffectModel } from '../schema.ts';

export const azure = {
  format: 1,
  package: [
    '@azure/service-bus',
    '@azure/event-hubs',
    '@azure/storage-queue',
    '@azure/eventgrid',
    '@azure/storage-blob',
    '@azure/cosmos',
    '@azure/data-tables',
    '@azure/communication-email',
    '@azure/communication-sms',
  ],
  types: {
    Sender: ['Package.Member[ServiceBusClient].Instance.Member[createSender].ReturnValue', 'ServiceBusSender'],
    // Before version 7: a sender of a queue's or topic's client.
    EntitySender: [
      'Package.Member[ServiceBusClient].Member[createFromConnectionString].ReturnValue.Member[createQueueClient,createTopicClient].ReturnValue.Member[createSender].ReturnValue',
    ],
    Producer: [
      'Package.Member[EventHubProducerClient,EventHubBufferedProducerClient,EventGridPublisherClient,QueueClient].Instance',
      'Package.Member[QueueServiceClient].Instance.Member[getQueueClient].ReturnValue',
      'Package.Member[QueueServiceClient].Member[fromConnectionString].ReturnValue.Member[getQueueClient].ReturnValue',
    ],
    Container: [
      'Package.Member[BlobServiceClient].Instance.Member[getContainerClient].ReturnValue',
      'Package.Member[BlobServiceClient].Member[fromConnectionString].ReturnValue.Member[getContainerClient].ReturnValue',
      'ContainerClient',
      'Package.Member[ContainerClient].Instance',
    ],
    Blob: ['Container.Member[getBlockBlobClient,getBlobClient,getAppendBlobClient].ReturnValue', 'BlockBlobClient', 'BlobClient', 'AppendBlobClient'],
    Items: ['Package.Member[CosmosClient].Instance.Member[database].ReturnValue.Member[container].ReturnValue.Member[items]', 'Container.Member[items]'],
    Table: ['Package.Member[TableClient].Instance', 'Package.Member[TableClient].Member[fromConnectionString].ReturnValue'],
  },
  effects: [
    {
      at: 'Sender.Member[sendMessages,scheduleMessages]',
      kind: 'publish',
      verb: 'publishes to Service Bus',
      write: 'send',
    },
    {
      at: 'EntitySender.Member[send,sendBatch,scheduleMessage,scheduleMessages]',
      kind: 'publish',
      verb: 'publishes to Service Bus',
      write: 'send',
    },
    {
      at: 'Producer.Member[sendBatch,enqueueEvent,enqueueEvents,send,sendMessage]',
      kind: 'publish',
      verb: 'publishes to Azure',
      write: 'send',
    },
    {
      at: 'Blob.Member[upload,uploadData,uploadFile,uploadStream,setMetadata,syncCopyFromURL,beginCopyFromURL]',
      kind: 'storage',
      verb: 'writes a blob',
      write: 'set',
    },
    {
      at: 'Blob.Member[appendBlock]',
      kind: 'storage',
      verb: 'appends to a blob',
      write: 'relative',
    },
    {
      at: 'Blob.Member[delete,deleteIfExists]',
      kind: 'storage',
      verb: 'deletes a blob',
      write: 'delete',
    },
    {
      at: 'Container.Member[uploadBlockBlob,deleteBlob,createIfNotExists]',
      kind: 'storage',
      verb: 'writes a blob',
      write: 'set',
    },
    {
      at: 'Items.Member[create]',
      kind: 'database',
      verb: 'inserts a document',
      write: { data: 'Call.Argument[0]', as: 'insert' },
    },
    {
      at: 'Items.Member[upsert]',
      kind: 'database',
      verb: 'upserts a document',
      write: { data: 'Call.Argument[0]', as: 'upsert' },
    },
    {
      at: 'Table.Member[createEntity]',
      kind: 'database',
      verb: 'inserts an entity',
      write: { data: 'Call.Argument[0]', as: 'upsert' },
    },
    {
      at: 'Table.Member[upsertEntity,updateEntity]',
      kind: 'database',
      verb: 'writes an entity',
      write: { data: 'Call.Argument[0]', as: 'upsert' },
    },
    {
      at: 'Table.Member[deleteEntity]',
      kind: 'database',
      verb: 'deletes an entity',
      write: 'delete',
    },
    {
      at: 'Package.Member[EmailClient].Instance.Member[beginSend]',
      kind: 'email',
      verb: 'sends a mail',
      write: 'send',
    },
    {
      at: 'Package.Member[SmsClient].Instance.Member[send]',
      kind: 'sms',
      verb: 'sends a text',
      write: 'send',
    },
  ],
  otherwise: 'read',
  sources: ['@azure/service-bus@7.9.5', '@azure/event-hubs@6.0.4', '@azure/storage-blob@12.32.0 dist/esm/Clients.d.ts', '@azure/storage-queue@12.30.0'],
} as const satisfies EffectModel;

/** What a function puts into its output bindings, the host writes when the function has succeeded; where that fails, the function has failed. */
export const azureOutputs = {
  format: 1,
  package: '@azure/functions',
  effects: [
    {
      at: 'Package.Member[output].Member[storageQueue,serviceBusQueue,serviceBusTopic,eventHub,eventGrid].ReturnValue',
      carriedBy: 'set',
      kind: 'publish',
      verb: 'publishes by an output binding',
      write: 'send',
      byPlatform: true,
    },
    {
      at: 'Package.Member[output].Member[cosmosDB,sql].ReturnValue',
      carriedBy: 'set',
      kind: 'database',
      verb: 'upserts by an output binding',
      write: { data: 'Call.Argument[1]', as: 'upsert' },
      byPlatform: true,
    },
    {
      at: 'Package.Member[output].Member[storageBlob].ReturnValue',
      carriedBy: 'set',
      kind: 'storage',
      verb: 'writes a blob by an output binding',
      write: 'set',
      byPlatform: true,
    },
  ],
  otherwise: 'pure',
  sources: ['@azure/functions@4.16.5 types/output.d.ts', 'https://learn.microsoft.com/azure/azure-functions/functions-bindings-cosmosdb-v2-output'],
} as const satisfies EffectModel;
