// no-kafka keeps the position of each partition in memory and goes on after an error. Offsets are committed only by hand: without that a consumer starts anew where
// its options say, at the latest message unless told otherwise, and a simple one, which belongs to no group, is given every message in each running copy.
import type { DeliveryRow, TransportModel } from '../schema.ts';

const committed = (type: string): DeliveryRow => ({
  when: [{ handlerCalls: `${type}.Member[commitOffset]` }],
  guarantee: 'at-least-once',
  acknowledged: 'explicit',
  passesOver: true,
  promise: 'awaited',
  onError: 'dropped',
  why: 'offsets are committed only where the code says so; after an error the consumer goes on with the next messages',
});

const kept: DeliveryRow = {
  guarantee: 'at-most-once',
  acknowledged: 'on-settled',
  promise: 'awaited',
  onError: 'dropped',
  onCrash: 'lost',
  why: 'no offset is committed: the position is kept in memory, goes on after an error, and a restart begins at the latest message (default)',
};

const simple = { unit: 'batch', message: 'Parameter[0].Element', source: ['Call.Argument[0]'], delivery: [committed('Simple'), kept] } as const;

const group = {
  unit: 'batch',
  message: 'Parameter[0].Element',
  source: ['Call.Argument[0].Member[subscriptions].Element', 'Call.Argument[0].Element.Member[subscriptions].Element'],
  delivery: [committed('Group'), kept],
} as const;

export const noKafka = {
  format: 1,
  package: 'no-kafka',
  transport: 'kafka',
  types: {
    Simple: ['Package.Member[SimpleConsumer].Instance'],
    Group: ['Package.Member[GroupConsumer].Instance'],
  },
  handlers: [
    { at: 'Simple.Member[subscribe].Argument[1]', ...simple },
    { at: 'Simple.Member[subscribe].Argument[2]', ...simple },
    { at: 'Simple.Member[subscribe].Argument[3]', ...simple },
    { at: 'Group.Member[init].Argument[0].Member[handler]', ...group },
    { at: 'Group.Member[init].Argument[0].Element.Member[handler]', ...group },
  ],
  settles: [
    { at: 'Simple.Member[commitOffset]', does: 'acknowledge' },
    { at: 'Group.Member[commitOffset]', does: 'acknowledge' },
  ],
  identity: [{ at: 'Member[offset]', stable: 'redelivery' }],
  sources: ['no-kafka@3.4.4 lib/base_consumer.js, lib/simple_consumer.js, lib/group_consumer.js'],
} as const satisfies TransportModel;
