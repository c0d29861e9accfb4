// rhea accepts a message before its listeners run (autoaccept): at most once, even for a synchronous one. Without autoaccept the broker keeps it until the delivery is settled.
import type { AccessPath, DeliveryRow, TransportModel } from '../schema.ts';

const byHand = {
  guarantee: 'at-least-once',
  acknowledged: 'explicit',
  promise: 'ignored',
  onError: 'stuck',
  onCrash: 'redelivered',
  rejected: 'dropped',
} as const;
const forgotten = { guarantee: 'at-most-once', acknowledged: 'on-delivery', promise: 'ignored', onError: 'dropped', onCrash: 'lost' } as const;
const rejects = 'the broker keeps rejected messages in a dead-letter queue';

/** Where options stand that a receiver's own leave open. */
const above = ['Connection.Argument[0]', 'Sibling.Container.Member[connect].Argument[0]', 'Container.Argument[0]'].flatMap((options) => [
  `${options}.Member[receiver_options]`,
  options,
]);

/** `link`: where the receiver's own options stand. */
const delivery = (link: AccessPath): readonly DeliveryRow[] => [
  { when: [{ option: `${link}.Member[snd_settle_mode]`, is: 1 }], ...forgotten, why: 'snd_settle_mode 1: the broker forgets the message as it is sent' },
  ...[link, ...above].map((options): DeliveryRow => ({
    when: [{ option: `${options}.Member[autoaccept]`, is: false }],
    ...byHand,
    why: 'autoaccept is off: the message is kept until the delivery is settled',
    unless: [rejects],
  })),
  {
    when: [{ option: `${link}.Member[autoaccept]`, is: 'unknown' }, { handlerCalls: 'Delivery.Member[accept]' }],
    ...byHand,
    why: 'autoaccept can be turned off: the message is then kept until the delivery is settled',
    unless: ['autoaccept is on: the message is then accepted before the listener runs', rejects],
  },
  { ...forgotten, why: 'rhea accepts the message before the listener runs (autoaccept default)' },
];

const address = (link: AccessPath): readonly AccessPath[] => [`${link}.Member[source].Member[address]`, `${link}.Member[source]`, link];

const around = 'Sibling.Connection.Member[open_receiver,attach_receiver].Argument[0]';

export const rhea = {
  format: 1,
  package: ['rhea', 'rhea-promise'],
  transport: 'amqp',
  types: {
    Container: ['Package', 'Package.Member[create_container].ReturnValue', 'Package.Member[Container].Instance', 'EventContext.Member[container]'],
    Connection: [
      'Container.Member[connect,create_connection,createConnection].ReturnValue',
      'Package.Member[Connection].Instance',
      'Connection.Member[open].ReturnValue',
      'EventContext.Member[connection]',
    ],
    Session: ['Connection.Member[create_session,createSession].ReturnValue', 'EventContext.Member[session]'],
    Receiver: [
      'Connection.Member[open_receiver,attach_receiver,createReceiver].ReturnValue',
      'Session.Member[open_receiver,attach_receiver,createReceiver].ReturnValue',
      'EventContext.Member[receiver]',
    ],
    EventContext: [
      'Container.Member[on,once].Argument[1].Parameter[0]',
      'Connection.Member[on,once].Argument[1].Parameter[0]',
      'Session.Member[on,once].Argument[1].Parameter[0]',
      'Receiver.Member[on,once].Argument[1].Parameter[0]',
      'Connection.Member[createReceiver].Argument[0].Member[onMessage].Parameter[0]',
      'Session.Member[createReceiver].Argument[0].Member[onMessage].Parameter[0]',
    ],
    Delivery: 'EventContext.Member[delivery]',
  },
  handlers: [
    {
      at: 'Receiver.Member[on].Argument[1]',
      events: ['message'],
      message: 'Parameter[0].Member[message]',
      source: address('Receiver.Argument[0]'),
      delivery: delivery('Receiver.Argument[0]'),
    },
    // What no listener of the receiver takes goes to its session, its connection and the container.
    { at: 'Session.Member[on].Argument[1]', events: ['message'], message: 'Parameter[0].Member[message]', source: address(around), delivery: delivery(around) },
    {
      at: 'Connection.Member[on].Argument[1]',
      events: ['message'],
      message: 'Parameter[0].Member[message]',
      source: address(around),
      delivery: delivery(around),
    },
    {
      at: 'Container.Member[on].Argument[1]',
      events: ['message'],
      message: 'Parameter[0].Member[message]',
      source: address(around),
      delivery: delivery(around),
    },
    {
      at: 'Connection.Member[createReceiver].Argument[0].Member[onMessage]',
      message: 'Parameter[0].Member[message]',
      source: address('Call.Argument[0]'),
      delivery: delivery('Call.Argument[0]'),
    },
    {
      at: 'Session.Member[createReceiver].Argument[0].Member[onMessage]',
      message: 'Parameter[0].Member[message]',
      source: address('Call.Argument[0]'),
      delivery: delivery('Call.Argument[0]'),
    },
  ],
  settles: [
    { at: 'Delivery.Member[accept]', does: 'acknowledge' },
    { at: 'Delivery.Member[release,modified]', does: 'reject', requeue: true },
    { at: 'Delivery.Member[reject]', does: 'reject', requeue: false },
  ],
  identity: [
    { at: 'Member[message_id]', stable: 'redelivery', coversDuplicatePublish: true },
    { at: 'Member[delivery_count]', stable: 'delivery-scoped' },
    { at: 'Member[first_acquirer]', stable: 'delivery-scoped' },
  ],
  sources: ['rhea@3.0.5 lib/link.js auto_accept, dispatch', 'rhea@3.0.5 lib/session.js Incoming', 'rhea-promise@3.0.3 lib/session.ts createReceiver'],
} as const satisfies TransportModel;
