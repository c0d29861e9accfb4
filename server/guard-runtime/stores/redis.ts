// Keeps the records of handled events in Redis or Valkey, one hash a key, on the server's clock.
// A Redis that evicts keys, restarts without append-only file, or fails over to a replica can forget a record, and its effect is then repeated:
// use one with `maxmemory-policy noeviction` and `appendonly yes`, apart from the cache.
import { randomUUID } from 'node:crypto';
import type { LeaseStore } from '../core.ts';

interface IoRedis {
  eval(script: string, keys: number, ...keysAndValues: (string | number)[]): Promise<unknown>;
}
interface NodeRedis {
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

export const ioredisStore = (redis: IoRedis): LeaseStore => redisStore((script, key, ...values) => redis.eval(script, 1, key, ...values));
export const nodeRedisStore = (redis: NodeRedis): LeaseStore =>
  redisStore((script, key, ...values) => redis.eval(script, { keys: [key], arguments: values.map(String) }));

function redisStore(run: (script: string, key: string, ...values: (string | number)[]) => Promise<unknown>): LeaseStore {
  return {
    async claim(key, { leaseMs, fingerprint }) {
      const token = randomUUID();
      const [state, wait, seen, result] = (await run(CLAIM, key, token, leaseMs, fingerprint ?? '')) as [string, number, string, string | null];
      if (state === 'claimed') return { state, token };
      return state === 'done' ? { state, result, fingerprint: seen } : { state: 'running', retryAfterMs: wait, fingerprint: seen };
    },
    renew: async (key, token, leaseMs) => (await run(RENEW, key, token, leaseMs)) === 1,
    complete: async (key, token, { retentionMs, result }) => (await run(COMPLETE, key, token, retentionMs, ...(result === null ? [] : [result]))) === 1,
    release: async (key, token) => (await run(RELEASE, key, token)) === 1,
  };
}

const CLAIM = `
  local token = redis.call('HGET', KEYS[1], 'token')
  if token and token ~= ARGV[1] then
    return { redis.call('HGET', KEYS[1], 'state'), redis.call('PTTL', KEYS[1]), redis.call('HGET', KEYS[1], 'fingerprint'), redis.call('HGET', KEYS[1], 'result') }
  end
  redis.call('HSET', KEYS[1], 'token', ARGV[1], 'state', 'running', 'fingerprint', ARGV[3])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return { 'claimed' }`;
const RENEW = `
  if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then return 0 end
  return redis.call('PEXPIRE', KEYS[1], ARGV[2])`;
const COMPLETE = `
  local token = redis.call('HGET', KEYS[1], 'token')
  if token and token ~= ARGV[1] then return 0 end
  redis.call('HSET', KEYS[1], 'token', ARGV[1], 'state', 'done')
  if ARGV[3] then redis.call('HSET', KEYS[1], 'result', ARGV[3]) end
  return redis.call('PEXPIRE', KEYS[1], ARGV[2])`;
const RELEASE = `
  if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then return 0 end
  return redis.call('DEL', KEYS[1])`;
