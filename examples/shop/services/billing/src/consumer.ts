import amqp from 'amqplib';
import { charge, refund } from './charge.js';

export async function start(): Promise<void> {
  const connection = await amqp.connect(process.env.AMQP_URL ?? 'amqp://127.0.0.1');
  const channel = await connection.createChannel();
  await channel.prefetch(10);
  await channel.assertQueue('invoices', { durable: true, arguments: { 'x-dead-letter-exchange': 'invoices.dead' } });
  await channel.assertQueue('refunds', { durable: true, arguments: { 'x-dead-letter-exchange': 'refunds.dead' } });

  // Wrong: nothing stops a redelivery from charging again.
  await channel.consume('invoices', async (message) => {
    if (!message) return;
    try {
      await charge(JSON.parse(message.content.toString()));
      channel.ack(message);
    } catch {
      channel.nack(message, false, true);
    }
  });

  // Right: Stripe deduplicates on the key, which is the same on every redelivery.
  await channel.consume('refunds', async (message) => {
    if (!message) return;
    try {
      const { paymentIntent, refundId } = JSON.parse(message.content.toString());
      await refund(paymentIntent, refundId);
      channel.ack(message);
    } catch {
      channel.nack(message, false, true);
    }
  });
}
