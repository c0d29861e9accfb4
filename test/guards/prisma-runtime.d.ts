// What the proof uses of Prisma's runtime. Its own types come with a client that `prisma generate` has written for a schema.
declare module '@prisma/client/runtime/client' {
  export interface Client {
    $queryRawUnsafe(sql: string, ...values: unknown[]): PromiseLike<unknown>;
    $executeRawUnsafe(sql: string, ...values: unknown[]): PromiseLike<number>;
    $executeRaw(sql: TemplateStringsArray, ...values: unknown[]): PromiseLike<number>;
    $transaction(work: (tx: Client) => Promise<void>): Promise<void>;
    $disconnect(): Promise<void>;
  }
  export function getPrismaClient(config: object): new (options: { adapter: object }) => Client;
}

declare namespace WebAssembly {
  const Module: new (bytes: Uint8Array) => object;
}

declare module '@prisma/client/runtime/query_compiler_fast_bg.postgresql.js';

declare module '@prisma/client/runtime/query_compiler_fast_bg.postgresql.wasm-base64.js' {
  export const wasm: string;
}

declare module '@prisma/adapter-pg' {
  import type { PoolConfig } from 'pg';
  export const PrismaPg: new (config: PoolConfig) => object;
}

declare module '@prisma/client/runtime/query_compiler_fast_bg.mysql.js';

declare module '@prisma/client/runtime/query_compiler_fast_bg.mysql.wasm-base64.js' {
  export const wasm: string;
}

declare module '@prisma/adapter-mariadb' {
  export const PrismaMariaDb: new (config: object) => object;
}
