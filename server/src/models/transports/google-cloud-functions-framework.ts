// A CloudEvent function's event is dropped when it throws, unless its trigger retries; it may be delivered twice in either case.
import type { TransportModel } from '../schema.ts';

export const googleCloudFunctionsFramework = {
  format: 1,
  package: '@google-cloud/functions-framework',
  transport: 'gcp-functions',
  handlers: [
    {
      at: 'Package.Member[cloudEvent].Argument[1]',
      message: 'Parameter[0]',
      source: ['Call.Argument[0]'],
      delivery: [
        {
          guarantee: 'none',
          acknowledged: 'on-settled',
          onError: 'dropped',
          onCrash: 'lost',
          why: 'retries are off for functions made through the functions API: an error drops the event, and it may still come twice',
          unless: ['the trigger is set to retry'],
        },
      ],
    },
  ],
  identity: [{ at: 'Member[id]', stable: 'redelivery' }],
  sources: ['@google-cloud/functions-framework@5.0.5 build/src/function_wrappers.js', 'https://cloud.google.com/run/docs/tips/function-retries'],
} as const satisfies TransportModel;
