// The parent of a proof plays the broker: hands messages to worker processes, redelivers what was not acknowledged, replaces the killed, and counts.
import { fork, type ChildProcess } from 'node:child_process';
import { noFault, planFor, random, type FaultRates, type Plan, type Step } from './plan.ts';
import type { Delivery, Outcome } from './subject.ts';

export interface Job {
  readonly subject: string;
  /** Makes the messages of this run different from those of any other. */
  readonly run: string;
  readonly workerFile: string;
  readonly log: string;
  readonly address: string;
  readonly steps: readonly Step[];
  readonly failable: readonly Step[];
  readonly rates: FaultRates;
  readonly messages: number;
  /** Stops handing out new messages after this many deliveries; those under way are finished. */
  readonly deliveries: number;
  readonly workers: number;
  readonly parallel: number;
  readonly leaseMs: number;
  readonly skewMs: number;
  readonly seed: number;
}

export interface Run {
  /** Messages that were handed out and acknowledged at least once. */
  readonly messages: readonly string[];
  readonly deliveries: number;
  readonly faults: { kills: number; errors: number; cuts: number; duplicates: number; slow: number };
  /** How each delivery ended; `killed` by its worker's death. */
  readonly ends: ReadonlyMap<number, Outcome | 'killed'>;
  readonly storeErrors: ReadonlyMap<string, number>;
  readonly milliseconds: number;
}

interface Waiting {
  readonly message: string;
  readonly attempt: number;
  readonly plan: Plan | null;
  readonly notBefore: number;
}
interface Worker {
  readonly process: ChildProcess;
  readonly busy: Map<number, Waiting>;
  isReady: boolean;
}

export async function deliverAll(job: Job): Promise<Run> {
  const startedAt = performance.now();
  const draw = random(job.seed);
  const faults = { kills: 0, errors: 0, cuts: 0, duplicates: 0, slow: 0 };
  const ends = new Map<number, Outcome | 'killed'>();
  const storeErrors = new Map<string, number>();
  const messages: string[] = [];
  const open = new Map<string, number>();
  const waiting: Waiting[] = [];
  const workers: Worker[] = [];
  let deliveries = 0;
  let isOver = false;

  return new Promise((resolve, reject) => {
    const timer = setInterval(pump, 5);
    // How long a run takes is the machine's affair; that deliveries go on ending is the guard's.
    const stuck = setTimeout(() => finish(new Error(`${job.subject}: no delivery ended for a minute, ${open.size} messages open`)), 60_000);
    for (let index = 0; index < job.workers; index += 1) start(index);

    function start(index: number): void {
      const skew = index % 2 === 0 ? job.skewMs : -job.skewMs;
      const child = fork(job.workerFile, [job.subject, job.log, job.address, String(skew)], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        env: { ...process.env, NODE_NO_WARNINGS: '1' },
      });
      const worker: Worker = { process: child, busy: new Map(), isReady: false };
      workers[index] = worker;
      child.on('message', (reply: 'ready' | { id: number; outcome: Outcome; retryAfterMs: number; error: string }) => {
        if (reply === 'ready') worker.isReady = true;
        else ended(worker, reply.id, reply.outcome, reply.retryAfterMs, reply.error);
        pump();
      });
      child.on('error', () => 'it was killed before it could be written to: its exit follows');
      child.on('exit', (code, signal) => {
        if (isOver) return;
        if (signal !== 'SIGKILL') return finish(new Error(`${job.subject}: a worker ended by itself (${code})`));
        for (const id of worker.busy.keys()) ended(worker, id, 'killed', 0, '');
        start(index);
      });
    }

    function ended(worker: Worker, id: number, outcome: Outcome | 'killed', retryAfterMs: number, error: string): void {
      const delivery = worker.busy.get(id);
      if (!delivery) return;
      worker.busy.delete(id);
      ends.set(id, outcome);
      stuck.refresh();
      const kind = error.replaceAll(/\d+/g, '#');
      if (kind) storeErrors.set(kind, (storeErrors.get(kind) ?? 0) + 1);
      if (outcome === 'acknowledged') close(delivery.message);
      else
        waiting.push({
          ...delivery,
          attempt: delivery.attempt + 1,
          plan: null,
          notBefore: performance.now() + Math.min(retryAfterMs, job.leaseMs) + draw() * 20,
        });
    }

    function close(message: string): void {
      const left = (open.get(message) ?? 1) - 1;
      if (left > 0) open.set(message, left);
      else open.delete(message);
    }

    function introduce(): void {
      const message = `${job.run}-${messages.length}`;
      messages.push(message);
      const dice = draw();
      const { crowd, twice, slow } = job.rates;
      const copies = dice < crowd ? 32 : dice < crowd + twice + slow ? 2 : 1;
      const isSlow = dice >= crowd && dice < crowd + slow;
      open.set(message, copies);
      faults.duplicates += copies - 1;
      if (isSlow) faults.slow += 1;
      for (let copy = 0; copy < copies; copy += 1) {
        const slowPlan = { ...noFault, workMs: job.leaseMs * 2 };
        // The duplicate of a slow run comes when its first lease is over.
        waiting.push({
          message,
          attempt: 1,
          plan: isSlow ? (copy === 0 ? slowPlan : noFault) : null,
          notBefore: performance.now() + (isSlow ? copy * job.leaseMs * 1.3 : 0),
        });
      }
    }

    function pump(): void {
      if (isOver) return;
      const now = performance.now();
      for (const worker of workers) {
        while (worker.isReady && worker.process.connected && worker.busy.size < job.parallel) {
          let index = waiting.findIndex((delivery) => delivery.notBefore <= now);
          if (index < 0 && messages.length < job.messages && deliveries < job.deliveries) {
            introduce();
            index = waiting.findIndex((delivery) => delivery.notBefore <= now);
          }
          const [next] = index < 0 ? [] : waiting.splice(index, 1);
          if (!next) break;
          send(worker, next);
        }
      }
      if (open.size === 0 && waiting.length === 0 && (messages.length >= job.messages || deliveries >= job.deliveries)) finish(null);
    }

    function send(worker: Worker, next: Waiting): void {
      const plan = next.plan ?? planFor(next.attempt, job.rates, job.steps, job.failable, draw);
      if (plan.killAt) faults.kills += 1;
      if (plan.failAt) faults.errors += 1;
      if (plan.cutCompletion) faults.cuts += 1;
      const delivery: Delivery = { id: (deliveries += 1), message: next.message, plan };
      worker.busy.set(delivery.id, next);
      worker.process.send(delivery);
    }

    function finish(error: Error | null): void {
      isOver = true;
      clearInterval(timer);
      clearTimeout(stuck);
      for (const worker of workers) worker.process.kill('SIGKILL');
      if (error) reject(error);
      else resolve({ messages, deliveries, faults, ends, storeErrors, milliseconds: performance.now() - startedAt });
    }
  });
}
