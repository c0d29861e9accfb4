// rabbi publishes on a channel without confirms; its actors hand out amqplib's channel.
import type { EffectModel } from '../schema.ts';

export const rabbi = {
  format: 1,
  package: 'rabbi',
  types: {
    Actor: ['Package.Member[Actor].Member[create].ReturnValue', 'Package.Member[Actor].Instance', 'Package.Member[Actor].Subclass', 'Actor'],
    Channel: ['Actor.Member[start].Argument[0].Parameter[0]', 'Package.Member[getChannel].ReturnValue'],
  },
  effects: [
    { at: 'Package.Member[publish]', kind: 'publish', verb: 'publishes to RabbitMQ', write: 'send', fireAndForget: true },
    { at: 'Channel.Member[publish,sendToQueue]', kind: 'publish', verb: 'publishes to RabbitMQ', write: 'send', fireAndForget: true },
  ],
  harmless: [{ at: 'Package.Member[log]', kind: 'log' }],
  otherwise: 'read',
  sources: ['rabbi@1.25.0 dist/amqp.js'],
} as const satisfies EffectModel;
