// Measures a cold audit of a folder, each run in a process of its own: wall clock, peak memory, counters.
// usage: node test/bench/audit.mjs [folder] [--runs N]      without a folder: a made-up monorepo of 4,900 files and 340,000 lines
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeMonorepo } from './monorepo.mjs';

const limits = { seconds: 1.5, megabytes: 400 };
const args = process.argv.slice(2);
const runsAt = args.indexOf('--runs');
const runs = runsAt < 0 ? 5 : Number(args.splice(runsAt, 2)[1]);
// What stands in dist may be a development build.
const built = path.resolve('.cache/bench');
const cli = path.join(built, 'cli.js');
if (spawnSync(process.execPath, ['build.mjs', '--production', `--outdir=${built}`], { stdio: 'inherit' }).status !== 0) process.exit(2);

const made = args.length === 0 ? fs.mkdtempSync(path.join(os.tmpdir(), 'monorepo-')) : null;
const folder = made ?? path.resolve(args[0]);
try {
  if (made !== null) {
    const { files, lines } = writeMonorepo(made);
    console.log(`made-up monorepo: ${files} files, ${lines} lines`);
  }
  report(Array.from({ length: runs }, measure));
} finally {
  if (made !== null) fs.rmSync(made, { recursive: true, force: true });
}

function measure() {
  const probe = path.join(os.tmpdir(), `peak-memory-${process.pid}.cjs`);
  fs.writeFileSync(probe, `process.on('exit', () => { process.stderr.write('\\npeak ' + process.resourceUsage().maxRSS + '\\n'); });\n`);
  const started = process.hrtime.bigint();
  const run = spawnSync(process.execPath, ['--require', probe, cli, 'audit', folder, '--format', 'json'], { encoding: 'utf8', maxBuffer: 1 << 30 });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  fs.rmSync(probe, { force: true });
  if (run.status !== 0 && run.status !== 1) throw new Error(`the audit failed (${run.status}): ${run.stderr.slice(0, 2000)}`);
  const megabytes = Number(/peak (\d+)/.exec(run.stderr)?.[1] ?? Number.NaN) / 1000;
  const audit = JSON.parse(run.stdout);
  return { seconds, megabytes, stats: audit.stats, handlers: audit.handlers.length, findings: audit.findings.length, skipped: audit.skipped.length };
}

function report(results) {
  const sorted = results.toSorted((left, right) => left.seconds - right.seconds);
  const median = sorted[Math.floor(sorted.length / 2)];
  const peak = Math.max(...results.map((each) => each.megabytes));
  console.log(`${results.length} cold audits of ${folder}`);
  console.log(`wall   median ${median.seconds.toFixed(2)} s, slowest ${sorted.at(-1).seconds.toFixed(2)} s   (limit ${limits.seconds} s)`);
  console.log(`memory peak ${peak.toFixed(0)} MB   (limit ${limits.megabytes} MB)`);
  console.log(`found  ${median.handlers} handlers, ${median.findings} findings, ${median.skipped} skipped`);
  console.log(
    `files  ${median.stats.filesDiscovered} discovered, ${median.stats.filesRead} read, ${median.stats.filesParsed} parsed; ${median.stats.milliseconds} ms inside the engine`,
  );
  if (made !== null && (median.seconds > limits.seconds || peak > limits.megabytes)) process.exitCode = 1;
}
