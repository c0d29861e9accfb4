// What reaches the clients connected now: web sockets and subscriptions.
import type { EffectModel } from '../schema.ts';

export const sockets = {
  format: 1,
  package: [
    'socket.io',
    'ws',
    'socket.io-client',
    '@socket.io/redis-emitter',
    '@nestjs/websockets',
    'graphql-subscriptions',
    'graphql-redis-subscriptions',
    'pulsar-client',
  ],
  types: {
    Server: [
      'Package.Member[Server].Instance',
      'Package.ReturnValue',
      'Package.Member[WebSocketServer].ReturnValue',
      'Package.Member[Emitter].Instance',
      'Namespace',
      'Server.Member[to,in,of,except].ReturnValue',
      'Socket',
      'Socket.Member[to,in,broadcast].ReturnValue',
      'Package.Member[io].ReturnValue',
      'Package.Member[Server].Instance.Member[on,once].Argument[1].Parameter[0]',
      'Package.ReturnValue.Member[on,once].Argument[1].Parameter[0]',
    ],
    Web: [
      'WebSocket',
      'Package.Member[WebSocket].Instance',
      'Package.Instance',
      'Package.Member[WebSocketServer,Server].Instance.Member[clients].Element',
      'Package.Member[WebSocketServer,Server].Instance.Member[on,once].Argument[1].Parameter[0]',
    ],
  },
  effects: [
    {
      at: 'Server.Member[emit]',
      kind: 'publish',
      verb: 'emits to the sockets connected now',
      write: 'send',
      fireAndForget: true,
    },
    {
      at: 'Server.Member[emitWithAck]',
      kind: 'publish',
      verb: 'emits to the sockets connected now',
      write: 'send',
    },
    {
      at: 'Web.Member[send]',
      kind: 'publish',
      verb: 'sends over a web socket',
      write: 'send',
      fireAndForget: 'without-callback',
    },
    {
      at: 'Package.Member[PubSub,RedisPubSub].Instance.Member[publish]',
      kind: 'publish',
      verb: 'publishes to subscriptions',
      write: 'send',
    },
    {
      at: 'Package.Member[Client].Instance.Member[createProducer].ReturnValue.Member[send]',
      kind: 'publish',
      verb: 'publishes to Pulsar',
      write: 'send',
    },
  ],
  otherwise: 'read',
  sources: ['socket.io@4.8.4', 'ws@8', 'graphql-subscriptions'],
} as const satisfies EffectModel;
