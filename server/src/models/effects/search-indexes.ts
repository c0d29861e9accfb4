// Search indexes: a document written under an id of its own is repeatable, one without an id is a new document each time.
import type { EffectModel } from '../schema.ts';

export const elasticsearch = {
  format: 1,
  package: ['@elastic/elasticsearch', '@opensearch-project/opensearch', '@nestjs/elasticsearch', 'elasticsearch'],
  types: {
    Client: ['Package.Member[Client,ElasticsearchService].Instance', 'Package.Member[ElasticsearchService].Subclass', 'Client.Member[helpers]'],
  },
  effects: [
    {
      at: 'Client.Member[index]',
      kind: 'database',
      verb: 'indexes a document',
      write: 'set',
      when: [{ option: 'Call.Argument[0].Member[id]', is: 'present' }],
    },
    { at: 'Client.Member[index]', kind: 'database', verb: 'indexes a document', write: 'insert' },
    { at: 'Client.Member[create]', kind: 'database', verb: 'creates a document', write: 'upsert' },
    {
      at: 'Client.Member[update,updateByQuery]',
      kind: 'database',
      verb: 'updates a document',
      write: 'set',
    },
    {
      at: 'Client.Member[delete,deleteByQuery]',
      kind: 'database',
      verb: 'deletes a document',
      write: 'delete',
    },
    {
      at: 'Client.Member[bulk]',
      kind: 'database',
      verb: 'indexes documents',
      write: 'set',
      resolvesWithFailure: 'bulk resolves with errors: true',
    },
    {
      at: 'Client.Member[indices].Member[create,delete,putMapping,putAlias,updateAliases]',
      kind: 'database',
      verb: 'changes an index',
      write: 'set',
    },
  ],
  otherwise: 'read',
  sources: ['@elastic/elasticsearch@9.4.3', '@elastic/transport@9.4.0 lib/Transport.js'],
} as const satisfies EffectModel;

export const otherSearch = {
  format: 1,
  package: ['meilisearch', 'algoliasearch', 'typesense', '@pinecone-database/pinecone', '@qdrant/js-client-rest', 'weaviate-ts-client', 'chromadb'],
  types: {
    // Older versions of Meilisearch's client are the default export, too.
    Client: ['Package.Member[MeiliSearch,Meilisearch,Pinecone,QdrantClient,ChromaClient].Instance', 'Package.Instance', 'MeiliSearch', 'Meilisearch'],
    Index: [
      'Client.Member[index,Index,getIndex,getOrCreateCollection].ReturnValue',
      'Package.ReturnValue',
      'Package.ReturnValue.Member[initIndex].ReturnValue',
      'Package.Member[algoliasearch].ReturnValue',
      'Package.Member[QdrantClient].Instance',
      'Package.Member[Client].Instance.Member[collections].ReturnValue.Member[documents].ReturnValue',
      'Index.Member[namespace].ReturnValue',
      'Package.Member[algoliasearch].ReturnValue.Member[initIndex].ReturnValue',
    ],
  },
  effects: [
    {
      at: 'Index.Member[addDocuments,updateDocuments,addOrUpdateObject,saveObject,saveObjects,partialUpdateObject,partialUpdateObjects,upsert,emplace,update,import,replaceAllObjects]',
      kind: 'database',
      verb: 'indexes documents',
      write: 'set',
    },
    {
      at: 'Index.Member[create,add]',
      kind: 'database',
      verb: 'indexes a document',
      write: { data: 'Call.Argument[0]', as: 'insert' },
    },
    {
      at: 'Index.Member[deleteDocument,deleteDocuments,deleteObject,deleteObjects,deleteBy,clearObjects,delete,deleteOne,deleteMany,deleteAll]',
      kind: 'database',
      verb: 'deletes documents',
      write: 'delete',
    },
  ],
  otherwise: 'read',
  sources: ['meilisearch@0.62.0', 'meilisearch@0.40.0 dist/types/index.d.ts', 'algoliasearch@5.64.0', 'typesense@3.1.0'],
} as const satisfies EffectModel;
