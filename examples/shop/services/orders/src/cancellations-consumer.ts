import { Kafka } from 'kafkajs';
import { pool } from './database.js';

const kafka = new Kafka({ clientId: 'orders', brokers: ['kafka:9092'] });
const consumer = kafka.consumer({ groupId: 'orders-cancellations' });

/** Wrong: the offset is committed first. If the write fails, the cancellation is gone. */
export async function start(): Promise<void> {
  await consumer.connect();
  await consumer.subscribe({ topic: 'orders.cancelled' });
  await consumer.run({
    autoCommit: false,
    eachMessage: async ({ topic, partition, message }) => {
      const { orderId } = JSON.parse(String(message.value));
      await consumer.commitOffsets([{ topic, partition, offset: String(BigInt(message.offset) + 1n) }]);
      await pool.query('UPDATE orders SET cancelled_at = now() WHERE id = $1', [orderId]);
    },
  });
}
