// What is sent over AMQP 1.0. rhea hands out a delivery whose fate comes by event; only rhea-promise's awaitable sender waits for the broker to accept.
import type { EffectModel } from '../schema.ts';

export const rhea = {
  format: 1,
  package: ['rhea', 'rhea-promise'],
  types: {
    Container: ['Package', 'Package.Member[create_container].ReturnValue', 'Package.Member[Container].Instance', 'EventContext.Member[container]'],
    Connection: [
      'Container.Member[connect,create_connection,createConnection].ReturnValue',
      'Package.Member[Connection].Instance',
      'Connection.Member[open].ReturnValue',
      'EventContext.Member[connection]',
    ],
    Session: ['Connection.Member[create_session,createSession].ReturnValue', 'EventContext.Member[session]'],
    EventContext: [
      'Container.Member[on,once].Argument[1].Parameter[0]',
      'Connection.Member[on,once].Argument[1].Parameter[0]',
      'Sender.Member[on,once].Argument[1].Parameter[0]',
    ],
    Sender: [
      'Connection.Member[open_sender,attach_sender,createSender].ReturnValue',
      'Session.Member[open_sender,attach_sender,createSender].ReturnValue',
      'EventContext.Member[sender]',
    ],
    AwaitableSender: ['Connection.Member[createAwaitableSender].ReturnValue', 'Session.Member[createAwaitableSender].ReturnValue'],
  },
  effects: [
    { at: 'Sender.Member[send]', kind: 'publish', verb: 'sends over AMQP', write: 'send', fireAndForget: true },
    { at: 'Connection.Member[send]', kind: 'publish', verb: 'sends over AMQP', write: 'send', fireAndForget: true },
    { at: 'AwaitableSender.Member[send]', kind: 'publish', verb: 'sends over AMQP', write: 'send' },
  ],
  otherwise: 'read',
  sources: ['rhea@3.0.5 lib/link.js Sender, lib/connection.js send', 'rhea-promise@3.0.3 lib/sender.ts, lib/awaitableSender.ts'],
} as const satisfies EffectModel;
