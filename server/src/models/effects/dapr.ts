// Dapr's client: what it publishes, keeps and calls goes through the sidecar. Publishing and saving never reject, they come back with the error.
import type { EffectModel } from '../schema.ts';

const resolvesWithFailure = 'it never rejects: test the error in the result';

export const dapr = {
  format: 1,
  package: '@dapr/dapr',
  types: { DaprClient: ['Package.Member[DaprClient].Instance', 'Package.Member[DaprServer].Instance.Member[client]'] },
  effects: [
    { at: 'DaprClient.Member[pubsub].Member[publish,publishBulk]', kind: 'publish', verb: 'publishes through Dapr', write: 'send', resolvesWithFailure },
    { at: 'DaprClient.Member[state].Member[save]', kind: 'state', verb: 'sets a state', write: 'set', resolvesWithFailure },
    { at: 'DaprClient.Member[state].Member[delete]', kind: 'state', verb: 'deletes a state', write: 'delete', resolvesWithFailure },
    { at: 'DaprClient.Member[state].Member[transaction]', kind: 'state', verb: 'sets states', write: 'set' },
    { at: 'DaprClient.Member[binding].Member[send]', kind: 'other', verb: 'sends through a binding', write: 'send' },
    {
      at: 'DaprClient.Member[invoker].Member[invoke]',
      when: [{ option: 'Call.Argument[2]', is: 'present' }],
      kind: 'http',
      verb: 'calls a service through Dapr',
      write: 'send',
    },
  ],
  otherwise: 'read',
  sources: ['@dapr/dapr@3.18.0 implementation/Client/HTTPClient/pubsub.js, state.js, binding.js, invoker.js'],
} as const satisfies EffectModel;
