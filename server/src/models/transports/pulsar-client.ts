// Pulsar keeps a message until it is acknowledged by hand. A listener's error is only logged: without an acknowledgement time-out the message waits until the consumer disconnects.
import type { DeliveryRow, TransportModel } from '../schema.ts';

const unacknowledged = {
  guarantee: 'at-least-once',
  acknowledged: 'explicit',
  promise: 'awaited',
  onCrash: 'redelivered',
} as const satisfies Partial<DeliveryRow>;

const delivery: readonly DeliveryRow[] = [
  {
    when: [{ option: 'Call.Argument[0].Member[ackTimeoutMs]', is: 'present' }],
    ...unacknowledged,
    onError: 'redelivered',
    why: 'a message that is not acknowledged comes again after ackTimeoutMs',
  },
  {
    ...unacknowledged,
    onError: 'stuck',
    why: 'a message that is not acknowledged comes again only when the consumer disconnects (no ackTimeoutMs)',
  },
];

export const pulsarClient = {
  format: 1,
  package: 'pulsar-client',
  transport: 'pulsar',
  types: {
    Client: 'Package.Member[Client].Instance',
    Consumer: ['Client.Member[subscribe].ReturnValue', 'Client.Member[subscribe].Argument[0].Member[listener].Parameter[1]'],
    Message: ['Consumer.Member[receive].ReturnValue', 'Client.Member[subscribe].Argument[0].Member[listener].Parameter[0]'],
  },
  handlers: [
    {
      at: 'Client.Member[subscribe].Argument[0].Member[listener]',
      message: 'Parameter[0]',
      source: ['Call.Argument[0].Member[topic]', 'Call.Argument[0].Member[topics]'],
      delivery,
    },
  ],
  loops: [
    {
      at: 'Consumer.Member[receive]',
      message: 'Self',
      settledBy: ['Consumer.Member[acknowledge,acknowledgeId,acknowledgeCumulative,acknowledgeCumulativeId,negativeAcknowledge]'],
      source: ['Consumer.Argument[0].Member[topic]'],
      delivery: [
        {
          ...unacknowledged,
          onError: 'stuck',
          why: 'a message that is not acknowledged comes again when the consumer disconnects, or after ackTimeoutMs where that is set',
        },
      ],
    },
  ],
  settles: [
    { at: 'Consumer.Member[acknowledge,acknowledgeId,acknowledgeCumulative,acknowledgeCumulativeId]', does: 'acknowledge' },
    { at: 'Consumer.Member[negativeAcknowledge,negativeAcknowledgeId]', does: 'reject', requeue: true },
  ],
  identity: [
    { at: 'Member[getMessageId]', stable: 'redelivery', expression: '${m}.getMessageId().toString()' },
    { at: 'Member[getRedeliveryCount]', stable: 'delivery-scoped' },
  ],
  sources: ['pulsar-client@1.18.0 index.d.ts, src/Consumer.cc', 'https://pulsar.apache.org/docs/client-libraries-node/'],
} as const satisfies TransportModel;
