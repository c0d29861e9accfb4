// Events appended to KurrentDB, EventStoreDB before. Its server takes two with one id for one event where they come in quick succession; an id that is left out is a new one.
import type { EffectModel } from '../schema.ts';

/** Made by `jsonEvent({ id, ... })`, or written out. */
const event = 'Call.Argument[1]';
const append = { kind: 'database', verb: 'appends an event', write: 'send' } as const;

export const kurrentdb = {
  format: 1,
  package: ['@kurrent/kurrentdb-client', '@eventstore/db-client'],
  types: {
    Client: [
      'Package.Member[KurrentDBClient,EventStoreDBClient].Instance',
      'Package.Member[KurrentDBClient,EventStoreDBClient].Member[connectionString].ReturnValue',
    ],
  },
  effects: [
    {
      at: 'Client.Member[appendToStream]',
      ...append,
      key: {
        at: [`${event}.Argument[0].Member[id]`, `${event}.Element.Argument[0].Member[id]`, `${event}.Member[id]`, `${event}.Element.Member[id]`],
        lifetime: 'where both come in quick succession',
      },
    },
    { at: 'Client.Member[multiStreamAppend,appendRecords]', ...append, verb: 'appends events' },
    { at: 'Client.Member[deleteStream,tombstoneStream]', kind: 'database', verb: 'deletes a stream', write: 'delete' },
    { at: 'Client.Member[setStreamMetadata]', kind: 'database', verb: "sets a stream's metadata", write: 'set' },
  ],
  pure: ['Package.Member[jsonEvent,binaryEvent]', 'Client.Member[subscribeToStream,subscribeToAll]'],
  otherwise: 'read',
  sources: [
    '@kurrent/kurrentdb-client@1.3.1 dist/streams/appendToStream/index.js, dist/events/jsonEvent.js',
    '@eventstore/db-client@6.2.1 dist/streams/appendToStream/index.js',
    'kurrent-io/KurrentDB-Client-NodeJS docs/api/appending-events.md',
  ],
} as const satisfies EffectModel;
