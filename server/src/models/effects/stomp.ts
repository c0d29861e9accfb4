// What is sent over STOMP: nothing waits for the broker unless a receipt is asked for, as stompit's channels do for their callback.
import type { EffectModel } from '../schema.ts';

const stomp = { kind: 'publish', verb: 'publishes over STOMP', write: 'send' } as const;

export const stompjs = {
  format: 1,
  package: ['@stomp/stompjs'],
  types: { Client: ['Package.Member[Client,CompatClient].Instance', 'Package.Member[Stomp].Member[client,over].ReturnValue', 'CompatClient'] },
  effects: [{ at: 'Client.Member[publish,send]', ...stomp, fireAndForget: true }],
  otherwise: 'read',
  sources: ['@stomp/stompjs@7.5.0 src/stomp-handler.ts publish, src/compatibility/compat-client.ts send'],
} as const satisfies EffectModel;

export const stompit = {
  format: 1,
  package: ['stompit'],
  types: {
    Client: [
      'Package.Member[connect].Argument[1].Parameter[1]',
      'Package.Member[connect].ReturnValue',
      'Package.Member[ConnectFailover].Instance.Member[connect].Argument[0].Parameter[1]',
      'Package.Member[Client].Instance',
    ],
    Channel: ['Package.Member[ChannelFactory,ChannelPool].Instance.Member[channel].Argument[0].Parameter[1]', 'Package.Member[Channel].Instance'],
  },
  effects: [
    { at: 'Channel.Member[send]', ...stomp, fireAndForget: 'without-callback' },
    { at: 'Client.Member[send,sendString]', ...stomp, fireAndForget: true },
  ],
  otherwise: 'read',
  sources: ['stompit@1.0.0 lib/Channel.js send, lib/Client.js send, sendString'],
} as const satisfies EffectModel;
