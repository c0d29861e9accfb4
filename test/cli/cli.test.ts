// The command as its users call it: exit codes, one clear sentence when it could not run, and every format from a real folder.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { before, test } from 'node:test';

const folder = mkdtempSync(join(tmpdir(), 'delivery-guarantees-'));
const command = join(folder, 'cli.js');

before(() => {
  spawnSync(process.execPath, ['build.mjs', `--outdir=${folder}`]);
  writeFileSync(
    join(folder, 'orders.ts'),
    [
      "import { Kafka } from 'kafkajs';",
      "const consumer = new Kafka({ brokers: [] }).consumer({ groupId: 'billing' });",
      "await consumer.subscribe({ topic: 'orders' });",
      'await consumer.run({',
      '  eachMessage: async ({ message }) => {',
      "    await fetch('https://billing.example/charges', { method: 'POST', body: message.value });",
      '  },',
      '});',
    ].join('\n'),
  );
  writeFileSync(join(folder, 'package.json'), '{ "dependencies": { "kafkajs": "^2.2.4" } }');
});

function run(...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
  return { code: status, out: stdout, err: stderr };
}

test('the bytecode that a production build writes is taken, and whatever else stands in its place is not needed', () => {
  const shipped = mkdtempSync(join(tmpdir(), 'delivery-shipped-'));
  spawnSync(process.execPath, ['build.mjs', '--production', `--outdir=${shipped}`]);
  const bundle = join(shipped, 'command.js');
  const probe = join(shipped, 'probe.cjs');
  writeFileSync(
    probe,
    `const vm = require('node:vm'); vm.Script = class extends vm.Script { constructor(...of) { super(...of); console.error(this.cachedDataRejected); } };`,
  );
  const version = (): readonly string[] => {
    const { stdout, stderr } = spawnSync(process.execPath, ['--require', probe, join(shipped, 'cli.js'), '--version'], { encoding: 'utf8' });
    return [stdout, stderr].map((said) => said.trim());
  };
  assert.deepEqual(version(), ['0.1.0', 'false']);
  writeFileSync(`${bundle}.bytecode`, 'of another version');
  assert.deepEqual(version(), ['0.1.0', 'true']);
  rmSync(`${bundle}.bytecode`);
  assert.deepEqual(version(), ['0.1.0', 'undefined']);
});

test('audit exits with 0 unless --fail-on names what it found', () => {
  assert.equal(run('audit', folder).code, 0);
  assert.equal(run('audit', folder, '--fail-on', 'at-least-once,no-guarantee').code, 1);
  assert.equal(run('audit', folder, '--fail-on', 'at-most-once').code, 0);
});

test('audit says nothing about a reader that has gone', async () => {
  const child = spawn(process.execPath, [command, 'audit', folder, '--format', 'html'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let said = '';
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  const [code] = await once(child, 'close');
  assert.deepEqual([code, said], [0, '']);
});

test('audit prints the contract', () => {
  const { handlers } = JSON.parse(run('audit', folder, '--format', 'json').out);
  assert.equal(handlers.length, 1);
  assert.equal(handlers[0].verdict.headline, 'at-least-once');
  assert.deepEqual([handlers[0].file, handlers[0].source, handlers[0].transport], ['orders.ts', 'orders', 'kafka']);
});

test('--output writes the report there and nothing to the terminal', () => {
  const file = join(folder, 'report.html');
  assert.equal(run('audit', folder, '--format', 'html', '--output', file).out, '');
  assert.match(readFileSync(file, 'utf8'), /1 of 1 handler can lose or repeat an effect/);
});

test('--exclude leaves files out', () => {
  assert.match(run('audit', folder, '--exclude', 'orders.ts').out, /No message handlers found/);
});

test('--include leaves out handlers of other files, though not what registers those inside', () => {
  const root = mkdtempSync(join(tmpdir(), 'delivery-guarantees-'));
  for (const name of ['lib', 'billing', 'mails']) mkdirSync(join(root, name));
  writeFileSync(join(root, 'lib/bus.ts'), "import { Worker } from 'bullmq';\nexport const listen = (name, work) => new Worker(name, work);");
  for (const name of ['billing', 'mails'])
    writeFileSync(
      join(root, name, 'work.ts'),
      `import { listen } from '../lib/bus';\nlisten('${name}', async () => { await fetch('https://a.example', { method: 'POST' }); });`,
    );
  const handlersIn = (...options: string[]) =>
    JSON.parse(run('audit', root, '--format', 'json', ...options).out).handlers.map((handler: { file: string }) => handler.file);
  assert.deepEqual(handlersIn(), ['billing/work.ts', 'mails/work.ts']);
  assert.deepEqual(handlersIn('--include', 'billing/**'), ['billing/work.ts']);
});

test('what could not run says why in one line and exits with 2', () => {
  const wrong: readonly (readonly [string[], RegExp])[] = [
    [['audit', join(folder, 'nowhere')], /nowhere does not exist/],
    [['audit', command], /is not a folder/],
    [['audit', '--format', 'xml'], /--format takes text, json, sarif, html, markdown, csv; not "xml"/],
    [['audit', '--colour'], /Unknown option '--colour'/],
    [['explain', 'orders.ts'], /explain takes FILE:LINE/],
    [['explain', `${command}:1`], /no handler stands at cli\.js:1/],
    [['rules', 'nothing'], /there is no rule "nothing"/],
    [['adit'], /there is no command "adit"/],
  ];
  for (const [args, message] of wrong) {
    const { code, out, err } = run(...args);
    assert.equal(code, 2, args.join(' '));
    assert.equal(out, '');
    assert.match(err, message);
    assert.ok(!err.includes('    at '), 'no stack');
  }
});

test('explain finds the handler around a line and tells its story', () => {
  const { code, out } = run('explain', `${join(folder, 'orders.ts')}:6`);
  assert.equal(code, 0);
  assert.match(out, /AT-LEAST-ONCE: effects can be repeated, not lost/);
  assert.match(out, /How it is repeated\n {4}1\. delivered/);
});

test('explain reads the project, however many lie in the folder for temporary files', () => {
  const shared = mkdtempSync(join(folder, 'shared-'));
  const file = join(shared, 'app', 'orders.ts');
  mkdirSync(join(shared, 'app'));
  writeFileSync(file, readFileSync(join(folder, 'orders.ts')));
  for (const at of [shared, join(shared, 'app')]) writeFileSync(join(at, 'package.json'), '{}');
  const explained = (TMPDIR: string): unknown => {
    const { stdout } = spawnSync(process.execPath, [command, 'explain', `${file}:6`, '--format', 'json'], {
      encoding: 'utf8',
      env: { ...process.env, TMPDIR },
    });
    return JSON.parse(stdout).file;
  };
  assert.deepEqual([explained(shared), explained(join(shared, 'elsewhere'))], ['orders.ts', relative(folder, file).split(sep).join('/')]);
});

test('rules lists and explains, help helps', () => {
  assert.match(run('rules').out, /^unguarded-effect +warning/);
  assert.match(run('rules', 'never-sent').out, /## What to do/);
  assert.match(run('--help').out, /Exit codes: 0 clean, 1 found/);
  assert.match(run('--version').out, /^\d+\.\d+\.\d+$/m);
});
