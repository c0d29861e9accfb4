// PostgreSQL through Prisma 7. The client is put together as `prisma generate` does it for a schema without models: generating one needs an engine that npm does not have.
import { PrismaPg } from '@prisma/adapter-pg';
import { getPrismaClient } from '@prisma/client/runtime/client';
import { isFirst } from '../../../server/guard-runtime/inbox/prisma.ts';
import { prismaStore } from '../../../server/guard-runtime/stores/prisma.ts';
import type { Connect, OpenStore } from '../subjects.ts';
import { inTransaction } from './inbox.ts';

const PrismaClient = getPrismaClient({
  previewFeatures: [],
  clientVersion: '7.10.0',
  engineVersion: '',
  activeProvider: 'postgresql',
  inlineSchema: 'datasource db {\n  provider = "postgresql"\n}\n',
  runtimeDataModel: { models: {}, enums: {}, types: {} },
  parameterizationSchema: { strings: [], graph: 'AAAA' }, // three zeros: nodes for input, for output, and roots
  compilerWasm: {
    getRuntime: () => import('@prisma/client/runtime/query_compiler_fast_bg.postgresql.js'),
    async getQueryCompilerWasmModule() {
      const { wasm } = await import('@prisma/client/runtime/query_compiler_fast_bg.postgresql.wasm-base64.js');
      return new WebAssembly.Module(Buffer.from(wasm, 'base64'));
    },
    importName: './query_compiler_fast_bg.js',
  },
});

export const openPrisma: OpenStore = async (address) => {
  const prisma = clientFor(address);
  return { store: prismaStore(prisma), close: () => prisma.$disconnect() };
};

export const prismaInbox: Connect = async (_log, address) => {
  const prisma = clientFor(address);
  return {
    close: () => prisma.$disconnect(),
    handle: (delivery) =>
      prisma.$transaction((tx) =>
        inTransaction(
          delivery,
          () => isFirst(tx, 'proof', delivery.message),
          async (message, id) => tx.$executeRaw`INSERT INTO proof_effect (message, delivery) VALUES (${message}, ${id})`,
        ),
      ),
  };
};

function clientFor(address: string) {
  return new PrismaClient({ adapter: new PrismaPg({ connectionString: address, max: 40 }) });
}
