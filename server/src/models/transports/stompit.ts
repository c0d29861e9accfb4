// stompit hands each message to a callback that takes the error first, and waits for nothing; the `ack` header decides as everywhere in STOMP.
import type { TransportModel } from '../schema.ts';
import { stompDelivery } from './stompjs.ts';

export const stompit = {
  format: 1,
  package: 'stompit',
  transport: 'stomp',
  types: {
    Client: [
      'Package.Member[connect].Argument[1].Parameter[1]',
      'Package.Member[connect].ReturnValue',
      'Package.Member[ConnectFailover].Instance.Member[connect].Argument[0].Parameter[1]',
      'Package.Member[Client].Instance',
      'Channel',
    ],
    Channel: ['Package.Member[ChannelFactory,ChannelPool].Instance.Member[channel].Argument[0].Parameter[1]', 'Package.Member[Channel].Instance'],
  },
  handlers: [
    {
      at: 'Client.Member[subscribe].Argument[1]',
      message: 'Parameter[1]',
      source: ['Call.Argument[0].Member[destination]', 'Call.Argument[0]'],
      delivery: stompDelivery('Call.Argument[0].Member[ack]', 'Client.Member[ack]'),
    },
  ],
  settles: [
    { at: 'Client.Member[ack]', does: 'acknowledge' },
    { at: 'Client.Member[nack]', does: 'reject', requeue: true },
  ],
  identity: [
    { at: 'Member[headers].Member[ack]', stable: 'delivery-scoped' },
    // What it is made of is the broker's affair; RabbitMQ takes the delivery's tag.
    { at: 'Member[headers].Member[message-id]', stable: 'redelivery', isKey: false },
    { at: 'Member[headers].Member[redelivered]', stable: 'delivery-scoped' },
  ],
  sources: [
    'stompit@1.0.0 lib/Client.js subscribe, ack, nack',
    'stompit@1.0.0 lib/Channel.js',
    'https://stomp.github.io/stomp-specification-1.2.html#SUBSCRIBE_ack_Header',
  ],
} as const satisfies TransportModel;
