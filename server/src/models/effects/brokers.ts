// Publishing to brokers. None of these deduplicates by itself; what looks like a key (messageId, correlationId) is a label unless the row says otherwise.
import type { EffectModel } from '../schema.ts';

export const kafka = {
  format: 1,
  package: ['kafkajs', '@confluentinc/kafka-javascript', '@ovotech/avro-kafkajs'],
  types: {
    Kafka: ['Package.Member[Kafka,AvroKafka].Instance', 'Package.Member[KafkaJS].Member[Kafka].Instance'],
    Producer: ['Kafka.Member[producer].ReturnValue'],
    Transaction: ['Producer.Member[transaction].ReturnValue'],
    Sender: ['Producer', 'Transaction'],
    Consumer: ['Kafka.Member[consumer].ReturnValue'],
  },
  effects: [
    {
      at: 'Sender.Member[send,sendBatch]',
      kind: 'publish',
      verb: 'publishes to Kafka',
      write: 'send',
    },
  ],
  transactions: [
    { at: 'Producer.Member[transaction]', does: 'begin', handle: 'Call' },
    // What was consumed is part of it: its commit acknowledges the message too.
    { at: 'Transaction.Member[sendOffsets]', does: 'offsets', handle: 'Call.This' },
    { at: 'Transaction.Member[commit]', does: 'commit', handle: 'Call.This' },
    { at: 'Transaction.Member[abort]', does: 'rollback', handle: 'Call.This' },
  ],
  harmless: [
    { at: 'Kafka.Member[logger].AnyMember', kind: 'log' },
    { at: 'Kafka.Member[logger].ReturnValue.AnyMember', kind: 'log' },
  ],
  otherwise: 'read',
  sources: ['kafkajs@2.2.4 types/index.d.ts, src/producer/index.js'],
} as const satisfies EffectModel;

/** In a transaction too: whether the offsets are among what it commits, `addOffset` says for each message, so it is not taken to settle one. */
export const platformaticKafka = {
  format: 1,
  package: '@platformatic/kafka',
  types: {
    Producer: ['Package.Member[Producer].Instance'],
    Transaction: ['Producer.Member[beginTransaction].ReturnValue', 'Package.Member[Transaction].Instance'],
    Stream: ['Producer.Member[asStream].ReturnValue'],
    Consumer: ['Package.Member[Consumer].Instance'],
  },
  effects: [
    { at: 'Producer.Member[send]', kind: 'publish', verb: 'publishes to Kafka', write: 'send' },
    { at: 'Transaction.Member[send]', kind: 'publish', verb: 'publishes to Kafka', write: 'send' },
    // Kept in a buffer and sent later: its callback does not wait for that.
    { at: 'Stream.Member[write]', kind: 'publish', verb: 'publishes to Kafka', write: 'send', fireAndForget: true },
  ],
  // Where it fails, no message has been handed over yet.
  pure: ['Consumer.Member[consume]'],
  otherwise: 'read',
  sources: ['@platformatic/kafka@1.35.0 dist/clients/producer/producer.js, producer-stream.js, transaction.d.ts'],
} as const satisfies EffectModel;

export const rdkafka = {
  format: 1,
  package: ['node-rdkafka'],
  types: { Producer: ['Package.Member[Producer,HighLevelProducer].Instance'] },
  effects: [
    {
      at: 'Producer.Member[produce]',
      kind: 'publish',
      verb: 'publishes to Kafka',
      write: 'send',
      fireAndForget: true,
    },
    {
      at: 'Producer.Member[send]',
      kind: 'publish',
      verb: 'publishes to Kafka',
      write: 'send',
      fireAndForget: true,
    },
  ],
  otherwise: 'read',
  sources: ['node-rdkafka@3.6.1 index.d.ts'],
} as const satisfies EffectModel;

/** `send` tells its callback, which takes the error first. */
export const kafkaNode = {
  format: 1,
  package: ['kafka-node'],
  types: { Producer: ['Package.Member[Producer,HighLevelProducer].Instance'] },
  effects: [{ at: 'Producer.Member[send]', kind: 'publish', verb: 'publishes to Kafka', write: 'send', fireAndForget: 'without-callback' }],
  otherwise: 'read',
  sources: ['kafka-node@5.0.0 lib/baseProducer.js'],
} as const satisfies EffectModel;

/** `send` gives a promise. */
export const noKafka = {
  format: 1,
  package: ['no-kafka'],
  types: { Producer: ['Package.Member[Producer].Instance'] },
  effects: [{ at: 'Producer.Member[send]', kind: 'publish', verb: 'publishes to Kafka', write: 'send' }],
  otherwise: 'read',
  sources: ['no-kafka@3.4.3 lib/producer.js'],
} as const satisfies EffectModel;

export const amqp = {
  format: 1,
  package: ['amqplib', 'amqp-connection-manager', 'amqplib-as-promised', 'rabbitmq-client'],
  types: {
    Connection: [
      'Package.Member[connect].ReturnValue',
      'Package.Member[connect].Argument[1].Parameter[1]',
      'Package.Member[connect].Argument[2].Parameter[1]',
      'ChannelModel',
      'AmqpConnectionManager',
      'Package.Member[Connection].Instance',
    ],
    Channel: [
      'Connection.Member[createChannel].ReturnValue',
      'Connection.Member[createChannel].Argument[0].Parameter[1]',
      'Connection.Member[createChannel].Argument[0].Member[setup].Parameter[0]',
    ],
    ConfirmChannel: ['Connection.Member[createConfirmChannel].ReturnValue', 'Connection.Member[createConfirmChannel].Argument[0].Parameter[1]'],
    ChannelWrapper: ['Connection.Member[createPublisher].ReturnValue'],
  },
  effects: [
    {
      at: 'ConfirmChannel.Member[publish,sendToQueue]',
      kind: 'publish',
      verb: 'publishes to RabbitMQ',
      write: 'send',
      fireAndForget: 'without-callback',
      confirmedBy: 'waitForConfirms',
    },
    {
      at: 'ChannelWrapper.Member[publish,sendToQueue,send]',
      kind: 'publish',
      verb: 'publishes to RabbitMQ',
      write: 'send',
    },
    {
      at: 'Channel.Member[publish,sendToQueue]',
      kind: 'publish',
      verb: 'publishes to RabbitMQ',
      write: 'send',
      fireAndForget: true,
    },
  ],
  otherwise: 'read',
  sources: ['amqplib@2.3.1 lib/channel_model.js, index.d.ts', 'amqp-connection-manager README'],
} as const satisfies EffectModel;

/** Resolves when the broker has confirmed, or when the bytes are written where confirms are off. */
export const cloudamqp = {
  format: 1,
  package: ['@cloudamqp/amqp-client'],
  types: {
    Client: ['Package.Member[AMQPClient,AMQPWebSocketClient].Instance', 'Package.Member[AMQPClient,AMQPWebSocketClient].Instance.Member[connect].ReturnValue'],
    Channel: ['Client.Member[channel].ReturnValue', 'Package.Member[AMQPChannel].Instance', 'Message.Member[channel]'],
    Session: ['Package.Member[AMQPSession].Member[connect].ReturnValue', 'Package.Member[AMQPSession].Instance'],
    Queue: ['Session.Member[queue].ReturnValue', 'Channel.Member[queue].ReturnValue', 'Package.Member[AMQPQueue].Instance'],
    Exchange: ['Session.Member[exchange,directExchange,fanoutExchange,topicExchange,headersExchange].ReturnValue', 'Package.Member[AMQPExchange].Instance'],
    Message: [
      'Package.Member[AMQPMessage].Instance',
      'Channel.Member[basicConsume].Argument[2].Parameter[0]',
      'Queue.Member[subscribe].Argument[0].Parameter[0]',
      'Queue.Member[subscribe].Argument[1].Parameter[0]',
    ],
    RpcClient: ['Session.Member[rpcClient].ReturnValue', 'Package.Member[AMQPRPCClient].Instance'],
  },
  effects: [
    { at: 'Channel.Member[basicPublish]', kind: 'publish', verb: 'publishes to RabbitMQ', write: 'send' },
    { at: 'Queue.Member[publish]', kind: 'publish', verb: 'publishes to RabbitMQ', write: 'send' },
    { at: 'Exchange.Member[publish]', kind: 'publish', verb: 'publishes to RabbitMQ', write: 'send' },
    { at: 'Session.Member[rpcCall]', kind: 'publish', verb: 'sends a request over RabbitMQ', write: 'send' },
    { at: 'RpcClient.Member[call]', kind: 'publish', verb: 'sends a request over RabbitMQ', write: 'send' },
  ],
  otherwise: 'read',
  sources: ['@cloudamqp/amqp-client@4.1.1 src/amqp-channel.ts basicPublish, src/amqp-queue.ts, src/amqp-exchange.ts, src/amqp-rpc-client.ts'],
} as const satisfies EffectModel;

export const nestSqs = {
  format: 1,
  package: ['@ssut/nestjs-sqs', '@nestjs-packages/sqs'],
  types: { Service: ['Package.Member[SqsService].Instance'] },
  effects: [{ at: 'Service.Member[send]', kind: 'publish', verb: 'sends to SQS', write: 'send' }],
  otherwise: 'read',
  sources: ['@ssut/nestjs-sqs@3.0.1 dist/sqs.service.js', '@nestjs-packages/sqs@1.0.2 dist/sqs.service.js'],
} as const satisfies EffectModel;

export const golevelup = {
  format: 1,
  package: ['@golevelup/nestjs-rabbitmq', 'nestjs-rmq', 'rascal', 'nestjs-amqp', '@enriikke/nestjs-rabbitmq'],
  types: {
    Amqp: [
      'Package.Member[AmqpConnection,RMQService].Instance',
      'Package.Member[BrokerAsPromised].Member[create].ReturnValue',
      'Amqp.Member[channel,managedChannel]',
      'BrokerAsPromised',
    ],
  },
  effects: [
    {
      at: 'Amqp.Member[publish,notify,send,request,sendToQueue]',
      kind: 'publish',
      verb: 'publishes to RabbitMQ',
      write: 'send',
    },
  ],
  otherwise: 'read',
  sources: ['@golevelup/nestjs-rabbitmq@9.0.2 lib/amqp/connection.d.ts', 'nestjs-rmq@2.13.0 dist/rmq.service.js send, notify'],
} as const satisfies EffectModel;

export const nats = {
  format: 1,
  package: ['nats', '@nats-io/nats-core', '@nats-io/transport-node', '@nats-io/jetstream', 'node-nats-streaming', 'ts-nats'],
  types: {
    Connection: ['Package.Member[connect].ReturnValue', 'NatsConnection', 'Stan', 'Package.Member[connect,default].ReturnValue'],
    JetStream: ['Connection.Member[jetstream].ReturnValue', 'Package.Member[jetstream].ReturnValue', 'JetStreamClient'],
    Kv: ['JetStream.Member[views].Member[kv].ReturnValue', 'KV', 'Package.Member[Kvm].Instance.Member[open,create].ReturnValue'],
  },
  effects: [
    {
      at: 'JetStream.Member[publish]',
      kind: 'publish',
      verb: 'publishes to JetStream',
      write: 'send',
      key: {
        at: 'Call.Argument[2].Member[msgID]',
        lifetime: "for the stream's duplicate window, 2 minutes by default",
      },
    },
    {
      at: 'Connection.Member[publish]',
      kind: 'publish',
      verb: 'publishes to NATS',
      write: 'send',
      fireAndForget: true,
    },
    {
      at: 'Connection.Member[request]',
      kind: 'publish',
      verb: 'sends a request over NATS',
      write: 'send',
    },
    { at: 'Kv.Member[put,delete,purge]', kind: 'state', verb: 'writes a key', write: { keyed: ['Call.Argument[0]'] } },
  ],
  otherwise: 'read',
  sources: ['@nats-io/nats-core@3.4.0 lib/core.d.ts', '@nats-io/jetstream@3.4.0 lib/types.d.ts', 'node-nats-streaming'],
} as const satisfies EffectModel;

export const mqtt = {
  format: 1,
  package: ['mqtt', 'async-mqtt', 'aedes'],
  types: {
    Client: [
      'Package.Member[connect,connectAsync].ReturnValue',
      'Package.ReturnValue',
      'Package.Instance',
      'MqttClient',
      'AsyncMqttClient',
      'AsyncClient',
      'IMqttClient',
    ],
  },
  effects: [
    {
      at: 'Client.Member[publishAsync]',
      kind: 'publish',
      verb: 'publishes over MQTT',
      write: 'send',
    },
    {
      at: 'Client.Member[publish]',
      kind: 'publish',
      verb: 'publishes over MQTT',
      write: 'send',
      fireAndForget: 'without-callback',
    },
  ],
  otherwise: 'read',
  sources: ['mqtt@5.16.0 build/lib/client.d.ts'],
} as const satisfies EffectModel;

export const pubsub = {
  format: 1,
  package: ['@google-cloud/pubsub', '@google-cloud/tasks'],
  types: {
    Topic: ['Package.Member[PubSub].Instance.Member[topic].ReturnValue', 'Topic.Member[publisher]'],
    Tasks: ['Package.Member[CloudTasksClient].Instance'],
  },
  effects: [
    {
      at: 'Topic.Member[publishMessage,publish,publishJSON]',
      kind: 'publish',
      verb: 'publishes to Pub/Sub',
      write: 'send',
    },
    {
      at: 'Tasks.Member[createTask]',
      kind: 'job',
      verb: 'creates a Cloud Task',
      write: 'send',
      key: {
        at: ['Call.Argument[0].Member[task].Member[name]'],
        lifetime: 'for about an hour after it ran',
      },
    },
    { at: 'Tasks.Member[deleteTask]', kind: 'job', verb: 'deletes a Cloud Task', write: 'delete' },
  ],
  otherwise: 'read',
  sources: ['@google-cloud/pubsub@5.3.1 build/src/topic.d.ts', '@google-cloud/tasks@6.3.0'],
} as const satisfies EffectModel;
