// Which faults a delivery meets, drawn from a printed seed: a failing proof can be run again.

/** Where a run can be stopped; a subject says which of them it passes. */
export type Step = 'before-claim' | 'after-claim' | 'before-effect' | 'after-effect' | 'in-completion' | 'after-completion';

export interface Plan {
  /** SIGKILL at this step. */
  readonly killAt: Step | null;
  /** Reject at this step (before the effect; in an inbox also after it, which rolls it back). */
  readonly failAt: Step | null;
  /** The connection breaks while this is on its way. */
  readonly cutCompletion: boolean;
  /** How long the effect takes. */
  readonly workMs: number;
}

export const noFault: Plan = { killAt: null, failAt: null, cutCompletion: false, workMs: 0 };

export interface FaultRates {
  readonly kill: number;
  readonly fail: number;
  readonly cut: number;
  /** Chance of two deliveries at once, of 32 at once, and of a run that outlives its lease with a duplicate in the middle. */
  readonly twice: number;
  readonly crowd: number;
  readonly slow: number;
}

/** A small generator (mulberry32): the same seed, the same faults. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** The plan of one delivery. After two deliveries of a message nothing is injected any more, so that every message ends. */
export function planFor(attempt: number, rates: FaultRates, steps: readonly Step[], failable: readonly Step[], draw: () => number): Plan {
  if (attempt > 2) return noFault;
  const dice = draw();
  const pick = <T>(list: readonly T[]): T | null => list[Math.floor(draw() * list.length)] ?? null;
  if (dice < rates.kill) return { ...noFault, killAt: pick(steps) };
  if (dice < rates.kill + rates.fail) return { ...noFault, failAt: pick(failable) };
  if (dice < rates.kill + rates.fail + rates.cut) return { ...noFault, cutCompletion: true };
  return noFault;
}
