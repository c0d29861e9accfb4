// STOMP's `ack` header decides: without it the broker forgets a message as it is sent, else it keeps it until an ACK. stompjs ignores what the callback returns.
import type { AccessPath, DeliveryRow, TransportModel } from '../schema.ts';

const byHand = { guarantee: 'at-least-once', acknowledged: 'explicit', promise: 'ignored', onError: 'stuck', onCrash: 'redelivered' } as const;
const unless = ['the broker discards what is nacked', 'it is a topic, of which it keeps nothing for who is not connected'] as const;

/** What `subscribe` promises, in every library whose `ack` header stands at `header`; `ack`: the calls that send one. */
export const stompDelivery = (header: AccessPath, ack: AccessPath): readonly DeliveryRow[] => [
  {
    when: [{ option: header, is: 'client-individual' }],
    ...byHand,
    why: 'ack is client-individual: the message is kept until it is acknowledged',
    unless,
  },
  {
    when: [{ option: header, is: 'client' }],
    ...byHand,
    passesOver: true,
    why: 'ack is client: the message is kept until it, or a later one, is acknowledged',
    unless,
  },
  {
    when: [{ option: header, is: 'unknown' }, { handlerCalls: ack }],
    ...byHand,
    why: 'the message is kept until it is acknowledged, if the ack header asks for it',
    unless: ['the ack header is auto: the broker then forgets the message as it is sent', ...unless],
  },
  {
    guarantee: 'at-most-once',
    acknowledged: 'on-delivery',
    promise: 'ignored',
    onError: 'dropped',
    onCrash: 'lost',
    why: 'ack is auto (default): the broker forgets the message as it is sent',
  },
];

export const stompjs = {
  format: 1,
  package: '@stomp/stompjs',
  transport: 'stomp',
  // Most of its users are pages that show what comes in. A service acknowledges, or brings the WebSocket that Node long had none of.
  words: ['ack', 'nack', "from 'ws", 'from "ws', "require('ws", 'require("ws', "require('websocket", 'require("websocket'],
  types: {
    Client: ['Package.Member[Client,CompatClient].Instance', 'Package.Member[Stomp].Member[client,over].ReturnValue', 'CompatClient'],
    IMessage: ['Client.Member[subscribe].Argument[1].Parameter[0]', 'Message'],
  },
  handlers: [
    {
      at: 'Client.Member[subscribe].Argument[1]',
      message: 'Parameter[0]',
      source: ['Call.Argument[0]'],
      delivery: stompDelivery('Call.Argument[2].Member[ack]', 'IMessage.Member[ack]'),
    },
  ],
  settles: [
    { at: 'IMessage.Member[ack]', does: 'acknowledge' },
    { at: 'Client.Member[ack]', does: 'acknowledge' },
    { at: 'IMessage.Member[nack]', does: 'reject', requeue: true },
    { at: 'Client.Member[nack]', does: 'reject', requeue: true },
  ],
  identity: [
    { at: 'Member[headers].Member[ack]', stable: 'delivery-scoped' },
    // What it is made of is the broker's affair; RabbitMQ takes the delivery's tag.
    { at: 'Member[headers].Member[message-id]', stable: 'redelivery', isKey: false },
    { at: 'Member[headers].Member[redelivered]', stable: 'delivery-scoped' },
  ],
  sources: [
    '@stomp/stompjs@7.5.0 src/stomp-handler.ts MESSAGE, subscribe, ack, nack',
    '@stomp/stompjs@7.5.0 src/compatibility/compat-client.ts',
    'https://stomp.github.io/stomp-specification-1.2.html#SUBSCRIBE_ack_Header',
    'rabbitmq_stomp default_nack_requeue',
  ],
} as const satisfies TransportModel;
