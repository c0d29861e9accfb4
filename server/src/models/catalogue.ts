// Every model the product knows, one line each: adding a library touches its model file, one line here and its cases.
// Also the answers other layers derive from the lists: which models belong to a package, and which words make a file worth parsing.
import type { AccessPath, EffectModel, GuardModel, TransportModel } from './schema.ts';
import { allEffectModels } from './effects/all.ts';
import { amqpConnectionManager } from './transports/amqp-connection-manager.ts';
import { amqplib } from './transports/amqplib.ts';
import { awsLambda } from './transports/aws-lambda.ts';
import { awsSqs } from './transports/aws-sqs.ts';
import { beeQueue } from './transports/bee-queue.ts';
import { bull } from './transports/bull.ts';
import { bullmq } from './transports/bullmq.ts';
import { confluentKafkaJavascript } from './transports/confluent-kafka-javascript.ts';
import { golevelupNestjsRabbitmq } from './transports/golevelup-nestjs-rabbitmq.ts';
import { kafkajs } from './transports/kafkajs.ts';
import { nestjsBull } from './transports/nestjs-bull.ts';
import { nestjsBullmq } from './transports/nestjs-bullmq.ts';
import { nestjsMicroservices } from './transports/nestjs-microservices.ts';
import { nodeRdkafka } from './transports/node-rdkafka.ts';
import { rabbitmqClient } from './transports/rabbitmq-client.ts';
import { rascal } from './transports/rascal.ts';
import { sqsConsumer } from './transports/sqs-consumer.ts';
import { ssutNestjsSqs } from './transports/ssut-nestjs-sqs.ts';

/** Libraries through which messages enter. */
export const transportModels: readonly TransportModel[] = [
  amqpConnectionManager,
  amqplib,
  awsLambda,
  awsSqs,
  beeQueue,
  bull,
  bullmq,
  confluentKafkaJavascript,
  golevelupNestjsRabbitmq,
  kafkajs,
  nestjsBull,
  nestjsBullmq,
  nestjsMicroservices,
  nodeRdkafka,
  rabbitmqClient,
  rascal,
  sqsConsumer,
  ssutNestjsSqs,
];

/** Libraries whose calls change something outside the process. */
export const effectModels: readonly EffectModel[] = allEffectModels;

/** Libraries that guard a function handed to them. */
export const guardModels: readonly GuardModel[] = [];

type AnyModel = TransportModel | EffectModel | GuardModel;

/** The models of one npm package. */
export interface ModelsOfPackage {
  readonly transports: readonly TransportModel[];
  readonly effects: readonly EffectModel[];
  readonly guards: readonly GuardModel[];
}

const none: ModelsOfPackage = { transports: [], effects: [], guards: [] };

/** Handlers that no import gives away: a Lambda function is named by its deployment, a queue worker by its platform. */
const registrationWords = ['Records', 'messageBatch', 'exports.handler', 'ReceiveMessage', 'receiveMessage', 'stripe-signature', 'svix-signature'] as const;

/** The npm names a model is about; the first is shown. */
export function packagesOf(model: AnyModel): readonly string[] {
  return typeof model.package === 'string' ? [model.package] : model.package;
}

/** The package a module specifier belongs to: subpaths are the package's. `node:fs` is `fs`. */
export function packageOfSpecifier(specifier: string): string {
  const bare = specifier.startsWith('node:') ? specifier.slice('node:'.length) : specifier;
  const [scope = '', name = ''] = bare.split('/');
  return scope.startsWith('@') && name !== '' ? `${scope}/${name}` : scope;
}

/** The models of a package, given its name or any specifier under it. */
export function modelsOf(specifier: string): ModelsOfPackage {
  return index().get(packageOfSpecifier(specifier)) ?? none;
}

/** The type names of all models of a package together, each with its alternatives. */
export function typesOf(specifier: string): ReadonlyMap<string, readonly AccessPath[]> {
  const name = packageOfSpecifier(specifier);
  const known = typesByPackage.get(name);
  if (known !== undefined) return known;
  const { transports, effects, guards } = modelsOf(name);
  const types = new Map<string, readonly AccessPath[]>();
  for (const model of [...transports, ...effects, ...guards]) {
    for (const [type, paths] of Object.entries(model.types ?? {})) {
      const alternatives = typeof paths === 'string' ? [paths] : paths;
      types.set(type, [...new Set([...(types.get(type) ?? []), ...alternatives])]);
    }
  }
  typesByPackage.set(name, types);
  return types;
}

/** Words of which a file holds at least one if it can register a handler: transport packages and the few registrations that need no import. */
export function prefilterWords(): readonly string[] {
  return [...new Set([...transportModels.flatMap(packagesOf), ...registrationWords])].sort();
}

const typesByPackage = new Map<string, ReadonlyMap<string, readonly AccessPath[]>>();
let packages: ReadonlyMap<string, ModelsOfPackage> | null = null;

function index(): ReadonlyMap<string, ModelsOfPackage> {
  packages ??= new Map(
    [...new Set([...transportModels, ...effectModels, ...guardModels].flatMap(packagesOf))].map((name) => [
      name,
      {
        transports: about(transportModels, name),
        effects: about(effectModels, name),
        guards: about(guardModels, name),
      },
    ]),
  );
  return packages;
}

function about<M extends AnyModel>(models: readonly M[], name: string): readonly M[] {
  return models.filter((model) => packagesOf(model).includes(name));
}
