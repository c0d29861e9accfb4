// Redis through both clients.
import { ioredisStore, nodeRedisStore } from '../../../server/guard-runtime/stores/redis.ts';
import { leaseSubject } from '../subject.ts';
import type { Connect } from '../subjects.ts';

export const ioredisLease: Connect = async (log, address, leaseMs) => {
  const { Redis } = await import('ioredis');
  const redis = new Redis(address);
  redis.on('error', () => 'cut off, as planned');
  return leaseSubject(ioredisStore(redis), log, leaseMs, async () => void redis.disconnect());
};

export const nodeRedisLease: Connect = async (log, address, leaseMs) => {
  const { createClient } = await import('redis');
  const client = createClient({ url: address });
  client.on('error', () => 'cut off, as planned');
  await client.connect();
  return leaseSubject(nodeRedisStore(client), log, leaseMs, () => client.close());
};
