// Runs every test: bundles test/**/*.test.ts once, hands the bundles to Node's own test runner, and closes with "N passed, N failed".
// usage: node test/run.mjs [part of a file name ...]
import { build } from 'esbuild';
import { guardSources } from '../server/guard-runtime/as-text.mjs';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const wanted = process.argv.slice(2);
const outdir = '.cache/tests';

const testFiles = listTests('test').filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)));
if (testFiles.length === 0) {
  console.error(`no test file matches ${wanted.join(' ')}`);
  process.exit(2);
}
// The architecture test runs first: a broken layer makes every later result hard to read.
testFiles.sort((left, right) => Number(right.includes('architecture')) - Number(left.includes('architecture')) || left.localeCompare(right));
rmSync(outdir, { recursive: true, force: true });
await build({
  entryPoints: testFiles,
  outdir,
  outbase: 'test',
  bundle: true,
  splitting: false,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  sourcemap: true,
  packages: 'external',
  logLevel: 'error',
  loader: { '.css': 'text', '.html': 'text' },
  plugins: [guardSources],
});
if (existsSync('build.mjs') && wanted.length === 0) await import('../build.mjs');

const bundles = testFiles.map((file) => join(outdir, file.slice('test/'.length).replace(/\.ts$/, '.js')));
const runner = spawn(process.execPath, ['--enable-source-maps', '--test', '--test-concurrency=2', '--test-reporter=spec', ...bundles], {
  stdio: ['ignore', 'pipe', 'inherit'],
  env: { ...process.env, NODE_OPTIONS: '' },
});
let output = '';
runner.stdout.on('data', (chunk) => {
  process.stdout.write(chunk);
  output += chunk;
});
runner.on('close', (code) => {
  const count = (word) => Number(new RegExp(`^\\S+ ${word} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
  const failed = count('fail') + count('cancelled');
  console.log(`${count('pass')} passed, ${failed} failed, ${count('skipped')} skipped`);
  process.exit(code === 0 && failed === 0 && count('pass') > 0 ? 0 : 1);
});

function listTests(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'vscode' ? [] : listTests(file);
    return entry.name.endsWith('.test.ts') ? [file] : [];
  });
}
