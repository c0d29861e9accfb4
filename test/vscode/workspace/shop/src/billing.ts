import { Kafka } from 'kafkajs';
import Stripe from 'stripe';

const stripe = new Stripe(process.env.STRIPE_KEY ?? '');
const consumer = new Kafka({ brokers: ['localhost:9092'] }).consumer({ groupId: 'billing' });

export async function main(): Promise<void> {
  await consumer.subscribe({ topic: 'orders.created' });
  await consumer.run({
    eachMessage: async ({ message }) => {
      const order = JSON.parse(String(message.value));
      await stripe.paymentIntents.create({ amount: order.total, currency: 'eur' });
    },
  });
}
