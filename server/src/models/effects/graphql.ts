// GraphQL clients: a mutation in the document is a change, a query is a read; a document that could not be read is taken by the method's name.
import type { EffectModel } from '../schema.ts';

export const graphql = {
  format: 1,
  package: ['graphql-request', '@apollo/client', 'apollo-client', '@urql/core', 'urql'],
  types: {
    Client: ['Package.Member[GraphQLClient,ApolloClient,Client].Instance', 'Package.Member[createClient].ReturnValue'],
  },
  effects: [
    {
      at: 'Client.Member[mutate,mutation,executeMutation]',
      kind: 'http',
      verb: 'sends a GraphQL mutation',
      write: 'send',
    },
    {
      at: 'Client.Member[request,rawRequest]',
      kind: 'http',
      verb: 'sends a GraphQL mutation',
      write: { graphql: 'Call.Argument[0]' },
    },
    {
      at: 'Package.Member[request]',
      kind: 'http',
      verb: 'sends a GraphQL mutation',
      write: { graphql: 'Call.Argument[1]' },
    },
  ],
  otherwise: 'read',
  sources: ['graphql-request@7.4.0 build/legacy/helpers/runRequest.js', '@apollo/client@4.3.8', '@urql/core@6.0.3 dist/urql-core.js'],
} as const satisfies EffectModel;
