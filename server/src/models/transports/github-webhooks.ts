// Octokit's Webhooks, alone or in an app of octokit or Probot, runs what listens to an event when a route hands it the request; the route answers an error where a listener fails.
// GitHub does not deliver again by itself what was answered so.
import type { TransportModel } from '../schema.ts';

const delivery = [
  {
    guarantee: 'at-most-once',
    acknowledged: 'on-success',
    onError: 'dropped',
    onCrash: 'lost',
    why: 'GitHub does not deliver again by itself what was not answered with a 2xx',
    unless: ['somebody asks GitHub for the delivery again'],
  },
] as const;

export const githubWebhooks = {
  format: 1,
  package: ['@octokit/webhooks', 'octokit', '@octokit/app', 'probot'],
  transport: 'webhook',
  types: {
    Webhooks: ['Package.Member[Webhooks].Instance', 'App.Member[webhooks]', 'Probot.Member[webhooks]'],
    App: 'Package.Member[App].Instance',
    Probot: 'Package.Member[Probot].Instance',
  },
  handlers: [
    { at: 'Webhooks.Member[on].Argument[1]', message: 'Parameter[0]', source: ['Call.Argument[0]'], delivery },
    { at: 'Probot.Member[on].Argument[1]', message: 'Parameter[0]', source: ['Call.Argument[0]'], delivery },
    { at: 'Webhooks.Member[onAny].Argument[0]', message: 'Parameter[0]', delivery },
    { at: 'Probot.Member[onAny].Argument[0]', message: 'Parameter[0]', delivery },
  ],
  identity: [{ at: 'Member[id]', stable: 'redelivery' }],
  sources: [
    '@octokit/webhooks@14.2.0 dist-src/event-handler/receive.js, dist-types/index.d.ts',
    '@octokit/app@16.1.4 dist-src/webhooks.js',
    'probot@14.3.2 lib/probot.d.ts',
    'docs.github.com/webhooks, Handling failed webhook deliveries',
  ],
} as const satisfies TransportModel;
