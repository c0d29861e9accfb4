// Runs an effect once per event, although brokers deliver a message more than once and processes die at any line.
// The event's record is claimed in a store that all instances share, kept while the work runs, and completed when it has succeeded.
// Nothing is lost. An effect is repeated only if the process dies, or loses the store, after the effect and before its completion.
// Written by Delivery Guarantees (guard 1); yours to read and to change.

/** Names one event, the same on every delivery, after the handler's name: `['invoices', event.id]`; one effect of several: `['invoices', event.id, 'charge']`. */
export type Key = readonly (string | number | bigint | Uint8Array | null | undefined)[];

/** Keeps one record per key, on one clock. Only the holder of the token can renew, complete or release; false: somebody else holds it now. */
export interface LeaseStore {
  claim(key: string, options: { leaseMs: number; retentionMs: number; fingerprint: string | null }): Promise<Claim>;
  renew(key: string, token: string, leaseMs: number): Promise<boolean>;
  complete(key: string, token: string, options: { retentionMs: number; result: string | null }): Promise<boolean>;
  release(key: string, token: string): Promise<boolean>;
}
export type Claim =
  | { state: 'claimed'; token: string }
  | { state: 'running'; retryAfterMs: number; fingerprint: string | null }
  | { state: 'done'; result: string | null; fingerprint: string | null };
type Effect<Result> = (lost: AbortSignal) => Result | Promise<Result>;
export interface Options {
  /** How long the claim of a dead process stands. Choose it much longer than anything that keeps a live one from renewing it. */
  leaseMs?: number | undefined;
  /** How long an event is remembered: longer than the broker can redeliver it, dead-letter replays and retries by hand included. */
  retentionMs?: number | undefined;
  /** For `once`, sums up the payload: the same key with another fingerprint is a mistake of the producer. */
  fingerprint?: string | undefined;
}

/** Another delivery is working on the event. It is not done: let this delivery fail, so that the broker tries again later. */
export class InProgress extends Error {
  retryAfterMs = 0;
}
/** Two payloads under one key. Trying again can't help: park the message. */
export class PayloadMismatch extends Error {}
/** The claim ended while the work was running: another delivery may have repeated it. */
export class LeaseLost extends Error {}

/** Wraps a handler that has one effect. With several, put `once` around each, or the error of a later one repeats an earlier one. */
export function idempotent<Message extends unknown[], Result>(
  handler: (...message: Message) => Result | Promise<Result>,
  { store, key, ...options }: Options & { store: LeaseStore; key: (...message: Message) => Key },
): (...message: Message) => Promise<Result> {
  return (...message) => once(store, key(...message), () => handler(...message), options);
}

/** Runs the effect unless an earlier delivery completed it; gives its result, as JSON keeps it, either way. `lost` fires when the claim is gone: stop if you can. */
export async function once<Result>(store: LeaseStore, key: Key, effect: Effect<Result>, options: Options = {}): Promise<Result> {
  const { leaseMs = 60_000, retentionMs = 15 * 86_400_000, fingerprint = null } = options;
  const name = nameOf(key);
  const claim = await store.claim(name, { leaseMs, retentionMs, fingerprint });
  if (claim.state !== 'claimed') {
    if (fingerprint && claim.fingerprint && claim.fingerprint !== fingerprint) throw new PayloadMismatch(`${name} came with another payload before`);
    if (claim.state === 'running') throw Object.assign(new InProgress(`${name} is being handled`), { retryAfterMs: claim.retryAfterMs });
    return (claim.result === null ? undefined : JSON.parse(claim.result)) as Result;
  }
  const lost = new AbortController();
  const renewal = setInterval(() => void store.renew(name, claim.token, leaseMs).then((held) => held || lost.abort(), ignore), leaseMs / 3);
  try {
    const result = await Promise.resolve(lost.signal)
      .then(effect)
      .catch(async (error: unknown) => {
        if (!mayHaveHappened(error)) await store.release(name, claim.token).catch(ignore);
        throw error;
      });
    await complete(async () => store.complete(name, claim.token, { retentionMs, result: await toJson(result) }), name);
    return result;
  } finally {
    clearInterval(renewal);
  }
}

/** The effect has happened: the claim is not released any more, whatever the store answers. */
async function complete(attempt: () => Promise<boolean>, name: string): Promise<void> {
  for (let pauseMs = 50; ; pauseMs *= 2) {
    try {
      if (await attempt()) return;
      break;
    } catch (error) {
      if (pauseMs > 1_000) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
  throw new LeaseLost(`${name} was taken over by another delivery`);
}

/** After a time-out the effect may still take place: the claim is left to end by itself, lest a second run start beside it. */
const mayHaveHappened = (error: unknown) =>
  error instanceof Error && /Abort|Timeout|ETIMEDOUT|ECONNRESET|EPIPE/.test(`${error.name} ${'code' in error ? String(error.code) : ''}`);

function nameOf(key: Key): string {
  const isText = (part: unknown) => ['string', 'number', 'bigint'].includes(typeof part) || part instanceof Uint8Array;
  if (key.length > 0 && key.every((part) => isText(part) && String(part) !== '')) return key.map(String).join('/');
  throw new TypeError(`A part of the key [${key.map(String).join(', ')}] is missing: all events without it would count as the same`);
}

const toJson = (result: unknown) => new Promise<string | null>((resolve) => resolve(JSON.stringify(result) ?? null)).catch(ignore);
const ignore = () => null;
