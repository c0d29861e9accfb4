import { Kafka } from 'kafkajs';
import { inTransaction } from './database.js';

interface PaymentTaken {
  readonly eventId: string;
  readonly orderId: string;
  readonly amount: number;
}

const kafka = new Kafka({ clientId: 'orders', brokers: ['kafka:9092'] });
const consumer = kafka.consumer({ groupId: 'orders' });

/** Right: the mark and the write are one transaction, so a redelivery finds the mark and skips. */
export async function onPaymentTaken(event: PaymentTaken): Promise<void> {
  await inTransaction(async (client) => {
    const inbox = await client.query('INSERT INTO inbox (scope, id) VALUES ($1, $2) ON CONFLICT DO NOTHING', ['orders.payment', event.eventId]);
    if (inbox.rowCount === 0) return;
    await client.query('UPDATE orders SET paid = paid + $1 WHERE id = $2', [event.amount, event.orderId]);
  });
}

export async function start(): Promise<void> {
  await consumer.connect();
  await consumer.subscribe({ topic: 'payments.taken' });
  await consumer.run({
    eachMessage: async ({ message }) => {
      if (!message.value) return;
      await onPaymentTaken(JSON.parse(message.value.toString()));
    },
  });
}
