// `npm run prove`: every guard against every store that can be reached, with crashes, errors, cut connections, duplicates and wrong clocks. Prints one table.
import { bundleWorker, prove, table, type Proof, type Result } from './proof.ts';
import { benches, type StoreName } from './stores.ts';
import { contract } from './contract.ts';
import { leases as leaseStores } from './subjects.ts';
import { writeHandlers } from './written.ts';

const faults = { kill: 0.03, fail: 0.08, cut: 0, twice: 0.15, crowd: 0.004, slow: 0.004 };
const HOUR = 3_600_000;

const inbox = { workers: 3, parallel: 12, rates: { ...faults, cut: 0.02 }, skewMs: HOUR, expect: 'nothing' } as const;
const lease = { workers: 3, parallel: 12, rates: { ...faults, kill: 0.05 }, skewMs: HOUR, expect: 'window only', messages: 500, deliveries: 700 } as const;
/** Runs of twice their lease, with a duplicate in the middle. Nobody is killed, so that they get there. */
const slow = { ...lease, rates: { ...faults, kill: 0, slow: 0.2 }, messages: 60, deliveries: 200, workers: 2, parallel: 16 } as const;
const broken = { ...lease, workers: 3, store: 'sqlite', messages: 200, deliveries: 400, rates: { ...faults, kill: 0.1, twice: 0.3, slow: 0 } } as const;

const leases: readonly Pick<Proof, 'subject' | 'store' | 'parallel' | 'skewMs'>[] = [
  { subject: 'lease pg', store: 'postgres', parallel: 12, skewMs: HOUR },
  { subject: 'lease knex', store: 'postgres', parallel: 12, skewMs: HOUR },
  { subject: 'lease drizzle', store: 'postgres', parallel: 12, skewMs: HOUR },
  { subject: 'lease typeorm', store: 'postgres', parallel: 12, skewMs: HOUR },
  { subject: 'lease prisma', store: 'postgres', parallel: 12, skewMs: HOUR },
  { subject: 'lease mysql2', store: 'mysql', parallel: 12, skewMs: HOUR },
  { subject: 'lease knex on mysql', store: 'mysql', parallel: 12, skewMs: HOUR },
  { subject: 'lease drizzle on mysql', store: 'mysql', parallel: 12, skewMs: HOUR },
  { subject: 'lease typeorm on mysql', store: 'mysql', parallel: 12, skewMs: HOUR },
  { subject: 'lease prisma on mysql', store: 'mysql', parallel: 12, skewMs: HOUR },
  { subject: 'lease knex on sqlite', store: 'sqlite', parallel: 4, skewMs: HOUR },
  { subject: 'lease typeorm on sqlite', store: 'sqlite', parallel: 4, skewMs: HOUR },
  { subject: 'lease sqlite', store: 'sqlite', parallel: 4, skewMs: HOUR },
  { subject: 'lease ioredis', store: 'redis', parallel: 12, skewMs: HOUR },
  { subject: 'lease node-redis', store: 'redis', parallel: 12, skewMs: HOUR },
  { subject: 'lease mongodb', store: 'mongodb', parallel: 12, skewMs: HOUR },
  { subject: 'lease mongodb (emulator)', store: 'mongodb (emulator)', parallel: 12, skewMs: HOUR },
  // DynamoDB has no clock of its own: the instances' clocks may differ by much less than a lease.
  { subject: 'lease dynamodb', store: 'dynamodb', skewMs: 50, parallel: 4 },
];

const proofs: readonly Proof[] = [
  { ...inbox, subject: 'inbox pg', store: 'postgres', messages: 20_000, deliveries: 10_000 },
  { ...inbox, subject: 'inbox mysql2', store: 'mysql', messages: 20_000, deliveries: 10_000 },
  { ...inbox, subject: 'inbox sqlite', store: 'sqlite', messages: 20_000, deliveries: 10_000, parallel: 2, rates: { ...faults, cut: 0 } },
  { ...inbox, subject: 'inbox mongodb', store: 'mongodb', messages: 20_000, deliveries: 10_000 },
  { ...inbox, subject: 'inbox mongodb (emulator)', store: 'mongodb (emulator)', messages: 20_000, deliveries: 10_000 },
  { ...inbox, subject: 'inbox knex', store: 'postgres', messages: 700, deliveries: 1_000, rates: faults },
  { ...inbox, subject: 'inbox drizzle', store: 'postgres', messages: 700, deliveries: 1_000, rates: faults },
  { ...inbox, subject: 'inbox typeorm', store: 'postgres', messages: 700, deliveries: 1_000, rates: faults },
  { ...inbox, subject: 'inbox prisma', store: 'postgres', messages: 700, deliveries: 1_000, rates: faults },
  { ...inbox, subject: 'inbox knex on mysql', store: 'mysql', messages: 700, deliveries: 1_000, rates: faults },
  { ...inbox, subject: 'inbox drizzle on mysql', store: 'mysql', messages: 700, deliveries: 1_000, rates: faults },
  { ...inbox, subject: 'inbox typeorm on mysql', store: 'mysql', messages: 700, deliveries: 1_000, rates: faults },
  { ...inbox, subject: 'inbox prisma on mysql', store: 'mysql', messages: 700, deliveries: 1_000, rates: faults },
  { ...inbox, subject: 'inbox knex on sqlite', store: 'sqlite', messages: 700, deliveries: 1_000, parallel: 2, rates: faults },
  { ...inbox, subject: 'inbox pg', store: 'postgres', messages: 4_000, deliveries: 6_000, outageMs: 400 },
  ...leases.flatMap((one) => [
    { ...lease, ...one },
    { ...slow, ...one, parallel: Math.min(one.parallel, 8) },
  ]),
  { ...lease, subject: 'lease pg', store: 'postgres', outageMs: 400 },
  { ...lease, subject: 'lease ioredis', store: 'redis', outageMs: 400 },
  { ...inbox, subject: 'inbox mongodb (emulator)', store: 'mongodb (emulator)', messages: 2_000, deliveries: 3_000, outageMs: 400 },
  { ...lease, subject: 'lease mongodb (emulator)', store: 'mongodb (emulator)', outageMs: 400 },
  { ...lease, subject: 'written by the fix', store: 'postgres' },
  { ...inbox, subject: 'inbox written by the fix (mongodb emulator)', store: 'mongodb (emulator)', messages: 2_000, deliveries: 3_000 },
  { ...broken, subject: 'broken: mark before effect', expect: 'lost' },
  { ...broken, subject: 'broken: skips while running', expect: 'lost' },
  { ...broken, subject: 'broken: check, then mark', expect: 'repeated' },
  { ...slow, subject: 'broken: lease not renewed', store: 'sqlite', parallel: 4, expect: 'repeated' },
  { ...broken, subject: 'broken: check, then mark (mongodb emulator)', store: 'mongodb (emulator)', expect: 'repeated' },
  { ...broken, subject: 'broken: inbox without its session (mongodb emulator)', store: 'mongodb (emulator)', expect: 'lost' },
];

void main();

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const workerFile = bundleWorker();
  for (const title of await writeHandlers()) console.error(`the fix says: ${title}`);
  const chosen = proofs.filter(({ subject }) => wanted.length === 0 || wanted.some((word) => subject.includes(word)));
  const calm = chosen.filter(({ outageMs }) => outageMs === undefined);
  // While a store comes and goes a renewal has little time left: those have the machine to themselves.
  const outages = chosen.filter(({ outageMs }) => outageMs !== undefined);
  const results = (await Promise.all(lanes.map((stores) => proveLane(stores, calm, workerFile)))).flat();
  results.push(...(await proveLane(lanes.flat(), outages, workerFile)));
  console.log(table(results));
  if (results.some((result) => !result.holds)) process.exitCode = 1;
}

/** Half of a run is waiting: for leases to end, for the disk. More than two at once, and renewals come late for want of a processor. */
const lanes: readonly (readonly StoreName[])[] = [['postgres'], ['mysql', 'sqlite', 'redis', 'dynamodb', 'mongodb', 'mongodb (emulator)']];

async function proveLane(stores: readonly StoreName[], chosen: readonly Proof[], workerFile: string): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const store of stores) {
    const mine = chosen.filter((proof) => proof.store === store);
    if (mine.length > 0) results.push(...(await proveAll(store, mine, workerFile)));
  }
  return results;
}

async function proveAll(store: StoreName, wanted: readonly Proof[], workerFile: string): Promise<readonly Result[]> {
  const bench = await benches[store]().catch((error: unknown) => console.log(`not proven: ${error instanceof Error ? error.message : String(error)}`));
  if (!bench) return [];
  const results: Result[] = [];
  for (const name of new Set(wanted.map((proof) => proof.subject))) await answersOf(name, bench.address);
  for (const proof of wanted) {
    const result = await prove(proof, workerFile, bench);
    console.error(
      `${proof.subject}: ${result.run.deliveries} deliveries in ${(result.run.milliseconds / 1000).toFixed(1)} s, ${result.holds ? 'holds' : 'FAILS'}`,
    );
    for (const [error, count] of result.run.storeErrors) console.error(`  ${count} x ${error}`);
    results.push(result);
  }
  await bench.close();
  return results;
}

/** What a store answers to single questions, before thousands are asked at once. */
async function answersOf(name: string, address: string): Promise<void> {
  const open = name.startsWith('lease') ? await leaseStores[name]?.() : undefined;
  if (open === undefined) return;
  const { store, close } = await open(address);
  const run = Date.now().toString(36);
  const answers = await Promise.allSettled(Object.entries(contract).map(([sentence, makeSure]) => makeSure(store, `${run}-${sentence}`, 1_000)));
  await close();
  const wrong = answers.flatMap((answer, index) => (answer.status === 'rejected' ? [`${Object.keys(contract)[index]}: ${String(answer.reason)}`] : []));
  console.error(`${name}: ${answers.length - wrong.length} of ${answers.length} answers right${wrong.map((line) => `\n  ${line}`).join('')}`);
  if (wrong.length > 0) process.exitCode = 1;
}
