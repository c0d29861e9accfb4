import { stripe } from './stripe.js';

export interface Invoice {
  readonly id: string;
  readonly customer: string;
  readonly cents: number;
}

export async function charge(invoice: Invoice): Promise<void> {
  await stripe.paymentIntents.create({ amount: invoice.cents, currency: 'eur', customer: invoice.customer, confirm: true });
}

export async function refund(paymentIntent: string, refundId: string): Promise<void> {
  await stripe.refunds.create({ payment_intent: paymentIntent }, { idempotencyKey: `refund:${refundId}` });
}
