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
const total = { passed: 0, failed: 0, skipped: 0 };
const unit = await run(['--enable-source-maps', '--test', '--test-concurrency=2', '--test-reporter=spec', ...bundles]);
const count = (word) => Number(new RegExp(`^\\S+ ${word} (\\d+)$`, 'm').exec(unit.output)?.[1] ?? 0);
add({ passed: count('pass'), failed: count('fail') + count('cancelled'), skipped: count('skipped'), code: unit.code });

// The suites in a real VS Code say themselves what they lack where they can't run.
if (wanted.length === 0) {
  for (const suite of ['test/vscode/run.mjs', 'test/vscode/user.mjs']) {
    const { output, code } = await run([suite, '--if-possible']);
    // A VS Code of its own prints the suite's lines with their mark.
    const [, passed, failed] = /^(?:\[suite\] )?(\d+) passed, (\d+) failed/m.exec(output) ?? [];
    add({ passed: Number(passed ?? 0), failed: Number(failed ?? 0), skipped: passed === undefined && code === 0 ? 1 : 0, code });
  }
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);

/** A runner that fails without having counted a failure counts as one. */
function add({ passed, failed, skipped, code }) {
  total.passed += passed;
  total.failed += failed === 0 && code !== 0 ? 1 : failed;
  total.skipped += skipped;
}

function run(args) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_OPTIONS: '' } });
  let output = '';
  child.stdout.on('data', (chunk) => {
    process.stdout.write(chunk);
    output += chunk;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ output, code })));
}

function listTests(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'vscode' ? [] : listTests(file);
    return entry.name.endsWith('.test.ts') ? [file] : [];
  });
}
