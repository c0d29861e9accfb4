// One proof: a subject, a store, faults; afterwards what was lost and what was repeated, and whether a repetition lay in the window that a lease admits.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from './bundle.ts';
import { deliverAll, type Job, type Run } from './broker.ts';
import type { FaultRates, Step } from './plan.ts';
import { flakyProxy } from './flaky-proxy.ts';
import type { Bench, StoreName } from './stores.ts';
import { LEASE_MS } from './subjects.ts';

export interface Proof {
  readonly subject: string;
  readonly store: StoreName;
  readonly messages: number;
  readonly deliveries: number;
  readonly workers: number;
  readonly parallel: number;
  readonly rates: FaultRates;
  readonly skewMs: number;
  /** The store is out of reach for this long, about every second. */
  readonly outageMs?: number;
  /** What is expected to be found; anything else fails the proof. */
  readonly expect: 'nothing' | 'window only' | 'lost' | 'repeated';
}

export interface Result {
  readonly proof: Proof;
  readonly run: Run;
  readonly outages: number;
  readonly lost: number;
  readonly repeated: number;
  readonly outsideWindow: number;
  readonly holds: boolean;
}

const SEED = Number(process.env['PROOF_SEED'] ?? 42);
const leaseSteps: readonly Step[] = ['before-claim', 'after-claim', 'before-effect', 'after-effect', 'in-completion', 'after-completion'];

export const bundleWorker = () => bundle('test/guards/worker.ts');

export async function prove(proof: Proof, workerFile: string, bench: Bench): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'guards-log-'));
  const isInbox = proof.subject.includes('inbox');
  const proxy = proof.outageMs ? await flakyProxy(bench.address, 1_000, proof.outageMs) : null;
  const job: Job = {
    ...proof,
    workerFile,
    log: join(folder, 'effects.log'),
    address: proxy?.address ?? bench.address,
    run: `${proof.subject.replaceAll(/\W+/g, '-')}-${process.pid}-${Date.now().toString(36)}`,
    steps: leaseSteps,
    // In an inbox an error after the effect is rolled back. Under a lease it is a later effect's error, against which `once` is the cure.
    failable: isInbox ? ['before-claim', 'before-effect', 'after-effect'] : ['before-claim', 'before-effect'],
    leaseMs: LEASE_MS,
    seed: SEED,
  };
  const run = await deliverAll(job);
  proxy?.close();
  const effects = isInbox ? await bench.effects() : readLog(job.log);
  rmSync(folder, { recursive: true });
  return judge(proof, run, effects, proxy?.outages() ?? 0);
}

function judge(proof: Proof, run: Run, effects: readonly (readonly [string, number])[], outages: number): Result {
  const byMessage = new Map<string, number[]>();
  for (const [message, delivery] of effects) byMessage.set(message, [...(byMessage.get(message) ?? []), delivery]);
  let lost = 0;
  let repeated = 0;
  let outsideWindow = 0;
  for (const message of run.messages) {
    const deliveries = byMessage.get(message) ?? [];
    if (deliveries.length === 0) lost += 1;
    if (deliveries.length > 1) repeated += 1;
    // All but the last effect must come from a run that died, or lost the store, before its completion was known.
    const unexplained = deliveries.slice(0, -1).filter((delivery) => !['killed', 'store-failed'].includes(run.ends.get(delivery) ?? ''));
    if (unexplained.length > 0) outsideWindow += 1;
  }
  return { proof, run, outages, lost, repeated, outsideWindow, holds: holds(proof.expect, lost, repeated, outsideWindow) };
}

function holds(expect: Proof['expect'], lost: number, repeated: number, outsideWindow: number): boolean {
  switch (expect) {
    case 'nothing':
      return lost === 0 && repeated === 0;
    case 'window only':
      return lost === 0 && outsideWindow === 0;
    case 'lost':
      return lost > 0;
    case 'repeated':
      return outsideWindow > 0;
  }
}

function readLog(log: string): readonly (readonly [string, number])[] {
  if (!existsSync(log)) return [];
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
  return lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))] as const);
}

const columns = [
  'subject',
  'messages',
  'deliveries',
  'kills',
  'errors',
  'cuts',
  'duplicates',
  'slow',
  'outages',
  'lost',
  'repeated',
  'outside window',
  'seconds',
  'verdict',
];

export function table(results: readonly Result[]): string {
  const rows = results.map(({ proof, run, ...found }) => [
    proof.subject,
    run.messages.length,
    run.deliveries,
    run.faults.kills,
    run.faults.errors,
    run.faults.cuts,
    run.faults.duplicates,
    run.faults.slow,
    found.outages,
    found.lost,
    found.repeated,
    found.outsideWindow,
    (run.milliseconds / 1000).toFixed(1),
    verdictOf(proof.expect, found.holds),
  ]);
  const line = (cells: readonly unknown[]) =>
    `| ${cells.map((cell, index) => String(cell).padEnd(Math.max(...[columns, ...rows].map((row) => String(row[index]).length)))).join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}

function verdictOf(expect: Proof['expect'], isRight: boolean): string {
  const claim = {
    nothing: 'nothing lost, nothing repeated',
    'window only': 'nothing lost, repeated in the window only',
    lost: 'caught: loses',
    repeated: 'caught: repeats',
  }[expect];
  return isRight ? claim : `FAILS: expected "${claim}"`;
}
