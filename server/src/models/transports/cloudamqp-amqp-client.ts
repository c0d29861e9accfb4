// @cloudamqp/amqp-client has two faces. A channel's consumers have noAck on by default, and nothing waits for the callback. From version 4 on a session's queue keeps
// the message, waits for the callback, acknowledges, and requeues on an error; until version 3 a queue is a channel's, and its `subscribe` is basicConsume.
import type { Condition, DeliveryRow, TransportModel } from '../schema.ts';

const goesWithConnection = 'the queue is exclusive: it goes with the connection, and every process has its own';

const acknowledgedByNext = 'acknowledged when the loop asks for the next message; an error that ends the loop leaves it unacknowledged';

/** A consumer of a channel: its options, and where its queue may have a dead-letter exchange or be exclusive. */
function onChannel(options: string, deadLetters: readonly string[], exclusive: readonly Condition[]): readonly DeliveryRow[] {
  const noAck = `${options}.Member[noAck]`;
  const kept = { option: noAck, is: false } as const;
  const byHand = {
    guarantee: 'at-least-once',
    acknowledged: 'explicit',
    promise: 'ignored',
    onError: 'stuck',
    onCrash: 'redelivered',
    why: 'noAck is off: the message is kept until it is acknowledged',
  } as const;
  const gone = { guarantee: 'at-most-once', acknowledged: 'on-delivery', promise: 'ignored', onError: 'dropped', onCrash: 'lost' } as const;
  const unless = ['a policy on the broker adds a dead-letter exchange'] as const;
  return [
    ...exclusive.map((own): DeliveryRow => ({
      when: [kept, own],
      ...byHand,
      guarantee: 'at-most-once',
      onCrash: 'lost',
      replicas: true,
      why: goesWithConnection,
    })),
    ...exclusive.map((own): DeliveryRow => ({ when: [own], ...gone, replicas: true, why: goesWithConnection })),
    ...deadLetters.map((option): DeliveryRow => ({ when: [kept, { option, is: 'present' }], ...byHand, rejected: 'parked' })),
    { when: [kept], ...byHand, rejected: 'dropped', unless },
    {
      when: [{ option: noAck, is: 'unknown' }, { handlerCalls: 'Message.Member[ack,nack,reject,basicAck,basicNack,basicReject]' }],
      ...byHand,
      rejected: 'dropped',
      why: 'the handler acknowledges by hand, so noAck is taken to be off',
      unless,
    },
    {
      when: [{ option: noAck, is: 'unknown' }],
      ...gone,
      why: 'noAck is on by default: the broker forgets the message as it is sent',
      unless: ['noAck is switched off'],
    },
    { ...gone, why: 'noAck is on (default): the broker forgets the message as it is sent' },
  ];
}

const named = ['Sibling', 'Named'].map((where) => `${where}.Channel.Member[queue,queueDeclare].Argument[2].Member[x-dead-letter-exchange]`);
const consumed = onChannel('Call.Argument[1]', named, [{ option: 'Sibling.Channel.Member[queue,queueDeclare].Argument[1].Member[exclusive]', is: true }]);
const subscribed = onChannel(
  'Call.Argument[0]',
  ['ChannelQueue.Argument[2].Member[x-dead-letter-exchange]', ...named],
  [
    { option: 'ChannelQueue.Argument[1].Member[exclusive]', is: true },
    { option: 'ChannelQueue.Argument[0]', is: '' },
  ],
);

const own: readonly Condition[] = [
  { option: 'Queue.Argument[1].Member[exclusive]', is: true },
  { option: 'Queue.Argument[0]', is: '' },
];
const parks = ['Queue', 'Named.Session.Member[queue]'].map((queue) => `${queue}.Argument[1].Member[arguments].Member[x-dead-letter-exchange]`);
const kept = { guarantee: 'at-least-once', acknowledged: 'on-success', onError: 'redelivered', onCrash: 'redelivered' } as const;
const byHand = { guarantee: 'at-least-once', acknowledged: 'explicit', onError: 'stuck', onCrash: 'redelivered' } as const;
const manualAck = { option: 'Call.Argument[0].Member[manualAck]', is: true } as const;
const noRequeue = { option: 'Call.Argument[0].Member[requeueOnNack]', is: false } as const;

const delivery: readonly DeliveryRow[] = [
  ...own.map((exclusive): DeliveryRow => ({
    when: [manualAck, exclusive],
    ...byHand,
    guarantee: 'at-most-once',
    onCrash: 'lost',
    replicas: true,
    why: goesWithConnection,
  })),
  ...parks.map((option): DeliveryRow => ({
    when: [manualAck, { option, is: 'present' }],
    ...byHand,
    rejected: 'parked',
    why: 'manualAck: the message is kept until it is acknowledged; the queue has a dead-letter exchange',
  })),
  {
    when: [manualAck],
    ...byHand,
    rejected: 'dropped',
    why: 'manualAck: the message is kept until it is acknowledged',
    unless: ['a policy on the broker adds a dead-letter exchange'],
  },
  {
    when: [{ option: 'Call.Argument[0].Member[noAck]', is: true }],
    guarantee: 'at-most-once',
    acknowledged: 'on-delivery',
    onError: 'dropped',
    onCrash: 'lost',
    why: 'noAck: the broker forgets the message as it is sent',
  },
  ...own.map((exclusive): DeliveryRow => ({ when: [exclusive], ...kept, guarantee: 'at-most-once', onCrash: 'lost', replicas: true, why: goesWithConnection })),
  ...parks.map((option): DeliveryRow => ({
    when: [noRequeue, { option, is: 'present' }],
    ...kept,
    onError: 'parked',
    rejected: 'parked',
    why: 'requeueOnNack is off: an error sends the message to the dead-letter exchange of its queue',
  })),
  {
    when: [noRequeue],
    ...kept,
    guarantee: 'none',
    onError: 'dropped',
    why: 'requeueOnNack is off: an error drops the message',
    unless: ['a policy on the broker adds a dead-letter exchange'],
  },
  ...parks.map((option): DeliveryRow => ({
    when: [{ option, is: 'present' }],
    ...kept,
    rejected: 'parked',
    why: 'acknowledged after the handler resolves; an error requeues the message (default)',
  })),
  { ...kept, rejected: 'dropped', why: 'acknowledged after the handler resolves; an error requeues the message (default)' },
];

/** An iterator acknowledges as it is asked for the next message; what leaves the loop by an error stays on the channel, which goes on. */
const looped: readonly DeliveryRow[] = [
  ...delivery.filter(({ acknowledged }) => acknowledged !== 'on-success'),
  ...own.map((exclusive): DeliveryRow => ({
    when: [exclusive],
    ...kept,
    onError: 'stuck',
    guarantee: 'at-most-once',
    onCrash: 'lost',
    replicas: true,
    why: goesWithConnection,
  })),
  ...parks.map((option): DeliveryRow => ({ when: [{ option, is: 'present' }], ...kept, onError: 'stuck', rejected: 'parked', why: acknowledgedByNext })),
  { ...kept, onError: 'stuck', rejected: 'dropped', why: acknowledgedByNext },
];
const waited = (rows: readonly DeliveryRow[]): readonly DeliveryRow[] => rows.map((row) => ({ ...row, promise: 'awaited' }));

const settledBy = ['Message.Member[ack]', 'Channel.Member[basicAck]'] as const;
const one = { message: 'Parameter[0]' } as const;

export const cloudamqpAmqpClient = {
  format: 1,
  package: '@cloudamqp/amqp-client',
  transport: 'amqp',
  types: {
    Client: ['Package.Member[AMQPClient,AMQPWebSocketClient].Instance', 'Package.Member[AMQPClient,AMQPWebSocketClient].Instance.Member[connect].ReturnValue'],
    Channel: ['Client.Member[channel].ReturnValue', 'Package.Member[AMQPChannel].Instance'],
    ChannelQueue: 'Channel.Member[queue].ReturnValue',
    Session: ['Package.Member[AMQPSession].Member[connect].ReturnValue', 'Package.Member[AMQPSession].Instance'],
    Queue: ['Session.Member[queue].ReturnValue', 'Package.Member[AMQPQueue].Instance'],
    Message: [
      'Package.Member[AMQPMessage].Instance',
      'Channel.Member[basicConsume].Argument[2].Parameter[0]',
      'Channel.Member[basicGet].ReturnValue',
      'ChannelQueue.Member[subscribe].Argument[1].Parameter[0]',
      'ChannelQueue.Member[get].ReturnValue',
      'Queue.Member[subscribe].Argument[0].Parameter[0]',
      'Queue.Member[subscribe].Argument[1].Parameter[0]',
      'Queue.Member[subscribe].ReturnValue.Element',
      'Channel.Member[basicConsume].ReturnValue.Member[messages].Element',
      'ChannelQueue.Member[subscribe].ReturnValue.Member[messages].Element',
      'Queue.Member[get].ReturnValue',
    ],
  },
  handlers: [
    { at: 'Channel.Member[basicConsume].Argument[2]', ...one, source: ['Call.Argument[0]'], delivery: consumed },
    { at: 'ChannelQueue.Member[subscribe].Argument[1]', ...one, source: ['ChannelQueue.Argument[0]'], delivery: subscribed },
    { at: 'Queue.Member[subscribe].Argument[1]', when: [{ version: '<4' }], ...one, delivery: subscribed },
    { at: 'Queue.Member[subscribe].Argument[0]', ...one, source: ['Queue.Argument[0]'], delivery },
    { at: 'Queue.Member[subscribe].Argument[1]', ...one, source: ['Queue.Argument[0]'], delivery },
    {
      at: 'Session.Member[rpcServer].Argument[1]',
      ...one,
      source: ['Call.Argument[0]'],
      delivery: [
        {
          ...kept,
          guarantee: 'none',
          onError: 'dropped',
          why: 'the reply is sent and the request acknowledged after the handler resolves; an error drops it without a reply',
          unless: ['the queue has a dead-letter exchange', 'who asked waits for the answer with a time-out, and asks again'],
        },
      ],
    },
  ],
  loops: [
    { at: 'Queue.Member[subscribe]', message: 'Element', source: ['Queue.Argument[0]'], delivery: looped },
    { at: 'Channel.Member[basicConsume]', message: 'Member[messages].Element', source: ['Call.Argument[0]'], delivery: waited(consumed) },
    { at: 'ChannelQueue.Member[subscribe]', message: 'Member[messages].Element', source: ['ChannelQueue.Argument[0]'], delivery: waited(subscribed) },
    { at: 'Channel.Member[basicGet]', message: 'Self', settledBy, source: ['Call.Argument[0]'], delivery: waited(consumed) },
    { at: 'ChannelQueue.Member[get]', message: 'Self', settledBy, source: ['ChannelQueue.Argument[0]'], delivery: waited(subscribed) },
    { at: 'Queue.Member[get]', message: 'Self', settledBy, source: ['Queue.Argument[0]'], delivery: waited(subscribed) },
  ],
  settles: [
    { at: 'Message.Member[ack]', does: 'acknowledge' },
    { at: 'Message.Member[nack,reject]', does: 'reject', requeue: { at: 'Call.Argument[0]', default: false } },
    { at: 'Channel.Member[basicAck]', does: 'acknowledge' },
    { at: 'Channel.Member[basicNack,basicReject]', does: 'reject', requeue: { at: 'Call.Argument[1]', default: false } },
  ],
  identity: [
    { at: 'Member[properties].Member[messageId]', stable: 'redelivery', coversDuplicatePublish: true },
    { at: 'Member[deliveryTag]', stable: 'delivery-scoped' },
    { at: 'Member[redelivered]', stable: 'delivery-scoped' },
    { at: 'Member[consumerTag]', stable: 'delivery-scoped' },
  ],
  sources: [
    '@cloudamqp/amqp-client@4.1.1 src/amqp-channel.ts basicConsume, deliver',
    '@cloudamqp/amqp-client@4.1.1 src/amqp-queue.ts subscribe',
    '@cloudamqp/amqp-client@4.1.1 src/amqp-subscription.ts, src/amqp-consumer.ts',
    '@cloudamqp/amqp-client@4.1.1 src/amqp-rpc-server.ts',
    '@cloudamqp/amqp-client@3.4.1 src/amqp-queue.ts',
  ],
} as const satisfies TransportModel;
