// Webhooks: a sender posts an event to a route and posts it again until the answer is a 2xx. The route is known by checking the sender's signature.
import type { TransportModel } from '../schema.ts';

const sendersTryAgain = ['the sender does not try again after an error answer'] as const;

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
  ],
  transport: 'webhook',
  words: ['stripe-signature'],
  handlers: [],
  webhooks: {
    verifies:
      /^(?:constructEvent(?:Async)?|createHmac|timingSafeEqual|verifyHeader|verifyAndReceive|(?:verify|validate|check|is|assert)\w*(?:Webhook|Signature|Hmac)\w*)$/i,
    checkers: [
      'svix',
      'standardwebhooks',
      '@octokit/webhooks',
      '@octokit/webhooks-methods',
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
    ],
    request: /^(?:verifyWebhook|webhook|validateEvent)$/,
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
      'webhook',
      'webhooks',
      'verifyWebhook',
      'validateEvent',
      'unmarshal',
    ],
    answered: {
      at: 'Package',
      message: 'Parameter[0]',
      source: ['Call.Argument[0]'],
      delivery: [
        {
          guarantee: 'at-least-once',
          acknowledged: 'explicit',
          onError: 'redelivered',
          onCrash: 'redelivered',
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
          guarantee: 'at-least-once',
          acknowledged: 'on-success',
          onError: 'redelivered',
          onCrash: 'redelivered',
          why: 'a webhook is sent again until it is answered with a 2xx, which is what returning does here',
          unless: sendersTryAgain,
        },
      ],
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
    'docs.github.com/webhooks, Handling failed webhook deliveries',
    'developer.flutterwave.com/docs/webhooks: the secret hash is sent in the header verif-hash',
    'shopify.dev/docs/apps/build/webhooks, Retry behaviour: eight times over four hours',
    '@clerk/backend 3.25.0 dist/webhooks.js',
    '@shopify/shopify-app-react-router 1.1.0 dist/esm/server/authenticate/webhooks/authenticate.mjs',
  ],
} as const satisfies TransportModel;
