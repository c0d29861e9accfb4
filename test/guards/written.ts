// The handlers of these subjects are ordinary ones, each put into a folder; the fix wraps them and writes the guard beside them; what runs is what the fix wrote.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openSession } from '../../server/src/engine/session.ts';
import { applyEdits } from '../../server/src/fixes/edits.ts';
import { editsOf, fixesFor } from '../../server/src/fixes/fixes.ts';
import { LEASE_MS } from './subjects.ts';
import { writtenFolder } from './written-folder.ts';

interface Handler {
  readonly fix: string;
  readonly dependency: string;
  readonly text: string;
}

const handlers: Readonly<Record<keyof typeof writtenFolder, Handler>> = {
  lease: {
    fix: 'wrap-in-guard',
    dependency: 'pg',
    text: `const { Kafka } = require('kafkajs');
const { Pool } = require('pg');

const pool = new Pool({ connectionString: process.env.PROOF_ADDRESS, max: 20 });
const consumer = new Kafka({ brokers: [] }).consumer({ groupId: 'proof' });

consumer.run({
  eachMessage: async ({ topic, partition, message }) => {
    const event = JSON.parse(message.value.toString());
    await fetch(process.env.PROOF_RECEIVER, { method: 'POST', body: JSON.stringify({ charge: event.eventId }) });
  },
});
`,
  },
  inbox: {
    fix: 'wrap-in-inbox',
    dependency: 'mongodb',
    text: `const { Kafka } = require('kafkajs');
const { MongoClient } = require('mongodb');

const client = new MongoClient(process.env.PROOF_ADDRESS, { maxPoolSize: 40 });
const effects = client.db().collection('proof_effect');
const lines = client.db().collection('proof_line');
const consumer = new Kafka({ brokers: [] }).consumer({ groupId: 'proof' });

consumer.run({
  eachMessage: async ({ topic, partition, message }) => {
    const event = JSON.parse(message.value.toString());
    await effects.insertOne({ message: event.eventId, delivery: event.delivery });
    await lines.insertOne({ message: event.eventId });
  },
});
`,
  },
};

/** Applies each fix and writes its files; answers with the titles, which are the promises. */
export async function writeHandlers(): Promise<readonly string[]> {
  const titles: string[] = [];
  for (const strength of ['lease', 'inbox'] as const) titles.push(await writeHandler(writtenFolder[strength], handlers[strength]));
  return titles;
}

async function writeHandler(folder: string, { fix: wanted, dependency, text: handler }: Handler): Promise<string> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), `{ "name": "proof", "dependencies": { "kafkajs": "^2.2.4", "${dependency}": "*" } }\n`);
  writeFileSync(join(folder, 'handler.js'), handler);
  const session = openSession(folder);
  const fixes = await fixesFor(session, 'handler.js', { start: 8, end: 13 });
  const fix = fixes.find((one) => one.id === wanted && one.title.includes('event.eventId'));
  const edits = fix === undefined ? null : await editsOf(session, fix);
  session.dispose();
  if (fix === undefined || edits === null) throw new Error('the fix is not offered');
  writeFileSync(join(folder, 'handler.js'), applyEdits(handler, edits.edits));
  for (const { file, text } of edits.newFiles) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    // The one thing a user would tune: a proof has no minute to wait for each crash.
    writeFileSync(join(folder, file), text.replace('leaseMs = 60_000', `leaseMs = ${LEASE_MS}`));
  }
  return fix.title;
}
