// What Nest's microservices send: events and requests of a client, and what a transport strategy of one's own hands to the handlers under its patterns.
import type { EffectModel } from '../schema.ts';

const running = { kind: 'other', verb: 'runs the handler of the pattern', write: 'send' } as const;

export const nestMicroservices = {
  format: 1,
  package: '@nestjs/microservices',
  types: {
    Client: [
      'Package.Member[ClientProxy,ClientKafka,ClientRMQ,ClientRedis,ClientNats,ClientMqtt,ClientTCP,ClientKafkaProxy].Instance',
      'Package.Member[ClientProxyFactory].Member[create].ReturnValue',
      'Package.Member[Client].ReturnValue',
      'Package.Member[ClientProxy,ClientKafka].Subclass',
    ],
    Server: ['Package.Member[Server].Subclass', 'Package.Member[Server].Instance'],
  },
  effects: [
    {
      // Sent at once, subscribed to or not; a failure is seen by who subscribes or awaits.
      at: 'Client.Member[emit]',
      kind: 'publish',
      verb: 'emits an event',
      write: 'send',
    },
    {
      at: 'Client.Member[send]',
      kind: 'publish',
      verb: 'sends a request',
      write: 'send',
      lazy: true,
    },
    {
      at: 'Client.Member[producer].Member[send]',
      kind: 'publish',
      verb: 'publishes to Kafka',
      write: 'send',
    },
    // What a strategy of one's own runs for a message stands under @EventPattern and @MessagePattern elsewhere.
    { at: 'Server.Member[getHandlerByPattern].ReturnValue', ...running },
    { at: 'Server.Member[messageHandlers].Member[get].ReturnValue', ...running },
    { at: 'Server.Member[getHandlers].ReturnValue.Member[get].ReturnValue', ...running },
    { at: 'Server.Member[handleEvent]', ...running },
  ],
  otherwise: 'pure',
  sources: ['@nestjs/microservices@12.1.1 client/client-proxy.js', '@nestjs/microservices@12.1.1 server/server.js'],
} as const satisfies EffectModel;
