// Other payment APIs; each takes its key where its own documentation says, or takes none.
import type { EffectModel } from '../schema.ts';

export const paypal = {
  format: 1,
  package: '@paypal/paypal-server-sdk',
  effects: [
    {
      at: 'Package.Member[OrdersController,PaymentsController,SubscriptionsController,VaultController].Instance.Member[createOrder,captureOrder,authorizeOrder,captureAuthorizedPayment,reauthorizePayment,voidPayment,refundCapturedPayment,createSubscription,captureSubscription,createBillingPlan,createPaymentToken,createSetupToken]',
      kind: 'payment',
      verb: 'moves a PayPal payment',
      write: 'send',
      key: { at: 'Call.Argument[0].Member[paypalRequestId]', lifetime: 'for 6 hours' },
    },
    {
      at: 'Package.Member[OrdersController,SubscriptionsController].Instance.Member[patchOrder,confirmOrder,createOrderTracking,suspendSubscription,cancelSubscription,activateSubscription,reviseSubscription]',
      kind: 'payment',
      verb: 'changes a PayPal order',
      write: 'set',
    },
  ],
  otherwise: 'read',
  sources: ['@paypal/paypal-server-sdk@2.5.0 src/controllers'],
} as const satisfies EffectModel;

export const adyen = {
  format: 1,
  package: '@adyen/api-library',
  effects: [
    {
      at: 'Package.Member[CheckoutAPI].Instance.Member[PaymentsApi,PaymentLinksApi,OrdersApi,DonationsApi].Member[payments,paymentsDetails,sessions,paymentLinks,orders,donations]',
      kind: 'payment',
      verb: 'makes a payment',
      write: 'send',
      key: { at: 'Call.Argument[1].Member[idempotencyKey]', lifetime: 'for at least 7 days' },
    },
    {
      at: 'Package.Member[CheckoutAPI].Instance.Member[ModificationsApi].AnyMember',
      kind: 'payment',
      verb: 'changes a payment',
      write: 'send',
      key: {
        at: ['Call.Argument[2].Member[idempotencyKey]', 'Call.Argument[1].Member[idempotencyKey]'],
        lifetime: 'for at least 7 days',
      },
    },
  ],
  otherwise: 'read',
  sources: ['@adyen/api-library@32.1.0 lib/src/services/checkout'],
} as const satisfies EffectModel;

export const square = {
  format: 1,
  package: 'square',
  types: { Client: ['Package.Member[SquareClient,Client].Instance'] },
  effects: [
    {
      at: 'Client.AnyMember.Member[create,createPayment,refundPayment,createOrder,createCustomer,payOrder,update,pay,complete,cancel]',
      kind: 'payment',
      verb: 'moves a Square payment',
      write: 'send',
      key: { at: 'Call.Argument[0].Member[idempotencyKey]' },
    },
  ],
  otherwise: 'read',
  sources: ['square@46.0.0 api/resources'],
} as const satisfies EffectModel;

export const mollie = {
  format: 1,
  package: '@mollie/api-client',
  types: { Client: ['Package.Member[createMollieClient].ReturnValue', 'Package.ReturnValue'] },
  effects: [
    {
      at: 'Client.AnyMember.Member[create]',
      kind: 'payment',
      verb: 'creates a payment',
      write: 'send',
      key: { at: 'Call.Argument[0].Member[idempotencyKey]', lifetime: 'for about an hour' },
    },
    {
      at: 'Client.AnyMember.Member[update,cancel]',
      kind: 'payment',
      verb: 'changes a payment',
      write: 'set',
      key: { at: 'Call.Argument[1].Member[idempotencyKey]' },
    },
  ],
  otherwise: 'read',
  sources: ['@mollie/api-client@4.6.0 dist/mollie.cjs.js'],
} as const satisfies EffectModel;

export const otherPayments = {
  format: 1,
  package: [
    'braintree',
    'razorpay',
    'plaid',
    'checkout-sdk-node',
    '@lemonsqueezy/lemonsqueezy.js',
    '@paddle/paddle-node-sdk',
    'coinbase-commerce-node',
    'mercadopago',
    '@stigg/node-server-sdk',
  ],
  types: {
    Client: [
      'Package.Member[BraintreeGateway,PlaidApi,Checkout,Paddle,Payment,Preference].Instance',
      'Package.Instance',
      'Package.Member[Stigg].Instance',
      'Package.Member[Stigg].Member[initialize].ReturnValue',
      'Package.Member[initialize].ReturnValue',
      'Stigg',
    ],
  },
  effects: [
    {
      at: 'Client.AnyMember.Member[create,sale,refund,request,increment,capture,createOneTimeCharge]',
      kind: 'payment',
      verb: 'moves money',
      write: 'send',
      key: {
        at: ['Call.Argument[0].Member[idempotency_key]', 'Call.Argument[0].Member[requestOptions].Member[idempotencyKey]'],
      },
    },
    {
      at: 'Client.AnyMember.Member[submitForSettlement,void,cancel,update,pause]',
      kind: 'payment',
      verb: 'changes a payment',
      write: 'set',
    },
    {
      at: 'Client.Member[transferAuthorizationCreate,transferRefundCreate,walletTransactionExecute,paymentInitiationConsentPaymentExecute]',
      kind: 'payment',
      verb: 'moves money',
      write: 'send',
      key: { at: 'Call.Argument[0].Member[idempotency_key]' },
    },
    {
      at: 'Client.Member[reportUsage,reportEvent]',
      kind: 'payment',
      verb: 'reports billed usage',
      write: 'send',
      key: { at: 'Call.Argument[0].Member[idempotencyKey]' },
    },
    {
      at: 'Package.Member[createCheckout,createCustomer,createDiscount,issueOrderRefund,createUsageRecord]',
      kind: 'payment',
      verb: 'moves money',
      write: 'send',
      resolvesWithFailure: 'it never rejects: test the error in the result',
    },
  ],
  otherwise: 'read',
  sources: [
    'braintree@3.40.0 lib/braintree/gateway.js',
    'razorpay@2.9.8 dist/api.js',
    'plaid@47.0.0 dist/api.d.ts',
    'checkout-sdk-node@5.2.1',
    '@lemonsqueezy/lemonsqueezy.js@4.0.0',
    '@paddle/paddle-node-sdk@3.10.0',
  ],
} as const satisfies EffectModel;
