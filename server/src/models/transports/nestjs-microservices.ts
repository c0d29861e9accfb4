// Nest's pattern handlers get what their transport gives: RabbitMQ without acknowledgement by default, Kafka through kafkajs, everything else at most once.
// The transport stands in the bootstrap (createMicroservice, connectMicroservice); where it can't be read, it is unknown. A hybrid application that connects several
// serves each pattern on all of them: the rows' order says which one counts, and a handler that never acknowledges was not written for RabbitMQ's explicit mode.
import type { Condition, DeliveryRow, HandlerRow, TransportModel } from '../schema.ts';

const event = 'Package.Member[EventPattern].ReturnValue.DecoratedMember';
const request = 'Package.Member[MessagePattern].ReturnValue.DecoratedMember';
const either = 'Package.Member[EventPattern,MessagePattern].ReturnValue.DecoratedMember';

const source = ['Call.Argument[0]', 'Call.Argument[0].Element', 'Call.Argument[0].Member[cmd]'] as const;
const payload = { message: 'Parameter[0]', source } as const;

const on = (name: string): Condition => ({ option: 'Bootstrap.Member[transport]', is: name });
const served = (name: string): Condition => ({ option: 'Bootstrap.Member[strategy]', is: name });

const settlesByHand: Condition = { handlerCalls: 'RmqContext.Member[getChannelRef]' };

const byHand = {
  guarantee: 'at-least-once',
  acknowledged: 'explicit',
  promise: 'awaited',
  onError: 'stuck',
  onCrash: 'redelivered',
  why: 'noAck is off: Nest never acknowledges, the code does',
} as const;

const rabbit: readonly DeliveryRow[] = [
  {
    when: [
      { option: 'Bootstrap.Member[options].Member[noAck]', is: false },
      { option: 'Bootstrap.Member[options].Member[queueOptions].Member[deadLetterExchange]', is: 'present' },
    ],
    ...byHand,
    rejected: 'parked',
  },
  {
    when: [
      { option: 'Bootstrap.Member[options].Member[noAck]', is: false },
      { option: 'Bootstrap.Member[options].Member[queueOptions].Member[arguments].Member[x-dead-letter-exchange]', is: 'present' },
    ],
    ...byHand,
    rejected: 'parked',
  },
  {
    when: [{ option: 'Bootstrap.Member[options].Member[noAck]', is: false }],
    ...byHand,
    rejected: 'dropped',
    unless: ['a policy on the broker adds a dead-letter exchange'],
  },
  {
    when: [{ option: 'Bootstrap.Member[options].Member[noAck]', is: 'unknown' }, settlesByHand],
    ...byHand,
    rejected: 'dropped',
    why: 'the handler acknowledges by hand, so noAck is taken to be off',
    unless: ['noAck is left on (Nest default): then the broker forgets the message as it is sent'],
  },
  {
    when: [{ option: 'Bootstrap.Member[options].Member[noAck]', is: 'unknown' }],
    guarantee: 'at-most-once',
    acknowledged: 'on-delivery',
    onError: 'dropped',
    onCrash: 'lost',
    why: 'Nest leaves noAck on: the broker forgets the message as it is sent',
    unless: ['noAck is switched off by configuration'],
  },
  {
    guarantee: 'at-most-once',
    acknowledged: 'on-delivery',
    onError: 'dropped',
    onCrash: 'lost',
    why: 'Nest leaves noAck on by default: the broker forgets the message as it is sent',
  },
];

const kafkaEvent: readonly DeliveryRow[] = [
  {
    when: [{ option: 'Bootstrap.Member[options].Member[run].Member[autoCommit]', is: false }],
    guarantee: 'at-least-once',
    acknowledged: 'explicit',
    passesOver: true,
    why: 'autoCommit is off: an offset is committed only where the code says so',
  },
  {
    guarantee: 'at-least-once',
    acknowledged: 'on-success',
    why: 'Nest awaits an event handler inside eachMessage, and kafkajs commits after it resolves (autoCommit default)',
  },
];

const kafkaRequest: readonly DeliveryRow[] = [
  {
    guarantee: 'at-least-once',
    acknowledged: 'on-settled',
    onError: 'dropped',
    why: 'Nest puts the error of a request handler into its reply, and the offset is committed',
    unless: ['the handler throws KafkaRetriableException'],
  },
];

const gone = (why: string, replicas = false): readonly DeliveryRow[] => [
  { guarantee: 'at-most-once', acknowledged: 'never', onError: 'dropped', onCrash: 'lost', replicas, why },
];

const nats: readonly DeliveryRow[] = [
  {
    when: [{ option: 'Bootstrap.Member[options].Member[queue]', is: 'present' }],
    guarantee: 'at-most-once',
    acknowledged: 'never',
    onError: 'dropped',
    onCrash: 'lost',
    why: 'core NATS keeps no message',
  },
  ...gone('core NATS keeps no message; without a queue group every process gets it', true),
];

const rows: readonly HandlerRow[] = [
  { at: either, when: [on('RMQ'), settlesByHand], transport: 'amqp', delivery: rabbit, ...payload },
  { at: event, when: [on('KAFKA')], transport: 'kafka', delivery: kafkaEvent, ...payload },
  { at: request, when: [on('KAFKA')], transport: 'kafka', delivery: kafkaRequest, ...payload },
  { at: event, when: [served('ServerKafka')], transport: 'kafka', delivery: kafkaEvent, ...payload },
  { at: request, when: [served('ServerKafka')], transport: 'kafka', delivery: kafkaRequest, ...payload },
  { at: either, when: [on('RMQ')], transport: 'amqp', delivery: rabbit, ...payload },
  { at: either, when: [served('ServerRMQ')], transport: 'amqp', delivery: rabbit, ...payload },
  { at: either, when: [on('NATS')], transport: 'nats', delivery: nats, ...payload },
  {
    at: either,
    when: [on('REDIS')],
    transport: 'redis-pubsub',
    delivery: gone('Redis publish/subscribe keeps no message; every process gets it', true),
    ...payload,
  },
  {
    at: either,
    when: [on('MQTT')],
    transport: 'mqtt',
    delivery: gone('Nest subscribes with QoS 0 by default, and acknowledges before the handler has finished'),
    ...payload,
  },
  { at: either, when: [on('TCP')], transport: 'nestjs-tcp', delivery: gone('a TCP request is not kept anywhere'), ...payload },
  { at: either, when: [on('GRPC')], transport: 'other', delivery: gone('a request is not kept anywhere'), minor: true, ...payload },
  {
    at: either,
    transport: 'other',
    delivery: [
      {
        guarantee: 'unknown',
        acknowledged: 'on-success',
        onError: 'dropped',
        why: 'the transport is not to be seen in the start-up code',
        unless: ['the transport and its options are set in code that could not be read'],
      },
    ],
    ...payload,
  },
];

const contexts = { RmqContext: 'RMQ', KafkaContext: 'KAFKA', NatsContext: 'NATS', MqttContext: 'MQTT', RedisContext: 'REDIS', TcpContext: 'TCP' };

export const nestjsMicroservices: TransportModel = {
  format: 1,
  package: '@nestjs/microservices',
  transport: 'other',
  types: {
    KafkaContext: 'KafkaContext',
    RmqContext: 'RmqContext',
    Channel: 'RmqContext.Member[getChannelRef].ReturnValue',
    Consumer: 'KafkaContext.Member[getConsumer].ReturnValue',
  },
  handlers: rows,
  bootstrap: [
    { at: 'NestFactory.createMicroservice', chosenBy: 'Call.Argument[1]', contexts },
    { at: 'NestFactory.connectMicroservice', chosenBy: 'Call.Argument[1]', contexts },
  ],
  settles: [
    { at: 'Channel.Member[ack,ackAll]', does: 'acknowledge' },
    { at: 'Channel.Member[nack]', does: 'reject', requeue: { at: 'Call.Argument[2]', default: true } },
    { at: 'Channel.Member[reject]', does: 'reject', requeue: { at: 'Call.Argument[1]', default: true } },
    { at: 'Consumer.Member[commitOffsets]', does: 'acknowledge' },
  ],
  sources: [
    '@nestjs/microservices@12.1.1 server/server-rmq.js',
    '@nestjs/microservices@12.1.1 server/server-kafka.js',
    '@nestjs/microservices@12.1.1 constants.js',
  ],
};
