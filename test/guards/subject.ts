// A subject is a guarded handler under test, as a worker process runs it. Its steps are where faults are injected; its effect is counted by something that is not the guard.
import { appendFileSync } from 'node:fs';
import { idempotent, InProgress, LeaseLost, type LeaseStore } from '../../server/guard-runtime/core.ts';
import type { Plan, Step } from './plan.ts';

export interface Delivery {
  readonly id: number;
  readonly message: string;
  readonly plan: Plan;
}

/** Rejecting means that the message is not acknowledged. */
export interface Subject {
  handle(delivery: Delivery): Promise<void>;
  close(): Promise<void>;
}

export class Injected extends Error {}

/** Dies, fails or goes on, as planned. */
export function step(delivery: Delivery, name: Step): void {
  if (delivery.plan.killAt === name) process.kill(process.pid, 'SIGKILL');
  if (delivery.plan.failAt === name) throw new Injected(name);
}

export const pause = (ms: number) => (ms > 0 ? new Promise<void>((resolve) => setTimeout(resolve, ms)) : Promise.resolve());

/** A handler with one effect outside the store: a line appended to a file, which a SIGKILL can't take back. */
export function leaseSubject(store: LeaseStore, log: string, leaseMs: number, close: () => Promise<void>): Subject {
  return {
    close,
    async handle(delivery) {
      const handler = idempotent(
        async (message: Delivery) => {
          step(message, 'before-effect');
          await pause(message.plan.workMs / 2);
          appendFileSync(log, `${message.message} ${message.id}\n`);
          await pause(message.plan.workMs / 2);
          step(message, 'after-effect');
        },
        { store: stepping(store, delivery), key: (message) => ['proof', message.message], leaseMs, retentionMs: 3_600_000 },
      );
      await handler(delivery);
    },
  };
}

function stepping(store: LeaseStore, delivery: Delivery): LeaseStore {
  return {
    async claim(key, options) {
      step(delivery, 'before-claim');
      const claim = await store.claim(key, options);
      if (claim.state === 'claimed') step(delivery, 'after-claim');
      return claim;
    },
    renew: (key, token, leaseMs) => store.renew(key, token, leaseMs),
    async complete(key, token, options) {
      const completing = store.complete(key, token, options);
      step(delivery, 'in-completion');
      const held = await completing;
      step(delivery, 'after-completion');
      return held;
    },
    release: (key, token) => store.release(key, token),
  };
}

export type Outcome = 'acknowledged' | 'in-progress' | 'failed' | 'lease-lost' | 'store-failed';

export async function outcomeOf(handling: Promise<void>): Promise<{ outcome: Outcome; retryAfterMs: number; error: string }> {
  try {
    await handling;
    return { outcome: 'acknowledged', retryAfterMs: 0, error: '' };
  } catch (error) {
    if (isOf(error, InProgress)) return { outcome: 'in-progress', retryAfterMs: error.retryAfterMs, error: '' };
    if (isOf(error, LeaseLost)) return { outcome: 'lease-lost', retryAfterMs: 0, error: '' };
    if (error instanceof Injected) return { outcome: 'failed', retryAfterMs: 0, error: '' };
    return {
      outcome: 'store-failed',
      retryAfterMs: 0,
      error: String(error instanceof Error ? `${error.message} ${'code' in error ? String(error.code) : ''}` : error),
    };
  }
}

/** By name: a guard that the fix has written has classes of its own. */
function isOf<Kind extends Error>(error: unknown, kind: new (message?: string) => Kind): error is Kind {
  return error instanceof Error && error.constructor.name === kind.name;
}
