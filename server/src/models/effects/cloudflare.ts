// Cloudflare Workers bindings. They come with the environment, by name only: the provenance layer gives `env.X` of a worker as `Package.Member[env].AnyMember`, and its type where it is annotated.
import type { EffectModel } from '../schema.ts';

export const cloudflare = {
  format: 1,
  package: ['@cloudflare/workers-types', 'cloudflare:workers', '@cloudflare/workers'],
  types: {
    Binding: ['Package.Member[env].AnyMember', 'Bindings.AnyMember'],
    Queue: ['Queue'],
    KVNamespace: ['KVNamespace'],
    R2Bucket: ['R2Bucket'],
    D1Database: ['D1Database'],
    Workflow: ['Workflow'],
    SendEmail: ['SendEmail'],
  },
  effects: [
    {
      at: 'Queue.Member[send,sendBatch]',
      kind: 'publish',
      verb: 'publishes to a queue',
      write: 'send',
    },
    {
      at: 'KVNamespace.Member[put]',
      kind: 'state',
      verb: 'writes a key',
      write: { named: 'Call.Argument[0]' },
    },
    { at: 'KVNamespace.Member[delete]', kind: 'state', verb: 'deletes a key', write: 'delete' },
    {
      at: 'R2Bucket.Member[put]',
      kind: 'storage',
      verb: 'writes an object',
      write: { named: 'Call.Argument[0]' },
    },
    { at: 'R2Bucket.Member[delete]', kind: 'storage', verb: 'deletes an object', write: 'delete' },
    {
      at: 'D1Database.Member[prepare].ReturnValue.Member[run,all,first]',
      kind: 'database',
      verb: 'writes with SQL',
      write: { sql: 'Call.This.Argument[0]' },
    },
    {
      at: 'D1Database.Member[prepare].ReturnValue.Member[bind].ReturnValue.Member[run,all,first]',
      kind: 'database',
      verb: 'writes with SQL',
      write: { sql: 'Chain.Member[prepare].Argument[0]' },
    },
    {
      at: 'D1Database.Member[exec]',
      kind: 'database',
      verb: 'writes with SQL',
      write: { sql: 'Call.Argument[0]' },
    },
    { at: 'D1Database.Member[batch]', kind: 'database', verb: 'writes with SQL', write: 'set' },
    {
      at: 'Workflow.Member[create]',
      kind: 'job',
      verb: 'starts a workflow',
      write: 'send',
      key: { at: 'Call.Argument[0].Member[id]' },
    },
    { at: 'SendEmail.Member[send]', kind: 'email', verb: 'sends a mail', write: 'send' },
    {
      at: 'Binding.Member[send,sendBatch]',
      kind: 'publish',
      verb: 'publishes through a binding',
      write: 'send',
    },
    {
      at: 'Binding.Member[put]',
      kind: 'storage',
      verb: 'writes through a binding',
      write: { named: 'Call.Argument[0]' },
    },
    {
      at: 'Binding.Member[delete]',
      kind: 'storage',
      verb: 'deletes through a binding',
      write: 'delete',
    },
    {
      at: 'Binding.Member[prepare].ReturnValue.Member[run,all,first]',
      kind: 'database',
      verb: 'writes with SQL',
      write: { sql: 'Call.This.Argument[0]' },
    },
    {
      at: 'Binding.Member[prepare].ReturnValue.Member[bind].ReturnValue.Member[run,all,first]',
      kind: 'database',
      verb: 'writes with SQL',
      write: { sql: 'Chain.Member[prepare].Argument[0]' },
    },
    {
      at: 'Binding.Member[fetch]',
      kind: 'http',
      verb: 'calls a service',
      write: { http: 'Call.Argument[1].Member[method]', default: 'GET' },
    },
    {
      at: 'Binding.Member[create]',
      kind: 'job',
      verb: 'starts a workflow',
      write: 'send',
      key: { at: 'Call.Argument[0].Member[id]' },
    },
  ],
  guards: [
    { at: 'KVNamespace.Member[get]', does: 'check', key: 'Call.Argument[0]' },
    { at: 'KVNamespace.Member[put]', does: 'complete', key: 'Call.Argument[0]' },
  ],
  otherwise: 'read',
  sources: ['@cloudflare/workers-types@5.2026 index.d.ts'],
} as const satisfies EffectModel;
