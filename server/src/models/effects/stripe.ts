// Stripe keys every POST by the idempotencyKey in the request options; without one the library makes a random key per call, which protects its own retries only.
import type { EffectModel } from '../schema.ts';

const key = {
  at: ['Call.Argument[last].Member[idempotencyKey]', 'Call.Argument[1].Member[idempotencyKey]', 'Call.Argument[2].Member[idempotencyKey]'],
  lifetime: 'for at least 24 hours',
} as const;

export const stripe = {
  format: 1,
  package: ['stripe', '@golevelup/nestjs-stripe', 'nestjs-stripe'],
  types: {
    Stripe: [
      'Package.Instance',
      'Package.ReturnValue',
      'Package.Member[Stripe].Instance',
      'Package.Member[Stripe].ReturnValue',
      'Package.Member[InjectStripe,InjectStripeClient].ReturnValue',
      'Package.Member[StripeService].Instance',
    ],
  },
  effects: [
    {
      at: 'Stripe.Member[charges,paymentIntents].Member[create]',
      kind: 'payment',
      verb: 'charges the customer',
      write: 'send',
      key,
    },
    {
      at: 'Stripe.AnyMember.Member[create,createSource,createBalanceTransaction,createReversal,createTaxId,createLoginLink]',
      kind: 'payment',
      verb: 'creates a Stripe object',
      write: 'send',
      key,
    },
    {
      at: 'Stripe.AnyMember.Member[capture,confirm,cancel,pay,finalizeInvoice,sendInvoice,voidInvoice,markUncollectible,close,approve,expire,accept,resume,release,reverse]',
      kind: 'payment',
      verb: 'moves a Stripe object on',
      write: 'set',
      key,
    },
    {
      at: 'Stripe.AnyMember.Member[update,del,deleteDiscount,updateSource,deleteSource,attach,detach]',
      kind: 'payment',
      verb: 'updates a Stripe object',
      write: 'set',
      key,
    },
    {
      at: 'Stripe.Member[billing].Member[meterEvents].Member[create]',
      kind: 'payment',
      verb: 'reports usage to bill',
      write: 'send',
      key: { at: ['Call.Argument[0].Member[identifier]', ...key.at], lifetime: 'for at least 24 hours' },
    },
    {
      at: 'Stripe.AnyMember.AnyMember.Member[create]',
      kind: 'payment',
      verb: 'creates a Stripe object',
      write: 'send',
      key,
    },
    {
      at: 'Stripe.AnyMember.AnyMember.Member[update,cancel,expire,capture,confirm,reverse,fail,post,del]',
      kind: 'payment',
      verb: 'updates a Stripe object',
      write: 'set',
      key,
    },
    {
      at: 'Stripe.Member[rawRequest]',
      kind: 'payment',
      verb: 'calls Stripe',
      write: { http: 'Call.Argument[0]', default: 'POST' },
      key: { at: 'Call.Argument[3].Member[idempotencyKey]', lifetime: 'for at least 24 hours' },
    },
  ],
  harmless: [
    { at: 'Stripe.Member[billingPortal].Member[sessions].Member[create]', kind: 'other' },
    {
      at: 'Stripe.Member[ephemeralKeys,accountLinks,tokens,paymentMethods].Member[create]',
      kind: 'other',
    },
    { at: 'Stripe.Member[webhooks].AnyMember', kind: 'other' },
  ],
  otherwise: 'read',
  sources: ['stripe@23.1.0 esm/lib.d.ts, esm/RequestSender.js', 'https://docs.stripe.com/api/idempotent_requests'],
} as const satisfies EffectModel;
