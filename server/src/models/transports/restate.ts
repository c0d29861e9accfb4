// Restate calls a handler again until it succeeds, and plays back what was recorded by `ctx.run` before; code outside of that runs anew each time.
import type { TransportModel } from '../schema.ts';

export const restate = {
  format: 1,
  package: '@restatedev/restate-sdk',
  transport: 'jobs',
  handlers: [
    {
      at: 'Package.Member[service,object,workflow].Argument[0].Member[handlers].AnyMember',
      message: 'Parameter[1]',
      source: ['Call.Argument[0].Member[name]'],
      delivery: [
        {
          guarantee: 'at-least-once',
          acknowledged: 'on-success',
          onError: 'redelivered',
          onCrash: 'redelivered',
          resumes: true,
          why: 'an error or a crash calls the handler again until it succeeds; what `ctx.run` has recorded is not done again',
          unless: ['it throws a TerminalError, or its attempts are limited'],
        },
      ],
    },
  ],
  sources: ['@restatedev/restate-sdk@1.17.2 dist/context.d.ts', 'https://docs.restate.dev/develop/ts/error-handling'],
} as const satisfies TransportModel;
