// MQTT.js acknowledges a message before an asynchronous listener has done anything, whatever the QoS: at most once. Without a shared subscription every process gets it.
import type { TransportModel } from '../schema.ts';

export const mqtt = {
  format: 1,
  package: ['mqtt', 'async-mqtt'],
  transport: 'mqtt',
  types: {
    MqttClient: ['Package.Member[connect,connectAsync].ReturnValue', 'Package.Member[MqttClient].Instance', 'AsyncMqttClient', 'AsyncClient', 'Client'],
  },
  handlers: [
    {
      at: 'MqttClient.Member[on,addListener].Argument[1]',
      events: ['message'],
      message: 'Parameter[1]',
      source: ['Sibling.MqttClient.Member[subscribe,subscribeAsync].Argument[0]'],
      delivery: [
        {
          guarantee: 'at-most-once',
          acknowledged: 'on-delivery',
          promise: 'ignored',
          onError: 'dropped',
          onCrash: 'lost',
          why: 'mqtt acknowledges before the listener has finished, at any QoS',
        },
      ],
    },
  ],
  identity: [
    { at: 'Member[messageId]', stable: 'delivery-scoped' },
    { at: 'Member[dup]', stable: 'delivery-scoped' },
  ],
  sources: ['mqtt@5.16.0 src/lib/handlers/publish.ts', 'mqtt@5.16.0 src/lib/client.ts handleMessage'],
} as const satisfies TransportModel;
