// Packages that name a broker: which transport a name stands for, and which files import something of such a name.
import { byText } from '../base/by-text.ts';
import { escapeWord } from '../base/escape-word.ts';
import type { Transport } from '../facts/vocabulary.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { isTest } from '../workspace/file-kinds.ts';

const brokers: readonly (readonly [Transport, RegExp])[] = [
  ['amqp', /rabbit|amqp|(?:^|[^a-z])rmq|RMQ|Rmq/i],
  ['kafka', /kafka/i],
  ['sqs', /(?:^|[^a-zA-Z])sqs|Sqs|SQS/],
  ['nats', /(?:^|[^a-zA-Z])nats(?:$|[^a-zA-Z])|Nats[A-Z]|NATS/],
  ['other', /message-?(?:broker|bus|queue)/i],
];

/** The transport that the first telling name stands for. */
export function transportNamed(names: readonly string[]): Transport | null {
  const found = names.flatMap((name) => brokers.find(([, pattern]) => pattern.test(name))?.[0] ?? []);
  return found.find((transport) => transport !== 'other') ?? found[0] ?? null;
}

const named = /rabbit|amqp|rmq|kafka|sqs|nats|message-?(?:broker|bus|queue)/i;

/** Whether an import of the text names a broker, by its package or by what is taken from it. */
export const namesBroker = byText((text) => {
  for (const [statement] of text.matchAll(/\b(?:import|const|let|var)\s[^;'"`]{0,400}?(?:from\s*|require\(\s*)['"][^'"\n]+['"]/g))
    if (named.test(statement)) return true;
  return false;
});

/** Words of which such a package or class has one; a file that names none of them is not looked at. */
const words = (
  'rabbit rabbitmq rmq amqp kafka sqs nats broker RabbitMQ RabbitMq Rabbit MessageBroker MessageBus MessageQueue ' +
  'RabbitMQService RabbitMqService RabbitMQClient RabbitMqClient RabbitMQConsumer RabbitConsumer AmqpClient AmqpService AmqpConsumer ' +
  'KafkaService KafkaClient KafkaConsumer KafkaListener SqsService SqsConsumer SQSConsumer NatsService NatsClient'
).split(' ');

export function filesNamingBrokers(workspace: Workspace): readonly string[] {
  const files = new Set(words.flatMap((word) => workspace.filesNaming(word)));
  return [...files].filter((file) => !isTest(file) && namesBroker(workspace.read(file) ?? ''));
}

/** What the workspace imports from a package, type or not, says which broker an interface of that package stands for. */
export function transportOfPackage(workspace: Workspace, package_: string): Transport | null {
  const [word] = /[\w$]+$/.exec(package_) ?? [];
  const imported = new RegExp(`\\bimport\\s+(?:type\\s+)?([^'"\`;]*?)\\s*from\\s*['"]${escapeWord(package_)}['"]`, 'g');
  const files = word === undefined ? [] : workspace.filesNaming(word, 60);
  return transportNamed(
    files.flatMap((file) => [...(workspace.read(file) ?? '').matchAll(imported)].flatMap(([, names = '']) => names.match(/[\w$]+/g) ?? [])),
  );
}
