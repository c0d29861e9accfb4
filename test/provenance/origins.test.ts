// Which package a value comes from, through each form in which programs hand values on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { probe } from './probe.ts';

const consumer = 'kafkajs Kafka.instance.consumer.()';
const channel = 'amqplib connect.().createChannel.()';

function origin(name: string, files: Readonly<Record<string, string>> | string, ...expected: readonly string[]): void {
  test(name, () => assert.deepEqual(probe(files), expected));
}

origin('a constant', `import { Kafka } from 'kafkajs'; const kafka = new Kafka({}); const c = kafka.consumer({}); probe(c)`, consumer);
origin(
  'destructuring with a default and a rename',
  `const { Kafka: K = null } = require('kafkajs'); const { consumer: make } = new K(); probe(make())`,
  consumer,
);
origin(
  'a reassigned let',
  `import amqp from 'amqplib'; let ch: amqp.Channel | null = null; async function init() { const c = await amqp.connect(''); ch = await c.createChannel() } probe(ch)`,
  channel,
);
origin('a declared let that nothing assigns', `import { Channel } from 'amqplib'; let ch: Channel; probe(ch.ack)`, 'amqplib type Channel.ack');
origin('destructuring assignment', `import amqp from 'amqplib'; let ch; ({ ch } = { ch: await (await amqp.connect('')).createChannel() }); probe(ch)`, channel);
origin('require and its member', `const amqp = require('amqplib'); amqp.connect('').then(c => { probe(c.createChannel()) })`, channel);
const modules = Array.from({ length: 30 }, (_, at) => `m${at}`);
origin(
  'the last of a long list of modules',
  {
    'main.js': `${modules.map((name) => `const ${name} = require('./${name}');`).join('\n')}\n[${modules.join(', ')}].forEach((one) => { probe(one.consumer) });`,
    ...Object.fromEntries(modules.map((name) => [`${name}.js`, `exports.name = '${name}';`])),
    'm29.js': `const { Kafka } = require('kafkajs'); exports.consumer = new Kafka({}).consumer({});`,
  },
  consumer,
);
origin('dynamic import', `const { Kafka } = await import('kafkajs'); probe(new Kafka().consumer())`, consumer);
origin('then chain', `import amqp from 'amqplib'; const ch = amqp.connect('').then(c => c.createChannel()).then(x => x); probe(ch)`, channel);
origin(
  'Promise.all destructured',
  `import { Kafka } from 'kafkajs'; const k = new Kafka(); const [a, c] = await Promise.all([k.producer(), k.consumer()]); probe(c)`,
  consumer,
);
origin('as, satisfies and non-null', `import { Kafka } from 'kafkajs'; probe(((new Kafka() as any)!.consumer() satisfies object))`, consumer);
origin(
  'fallbacks',
  `import { PrismaClient } from '@prisma/client'; const g = globalThis as unknown as { prisma?: PrismaClient }; const prisma = g.prisma ?? new PrismaClient(); probe(prisma)`,
  '@prisma/client PrismaClient.instance',
);

origin(
  'barrels and export star',
  {
    'a.ts': `import { c } from './lib'; probe(c)`,
    'lib/index.ts': `export * from './inner'; export * from 'other'`,
    'lib/inner.ts': `export { made as c } from './made'`,
    'lib/made.ts': `import { Kafka } from 'kafkajs'; export const made = new Kafka({}).consumer({})`,
  },
  consumer,
);
origin(
  'namespace export and default',
  {
    'a.ts': `import * as all from './lib'; import d from './lib'; probe(all.sub.made); probe(d)`,
    'lib.ts': `export * as sub from './made'; export { made as default } from './made'`,
    'made.ts': `import { Kafka } from 'kafkajs'; export const made = new Kafka({}).consumer({})`,
  },
  consumer,
  consumer,
);
origin(
  'CommonJS in every form',
  {
    'a.js': `const { one } = require('./one'); const two = require('./two'); const three = require('./three'); const { four } = require('./four'); probe(one); probe(two); probe(three.made); probe(four); const { five } = require('./five'); probe(five)`,
    'one.js': `const { Kafka } = require('kafkajs'); exports.one = new Kafka().consumer()`,
    'two.js': `const { Kafka } = require('kafkajs'); module.exports = new Kafka().consumer()`,
    'three.js': `const { Kafka } = require('kafkajs'); const made = new Kafka().consumer(); module.exports = { made }`,
    'four.js': `const { Kafka } = require('kafkajs'); Object.assign(module.exports, { four: new Kafka().consumer() })`,
    'five.js': `"use strict"; var __exportStar = 1; __exportStar(require("./six"), exports);`,
    'six.js': `const { Kafka } = require('kafkajs'); module.exports.five = new Kafka().consumer()`,
  },
  consumer,
  consumer,
  consumer,
  consumer,
  consumer,
);
origin(
  'export = and import =',
  {
    'a.ts': `import lib = require('./lib'); probe(lib)`,
    'lib.ts': `import kafkajs = require('kafkajs'); const c = new kafkajs.Kafka().consumer(); export = c`,
  },
  consumer,
);
origin(
  'default of CommonJS',
  { 'a.ts': `import lib from './lib'; probe(lib.c)`, 'lib.js': `const { Kafka } = require('kafkajs'); module.exports.c = new Kafka().consumer()` },
  consumer,
);
origin(
  'a cyclic import',
  { 'a.ts': `import { b } from './b'; export const a = b; probe(a)`, 'b.ts': `import { a } from './a'; export const b = a` },
  'unknown',
);

origin(
  'class fields, however set',
  `import { Kafka } from 'kafkajs';
class A { private kafka = new Kafka(); private c; static s = new Kafka().consumer();
  constructor(private readonly other: Kafka) { this.c = this.kafka.consumer() }
  get viaGetter() { return this.c }
  run() { probe(this.c); probe(this.viaGetter); probe(A.s); probe(this.other.consumer()) } }`,
  consumer,
  consumer,
  consumer,
  'kafkajs type Kafka.consumer.()',
);
origin(
  'a field set by another method',
  `import amqp from 'amqplib'; class A { ch; async init() { const conn = await amqp.connect(''); this.ch = await conn.createChannel() } use() { probe(this.ch) } }`,
  channel,
);
origin(
  'inherited members and super arguments',
  {
    'a.ts': `import { Kafka } from 'kafkajs'; import { Base } from './base'; class A extends Base { constructor() { super(new Kafka().consumer()) } m() { probe(this.c) } } const a = new A(); probe(a.c); probe(a.made())`,
    'base.ts': `export abstract class Base { constructor(protected c) {} made() { return this.c } }`,
  },
  consumer,
  consumer,
  consumer,
);
origin(
  'a class that extends a package class',
  `import { PrismaClient } from '@prisma/client'; class PrismaService extends PrismaClient { own() {} } class S { constructor(private prisma: PrismaService) {} m() { probe(this.prisma.user.create) } }`,
  '@prisma/client PrismaClient.subclass.user.create',
);
origin(
  'a singleton',
  `import { Kafka } from 'kafkajs'; class S { private static instance: S; c = new Kafka().consumer(); static get() { if (!S.instance) S.instance = new S(); return S.instance } } probe(S.get().c)`,
  consumer,
);
origin(
  'constructor options',
  `import { Kafka } from 'kafkajs'; class S { private c; constructor(options: { kafka: any }) { this.c = options.kafka.consumer() } get() { return this.c } } probe(new S({ kafka: new Kafka() }).get())`,
  consumer,
);

origin(
  'factories, curried and asynchronous',
  `import { Kafka } from 'kafkajs';
const make = (k) => async () => k.consumer(); async function all() { const f = make(new Kafka()); return { c: await f() } }
probe((await all()).c)`,
  consumer,
);
origin(
  'bind, call and apply',
  `import { Kafka } from 'kafkajs'; function f(a, b) { return b } probe(f.bind(null, 1)(new Kafka().consumer())); probe(f.call(null, 1, new Kafka().consumer())); probe(f.apply(null, [1, new Kafka().consumer()]))`,
  consumer,
  consumer,
  consumer,
);
origin(
  'a method bound to its object',
  `class A { constructor(x) { this.x = x } m() { return this.x } } import { Kafka } from 'kafkajs'; const a = new A(new Kafka().consumer()); const m = a.m.bind(a); probe(m())`,
  consumer,
);
origin(
  'callbacks of workspace functions',
  `import { DataSource } from 'typeorm'; const ds = new DataSource(); async function createTransaction(run) { return ds.transaction(async (manager) => { await run(manager, 1) }) } createTransaction(async tx => { probe(tx) })`,
  'typeorm DataSource.instance.transaction.argument0.parameter0',
);
origin(
  'callbacks of package functions',
  `import { Kafka } from 'kafkajs'; new Kafka().consumer().run({ eachMessage: async ({ message }) => { probe(message) } })`,
  `${consumer}.run.argument0.eachMessage.parameter0.message`,
);
origin('promisify', `import { promisify } from 'util'; import fs from 'fs-x'; probe(promisify(fs.writeFile))`, 'fs-x writeFile');

origin(
  'registries in maps and objects',
  `
function a() {} function b() {} function c() {} function d() {}
const map = new Map([['a', a]]); map.set('b', b); probe(map.get('a')); probe(map.get(topic));
const table = { c }; table['d'] = d; probe(table[topic]); probe(table.d);
const list = [a]; list.push(b); for (const f of list) probe(f); list.forEach(g => probe(g));
for (const [k, v] of Object.entries({ c, d })) probe(v); Object.values(table).map(h => probe(h));
[{ topic: 'x', run: a }].forEach(({ topic, run }) => { probe(topic); probe(run) })`,
  'function a',
  'function a | function b',
  'function c | function d',
  'function d',
  'function a | function b',
  'function a | function b',
  'function c | function d',
  'function c | function d',
  '"x"',
  'function a',
);
origin(
  'a registry held by a class',
  `class R { private handlers = new Map<string, any>(); register(t: string, h) { this.handlers.set(t, h) } dispatch(t) { const h = this.handlers.get(t); probe(h) } }`,
  'parameter h',
);

origin(
  'types: promises, unions, aliases, generics',
  `import { Channel } from 'amqplib'; import * as amqp from 'amqplib'; import type { Repository } from 'typeorm';
type Ch = Channel; interface Deps { channel: Ch; repo: Repository<any> } async function get(): Promise<Channel> { return null }
function f<T extends Channel>(a: Promise<Channel>, b: Channel | null, c: amqp.Channel, deps: Deps, t: T, { channel }: Deps, e: InstanceType<typeof amqp.Foo>) { probe(a); probe(b); probe(c); probe(deps.channel); probe(deps.repo); probe(t); probe(channel) } probe(get())`,
  'amqplib type Channel',
  'amqplib type Channel',
  'amqplib type Channel',
  'amqplib type Channel',
  'typeorm type Repository',
  'amqplib type Channel',
  'amqplib type Channel',
  'amqplib type Channel',
);
origin(
  'an interface stands for its implementations',
  {
    'a.ts': `import { Bus } from './bus'; class U { constructor(private bus: Bus) {} m() { probe(this.bus.publish) } }`,
    'bus.ts': `export interface Bus { publish(): void }`,
    'impl.ts': `import { Bus } from './bus'; export class KafkaBus implements Bus { publish() {} }`,
  },
  'function publish',
);
origin(
  'unbound parameters stay',
  `function register(handler: (m: string) => void, options: { topic: string }) { probe(handler); probe(options.topic) }`,
  'parameter handler',
  'parameter options topic',
);
origin(
  'constants',
  `enum T { A = 'a', B = 'b' } const names = { x: \`\${T.A}-1\` } as const; probe(names.x); probe(T.B); probe('a' + 1); probe(60 * 1000)`,
  '"a-1"',
  '"b"',
  '"a1"',
  '60000',
);
origin(
  'Parameters of typeof',
  `import { drizzle } from 'drizzle-orm/node-postgres'; const db = drizzle({}); type Tx = Parameters<Parameters<typeof db.transaction>[0]>[0]; function f(tx: Tx) { probe(tx) }`,
  'drizzle-orm drizzle.().transaction.argument0.parameter0',
);
origin('a variable assigned from itself many times', `import { x } from 'lib'; let a = x(); ${'a = a.next(a, a.b, a.c); '.repeat(40)} probe(a)`, 'lib x.()');
origin(
  'functions composed from a rest parameter',
  `function a() {} function b() {} const compose = (...fns) => (x) => fns.reduce(async (y, f) => { probe(f); return f(await y) }, Promise.resolve(x)); compose(a, b)(1)`,
  'parameter fns element',
);
