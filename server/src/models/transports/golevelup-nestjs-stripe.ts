// @golevelup/nestjs-stripe checks the signature in a controller of its own and waits for every method that is decorated with the event's type; an error answers with a
// status that makes Stripe send the event again, for up to three days.
import type { TransportModel } from '../schema.ts';

export const golevelupNestjsStripe = {
  format: 1,
  package: '@golevelup/nestjs-stripe',
  transport: 'webhook',
  handlers: [
    {
      at: 'Package.Member[StripeWebhookHandler,StripeThinWebhookHandler].ReturnValue.DecoratedMember',
      message: 'Parameter[0]',
      source: ['Call.Argument[0]'],
      delivery: [
        {
          guarantee: 'at-least-once',
          acknowledged: 'on-success',
          onError: 'redelivered',
          onCrash: 'redelivered',
          why: 'answered with a 2xx after the handler resolves; Stripe sends the event again for up to three days',
        },
      ],
    },
  ],
  identity: [{ at: 'Member[id]', stable: 'redelivery' }],
  sources: [
    '@golevelup/nestjs-stripe@1.1.1 lib/stripe.webhook.controller.js',
    '@golevelup/nestjs-stripe@1.1.1 lib/stripe.module.js',
    'docs.stripe.com/webhooks, Event delivery behaviors: Automatic retries',
  ],
} as const satisfies TransportModel;
