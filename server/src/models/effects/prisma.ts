// Prisma: `client.<model>.<operation>(args)`. Calls are lazy promises; an update is absolute unless its data says increment; `update` and `delete` of a missing row reject with P2025.
import type { EffectModel } from '../schema.ts';

/** Their types take unique fields only. */
const unique = { methods: ['findUnique', 'findUniqueOrThrow', 'upsert'], at: 'Argument[0].Member[where]' } as const;

export const prisma = {
  format: 1,
  package: ['@prisma/client', 'nestjs-prisma'],
  types: {
    PrismaClient: [
      'Package.Member[PrismaClient].Instance',
      'Package.Member[PrismaClient].Subclass',
      'Package.Member[PrismaService].Instance',
      'Package.Member[PrismaService].Subclass',
      // The package exports no such name: it is the client that a module which is not here has made.
      'Package.Member[prisma,prismaClient,db]',
      'PrismaClient.Member[$extends].ReturnValue',
      'PrismaClient.Member[$transaction].Argument[0].Parameter[0]',
      'TransactionClient',
      'PrismaService',
    ],
  },
  effects: [
    {
      at: 'PrismaClient.AnyMember.Member[create]',
      kind: 'database',
      verb: 'inserts a row',
      write: { data: 'Call.Argument[0].Member[data]', as: 'insert', unique },
      lazy: true,
    },
    {
      at: 'PrismaClient.AnyMember.Member[createMany,createManyAndReturn]',
      kind: 'database',
      verb: 'inserts rows that are not there yet',
      write: { data: 'Call.Argument[0].Member[data]', as: 'upsert', unique },
      lazy: true,
      when: [{ option: 'Call.Argument[0].Member[skipDuplicates]', is: true }],
    },
    {
      at: 'PrismaClient.AnyMember.Member[createMany,createManyAndReturn]',
      kind: 'database',
      verb: 'inserts rows',
      write: { data: 'Call.Argument[0].Member[data]', as: 'insert', unique },
      lazy: true,
    },
    {
      at: 'PrismaClient.AnyMember.Member[update,updateMany,updateManyAndReturn]',
      kind: 'database',
      verb: 'updates a row',
      write: { data: 'Call.Argument[0].Member[data]', as: 'set' },
      lazy: true,
    },
    {
      at: 'PrismaClient.AnyMember.Member[upsert]',
      kind: 'database',
      verb: 'inserts or updates a row',
      write: { data: 'Call.Argument[0].Member[update]', as: 'upsert', of: 'Call.Argument[0].Member[where]' },
      lazy: true,
    },
    {
      at: 'PrismaClient.AnyMember.Member[delete,deleteMany]',
      kind: 'database',
      verb: 'deletes a row',
      write: 'delete',
      lazy: true,
    },
    {
      at: 'PrismaClient.Member[$executeRaw,$executeRawUnsafe,$queryRaw,$queryRawUnsafe]',
      kind: 'database',
      verb: 'writes with SQL',
      write: { sql: 'Call.Argument[0]' },
      lazy: true,
    },
  ],
  transactions: [
    {
      at: 'PrismaClient.Member[$transaction]',
      callback: 'Call.Argument[0]',
      handle: 'Call.Argument[0].Parameter[0]',
      kind: 'database',
    },
  ],
  reads: ['PrismaClient.AnyMember.Member[aggregate,aggregateRaw,groupBy]'],
  // `$extends({ model: { order: { close } } })`.
  own: ['PrismaClient.AnyMember.AnyMember'],
  otherwise: 'read',
  sources: ['@prisma/client@7.10.0 (run against PostgreSQL)', 'https://www.prisma.io/docs/orm/reference/prisma-client-reference'],
} as const satisfies EffectModel;
