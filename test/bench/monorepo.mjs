// Writes a made-up monorepo for measuring: 4,900 files, 340,000 lines, the same ones every time.
// Seventy services with consumers, workers and Lambda functions behind wrappers of their own, shared libraries behind aliases, and much code that has nothing to do with messages.
// Every thirty-second source file holds a handler. Public repositories of 1,500 to 7,600 source files that were counted: one in 24, 53, 70, 94, 111, 477 and 3,800.
// What it does not show is depth: the walk meets 17 calls a handler here, and 1,100 to 6,900 a handler in three of those repositories, whose audits take four to fourteen times the processor time.
import fs from 'node:fs';
import path from 'node:path';

const services = 70;
const filesPerService = 68;
const linesPerFile = 74;
const topics = ['orders', 'payments', 'shipments', 'refunds', 'invoices', 'customers', 'carts', 'reviews'];

/** Returns how many files and lines were written below `root`. */
export function writeMonorepo(root) {
  let files = 0;
  let lines = 0;
  const put = (file, text) => {
    const full = path.join(root, file);
    fs.mkdirSync(path.dirname(full), { recursive: true });
    fs.writeFileSync(full, text);
    files += 1;
    lines += text.split('\n').length - 1;
  };
  put('package.json', json({ name: 'shop', private: true, workspaces: ['services/*', 'libs/*'] }));
  put('tsconfig.base.json', json({ compilerOptions: { baseUrl: '.', paths: { '@shop/*': ['libs/*/src'] } } }));
  put('.gitignore', 'node_modules\ndist\n');
  writeLibraries(put);
  for (let index = 0; index < services; index += 1) writeService(put, index);
  return { files, lines };
}

function writeLibraries(put) {
  put('libs/bus/package.json', json({ name: '@shop/bus', dependencies: { kafkajs: '^2.2.4', bullmq: '^5.0.0' } }));
  put('libs/bus/src/index.ts', `export * from './consumer-base';\nexport { createWorker } from './worker';\nexport { publish } from './producer';\n`);
  put(
    'libs/bus/src/consumer-base.ts',
    `import { Kafka, type EachMessagePayload } from 'kafkajs';\n\nconst kafka = new Kafka({ brokers: (process.env.BROKERS ?? '').split(',') });\n\nexport abstract class ConsumerBase<Event> {\n  abstract readonly topic: string;\n  abstract readonly group: string;\n  abstract onMessage(event: Event): Promise<void>;\n\n  async start(): Promise<void> {\n    const consumer = kafka.consumer({ groupId: this.group });\n    await consumer.connect();\n    await consumer.subscribe({ topic: this.topic });\n    await consumer.run({\n      eachMessage: async (payload: EachMessagePayload) => {\n        await this.onMessage(JSON.parse(payload.message.value?.toString() ?? '{}'));\n      },\n    });\n  }\n}\n`,
  );
  put(
    'libs/bus/src/worker.ts',
    `import { Worker, type Job } from 'bullmq';\n\nexport function createWorker<Data>(name: string, process: (job: Job<Data>) => Promise<void>): Worker<Data> {\n  return new Worker<Data>(name, async (job) => process(job), { connection: { host: 'redis' } });\n}\n`,
  );
  put(
    'libs/bus/src/producer.ts',
    `import { Kafka } from 'kafkajs';\n\nconst producer = new Kafka({ brokers: [] }).producer();\n\nexport async function publish(topic: string, value: unknown): Promise<void> {\n  await producer.send({ topic, messages: [{ value: JSON.stringify(value) }] });\n}\n`,
  );
  put('libs/database/package.json', json({ name: '@shop/database', dependencies: { pg: '^8.0.0' } }));
  put('libs/database/src/index.ts', `import { Pool } from 'pg';\n\nexport const pool = new Pool();\n`);
}

function writeService(put, index) {
  const name = `service-${String(index).padStart(2, '0')}`;
  const folder = `services/${name}`;
  const topic = topics[index % topics.length];
  put(
    `${folder}/package.json`,
    json({
      name: `@shop/${name}`,
      dependencies: { '@shop/bus': '*', '@shop/database': '*', stripe: '^14.0.0', nodemailer: '^6.0.0', amqplib: '^0.10.0', axios: '^1.0.0' },
    }),
  );
  put(`${folder}/tsconfig.json`, json({ extends: '../../tsconfig.base.json', compilerOptions: { rootDir: 'src' } }));
  put(`${folder}/src/consumers/${topic}-consumer.ts`, consumer(topic, index));
  const has = { worker: index % 2 === 0, listener: index % 3 === 0, lambda: index % 4 === 0 };
  if (has.worker) put(`${folder}/src/workers/${topic}-worker.ts`, worker(topic));
  if (has.listener) put(`${folder}/src/queues/${topic}-listener.ts`, listener(topic));
  if (has.lambda) put(`${folder}/src/functions/${topic}-function.ts`, lambda(topic));
  put(`${folder}/src/main.ts`, main(topic, has));
  const written = 2 + Object.values(has).filter(Boolean).length;
  for (let number = 0; number < filesPerService - written; number += 1) {
    const kind = ['service', 'repository', 'controller', 'dto', 'view', 'rules'][number % 6];
    put(`${folder}/src/${kind}/item-${number}.${kind}.ts${kind === 'view' ? 'x' : ''}`, plain(kind, number, index));
  }
}

function consumer(topic, index) {
  const title = pascal(topic);
  return `import { ConsumerBase, publish } from '@shop/bus';\nimport { Item0Service } from '../service/item-0.service';\nimport { Item1Repository } from '../repository/item-1.repository';\nimport { logger } from '../rules/item-5.rules';\n\ninterface ${title}Event {\n  readonly id: string;\n  readonly amount: number;\n}\n\nexport class ${title}Consumer extends ConsumerBase<${title}Event> {\n  readonly topic = '${topic}.created';\n  readonly group = 'group-${index}';\n\n  constructor(private readonly service: Item0Service, private readonly repository: Item1Repository) {\n    super();\n  }\n\n  async onMessage(event: ${title}Event): Promise<void> {\n    logger.info('received', event.id);\n    const known = await this.repository.find(event.id);\n    if (known) return;\n    await this.service.charge(event.id, event.amount);\n    await this.repository.insert(event.id, event.amount);\n    await publish('${topic}.charged', { id: event.id });\n  }\n}\n`;
}

function worker(topic) {
  return `import { createWorker } from '@shop/bus';\nimport type { Job } from 'bullmq';\nimport nodemailer from 'nodemailer';\nimport { Item1Repository } from '../repository/item-1.repository';\n\nconst mail = nodemailer.createTransport({ host: 'smtp' });\nconst repository = new Item1Repository();\n\nasync function send${pascal(topic)}Mail(job: Job<{ to: string; id: string }>): Promise<void> {\n  const row = await repository.find(job.data.id);\n  if (!row) throw new Error('not there yet');\n  await mail.sendMail({ to: job.data.to, subject: '${topic}', text: String(row.amount) });\n  await repository.insert(job.data.id, 1);\n}\n\nexport const worker = createWorker('${topic}-mail', send${pascal(topic)}Mail);\n`;
}

function listener(topic) {
  return `import amqp from 'amqplib';\nimport axios from 'axios';\n\nexport async function listen(): Promise<void> {\n  const connection = await amqp.connect(process.env.AMQP ?? '');\n  const channel = await connection.createChannel();\n  await channel.assertQueue('${topic}');\n  await channel.consume('${topic}', async (message) => {\n    if (!message) return;\n    const body = JSON.parse(message.content.toString());\n    try {\n      await axios.post('https://partner.example/${topic}', body);\n      channel.ack(message);\n    } catch (error) {\n      console.error(error);\n      channel.nack(message, false, false);\n    }\n  });\n}\n`;
}

function lambda(topic) {
  return `import type { SQSEvent } from 'aws-lambda';\nimport { pool } from '@shop/database';\nimport { Item0Service } from '../service/item-0.service';\n\nconst service = new Item0Service();\n\nexport const handler = async (event: SQSEvent): Promise<void> => {\n  for (const record of event.Records) {\n    const body = JSON.parse(record.body);\n    await pool.query('INSERT INTO ${topic} (id) VALUES ($1) ON CONFLICT DO NOTHING', [body.id]);\n    await service.charge(body.id, body.amount);\n  }\n};\n`;
}

function main(topic, has) {
  const title = pascal(topic);
  const imports = [
    `import { ${title}Consumer } from './consumers/${topic}-consumer';`,
    `import { Item0Service } from './service/item-0.service';`,
    `import { Item1Repository } from './repository/item-1.repository';`,
  ];
  if (has.listener) imports.push(`import { listen } from './queues/${topic}-listener';`);
  if (has.worker) imports.push(`import './workers/${topic}-worker';`);
  const start = `  await new ${title}Consumer(new Item0Service(), new Item1Repository()).start();\n${has.listener ? '  await listen();\n' : ''}`;
  return `${imports.join('\n')}\n\nasync function main(): Promise<void> {\n${start}}\n\nvoid main();\n`;
}

function plain(kind, number, index) {
  const title = `Item${number}${pascal(kind)}`;
  const head =
    kind === 'service'
      ? serviceHead(title)
      : kind === 'repository'
        ? repositoryHead(title)
        : kind === 'rules'
          ? `export const logger = { info: (...parts: unknown[]) => console.log(...parts) };\n`
          : `import { Item${number % 3}Rules } from '../rules/item-5.rules';\n`;
  const body = [];
  const count = head.split('\n').length;
  for (let line = count; line < linesPerFile + ((number * 7 + index) % 9) - 4; line += 4) {
    body.push(
      `export function ${kind}${number}Step${line}(input: { readonly total: number; readonly name: string }): string {\n  const scaled = input.total * ${line} + ${number};\n  return scaled > ${index * 10} ? \`\${input.name}: \${scaled.toFixed(2)}\` : input.name.toUpperCase();\n}\n`,
    );
  }
  return `${head}${body.join('')}`;
}

function serviceHead(title) {
  return `import Stripe from 'stripe';\n\nconst stripe = new Stripe(process.env.STRIPE ?? '');\n\nexport class ${title} {\n  async charge(id: string, amount: number): Promise<void> {\n    await stripe.charges.create({ amount, currency: 'eur', metadata: { id } });\n  }\n}\n`;
}

function repositoryHead(title) {
  return `import { pool } from '@shop/database';\n\nexport class ${title} {\n  async find(id: string): Promise<{ amount: number } | undefined> {\n    const { rows } = await pool.query('SELECT amount FROM items WHERE id = $1', [id]);\n    return rows[0];\n  }\n\n  async insert(id: string, amount: number): Promise<void> {\n    await pool.query('INSERT INTO items (id, amount) VALUES ($1, $2)', [id, amount]);\n  }\n}\n`;
}

function pascal(word) {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function json(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}
