// rabbi's actors wait for the handler, write an error of it to the console, and acknowledge either way: only a crash brings the message again.
import type { TransportModel } from '../schema.ts';
import { amqpIdentity, amqplibSettles } from './amqplib.ts';

export const rabbi = {
  format: 1,
  package: 'rabbi',
  transport: 'amqp',
  types: {
    Actor: ['Package.Member[Actor].Member[create].ReturnValue', 'Package.Member[Actor].Instance', 'Package.Member[Actor].Subclass', 'Actor'],
    Channel: ['Actor.Member[start].Argument[0].Parameter[0]', 'Package.Member[getChannel].ReturnValue'],
  },
  handlers: [
    {
      at: 'Actor.Member[start].Argument[0]',
      message: 'Parameter[1]',
      source: ['Actor.Argument[0].Member[queue]', 'Actor.Argument[0].Member[routingkey]'],
      delivery: [
        {
          guarantee: 'none',
          acknowledged: 'on-settled',
          onError: 'dropped',
          onCrash: 'redelivered',
          why: 'acknowledged when the handler has ended, also by an error',
        },
      ],
    },
  ],
  settles: amqplibSettles,
  identity: amqpIdentity,
  sources: ['rabbi@1.25.0 dist/actor.js'],
} as const satisfies TransportModel;
