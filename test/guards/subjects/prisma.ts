// PostgreSQL and MySQL or MariaDB through Prisma 7. The client is put together as `prisma generate` does it for a schema without models: generating one needs an engine that npm does not have.
import { PrismaMariaDb } from '@prisma/adapter-mariadb';
import { PrismaPg } from '@prisma/adapter-pg';
import { getPrismaClient, type Client } from '@prisma/client/runtime/client';
import { isFirst } from '../../../server/guard-runtime/inbox/prisma.ts';
import { isFirst as isFirstOnMysql } from '../../../server/guard-runtime/inbox/prisma-mysql.ts';
import { prismaStore } from '../../../server/guard-runtime/stores/prisma.ts';
import { prismaStore as prismaStoreOnMysql } from '../../../server/guard-runtime/stores/prisma-mysql.ts';
import type { Subject } from '../subject.ts';
import type { Connect, OpenStore } from '../subjects.ts';
import { inTransaction } from './inbox.ts';

const common = {
  previewFeatures: [],
  clientVersion: '7.10.0',
  engineVersion: '',
  runtimeDataModel: { models: {}, enums: {}, types: {} },
  parameterizationSchema: { strings: [], graph: 'AAAA' }, // three zeros: nodes for input, for output, and roots
};

const OnPostgres = getPrismaClient({
  ...common,
  activeProvider: 'postgresql',
  inlineSchema: 'datasource db {\n  provider = "postgresql"\n}\n',
  compilerWasm: {
    getRuntime: () => import('@prisma/client/runtime/query_compiler_fast_bg.postgresql.js'),
    getQueryCompilerWasmModule: async () => compiled((await import('@prisma/client/runtime/query_compiler_fast_bg.postgresql.wasm-base64.js')).wasm),
    importName: './query_compiler_fast_bg.js',
  },
});

const OnMysql = getPrismaClient({
  ...common,
  activeProvider: 'mysql',
  inlineSchema: 'datasource db {\n  provider = "mysql"\n}\n',
  compilerWasm: {
    getRuntime: () => import('@prisma/client/runtime/query_compiler_fast_bg.mysql.js'),
    getQueryCompilerWasmModule: async () => compiled((await import('@prisma/client/runtime/query_compiler_fast_bg.mysql.wasm-base64.js')).wasm),
    importName: './query_compiler_fast_bg.js',
  },
});

const compiled = (wasm: string) => new WebAssembly.Module(Buffer.from(wasm, 'base64'));

function onPostgres(address: string): Client {
  return new OnPostgres({ adapter: new PrismaPg({ connectionString: address, max: 40 }) });
}

function onMysql(address: string): Client {
  const { hostname, port, username, password, pathname } = new URL(address);
  const options = { host: hostname, port: Number(port), user: username, password, database: pathname.slice(1), connectionLimit: 40 };
  return new OnMysql({ adapter: new PrismaMariaDb(options) });
}

export const openPrisma: OpenStore = async (address) => {
  const prisma = onPostgres(address);
  return { store: prismaStore(prisma), close: () => prisma.$disconnect() };
};

export const openPrismaOnMysql: OpenStore = async (address) => {
  const prisma = onMysql(address);
  return { store: prismaStoreOnMysql(prisma), close: () => prisma.$disconnect() };
};

export const prismaInbox: Connect = async (_log, address) => inboxOf(onPostgres(address), isFirst);

export const prismaInboxOnMysql: Connect = async (_log, address) => inboxOf(onMysql(address), isFirstOnMysql);

function inboxOf(prisma: Client, mark: (tx: Client, handler: string, event: string) => Promise<boolean>): Subject {
  return {
    close: () => prisma.$disconnect(),
    handle: (delivery) =>
      prisma.$transaction((tx) =>
        inTransaction(
          delivery,
          () => mark(tx, 'proof', delivery.message),
          async (message, id) => tx.$executeRaw`INSERT INTO proof_effect (message, delivery) VALUES (${message}, ${id})`,
        ),
      ),
  };
}
