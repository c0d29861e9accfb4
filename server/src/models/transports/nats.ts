// Core NATS keeps nothing: at most once, and each process gets a message unless a queue group is named. JetStream keeps a message until it is acknowledged.
import type { DeliveryRow, IdentityRow, SettleRow, TransportModel } from '../schema.ts';

const core = [
  {
    when: [{ option: 'Call.Argument[1].Member[queue]', is: 'present' }],
    guarantee: 'at-most-once',
    acknowledged: 'never',
    promise: 'ignored',
    onError: 'dropped',
    onCrash: 'lost',
    why: 'core NATS keeps no message',
  },
  {
    guarantee: 'at-most-once',
    acknowledged: 'never',
    promise: 'ignored',
    onError: 'dropped',
    onCrash: 'lost',
    replicas: true,
    why: 'core NATS keeps no message; without a queue group every process gets it',
  },
] as const satisfies readonly DeliveryRow[];

const jetstream = [
  {
    guarantee: 'at-least-once',
    acknowledged: 'explicit',
    promise: 'ignored',
    onError: 'redelivered',
    onCrash: 'redelivered',
    rejected: 'dropped',
    why: 'JetStream keeps the message until it is acknowledged, and sends it again after ack_wait',
    unless: ['the consumer was made without an ack policy: then nothing is redelivered'],
  },
] as const satisfies readonly DeliveryRow[];

/** `js.subscribe`: the client acknowledges by itself unless it was told not to. */
const isManual = [{ option: 'Call.Argument[1].Member[mack]', is: true }] as const;
const settlesByHand = [{ handlerCalls: 'JsMsg.Member[ack,ackAck,nak,term]' }] as const;
const unlessManual = ['its options say manualAck(): then it is kept until the code acknowledges it'];
const inCallback = [
  { ...jetstream[0], when: isManual },
  { ...jetstream[0], when: settlesByHand },
  {
    guarantee: 'at-most-once',
    acknowledged: 'on-delivery',
    promise: 'ignored',
    onError: 'dropped',
    onCrash: 'lost',
    why: 'without manualAck the client acknowledges the message as soon as the callback returns',
    unless: unlessManual,
  },
] as const satisfies readonly DeliveryRow[];

const inLoop = [
  { ...jetstream[0], when: isManual },
  { ...jetstream[0], when: settlesByHand },
  {
    guarantee: 'at-least-once',
    acknowledged: 'on-success',
    promise: 'awaited',
    onError: 'redelivered',
    onCrash: 'redelivered',
    why: 'without manualAck the client acknowledges a message when the next one is asked for',
    unless: unlessManual,
  },
] as const satisfies readonly DeliveryRow[];

const settles = [
  { at: 'JsMsg.Member[ack,ackAck]', does: 'acknowledge' },
  { at: 'JsMsg.Member[nak]', does: 'reject', requeue: true },
  { at: 'JsMsg.Member[term]', does: 'reject', requeue: false },
] as const satisfies readonly SettleRow[];

const identity = [
  { at: 'Member[seq]', stable: 'redelivery' },
  { at: 'Member[info].Member[streamSequence]', stable: 'redelivery' },
  { at: 'Member[info].Member[deliverySequence]', stable: 'delivery-scoped' },
  { at: 'Member[info].Member[deliveryCount]', stable: 'delivery-scoped' },
  { at: 'Member[redelivered]', stable: 'delivery-scoped' },
] as const satisfies readonly IdentityRow[];

const subject = ['Call.Argument[0]'] as const;

export const nats = {
  format: 1,
  package: ['nats', '@nats-io/transport-node', '@nats-io/nats-core', '@nats-io/jetstream'],
  transport: 'nats',
  types: {
    NatsConnection: 'Package.Member[connect].ReturnValue',
    JetStreamClient: ['NatsConnection.Member[jetstream].ReturnValue', 'Package.Member[jetstream].ReturnValue'],
    Consumer: 'JetStreamClient.Member[consumers].Member[get,getPushConsumer].ReturnValue',
    JetStreamSubscription: 'JetStreamClient.Member[subscribe,pullSubscribe].ReturnValue',
    ConsumerOpts: ['Package.Member[consumerOpts].ReturnValue', 'ConsumerOpts.AnyMember.ReturnValue'],
    ConsumerMessages: 'Consumer.Member[consume,fetch].ReturnValue',
    JsMsg: [
      'JetStreamSubscription.Element',
      'ConsumerMessages.Element',
      'Consumer.Member[next].ReturnValue',
      'Consumer.Member[consume].Argument[0].Member[callback].Parameter[0]',
      'JetStreamClient.Member[subscribe].Argument[1].Member[callback,callbackFn].Parameter[1]',
      'ConsumerOpts.Member[callback].Argument[0].Parameter[1]',
    ],
  },
  handlers: [
    { at: 'NatsConnection.Member[subscribe].Argument[1].Member[callback]', message: 'Parameter[1]', source: subject, delivery: core },
    { at: 'Typed[JsMsg]', message: 'Parameter[0]', transport: 'nats-jetstream', delivery: jetstream },
    { at: 'Consumer.Member[consume].Argument[0].Member[callback]', message: 'Parameter[0]', transport: 'nats-jetstream', delivery: jetstream },
    {
      at: 'JetStreamClient.Member[subscribe].Argument[1].Member[callback,callbackFn]',
      message: 'Parameter[1]',
      source: subject,
      transport: 'nats-jetstream',
      delivery: inCallback,
    },
    { at: 'ConsumerOpts.Member[callback].Argument[0]', message: 'Parameter[1]', transport: 'nats-jetstream', delivery: inCallback },
  ],
  loops: [
    { at: 'NatsConnection.Member[subscribe]', message: 'Element', source: subject, delivery: core },
    { at: 'Consumer.Member[consume,fetch]', message: 'Element', transport: 'nats-jetstream', delivery: jetstream },
    { at: 'Consumer.Member[next]', message: 'Self', transport: 'nats-jetstream', delivery: jetstream },
    { at: 'JetStreamClient.Member[subscribe]', message: 'Element', source: subject, transport: 'nats-jetstream', delivery: inLoop },
    { at: 'JetStreamClient.Member[pullSubscribe,fetch]', message: 'Element', source: subject, transport: 'nats-jetstream', delivery: jetstream },
  ],
  settles,
  identity,
  sources: [
    '@nats-io/jetstream@3.4.0 lib/consumer.js',
    'nats@2.29.3 lib/jetstream/jsclient.js, lib/nats-base-client/typedsub.js, lib/nats-base-client/queued_iterator.js',
  ],
} as const satisfies TransportModel;
