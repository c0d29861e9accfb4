// dojot's SDK: node-rdkafka with a queue in the process. A callback is tried again as often as the options say; then the message is given up, and committed all the same.
import type { TransportModel } from '../schema.ts';

const delivery = [
  {
    when: [{ option: 'Consumer.Argument[0].Member[enable.async.commit]', is: true }],
    guarantee: 'at-least-once',
    acknowledged: 'explicit',
    promise: 'awaited',
    onError: 'dropped',
    why: 'enable.async.commit is on: the callback tells when it is done; one that fails is given up (commit.on.failure default)',
    unless: ['commit.on.failure is off: a message whose callback fails then holds up the commits of its partition'],
  },
  {
    guarantee: 'at-least-once',
    acknowledged: 'on-settled',
    promise: 'awaited',
    onError: 'dropped',
    why: 'the offset is committed on a timer once the callbacks have settled; one that fails is given up (commit.on.failure default)',
    unless: ['the topic is a regular expression: nobody waits for its callbacks', 'commit.on.failure is off: the next commit passes over what has failed'],
  },
] as const;

export const dojotMicroserviceSdk = {
  format: 1,
  package: '@dojot/microservice-sdk',
  transport: 'kafka',
  types: { Consumer: 'Package.Member[Kafka].Member[Consumer].Instance' },
  handlers: [{ at: 'Consumer.Member[registerCallback].Argument[1]', message: 'Parameter[0]', source: ['Call.Argument[0]'], delivery }],
  settles: [{ at: 'Consumer.Member[registerCallback].Argument[1].Parameter[1]', does: 'acknowledge', stored: true }],
  identity: [{ at: 'Member[offset]', stable: 'redelivery', expression: '`${${m}.topic}-${${m}.partition}-${${m}.offset}`' }],
  sources: ['@dojot/microservice-sdk@0.1.15 lib/kafka/Consumer.js', '@dojot/microservice-sdk@0.1.15 lib/kafka/CommitManager.js'],
} as const satisfies TransportModel;
