// Runs the handlers that the fixes wrote (see ../written.ts). Kafka is played by this file; steps are hung on the drivers' calls and on fetch, the handlers' code is left alone.
import { AsyncLocalStorage } from 'node:async_hooks';
import { appendFileSync } from 'node:fs';
import Module from 'node:module';
import { resolve } from 'node:path';
import { Collection } from 'mongodb';
import { Pool } from 'pg';
import { step, type Delivery, type Subject } from '../subject.ts';
import type { Connect } from '../subjects.ts';
import { writtenFolder } from '../written-folder.ts';
import { stepAtCommit } from './mongodb.ts';

type EachMessage = (given: { topic: string; partition: number; message: { offset: string; value: Buffer } }) => Promise<void>;

export const written: Connect = async (log, address) => {
  const running = new AsyncLocalStorage<Delivery>();
  process.env['PROOF_ADDRESS'] = address;
  process.env['PROOF_RECEIVER'] = 'http://receiver.invalid/';
  globalThis.fetch = async () => {
    const delivery = running.getStore();
    if (delivery === undefined) return new Response();
    step(delivery, 'before-effect');
    appendFileSync(log, `${delivery.message} ${delivery.id}\n`);
    step(delivery, 'after-effect');
    return new Response();
  };
  stepAtQueries(running);
  return subjectOf(registered(writtenFolder.lease), running);
};

export const writtenInbox: Connect = async (_log, address) => {
  const running = new AsyncLocalStorage<Delivery>();
  process.env['PROOF_ADDRESS'] = address;
  stepAtCommit(running);
  stepAtWrites(running);
  return subjectOf(registered(writtenFolder.inbox), running);
};

function subjectOf(eachMessage: EachMessage, running: AsyncLocalStorage<Delivery>): Subject {
  return {
    close: async () => {},
    async handle(delivery) {
      const value = Buffer.from(JSON.stringify({ eventId: delivery.message, delivery: delivery.id }));
      await running.run(delivery, () => eachMessage({ topic: 'proof', partition: 0, message: { offset: '0', value } }));
    },
  };
}

/** The handler's file asks for kafkajs and gets a consumer that hands its function to us. */
function registered(folder: string): EachMessage {
  let taken: EachMessage | null = null;
  const consumer = { run: (options: { eachMessage: EachMessage }) => void (taken = options.eachMessage) };
  const kafkajs = {
    Kafka: class {
      consumer = () => consumer;
    },
  };
  const require = Module.createRequire(resolve(folder, 'handler.js'));
  const load = Reflect.get(Module, '_load') as (request: string, ...rest: unknown[]) => unknown;
  Reflect.set(Module, '_load', (request: string, ...rest: unknown[]) => (request === 'kafkajs' ? kafkajs : load(request, ...rest)));
  // It registers itself, as handlers do; it is written while the test runs.
  const file = './handler.js';
  require(file);
  if (taken === null) throw new Error('the handler did not register');
  return taken;
}

function stepAtQueries(running: AsyncLocalStorage<Delivery>): void {
  const query = Pool.prototype.query as (...args: unknown[]) => Promise<{ rowCount: number }>;
  Pool.prototype.query = async function (this: Pool, ...args: unknown[]) {
    const delivery = running.getStore();
    const sql = String(args[0]);
    const isClaim = sql.includes('INSERT INTO message_lease');
    const isCompletion = sql.includes("SET state = 'done'");
    if (delivery && isClaim) step(delivery, 'before-claim');
    const answer = query.apply(this, args);
    if (delivery && isCompletion) step(delivery, 'in-completion');
    const { rowCount } = await answer;
    if (delivery && isClaim && rowCount === 1) step(delivery, 'after-claim');
    if (delivery && isCompletion) step(delivery, 'after-completion');
    return answer;
  } as typeof Pool.prototype.query;
}

/** The mark is an update, the effect an insert. */
function stepAtWrites(running: AsyncLocalStorage<Delivery>): void {
  const { updateOne, insertOne } = Collection.prototype as { updateOne: Write<{ upsertedCount: number }>; insertOne: Write<unknown> };
  Object.assign(Collection.prototype, {
    async updateOne(this: Collection, ...given: unknown[]) {
      const delivery = this.collectionName === 'message_inbox' ? running.getStore() : undefined;
      if (delivery) step(delivery, 'before-claim');
      const answer = await updateOne.apply(this, given);
      if (delivery && answer.upsertedCount === 1) step(delivery, 'after-claim');
      return answer;
    },
    async insertOne(this: Collection, ...given: unknown[]) {
      const delivery = this.collectionName === 'proof_effect' ? running.getStore() : undefined;
      if (delivery) step(delivery, 'before-effect');
      const answer = await insertOne.apply(this, given);
      if (delivery) step(delivery, 'after-effect');
      return answer;
    },
  });
}

type Write<Answer> = (this: Collection, ...given: unknown[]) => Promise<Answer>;
