// The server as any LSP editor starts it: `delivery-guarantees server --stdio`, a plain client, a folder on disk.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import type { CodeLens, Diagnostic } from 'vscode-languageserver';
import { introduce, positionOf, type Editor } from './harness.ts';

const manifest = JSON.stringify({ name: 'shop', dependencies: { kafkajs: '2.2.4', stripe: '17.0.0' } });
const handler = `import { Kafka } from 'kafkajs';
import Stripe from 'stripe';
const stripe = new Stripe('');
const consumer = new Kafka({ brokers: [] }).consumer({ groupId: 'billing' });
await consumer.run({
  eachMessage: async ({ message }) => {
    await stripe.charges.create({ amount: 500 });
  },
});
`;

const bundles = mkdtempSync(join(tmpdir(), 'delivery-stdio-'));
before(() => execFileSync(process.execPath, ['build.mjs', `--outdir=${bundles}`]));
after(() => rmSync(bundles, { recursive: true, force: true }));

async function serve(
  files: Readonly<Record<string, string>>,
  use: (editor: Editor, folder: string, uri: (file: string) => string) => Promise<void>,
): Promise<void> {
  const parent = mkdtempSync(join(tmpdir(), 'delivery-shop-'));
  const folder = join(parent, 'shop');
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const server = spawn(process.execPath, [join(bundles, 'cli.js'), 'server', '--stdio'], { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaints = '';
  server.stderr.on('data', (chunk) => (complaints += String(chunk)));
  try {
    // A client that can do nothing but the least: no configuration, no refresh, no dynamic registration.
    const connection = createProtocolConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
    const editor = await introduce(connection, { folders: [folder], capabilities: {} });
    await use(editor, folder, (file) => pathToFileURL(join(folder, file)).href);
    await editor.close();
    assert.equal(complaints, '');
    assert.deepEqual(
      editor.log.filter((line) => line.includes('internal')),
      [],
    );
  } finally {
    server.kill();
    rmSync(parent, { recursive: true, force: true });
  }
}

test('a plain client gets hover, lens and problems, and they follow the typing', async () => {
  await serve({ 'package.json': manifest, 'billing.ts': handler }, async (editor, _folder, uri) => {
    const file = uri('billing.ts');
    await editor.open(file, handler);
    const lens = () => editor.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri: file } });
    assert.deepEqual(
      (await lens()).map((one) => one.command?.title),
      ['at-least-once · 1 effect may repeat · no guard'],
    );
    assert.match((await editor.hover(file, positionOf(handler, 'async ({'))) ?? '', /\*\*At-least-once\*\*/u);
    await editor.change(file, 2, handler.replace('{ amount: 500 }', '{ amount: 500 }, { idempotencyKey: String(message.key) }'));
    assert.match((await lens())[0]?.command?.title ?? '', /^exactly-once effect/u);
    const { items } = await editor.request<{ items: Diagnostic[] }>('textDocument/diagnostic', { textDocument: { uri: file } });
    assert.deepEqual(items, []);
  });
});

const ownBus = `import { listen } from './lib/bus';
listen('orders', async (order) => {
  await fetch('https://partner.example', { method: 'POST', body: order });
});
`;
const ownModel = (key: string) =>
  JSON.stringify({
    format: 1,
    models: {
      transports: [
        {
          format: 1,
          package: './src/lib/bus',
          transport: 'other',
          handlers: [
            {
              [key]: 'Package.Member[listen].Argument[1]',
              message: 'Parameter[0]',
              delivery: [{ guarantee: 'at-least-once', acknowledged: 'on-success', why: 'it retries' }],
            },
          ],
        },
      ],
    },
  });

test('a model typed into the configuration file wakes the server, its mistakes stand in the file, and taking it away takes its handlers along', async () => {
  const files = { 'package.json': '{}', 'src/lib/bus.ts': 'export const listen = (...all: unknown[]) => void all;\n', 'src/main.ts': ownBus };
  await serve(files, async (editor, _folder, uri) => {
    const [file, configuration] = [uri('src/main.ts'), uri('delivery-guarantees.json')];
    const lens = async () => (await editor.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri: file } })).map((one) => one.command?.title);
    const problems = async () =>
      (await editor.request<{ items: Diagnostic[] }>('textDocument/diagnostic', { textDocument: { uri: configuration } })).items.map(
        ({ range, message }) => `${range.start.character}-${range.end.character} ${typeof message === 'string' ? message : message.value}`,
      );
    await editor.open(file, ownBus);
    assert.deepEqual(await lens(), []);
    await editor.open(configuration, ownModel('at'));
    assert.deepEqual(await problems(), []);
    assert.deepEqual(await lens(), ['at-least-once · 1 effect may repeat · no guard']);
    await editor.change(configuration, 2, ownModel('att'));
    const [first = '', second = ''] = await problems();
    assert.match(first, /^107-112 unknown key "att"; known are at, /u);
    assert.match(second, /"at" is missing/u);
    assert.deepEqual(await lens(), []);
    await editor.change(configuration, 3, ownModel('at').replace('lib/bus', 'lib/train'));
    assert.match((await problems())[0] ?? '', /this workspace has no file \.\/src\/lib\/train$/u);
    await editor.change(configuration, 4, ownModel('at'));
    assert.equal((await lens()).length, 1);
  });
});

test('an audit of many files is cancelled by its progress, and the server goes on answering', async () => {
  const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`src/handler${index}.ts`, handler]));
  await serve({ 'package.json': manifest, ...many }, async (editor, _folder, uri) => {
    const begun = new Promise<void>((resolve) => {
      editor.connection.onNotification('$/progress', ({ value }: { value: { kind: string } }) => {
        if (value.kind === 'begin') resolve();
      });
    });
    const outcome = editor.request('deliveryGuarantees/audit', { formats: ['json'], workDoneToken: 'audit' }).then(
      () => 'answered',
      (error: { code: number; message: string }) => `${error.code} ${error.message}`,
    );
    await begun;
    await editor.connection.sendNotification('window/workDoneProgress/cancel', { token: 'audit' });
    assert.equal(await outcome, '-32800 cancelled');
    await editor.open(uri('src/handler7.ts'), handler);
    assert.match((await editor.hover(uri('src/handler7.ts'), positionOf(handler, 'async ({'))) ?? '', /\*\*At-least-once\*\*/u);
    const audit = await editor.request<{ folders: { handlers: number }[] }>('deliveryGuarantees/audit', { formats: [] });
    assert.equal(audit.folders[0]?.handlers, 300);
  });
});

test('hostile files show nothing unescaped, and nothing outside the folder is read', async () => {
  const evil = "'<script>alert(1)</script>|[x](command:y)`'";
  const files = {
    'package.json': manifest,
    'delivery-guarantees.json': '{ "format": 1, "unknown": [1], "models": { "transports": [{ "handlers": "no" }] } }',
    'billing.ts': handler.replace('await consumer.run', `await consumer.subscribe({ topic: ${evil} });\nawait consumer.run`),
    'big.js': `/* kafkajs */ ${'x();'.repeat(800_000)}`,
    'linked.ts':
      "import { charge } from './outside/secret';\nimport { Kafka } from 'kafkajs';\nawait new Kafka({ brokers: [] }).consumer({ groupId: 'a' }).run({ eachMessage: async () => { await charge(); } });\n",
  };
  await serve(files, async (editor, folder, uri) => {
    mkdirSync(join(dirname(folder), 'elsewhere'));
    writeFileSync(
      join(dirname(folder), 'elsewhere', 'secret.ts'),
      "import Stripe from 'stripe';\nexport const charge = () => new Stripe('').charges.create({ amount: 1 });\n",
    );
    symlinkSync(join(dirname(folder), 'elsewhere'), join(folder, 'outside'));
    await editor.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: uri('outside/secret.ts'), type: 1 }] });
    const text = files['billing.ts'];
    await editor.open(uri('billing.ts'), text);
    const shown = (await editor.hover(uri('billing.ts'), positionOf(text, 'async ({'))) ?? '';
    assert.match(shown, /script/u);
    assert.doesNotMatch(shown, /(?<!\\)<script|(?<!\\)\[x\]/u);
    await editor.open(uri('linked.ts'), files['linked.ts']);
    const linked = (await editor.hover(uri('linked.ts'), positionOf(files['linked.ts'], 'async () =>'))) ?? '';
    assert.doesNotMatch(linked, /card|stripe/iu);
  });
});
