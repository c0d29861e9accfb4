import express from 'express';
import Stripe from 'stripe';
import { Pool } from 'pg';

const app = express();
const stripe = new Stripe(process.env.STRIPE_KEY ?? '');
const pool = new Pool();

/** Wrong: Stripe is told "received" before the row is written; if the write fails it never comes again. */
app.post('/webhooks/stripe', express.raw({ type: 'application/json' }), async (request, response) => {
  const event = stripe.webhooks.constructEvent(request.body, request.headers['stripe-signature'] ?? '', process.env.STRIPE_WEBHOOK_SECRET ?? '');
  response.sendStatus(200);
  await pool.query('INSERT INTO payments (id, type) VALUES ($1, $2) ON CONFLICT DO NOTHING', [event.id, event.type]);
});

app.listen(3000);
