// Sanity: a patch or a transaction is put together first, and its `commit` sends it; an asset is stored under the hash of its content.
import type { EffectModel } from '../schema.ts';

export const sanity = {
  format: 1,
  package: ['@sanity/client', 'next-sanity'],
  types: {
    Client: [
      'Package.Member[createClient,SanityClient].ReturnValue',
      'Package.Member[SanityClient].Instance',
      'Package.ReturnValue',
      'SanityClient',
      'Client.Member[withConfig,clone].ReturnValue',
    ],
    Patch: ['Client.Member[patch].ReturnValue', 'Patch.Member[set,setIfMissing,unset,replace,ifRevisionId].ReturnValue'],
    MovingPatch: ['Patch.Member[inc,dec,insert,append,prepend,splice,diffMatchPatch].ReturnValue', 'MovingPatch.AnyMember.ReturnValue'],
    Transaction: ['Client.Member[transaction].ReturnValue', 'Transaction.Member[createOrReplace,createIfNotExists,delete,transactionId].ReturnValue'],
    MovingTransaction: ['Transaction.Member[create,patch].ReturnValue', 'MovingTransaction.AnyMember.ReturnValue'],
  },
  effects: [
    { at: 'Client.Member[create,mutate,action]', kind: 'database', verb: 'writes a document', write: 'send' },
    { at: 'Client.Member[createOrReplace,createIfNotExists]', kind: 'database', verb: 'writes a document', write: 'upsert' },
    { at: 'Client.Member[delete]', kind: 'database', verb: 'deletes a document', write: 'delete' },
    { at: 'Client.Member[assets].Member[upload]', kind: 'storage', verb: 'uploads a file', write: 'set' },
    { at: 'Patch.Member[commit]', kind: 'database', verb: 'changes a document', write: 'set' },
    { at: 'MovingPatch.Member[commit]', kind: 'database', verb: 'changes a document', write: 'relative' },
    { at: 'Transaction.Member[commit]', kind: 'database', verb: 'writes documents', write: 'set' },
    { at: 'MovingTransaction.Member[commit]', kind: 'database', verb: 'writes documents', write: 'send' },
  ],
  otherwise: 'read',
  sources: ['@sanity/client@6.22.0 dist/index.d.ts (SanityClient, BasePatch, BaseTransaction)'],
} as const satisfies EffectModel;
