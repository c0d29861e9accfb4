// amqp-connection-manager consumes and acknowledges on whichever channel is current. A late acknowledgement after a reconnect can settle another message.
import type { TransportModel } from '../schema.ts';
import { amqpIdentity, amqplibDelivery, amqplibSettles } from './amqplib.ts';

export const amqpConnectionManager = {
  format: 1,
  package: 'amqp-connection-manager',
  transport: 'amqp',
  types: {
    AmqpConnectionManager: ['Package.Member[connect].ReturnValue', 'Package.Member[AmqpConnectionManagerClass].Instance'],
    ChannelWrapper: 'AmqpConnectionManager.Member[createChannel].ReturnValue',
    Channel: [
      'ChannelWrapper',
      'AmqpConnectionManager.Member[createChannel].Argument[0].Member[setup].Parameter[0]',
      'ChannelWrapper.Member[addSetup].Argument[0].Parameter[0]',
    ],
  },
  handlers: [{ at: 'Channel.Member[consume].Argument[1]', message: 'Parameter[0]', source: ['Call.Argument[0]'], delivery: amqplibDelivery }],
  settles: amqplibSettles,
  identity: amqpIdentity,
  sources: ['amqp-connection-manager@5.0.0 src/ChannelWrapper.ts'],
} as const satisfies TransportModel;
