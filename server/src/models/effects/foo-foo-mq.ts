// foo-foo-mq, once rabbot: an exchange confirms what is published unless it has `noConfirm`.
import type { EffectModel } from '../schema.ts';

export const fooFooMq = {
  format: 1,
  package: ['foo-foo-mq', 'rabbot'],
  effects: [
    { at: 'Package.Member[publish]', kind: 'publish', verb: 'publishes to RabbitMQ', write: 'send' },
    { at: 'Package.Member[request]', kind: 'publish', verb: 'sends a request over RabbitMQ', write: 'send' },
    {
      at: 'Package.Member[bulkPublish]',
      kind: 'publish',
      verb: 'publishes to RabbitMQ',
      write: 'send',
      resolvesWithFailure: 'messages that failed come back in the answer',
    },
    { at: 'Package.Member[purgeQueue,deleteQueue,deleteExchange]', kind: 'publish', verb: 'changes the broker', write: 'delete' },
  ],
  otherwise: 'read',
  sources: ['foo-foo-mq@8.0.1 src/index.js, src/amqp/exchange.js', 'rabbot@2.1.0 src/index.js'],
} as const satisfies EffectModel;
