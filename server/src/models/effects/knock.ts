// Knock sends notifications through the channels of a workflow. It keys every POST by the idempotencyKey in the request options; without one the library makes a random key per call.
import type { EffectModel } from '../schema.ts';

export const knock = {
  format: 1,
  package: '@knocklabs/node',
  types: { Knock: ['Package.Instance', 'Package.Member[Knock].Instance'] },
  effects: [
    {
      at: 'Knock.Member[workflows].Member[trigger]',
      kind: 'push',
      verb: 'notifies the recipients',
      write: 'send',
      key: { at: 'Call.Argument[2].Member[idempotencyKey]', lifetime: 'for 24 hours' },
    },
    { at: 'Knock.Member[users,objects,tenants].Member[update,identify,set]', kind: 'other', verb: 'sets a record at Knock', write: 'set' },
    { at: 'Knock.Member[users,objects,tenants].Member[delete]', kind: 'other', verb: 'deletes a record at Knock', write: 'delete' },
  ],
  otherwise: 'read',
  sources: ['@knocklabs/node@1.35.0 client.js (idempotencyHeader), resources/workflows.d.ts'],
} as const satisfies EffectModel;
