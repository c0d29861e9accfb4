// The handler of this subject is an ordinary one, put into a folder; the fix wraps it and writes the guard beside it; what runs is what the fix wrote.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openSession } from '../../server/src/engine/session.ts';
import { applyEdits } from '../../server/src/fixes/edits.ts';
import { editsOf, fixesFor } from '../../server/src/fixes/fixes.ts';
import { LEASE_MS } from './subjects.ts';
import { writtenFolder } from './written-folder.ts';

const handler = `const { Kafka } = require('kafkajs');
const { Pool } = require('pg');

const pool = new Pool({ connectionString: process.env.PROOF_ADDRESS, max: 20 });
const consumer = new Kafka({ brokers: [] }).consumer({ groupId: 'proof' });

consumer.run({
  eachMessage: async ({ topic, partition, message }) => {
    const event = JSON.parse(message.value.toString());
    await fetch(process.env.PROOF_RECEIVER, { method: 'POST', body: JSON.stringify({ charge: event.eventId }) });
  },
});
`;

/** Applies the fix and writes its files; answers with the title, which is the promise. */
export async function writeHandler(): Promise<string> {
  rmSync(writtenFolder, { recursive: true, force: true });
  mkdirSync(writtenFolder, { recursive: true });
  writeFileSync(join(writtenFolder, 'package.json'), '{ "name": "proof", "dependencies": { "kafkajs": "^2.2.4", "pg": "^8.0.0" } }\n');
  writeFileSync(join(writtenFolder, 'handler.js'), handler);
  const session = openSession(writtenFolder);
  const fixes = await fixesFor(session, 'handler.js', { start: 8, end: 11 });
  const fix = fixes.find((one) => one.id === 'wrap-in-guard');
  const edits = fix === undefined ? null : await editsOf(session, fix);
  session.dispose();
  if (fix === undefined || edits === null) throw new Error('the fix is not offered');
  writeFileSync(join(writtenFolder, 'handler.js'), applyEdits(handler, edits.edits));
  for (const { file, text } of edits.newFiles) {
    mkdirSync(dirname(join(writtenFolder, file)), { recursive: true });
    // The one thing a user would tune: a proof has no minute to wait for each crash.
    writeFileSync(join(writtenFolder, file), text.replace('leaseMs = 60_000', `leaseMs = ${LEASE_MS}`));
  }
  return fix.title;
}
