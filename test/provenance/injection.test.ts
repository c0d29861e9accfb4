// What containers hand over, by the conventions of each.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { probe } from './probe.ts';

function origin(name: string, files: Readonly<Record<string, string>>, ...expected: readonly string[]): void {
  test(name, () => assert.deepEqual(probe(files), expected));
}

origin(
  'NestJS injects by type, by token, by convention',
  {
    'a.ts': `import { Inject, Injectable, forwardRef } from '@nestjs/common'; import { InjectRepository } from '@nestjs/typeorm'; import { InjectQueue } from '@nestjs/bullmq'; import { Queue } from 'bullmq'; import { Mailer } from './mailer'; import { REDIS } from './tokens';
class A { @Inject(forwardRef(() => Mailer)) private later; constructor(private mailer: Mailer, @Inject('PAYMENTS') private pay, @Inject(REDIS) private redis, @InjectRepository(Order) private repo, @InjectQueue('x') private queue: Queue, @Inject('MADE') private made) {}
m() { probe(this.mailer); probe(this.later); probe(this.pay); probe(this.redis.set); probe(this.repo.save); probe(this.queue.add); probe(this.made) } }`,
    'mailer.ts': `export class Mailer {}`,
    'tokens.ts': `export const REDIS = Symbol('REDIS')`,
    'module.ts': `import { REDIS } from './tokens'; import Redis from 'ioredis'; import Stripe from 'stripe'; class Payments {} const m = { providers: [{ provide: 'PAYMENTS', useClass: Payments }, { provide: REDIS, useFactory: () => new Redis() }, { provide: 'MADE', useFactory: (p) => ({ p }).p, inject: ['PAYMENTS'] }] }`,
  },
  'instance Mailer',
  'instance Mailer',
  'instance Payments',
  'ioredis instance.set',
  'typeorm type Repository.save',
  'bullmq type Queue.add',
  'instance Payments',
);
origin(
  'inversify',
  {
    'a.ts': `import { inject, Container } from 'inversify'; import { TYPES } from './types'; class A { constructor(@inject(TYPES.Bus) private bus, @inject(TYPES.Db) private db) {} m() { probe(this.bus); probe(this.db) } }
import { container } from './container'; probe(container.get(TYPES.Bus))`,
    'types.ts': `export const TYPES = { Bus: Symbol.for('Bus'), Db: Symbol.for('Db') }`,
    'container.ts': `import { Container } from 'inversify'; import { TYPES } from './types'; import { Pool } from 'pg'; class KafkaBus {} export const container = new Container(); container.bind(TYPES.Bus).to(KafkaBus).inSingletonScope(); container.bind(TYPES.Db).toDynamicValue(() => new Pool())`,
  },
  'instance KafkaBus',
  'pg Pool.instance',
  'instance KafkaBus',
);
origin(
  'tsyringe and typedi',
  {
    'a.ts': `import { inject, container } from 'tsyringe'; import { Container } from 'typedi'; class A { constructor(@inject('Mail') private mail) {} m() { probe(this.mail) } } class S {} probe(container.resolve(S)); probe(Container.get('pool'))`,
    'b.ts': `import { container } from 'tsyringe'; import { Container } from 'typedi'; import { Pool } from 'pg'; class Smtp {} container.register('Mail', { useClass: Smtp }); Container.set('pool', new Pool())`,
  },
  'instance Smtp',
  'instance S',
  'pg Pool.instance',
);
origin(
  'tsyringe, registered through a function of our own, and not registered but typed',
  {
    'a.ts': `import { container } from 'tsyringe'; import { Tokens } from './tokens'; import type { Pool } from 'pg'; probe(container.resolve(Tokens.Mail)); probe(container.resolve<Pool>(Tokens.Pool)); const pool: Pool = container.resolve(Tokens.Other); probe(pool); probe(container.resolve(Tokens.Unknown))`,
    'b.ts': `import { container } from 'tsyringe'; import { Tokens } from './tokens'; class Smtp {} const mapClass = (type: symbol, clazz: any) => { container.register(type, { useClass: clazz }); }; mapClass(Tokens.Mail, Smtp); log(Tokens.Unknown, Smtp)`,
    'tokens.ts': `export const Tokens = { Mail: Symbol('Mail'), Pool: Symbol('Pool'), Other: Symbol('Other'), Unknown: Symbol('Unknown') }`,
  },
  'instance Smtp',
  'pg type Pool',
  'pg type Pool',
  'unknown',
);
origin(
  'awilix',
  {
    'a.ts': `export class A { constructor({ mailer, pool }) { this.mailer = mailer; this.pool = pool } m() { probe(this.mailer); probe(this.pool) } } export const make = ({ mailer }) => { probe(mailer) }`,
    'b.ts': `import { createContainer, asClass, asFunction, asValue } from 'awilix'; import { Pool } from 'pg'; class Mailer {} const container = createContainer(); container.register({ mailer: asClass(Mailer).singleton(), pool: asValue(new Pool()) }); probe(container.resolve('mailer'))`,
  },
  'instance Mailer',
  'pg Pool.instance',
  'instance Mailer',
  'instance Mailer',
);
origin(
  'awilix, modules loaded under the names of their files, of two services',
  {
    'one/src/app.ts': `import { createContainer, asFunction } from 'awilix'; const container = createContainer(); container.loadModules(['./src/handlers/**/*.js'], { formatName: 'camelCase', resolverOptions: { register: asFunction } });`,
    'one/src/handlers/EventHandlers.js': `module.exports = ({ orderPlaced, unheardOf }) => { probe(orderPlaced); probe(unheardOf) }`,
    'one/src/handlers/OrderPlaced.js': `class One {} module.exports = () => new One()`,
    'one/src/other/UnheardOf.js': `class Other {} module.exports = () => new Other()`,
    'two/src/app.ts': `import { createContainer } from 'awilix'; const container = createContainer(); container.loadModules([['./src/handlers/*.js', {}]], { formatName: 'camelCase' });`,
    'two/src/handlers/event-handlers.js': `module.exports = ({ orderPlaced }) => { probe(orderPlaced) }`,
    'two/src/handlers/order-placed.js': `class Two {} module.exports = Two`,
  },
  'instance One',
  'parameter { orderPlaced, unheardOf } unheardOf',
  'instance Two',
);
