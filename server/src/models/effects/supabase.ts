// Supabase: a lazy chain that never rejects unless `throwOnError` is called: an unread `error` is a swallowed one.
import type { EffectModel } from '../schema.ts';

const unread = 'supabase resolves with { error }: test it';

export const supabase = {
  format: 1,
  package: ['@supabase/supabase-js', '@supabase/postgrest-js', '@supabase/ssr', '@supabase/storage-js'],
  types: {
    Client: [
      'Package.Member[createClient,createServerClient].ReturnValue',
      'SupabaseClient',
      'Client.Member[schema].ReturnValue',
      'Package.Member[SupabaseClient].Instance',
    ],
    Table: ['Client.Member[from].ReturnValue'],
    Bucket: ['Client.Member[storage].Member[from].ReturnValue'],
  },
  effects: [
    {
      at: 'Table.Member[insert]',
      kind: 'database',
      verb: 'inserts rows',
      write: { data: 'Call.Argument[0]', as: 'insert' },
      lazy: true,
      resolvesWithFailure: unread,
    },
    {
      at: 'Table.Member[upsert]',
      kind: 'database',
      verb: 'upserts rows',
      write: { data: 'Call.Argument[0]', as: 'upsert' },
      lazy: true,
      resolvesWithFailure: unread,
    },
    {
      at: 'Table.Member[update]',
      kind: 'database',
      verb: 'updates rows',
      write: { data: 'Call.Argument[0]', as: 'set' },
      lazy: true,
      resolvesWithFailure: unread,
    },
    {
      at: 'Table.Member[delete]',
      kind: 'database',
      verb: 'deletes rows',
      write: 'delete',
      lazy: true,
      resolvesWithFailure: unread,
    },
    {
      at: 'Client.Member[rpc]',
      kind: 'database',
      verb: 'calls a database function',
      write: 'send',
      lazy: true,
      resolvesWithFailure: unread,
    },
    {
      at: 'Bucket.Member[upload,update,move,copy,remove]',
      kind: 'storage',
      verb: 'writes a file to the bucket',
      write: { named: 'Call.Argument[0]' },
      resolvesWithFailure: unread,
    },
    {
      at: 'Client.Member[channel].ReturnValue.Member[send]',
      kind: 'publish',
      verb: 'broadcasts',
      write: 'send',
    },
    {
      at: 'Client.Member[functions].Member[invoke]',
      kind: 'http',
      verb: 'invokes a function',
      write: 'send',
      resolvesWithFailure: unread,
    },
    {
      at: 'Client.Member[auth].Member[admin].Member[createUser,updateUserById,deleteUser]',
      kind: 'state',
      verb: 'changes a user',
      write: 'set',
      resolvesWithFailure: unread,
    },
    {
      at: 'Client.Member[auth].Member[updateUser]',
      kind: 'state',
      verb: 'changes a user',
      write: 'set',
      resolvesWithFailure: unread,
    },
    {
      at: 'Client.Member[auth].Member[signUp,signInWithOtp,resetPasswordForEmail,resend,reauthenticate]',
      kind: 'email',
      verb: 'sends a mail',
      write: 'send',
      resolvesWithFailure: unread,
    },
    {
      at: 'Client.Member[auth].Member[admin].Member[inviteUserByEmail,generateLink]',
      kind: 'email',
      verb: 'sends a mail',
      write: 'send',
      resolvesWithFailure: unread,
    },
  ],
  otherwise: 'read',
  sources: ['@supabase/supabase-js@2.109.0', '@supabase/postgrest-js@2.109.0 PostgrestBuilder.ts'],
} as const satisfies EffectModel;
