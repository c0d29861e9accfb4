// Measures the language server as an editor meets it, over stdio: first lens, everything indexed, answers after a keystroke, memory.
// usage: node test/bench/lsp.mjs [folder] [--keystrokes N]     without a folder: the made-up monorepo of 4,900 files (needs dist/, see `npm run build`)
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { writeMonorepo } from './monorepo.mjs';

const limits = { firstLens: 1000, indexed: 3000, keystroke: 100, megabytes: 350 };
const args = process.argv.slice(2);
const keysAt = args.indexOf('--keystrokes');
const keystrokes = keysAt < 0 ? 200 : Number(args.splice(keysAt, 2)[1]);
if (!existsSync('dist/server.js')) {
  console.error('dist/ is missing: run `npm run build -- --production` first');
  process.exit(2);
}
const made = args.length === 0 ? mkdtempSync(join(tmpdir(), 'monorepo-')) : null;
const folder = made ?? resolve(args[0]);
try {
  if (made !== null) writeMonorepo(made);
  const opened = await fileWithHandler();
  report(await measure(opened));
} finally {
  if (made !== null) rmSync(made, { recursive: true, force: true });
}

/** A first server finds a file to open; what is measured is a second one. */
async function fileWithHandler() {
  const client = start();
  await client.initialize();
  await client.settled;
  const { handlers } = await client.request('deliveryGuarantees/handlers', {});
  await client.stop();
  const withEffects = handlers.filter((handler) => handler.effects.length > 0);
  const chosen = withEffects[Math.floor(withEffects.length / 2)] ?? handlers[0];
  if (chosen === undefined) throw new Error(`no handler in ${folder}`);
  return chosen.at;
}

async function measure({ uri, range }) {
  const client = start();
  const started = performance.now();
  const since = () => performance.now() - started;
  await client.initialize();
  let text = readFileSync(fileURLToPath(uri), 'utf8');
  client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'typescript', version: 1, text } });
  const lenses = await client.request('textDocument/codeLens', { textDocument: { uri } });
  if (lenses.length === 0) throw new Error('no lens on the opened file');
  const firstLens = since();
  await client.settled;
  const indexed = since();
  const rows = text.split('\n');
  // Where a developer types: in the handler's body.
  const line = Math.min(range.start.line + 1, range.end.line);
  const times = [];
  for (let index = 0; index < keystrokes; index++) {
    const typed = index % 8 === 7 ? { erase: 7 } : { character: 'abcdefg'.charAt(index % 8) };
    const row = rows[line] ?? '';
    const indent = /^\s*/.exec(row)?.[0].length ?? 0;
    const edit = typed.erase ? { range: span(line, indent, indent + typed.erase), text: '' } : { range: span(line, indent, indent), text: typed.character };
    rows[line] = row.slice(0, indent) + edit.text + row.slice(indent + (typed.erase ?? 0));
    const before = performance.now();
    client.notify('textDocument/didChange', { textDocument: { uri, version: index + 2 }, contentChanges: [edit] });
    await Promise.all([
      client.request('textDocument/hover', { textDocument: { uri }, position: range.start }),
      client.request('textDocument/diagnostic', { textDocument: { uri } }),
    ]);
    times.push(performance.now() - before);
    await new Promise((done) => setTimeout(done, 15));
  }
  const megabytes = client.memory();
  await client.stop();
  times.sort((left, right) => left - right);
  return {
    file: fileURLToPath(uri),
    firstLens,
    indexed,
    median: times[Math.floor(times.length / 2)],
    keystroke: times[Math.floor(times.length * 0.95)],
    slowest: times.at(-1),
    megabytes,
  };
}

function span(line, from, to) {
  return { start: { line, character: from }, end: { line, character: to } };
}

function report(found) {
  const line = (what, value, unit, limit) => {
    const ok = limit === undefined || value <= limit;
    console.log(`${what.padEnd(34)} ${value.toFixed(0).padStart(6)} ${unit}${limit === undefined ? '' : `   (limit ${limit}${ok ? '' : ', EXCEEDED'})`}`);
    if (!ok && made !== null) process.exitCode = 1;
  };
  console.log(`opened ${found.file}`);
  line('first lens', found.firstLens, 'ms', limits.firstLens);
  line('everything indexed', found.indexed, 'ms', limits.indexed);
  line('hover and problems after a key, p50', found.median, 'ms');
  line('hover and problems after a key, p95', found.keystroke, 'ms', limits.keystroke);
  line('slowest', found.slowest, 'ms');
  line('memory of the server (peak)', found.megabytes, 'MB', limits.megabytes);
}

/** The least of an LSP client. */
function start() {
  const server = spawn(process.execPath, ['dist/server.js', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = new Map();
  let next = 0;
  let settle = () => {};
  const settled = new Promise((done) => (settle = done));
  let buffer = Buffer.alloc(0);
  const send = (message) => {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    server.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    server.stdin.write(body);
  };
  const receive = (message) => {
    if (message.method === undefined) return waiting.get(message.id)?.(message);
    if (message.id !== undefined) return send({ id: message.id, result: null });
    if (message.method === 'deliveryGuarantees/status' && message.params.state === 'ready') settle();
  };
  server.stdout.on('data', (chunk) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const head = buffer.indexOf('\r\n\r\n');
      const length = head < 0 ? Number.NaN : Number(/Content-Length: (\d+)/i.exec(buffer.toString('latin1', 0, head))?.[1]);
      if (Number.isNaN(length) || buffer.length < head + 4 + length) return;
      const body = buffer.toString('utf8', head + 4, head + 4 + length);
      buffer = buffer.subarray(head + 4 + length);
      receive(JSON.parse(body));
    }
  });
  const request = (method, params) =>
    new Promise((done, fail) => {
      const id = ++next;
      waiting.set(id, (answer) => {
        waiting.delete(id);
        if (answer.error) fail(new Error(`${method}: ${answer.error.message}`));
        else done(answer.result);
      });
      send({ id, method, params });
    });
  const notify = (method, params) => send({ method, params });
  return {
    request,
    notify,
    settled,
    async initialize() {
      await request('initialize', {
        processId: process.pid,
        rootUri: null,
        capabilities: {},
        workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'bench' }],
      });
      notify('initialized', {});
    },
    memory: () =>
      Number(/VmHWM:\s+(\d+)/.exec(existsSync(`/proc/${server.pid}/status`) ? readFileSync(`/proc/${server.pid}/status`, 'utf8') : '')?.[1] ?? Number.NaN) /
      1024,
    async stop() {
      await request('shutdown');
      notify('exit');
      server.kill();
    },
  };
}
