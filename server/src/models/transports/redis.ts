// Publish/subscribe keeps nothing and reaches every process. A stream's group keeps an entry pending until XACK, but gives it to nobody else unless pending entries
// are claimed. A popped list entry is gone.
import type { DeliveryRow, TransportModel } from '../schema.ts';

const published = [
  {
    guarantee: 'at-most-once',
    acknowledged: 'never',
    promise: 'ignored',
    onError: 'dropped',
    onCrash: 'lost',
    replicas: true,
    why: 'Redis publish/subscribe keeps no message; every process gets it',
  },
] as const satisfies readonly DeliveryRow[];

const grouped = [
  {
    when: [{ option: 'Sibling.Client.Member[xautoclaim,xAutoClaim,xclaim,xClaim]', is: 'present' }],
    guarantee: 'at-least-once',
    acknowledged: 'explicit',
    onError: 'redelivered',
    onCrash: 'redelivered',
    why: 'the entry stays pending until XACK, and pending entries are claimed',
  },
  {
    guarantee: 'at-most-once',
    acknowledged: 'explicit',
    onError: 'dropped',
    onCrash: 'lost',
    why: 'the entry stays pending until XACK, but nothing in sight claims pending entries',
    unless: ['pending entries are claimed elsewhere'],
  },
] as const satisfies readonly DeliveryRow[];

const streams = { transport: 'redis-streams', message: 'Element.Element', delivery: grouped } as const;

const pushed = [
  {
    at: 'Client.Member[on].Argument[1]',
    events: ['message', 'messageBuffer'],
    message: 'Parameter[1]',
    source: ['Sibling.Client.Member[subscribe].Argument[0]'],
    delivery: published,
  },
  {
    at: 'Client.Member[on].Argument[1]',
    events: ['pmessage', 'pmessageBuffer'],
    message: 'Parameter[2]',
    source: ['Sibling.Client.Member[psubscribe].Argument[0]'],
    delivery: published,
  },
] as const satisfies TransportModel['handlers'];

export const redis = {
  format: 1,
  package: ['redis', '@redis/client'],
  transport: 'redis-pubsub',
  types: {
    Client: [
      'Package.Instance',
      'Package.Member[Redis,Cluster,default].Instance',
      'Package.Member[createClient,createCluster].ReturnValue',
      'Client.Member[duplicate].ReturnValue',
      'Redis',
      'RedisClientType',
    ],
  },
  handlers: [
    ...pushed,
    { at: 'Client.Member[subscribe,pSubscribe,sSubscribe].Argument[1]', message: 'Parameter[0]', source: ['Call.Argument[0]'], delivery: published },
  ],
  loops: [{ at: 'Client.Member[xreadgroup,xReadGroup]', settledBy: ['Client.Member[xack,xAck]'], ...streams }],
  settles: [{ at: 'Client.Member[xack,xAck]', does: 'acknowledge' }],
  identity: [{ at: 'Member[id]', stable: 'redelivery' }],
  sources: ['https://redis.io/docs/latest/commands/xreadgroup/', 'https://redis.io/docs/latest/develop/pubsub/'],
} as const satisfies TransportModel;

/** Its `subscribe(channel, callback)` tells the callback how many channels there are; messages come by events alone. */
export const ioredis = { ...redis, package: 'ioredis', handlers: pushed } as const satisfies TransportModel;
