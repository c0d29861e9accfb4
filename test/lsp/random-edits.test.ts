// A thousand random edits through one server: half-typed code, pastes, undo, renames, deletions, git checkouts of another branch under its feet. In the end, and now and
// then on the way, its answers are those of a server that has seen nothing but the present files.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { engineBackend } from '../../server/src/lsp/engine-backend.ts';
import { openEditor, type Editor } from './harness.ts';

const edits = 1000;
const comparisons = 25;

const pieces = [
  "import { Kafka } from 'kafkajs';\nconst consumer = new Kafka({ brokers: [] }).consumer({ groupId: 'a' });\n",
  "import { charge } from './billing';\n",
  "import { deliver as send } from './mail';\n",
  'await consumer.run({ eachMessage: async ({ message }) => {\n  await charge(message.key);\n} });\n',
  'await consumer.run({ autoCommit: false, eachMessage: async ({ message }) => {\n  await send(message);\n  await consumer.commitOffsets([]);\n} });\n',
  "import Stripe from 'stripe';\nconst stripe = new Stripe('');\nexport async function charge(key: unknown) {\n  await stripe.charges.create({ amount: 1 });\n}\n",
  "import nodemailer from 'nodemailer';\nexport async function deliver(message: unknown) {\n  await nodemailer.createTransport({}).sendMail({ to: 'a' });\n}\n",
  "export { charge } from './billing';\nexport * from './mail';\n",
  'function wrap(fn) { return consumer.run({ eachMessage: fn }); }\nwrap(async () => { await charge(1); });\n',
  '// delivery-ignore unguarded-effect -- random\n',
  '  // @effect harmless reason=random\n',
  'try {\n',
  '} catch {}\n',
  'if (',
  ')',
  '{',
  '}',
  '`${',
  "'",
  '/*',
  '*/',
  'const x = ',
  ';\n',
  'await ',
  'async ',
  '=> ',
];
const names = ['orders.ts', 'billing.ts', 'mail.ts', 'index.ts', 'lib/worker.ts', 'lib/billing.ts'];

const start: Readonly<Record<string, string>> = {
  'orders.ts': `${pieces[0]}${pieces[1]}${pieces[3]}`,
  'billing.ts': pieces[5] ?? '',
  'mail.ts': pieces[6] ?? '',
  'index.ts': pieces[7] ?? '',
  'lib/worker.ts': `${pieces[0]}import { deliver as send } from '../mail';\n${pieces[4]}`,
};

/** The other branch: billing has moved, the worker is another, mail is gone. */
const otherBranch: Readonly<Record<string, string>> = {
  'orders.ts': `${pieces[0]}import { charge } from './lib/billing';\n${pieces[3]}`,
  'lib/billing.ts': pieces[5] ?? '',
  'lib/worker.ts': `${pieces[0]}${pieces[8]}`,
};

/** Small, and the same on every run (mulberry32). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

test(`after ${edits} random edits the answers are those of a fresh server`, { timeout: 300_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'delivery-edits-'));
  const random = randomFrom(20261124);
  const pick = <Item>(items: readonly Item[]): Item | undefined => items[random(items.length)];
  const uriOf = (file: string) => pathToFileURL(join(folder, file)).href;
  const disk = new Map<string, string>();
  const open = new Map<string, { text: string; version: number }>();
  const put = (file: string, text: string) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
    disk.set(file, text);
  };
  const remove = (file: string) => {
    rmSync(join(folder, file), { force: true });
    disk.delete(file);
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ dependencies: { kafkajs: '2.2.4', stripe: '17.0.0', nodemailer: '6.0.0' } }));
  const git = (...words: readonly string[]) => execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.org', ...words], { cwd: folder });
  const commit = (branch: string, files: Readonly<Record<string, string>>) => {
    git('checkout', '-q', '-b', branch);
    for (const file of disk.keys()) remove(file);
    for (const [file, text] of Object.entries(files)) put(file, text);
    git('add', '-A');
    git('commit', '-q', '-m', branch);
  };
  const checkOut = (branch: string) => {
    git('checkout', '-q', '-f', branch);
    disk.clear();
    for (const file of names) if (existsSync(join(folder, file))) disk.set(file, readFileSync(join(folder, file), 'utf8'));
  };
  git('init', '-q');
  commit('other', otherBranch);
  commit('start', start);
  const editor = await openEditor(engineBackend, { folders: [folder] });
  const watched = (files: readonly string[]) =>
    editor.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: files.map((file) => ({ uri: uriOf(file), type: 2 })) });

  const type = async () => {
    const file = pick(names) ?? '';
    const known = open.get(file);
    if (known === undefined) {
      const text = disk.get(file) ?? '';
      open.set(file, { text, version: 1 });
      return editor.open(uriOf(file), text);
    }
    const at = random(known.text.length + 1);
    const action = random(8);
    const lineStart = known.text.indexOf('\n', at) + 1;
    const text =
      action === 0
        ? known.text.slice(0, at) + known.text.slice(at + random(40))
        : action < 4
          ? (start[file] ?? otherBranch[file] ?? '')
          : action < 6
            ? known.text.slice(0, lineStart) + (pick(pieces) ?? '') + known.text.slice(lineStart)
            : known.text.slice(0, at) + (pick(pieces) ?? '') + known.text.slice(at);
    const next = { text, version: known.version + 1 };
    open.set(file, next);
    return editor.change(uriOf(file), next.version, text);
  };
  const close = async () => {
    const file = pick([...open.keys()]);
    if (file === undefined) return;
    open.delete(file);
    await editor.connection.sendNotification('textDocument/didClose', { textDocument: { uri: uriOf(file) } });
  };
  const touchDisk = async () => {
    const file = pick(names) ?? '';
    const other = pick(names) ?? '';
    const action = random(6);
    if (action === 0) remove(file);
    else if (action > 3) checkOut(action === 4 ? 'start' : 'other');
    else if (action === 1) put(file, start[file] ?? pick(pieces) ?? '');
    else if (action === 2) {
      put(other, disk.get(file) ?? '');
      if (other !== file) remove(file);
    } else for (const name of names) put(name, `${pick(pieces)}${pick(pieces)}${pick(pieces)}`);
    await watched(names);
  };
  let handlersSeen = 0;
  try {
    for (let index = 1; index <= edits; index++) {
      const kind = random(20);
      if (kind < 16) await type();
      else if (kind < 17) await close();
      else await touchDisk();
      // Questions in between, whose answers nobody waits for.
      if (random(3) === 0) for (const file of open.keys()) void editor.request('textDocument/codeLens', { textDocument: { uri: uriOf(file) } }).catch(() => {});
      if (index % (edits / comparisons) === 0) {
        const seen = await picture(editor, names.map(uriOf));
        assert.deepEqual(seen, await freshPicture(folder, open, uriOf), `after ${index} edits`);
        handlersSeen += seen.files.flatMap((file) => file.lens).length;
      }
    }
    assert.ok(handlersSeen > comparisons, `there was something to compare: ${handlersSeen} handlers`);
    assert.deepEqual(editor.log, [], 'the server had nothing to complain about');
  } finally {
    await editor.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

interface Picture {
  readonly handlers: unknown;
  readonly files: readonly { readonly uri: string; readonly lens: readonly unknown[]; readonly problems: unknown }[];
}

async function freshPicture(folder: string, open: ReadonlyMap<string, { text: string }>, uriOf: (file: string) => string): Promise<Picture> {
  const fresh = await openEditor(engineBackend, { folders: [folder] });
  for (const [file, { text }] of open) await fresh.open(uriOf(file), text);
  await fresh.ready();
  const seen = await picture(fresh, names.map(uriOf));
  await fresh.close();
  return seen;
}

/** All that the server says: the tree, and for each file lens and problems. */
async function picture(editor: Editor, uris: readonly string[]): Promise<Picture> {
  const handlers = await editor.request('deliveryGuarantees/handlers', {});
  const files: Picture['files'][number][] = [];
  for (const uri of uris) {
    const lens = await editor.request<unknown[]>('textDocument/codeLens', { textDocument: { uri } });
    const problems = await editor.request<{ items: unknown }>('textDocument/diagnostic', { textDocument: { uri } });
    files.push({ uri, lens, problems: problems.items });
  }
  return { handlers, files };
}
