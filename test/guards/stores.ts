// What the parent of a proof does with a store: finds out whether it can be had, creates the tables, reads the effects written inside it, tidies up.
import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RowDataPacket } from 'mysql2/promise';
import { bundle } from './bundle.ts';
import { open as openSqlite } from './subjects/sqlite.ts';

export interface Bench {
  readonly address: string;
  /** One entry an effect row: the message and the delivery that wrote it. */
  effects(): Promise<readonly (readonly [message: string, delivery: number])[]>;
  close(): Promise<void>;
}

export type StoreName = 'postgres' | 'mysql' | 'sqlite' | 'pglite' | 'redis' | 'dynamodb' | 'mongodb' | 'mongodb (emulator)';

type EffectRow = { message: string; delivery: number };
const READ = 'SELECT message, delivery FROM proof_effect';
const pairs = (rows: readonly EffectRow[]) => rows.map((row) => [row.message, Number(row.delivery)] as const);
export const tables = (name: string) => readFileSync(join('server/guard-runtime/tables', `${name}.sql`), 'utf8');
const EFFECT_TABLE = 'CREATE TABLE proof_effect (message VARCHAR(100) NOT NULL, delivery INTEGER NOT NULL);';

/** Rejects, saying what is missing, when the store can't be had here. */
export const benches: Readonly<Record<StoreName, () => Promise<Bench>>> = {
  postgres: postgresBench,
  mysql: mysqlBench,
  sqlite: sqliteBench,
  pglite: pgliteBench,
  redis: redisBench,
  dynamodb: dynamodbBench,
  mongodb: mongodbBench,
  'mongodb (emulator)': mongodbEmulatorBench,
};

async function postgresBench(): Promise<Bench> {
  const server = process.env['PROOF_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432';
  const { default: pg } = await import('pg');
  const name = `guards_proof_${process.pid}`;
  const admin = new pg.Client({ connectionString: `${server}/postgres`, connectionTimeoutMillis: 2_000 });
  await admin.connect().catch(() => missing(`PostgreSQL at ${server}`));
  await admin.query(`CREATE DATABASE ${name}`);
  const client = new pg.Client({ connectionString: `${server}/${name}` });
  await client.connect();
  await client.query(tables('postgres') + EFFECT_TABLE);
  return {
    address: `${server}/${name}`,
    effects: async () => pairs((await client.query<EffectRow>(READ)).rows),
    async close() {
      await client.end();
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end();
    },
  };
}

async function mysqlBench(): Promise<Bench> {
  const server = process.env['PROOF_MYSQL'] ?? 'mysql://root@127.0.0.1:3306';
  const { createConnection } = await import('mysql2/promise');
  const name = `guards_proof_${process.pid}`;
  const connection = await createConnection({ uri: server, connectTimeout: 2_000, multipleStatements: true }).catch(() =>
    missing(`MySQL or MariaDB at ${server}`),
  );
  await connection.query(`CREATE DATABASE ${name}; USE ${name}; ${tables('mysql')} ${EFFECT_TABLE}`);
  return {
    address: `${server}/${name}`,
    async effects() {
      const [rows] = await connection.query<(RowDataPacket & EffectRow)[]>(READ);
      return pairs(rows);
    },
    async close() {
      await connection.query(`DROP DATABASE ${name}`);
      await connection.end();
    },
  };
}

async function sqliteBench(): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'guards-sqlite-'));
  const db = openSqlite(join(folder, 'proof.db'));
  db.exec(tables('sqlite') + EFFECT_TABLE);
  return {
    address: join(folder, 'proof.db'),
    effects: async () => pairs(db.prepare(READ).all() as EffectRow[]),
    async close() {
      db.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function pgliteBench(): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'guards-pglite-'));
  const { PGlite } = await import('@electric-sql/pglite');
  const db = await PGlite.create(folder);
  await db.exec(tables('postgres') + EFFECT_TABLE);
  await db.close();
  return {
    address: folder,
    async effects() {
      const reader = await PGlite.create(folder);
      const { rows } = await reader.query<EffectRow>(READ);
      await reader.close();
      return pairs(rows);
    },
    close: async () => rmSync(folder, { recursive: true }),
  };
}

async function redisBench(): Promise<Bench> {
  const address = process.env['PROOF_REDIS'] ?? 'redis://127.0.0.1:6379';
  const { Redis } = await import('ioredis');
  const redis = new Redis(address, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: null });
  redis.on('error', () => 'said by connect');
  await redis.connect().catch(() => missing(`Redis at ${address}`));
  redis.disconnect();
  return { address, effects: async () => [], close: async () => {} };
}

async function dynamodbBench(): Promise<Bench> {
  const { default: dynalite } = await import('dynalite');
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${portOf(server.address())}`;
  const { CreateTableCommand, DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const client = new DynamoDBClient({ endpoint: address, region: 'local', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
  await client.send(
    new CreateTableCommand({
      TableName: 'message_lease',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }),
  );
  await new Promise((resolve) => setTimeout(resolve, 100));
  return { address, effects: async () => [], close: () => new Promise((resolve) => server.close(() => resolve())) };
}

async function mongodbBench(): Promise<Bench> {
  const named = process.env['MONGODB_URL'];
  const server = named ?? 'mongodb://127.0.0.1:27017';
  const { MongoClient } = await import('mongodb');
  const client = await MongoClient.connect(server, { serverSelectionTimeoutMS: named ? 5_000 : 500 }).catch(() =>
    missing(`MongoDB at ${server} (MONGODB_URL)`),
  );
  // A minute for each transaction whose process was killed would be hours for all of them.
  const limit = (seconds: number) => client.db('admin').command({ setParameter: 1, transactionLifetimeLimitSeconds: seconds });
  try {
    const { setName } = await client.db('admin').command({ hello: 1 });
    if (setName === undefined) missing(`MongoDB at ${server} is a single server; a replica set`);
    const { was } = await limit(1);
    const bench = await mongodbAt(server);
    const close = async () => {
      await bench.close();
      await limit(Number(was));
      await client.close();
    };
    return { ...bench, close };
  } catch (error) {
    await client.close();
    throw error;
  }
}

/** A process of its own; transactions of killed workers stand for a second instead of the server's minute. */
async function mongodbEmulatorBench(): Promise<Bench> {
  const emulator = fork(bundle('test/guards/mongo-emulator/main.ts'), ['1'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [port] = (await once(emulator, 'message')) as [number];
  const bench = await mongodbAt(`mongodb://127.0.0.1:${port}`);
  return { ...bench, close: () => bench.close().then(() => emulator.disconnect()) };
}

async function mongodbAt(server: string): Promise<Bench> {
  const address = new URL(server);
  address.pathname = `/guards_proof_${process.pid}`;
  address.searchParams.set('directConnection', 'true'); // else a proxy would be passed by
  const { MongoClient } = await import('mongodb');
  const client = new MongoClient(address.href);
  const rows = client.db().collection<EffectRow>('proof_effect');
  return {
    address: address.href,
    effects: async () => pairs(await rows.find({}, { batchSize: 1_000_000 }).toArray()),
    async close() {
      await client.db().dropDatabase();
      await client.close();
    },
  };
}

export function portOf(address: string | AddressInfo | null): number {
  return address !== null && typeof address === 'object' ? address.port : 0;
}

function missing(what: string): never {
  throw new Error(`${what} is not reachable`);
}
