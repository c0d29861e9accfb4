// Azure Functions settles for the function: Service Bus and storage queues on success, an event stream's checkpoint even on an error (unless a retry policy is set).
import type { DeliveryRow, HandlerRow, TransportModel } from '../schema.ts';

const queue: readonly DeliveryRow[] = [
  {
    guarantee: 'at-least-once',
    acknowledged: 'on-success',
    onError: 'redelivered-then-parked',
    why: 'the host settles the message when the function succeeds; after the last attempt it is dead-lettered',
  },
];
const stream: readonly DeliveryRow[] = [
  {
    when: [{ option: 'Call.Argument[1].Member[retry]', is: 'present' }],
    guarantee: 'at-least-once',
    acknowledged: 'on-success',
    onError: 'redelivered-then-dropped',
    why: 'a retry policy is set: the checkpoint waits for it',
  },
  {
    when: [{ option: 'Trigger.Member[retries]', is: -1 }],
    guarantee: 'at-least-once',
    acknowledged: 'on-success',
    onError: 'redelivered',
    why: 'a retry policy without an end is set: the checkpoint waits for success',
  },
  {
    when: [{ option: 'Trigger.Member[retries]', is: 'present' }],
    guarantee: 'at-least-once',
    acknowledged: 'on-success',
    onError: 'redelivered-then-dropped',
    why: 'a retry policy is set: the checkpoint waits for it',
  },
  { guarantee: 'none', acknowledged: 'on-settled', onError: 'dropped', why: 'the checkpoint advances even when the function throws (no retry policy)' },
];
const grid: readonly DeliveryRow[] = [
  {
    guarantee: 'at-least-once',
    acknowledged: 'on-success',
    onError: 'redelivered-then-dropped',
    why: 'Event Grid tries for a day, then drops the event',
    unless: ['the subscription has a dead-letter container'],
  },
];

const source = [
  'Call.Argument[1].Member[queueName]',
  'Call.Argument[1].Member[topicName]',
  'Call.Argument[1].Member[eventHubName]',
  'Call.Argument[1].Member[path]',
] as const;

const on = (names: string, transport: HandlerRow['transport'], delivery: readonly DeliveryRow[]): HandlerRow => ({
  at: `Package.Member[app].Member[${names}].Argument[1].Member[handler]`,
  message: 'Parameter[0]',
  source,
  delivery,
  ...(transport ? { transport } : {}),
});

/** Before version 4 of the package, `function.json` says what runs a function, and its context comes first. */
const deployed = (name: string, transport: HandlerRow['transport'], delivery: readonly DeliveryRow[]): HandlerRow => ({
  at: `Deployed[${name}]`,
  message: 'Parameter[1]',
  source: ['Trigger.Member[sourceName]'],
  delivery,
  ...(transport ? { transport } : {}),
});

export const azureFunctions: TransportModel = {
  format: 1,
  package: '@azure/functions',
  transport: 'azure-functions',
  handlers: [
    on('serviceBusQueue,serviceBusTopic', 'azure-service-bus', queue),
    on('storageQueue', 'azure-storage-queue', queue),
    on('eventHub', 'azure-event-hubs', stream),
    on('cosmosDB', undefined, stream),
    on('eventGrid,storageBlob', undefined, grid),
    deployed('azure-service-bus', 'azure-service-bus', queue),
    deployed('azure-storage-queue', 'azure-storage-queue', queue),
    deployed('azure-event-hubs', 'azure-event-hubs', stream),
    deployed('azure-changes', undefined, stream),
    deployed('azure-events', undefined, grid),
  ],
  identity: [{ at: 'Member[id]', stable: 'redelivery' }],
  sources: ['@azure/functions@4.16.5 types/app.d.ts', 'https://learn.microsoft.com/azure/azure-functions/functions-reliable-event-processing'],
};
