// Redis through both clients.
import { ioredisStore, nodeRedisStore } from '../../../server/guard-runtime/stores/redis.ts';
import type { OpenStore } from '../subjects.ts';

export const openIoredis: OpenStore = async (address) => {
  const { Redis } = await import('ioredis');
  const redis = new Redis(address);
  redis.on('error', () => 'cut off, as planned');
  return { store: ioredisStore(redis), close: async () => redis.disconnect() };
};

export const openNodeRedis: OpenStore = async (address) => {
  const { createClient } = await import('redis');
  const client = createClient({ url: address });
  client.on('error', () => 'cut off, as planned');
  await client.connect();
  return { store: nodeRedisStore(client), close: () => client.close() };
};
