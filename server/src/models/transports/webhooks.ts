// Webhooks: a sender posts an event to a route and posts it again until the answer is a 2xx. The route is known by checking the sender's signature.
import type { TransportModel } from '../schema.ts';

const sendersTryAgain = ['the sender does not try again after an error answer'] as const;

/** Who posts an event posts it again until it hears that it was taken. */
const sentAgain = { guarantee: 'at-least-once', onError: 'redelivered', onCrash: 'redelivered' } as const;

export const webhooks = {
  format: 1,
  package: [
    'express',
    'fastify',
    'hono',
    'koa',
    'next',
    '@nestjs/common',
    'http',
    'aws-lambda',
    '@remix-run/node',
    'react-router',
    '@sveltejs/kit',
    'astro',
    'h3',
    'deno',
    'firebase-functions',
    '@google-cloud/functions-framework',
    '@azure/functions',
  ],
  transport: 'webhook',
  words: ['stripe-signature'],
  handlers: [],
  webhooks: {
    verifies:
      // `validateWebhookUrl` and its like look at a webhook of one's own, that is sent to others.
      /^(?:constructEvent(?:Async)?|createHmac|timingSafeEqual|verifyHeader|verifyAndReceive|(?:verify|validate|check|is|assert)(?!\w*(?:Ur[li]s?|Endpoints?|Host(?:name)?|Access|Permissions?|Owner(?:ship)?|Exists?|Enabled|Active|Names?|Limits?|Config|Settings|Input)$)\w*(?:Webhook|Signature|Hmac)\w*)$/i,
    checkers: [
      'svix',
      'standardwebhooks',
      '@octokit/webhooks',
      '@octokit/webhooks-methods',
      '@octokit/app',
      'octokit',
      'probot',
      '@clerk/backend',
      '@clerk/nextjs',
      '@clerk/express',
      '@clerk/fastify',
      '@clerk/astro',
      '@clerk/nuxt',
      '@clerk/react-router',
      '@clerk/tanstack-react-start',
      '@upstash/qstash',
      'twilio',
      '@shopify/shopify-app-remix',
      '@shopify/shopify-app-react-router',
      '@polar-sh/sdk',
      '@paddle/paddle-node-sdk',
      'sns-validator',
      'sns-payload-validator',
    ],
    functions: { 'firebase-functions': /^onRequest$/, '@google-cloud/functions-framework': /^http$/, '@azure/functions': /^(?:http|post)$/ },
    request: /^(?:verifyWebhook|webhook|validateEvent|validate)$/,
    handedOver: /^(?:verifyAndReceive|receive)$/,
    challenges: /^(?:hub[._]challenge|SubscriptionConfirmation)$/,
    header:
      /^(?=.*-)[\w-]*signature[\w-]*$|^[\w-]+-sig(?:-\w+)?$|^[\w-]*webhook[\w-]*-(?:secret|token|hmac)$|^x-[\w-]*hmac(?:-\w+)?$|^x-gitlab-token$|^svix-id$|^verif-hash$/i,
    senders:
      /^(?:stripe|paddle|typeform|linear|intuit)-signature$|^x-(?:hub|razorpay|paystack|twilio|slack|line|square|zm|hubspot|wc-webhook)-(?:[\w-]+-)?signature(?:-\w+)?$|^svix-(?:id|signature)$|^verif-hash$|^x-shopify-hmac-sha256$/i,
    words: [
      'signature',
      'Signature',
      'constructEvent',
      'constructEventAsync',
      'hmac',
      'svix',
      'standardwebhooks',
      'webhook',
      'webhooks',
      'verifyWebhook',
      'validateEvent',
      'unmarshal',
      'validator',
    ],
    answered: {
      at: 'Package',
      message: 'Parameter[0]',
      source: ['Call.Argument[0]'],
      delivery: [
        {
          ...sentAgain,
          acknowledged: 'explicit',
          why: 'a webhook is sent again until it is answered with a 2xx',
          unless: sendersTryAgain,
        },
      ],
    },
    returned: {
      at: 'Package',
      message: 'Parameter[0]',
      source: ['Call.Argument[0]'],
      delivery: [
        {
          ...sentAgain,
          acknowledged: 'on-success',
          why: 'a webhook is sent again until it is answered with a 2xx, which is what returning does here',
          unless: sendersTryAgain,
        },
      ],
    },
    pushed: {
      answered: {
        at: 'Package',
        transport: 'gcp-pubsub',
        message: 'Parameter[0]',
        source: ['Call.Argument[0]'],
        delivery: [
          {
            ...sentAgain,
            acknowledged: 'explicit',
            why: 'a push subscription posts the message again until it is answered with a 2xx',
          },
        ],
      },
      returned: {
        at: 'Package',
        transport: 'gcp-pubsub',
        message: 'Parameter[0]',
        source: ['Call.Argument[0]'],
        delivery: [
          {
            ...sentAgain,
            acknowledged: 'on-success',
            why: 'a push subscription posts the message again until it is answered with a 2xx, which is what returning does here',
          },
        ],
      },
    },
    unrepeated: {
      at: 'Package',
      message: 'Parameter[0]',
      source: ['Call.Argument[0]'],
      delivery: [
        {
          guarantee: 'at-most-once',
          acknowledged: 'on-success',
          onError: 'dropped',
          onCrash: 'lost',
          why: 'GitHub does not deliver again by itself what was not answered with a 2xx',
          unless: ['somebody asks GitHub for the delivery again'],
        },
      ],
    },
  },
  sources: [
    'docs.stripe.com/webhooks, Event delivery behaviors: Automatic retries',
    'cloud.google.com/pubsub/docs/push, Receive push messages',
    'docs.github.com/webhooks, Handling failed webhook deliveries',
    'developer.flutterwave.com/docs/webhooks: the secret hash is sent in the header verif-hash',
    'shopify.dev/docs/apps/build/webhooks, Retry behaviour: eight times over four hours',
    '@clerk/backend 3.25.0 dist/webhooks.js',
    'docs.aws.amazon.com/sns, HTTP/HTTPS message formats: an endpoint confirms its subscription by what is posted to it',
    'sns-validator 0.3.5 index.js, sns-payload-validator 2.1.0 index.js',
    '@shopify/shopify-app-react-router 1.1.0 dist/esm/server/authenticate/webhooks/authenticate.mjs',
  ],
} as const satisfies TransportModel;
