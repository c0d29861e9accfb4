// What every lease store must answer, whatever it is made of. `lease` must be longer than a few dozen answers of the store take.
import assert from 'node:assert/strict';
import { InProgress, LeaseLost, once, PayloadMismatch, type LeaseStore } from '../../server/guard-runtime/core.ts';
import { pause } from './subject.ts';

const options = (leaseMs: number) => ({ leaseMs, retentionMs: 60_000, fingerprint: null });

/** Each entry is a sentence about the store, and the code that makes sure of it. Keys are fresh. */
export const contract: Readonly<Record<string, (store: LeaseStore, key: string, lease: number) => Promise<void>>> = {
  async 'one of 32 claims at once wins'(store, key) {
    const claims = await Promise.all(Array.from({ length: 32 }, () => store.claim(key, options(60_000))));
    assert.deepEqual(
      claims
        .map((claim) => claim.state)
        .sort()
        .slice(0, 2),
      ['claimed', 'running'],
    );
  },
  async 'one of 32 takes over an expired claim, and the old token is refused'(store, key, lease) {
    const first = await store.claim(key, options(lease));
    assert.equal(first.state, 'claimed');
    await pause(lease * 1.3);
    const claims = await Promise.all(Array.from({ length: 32 }, () => store.claim(key, options(60_000))));
    assert.equal(claims.filter((claim) => claim.state === 'claimed').length, 1);
    const token = first.state === 'claimed' ? first.token : '';
    assert.equal(await store.renew(key, token, lease), false);
    assert.equal(await store.release(key, token), false);
    assert.equal(await store.complete(key, token, { retentionMs: 60_000, result: null }), false);
    assert.equal((await store.claim(key, options(lease))).state, 'running');
  },
  async 'a claim that ended, but was not taken over, can be completed'(store, key, lease) {
    const claim = await store.claim(key, options(lease));
    await pause(lease * 1.3);
    assert.equal(await store.complete(key, claim.state === 'claimed' ? claim.token : '', { retentionMs: 60_000, result: null }), true);
    assert.equal((await store.claim(key, options(lease))).state, 'done');
  },
  async 'a renewed claim stands'(store, key, lease) {
    const claim = await store.claim(key, options(lease));
    await pause(lease / 2);
    assert.equal(await store.renew(key, claim.state === 'claimed' ? claim.token : '', 60_000), true);
    await pause(lease);
    assert.equal((await store.claim(key, options(lease))).state, 'running');
  },
  async 'an event is forgotten when its retention is over'(store, key, lease) {
    const claim = await store.claim(key, options(lease));
    await store.complete(key, claim.state === 'claimed' ? claim.token : '', { retentionMs: lease * 2, result: null });
    assert.equal((await store.claim(key, options(lease))).state, 'done');
    await eventually(async () => (await store.claim(key, options(lease))).state === 'claimed');
  },
  async 'the result of the first run is given to a duplicate'(store, key) {
    assert.deepEqual(await once(store, [key], async () => ({ id: 'ch_1' })), { id: 'ch_1' });
    assert.deepEqual(await once(store, [key], async () => ({ id: 'ch_2' })), { id: 'ch_1' });
    assert.equal(await once(store, [key, 'nothing'], async () => undefined), undefined);
    assert.equal(await once(store, [key, 'nothing'], async () => undefined), undefined);
  },
  async 'an error releases the claim, a time-out leaves it to end'(store, key) {
    await assert.rejects(
      once(store, [key], () => Promise.reject(new Error('declined'))),
      /declined/,
    );
    assert.equal(await once(store, [key], async () => 'second'), 'second');
    const timeout = Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' });
    await assert.rejects(
      once(store, [key, 'slow'], () => Promise.reject(timeout), { leaseMs: 60_000 }),
      /no answer/,
    );
    await assert.rejects(
      once(store, [key, 'slow'], async () => 'beside'),
      InProgress,
    );
  },
  async 'a duplicate in flight is not done'(store, key, lease) {
    const [running, begin] = signal();
    const work = (): Promise<string> => {
      begin();
      return pause(lease * 2).then(() => 'first');
    };
    const first = once(store, [key], work, { leaseMs: lease });
    await running;
    await assert.rejects(
      once(store, [key], async () => 'beside'),
      (error) => error instanceof InProgress && error.retryAfterMs <= lease,
    );
    assert.equal(await first, 'first');
  },
  async 'another payload under the same key is an error'(store, key) {
    await once(store, [key], async () => 1, { fingerprint: 'a' });
    await assert.rejects(
      once(store, [key], async () => 2, { fingerprint: 'b' }),
      PayloadMismatch,
    );
    assert.equal(await once(store, [key], async () => 2, { fingerprint: 'a' }), 1);
  },
  async 'a run that was taken over says so'(store, key, lease) {
    const cannotRenew = { ...store, renew: async () => true };
    const [running, begin] = signal();
    const work = (): Promise<void> => {
      begin();
      return pause(lease * 4);
    };
    const first = once(cannotRenew, [key], work, { leaseMs: lease });
    first.catch(() => {}); // it is awaited below, and may end before that
    await running;
    await eventually(() => once(store, [key], async () => true, { leaseMs: 60_000 }).catch(() => false));
    await assert.rejects(first, LeaseLost);
  },
  async 'a key with a part missing is refused'(store, key) {
    await assert.rejects(
      once(store, [key, undefined], async () => 1),
      TypeError,
    );
    await assert.rejects(
      once(store, [''], async () => 1),
      TypeError,
    );
    await assert.rejects(
      once(store, [], async () => 1),
      TypeError,
    );
  },
};

/** A promise, and what fulfils it. */
function signal(): [Promise<void>, () => void] {
  let fulfil = (): void => {};
  const promise = new Promise<void>((resolve) => {
    fulfil = resolve;
  });
  return [promise, fulfil];
}

async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await isSo()) return;
    await pause(50);
  }
  assert.fail('not within ten seconds');
}
