// The databases a guard can keep its records in, as a project's dependencies and code name them. Which of them a workspace uses is decided in `connections.ts` and `dialect.ts`.

export type Driver = 'prisma' | 'drizzle' | 'typeorm' | 'knex' | 'pg' | 'mysql2' | 'sqlite' | 'mongodb' | 'mongoose' | 'ioredis' | 'node-redis' | 'dynamodb';

/** What a guard needs to speak one database. */
interface Spoken {
  /** For titles: "PostgreSQL (pg)". */
  readonly title: string;
  /** The source files of a lease, in the order they need each other, and the function that makes the store. */
  readonly lease: { readonly files: readonly string[]; readonly make: string };
  /** The source file of an inbox; null where the store has no transactions to join. */
  readonly inbox: string | null;
  readonly tables: string | null;
}

export interface DriverFacts extends Spoken {
  readonly driver: Driver;
  /** npm packages; any of them in the dependencies of the handler's package. */
  readonly packages: readonly string[];
  /** What makes a connection: the callee of `new` or of a call. */
  readonly makers: readonly string[];
  /** Types of a connection that is handed in (a constructor's parameter, a field). */
  readonly types: readonly string[];
  /** For a query builder: what it speaks besides PostgreSQL. Only what the proof has run. */
  readonly otherwise?: Partial<Record<'mysql' | 'sqlite', Spoken>>;
}

const relational = { tables: 'tables/postgres.sql' };
const postgres = 'stores/postgres.ts';

/** The MySQL of a query builder. */
const mysqlThrough = (builder: string, name: string): Spoken => ({
  title: `MySQL through ${name}`,
  lease: { files: ['stores/mysql.ts', `stores/${builder}-mysql.ts`], make: `${builder}Store` },
  inbox: `inbox/${builder}-mysql.ts`,
  tables: 'tables/mysql.sql',
});

/** The SQLite of a query builder. */
const sqliteThrough = (builder: string, name: string, inbox: string | null): Spoken => ({
  title: `SQLite through ${name}`,
  lease: { files: ['stores/sqlite.ts', `stores/${builder}-sqlite.ts`], make: `${builder}Store` },
  inbox,
  tables: 'tables/sqlite.sql',
});

export const drivers: readonly DriverFacts[] = [
  {
    driver: 'prisma',
    title: 'PostgreSQL through Prisma',
    packages: ['@prisma/client'],
    makers: ['PrismaClient'],
    types: ['PrismaClient', 'PrismaService'],
    lease: { files: [postgres, 'stores/prisma.ts'], make: 'prismaStore' },
    inbox: 'inbox/prisma.ts',
    ...relational,
    otherwise: { mysql: mysqlThrough('prisma', 'Prisma') },
  },
  {
    driver: 'drizzle',
    title: 'PostgreSQL through Drizzle',
    packages: ['drizzle-orm'],
    makers: ['drizzle'],
    types: ['NodePgDatabase', 'PostgresJsDatabase'],
    lease: { files: [postgres, 'stores/drizzle.ts'], make: 'drizzleStore' },
    inbox: 'inbox/drizzle.ts',
    ...relational,
    otherwise: { mysql: mysqlThrough('drizzle', 'Drizzle') },
  },
  {
    driver: 'typeorm',
    title: 'PostgreSQL through TypeORM',
    packages: ['typeorm'],
    makers: ['DataSource'],
    types: ['DataSource', 'EntityManager', 'Repository'],
    lease: { files: [postgres, 'stores/typeorm.ts'], make: 'typeormStore' },
    inbox: 'inbox/typeorm.ts',
    ...relational,
    // All transactions of a process share SQLite's one connection there, so that one joins another's: no inbox.
    otherwise: { mysql: mysqlThrough('typeorm', 'TypeORM'), sqlite: sqliteThrough('typeorm', 'TypeORM', null) },
  },
  {
    driver: 'knex',
    title: 'PostgreSQL through Knex',
    packages: ['knex'],
    makers: ['knex', 'Knex'],
    types: ['Knex'],
    lease: { files: [postgres, 'stores/knex.ts'], make: 'knexStore' },
    inbox: 'inbox/knex.ts',
    ...relational,
    otherwise: { mysql: mysqlThrough('knex', 'Knex'), sqlite: sqliteThrough('knex', 'Knex', 'inbox/knex.ts') },
  },
  {
    driver: 'pg',
    title: 'PostgreSQL',
    packages: ['pg'],
    makers: ['Pool'],
    types: ['Pool'],
    lease: { files: [postgres, 'stores/pg.ts'], make: 'pgStore' },
    inbox: 'inbox/pg.ts',
    ...relational,
  },
  {
    driver: 'mysql2',
    title: 'MySQL',
    packages: ['mysql2'],
    makers: ['createPool'],
    types: [],
    lease: { files: ['stores/mysql.ts', 'stores/mysql2.ts'], make: 'mysql2Store' },
    inbox: 'inbox/mysql2.ts',
    tables: 'tables/mysql.sql',
  },
  {
    driver: 'ioredis',
    title: 'Redis',
    packages: ['ioredis'],
    makers: ['Redis', 'IORedis'],
    types: ['Redis', 'IORedis'],
    lease: { files: ['stores/redis.ts'], make: 'ioredisStore' },
    inbox: null,
    tables: null,
  },
  {
    driver: 'node-redis',
    title: 'Redis',
    packages: ['redis'],
    makers: ['createClient'],
    types: ['RedisClientType'],
    lease: { files: ['stores/redis.ts'], make: 'nodeRedisStore' },
    inbox: null,
    tables: null,
  },
  {
    driver: 'dynamodb',
    title: 'DynamoDB',
    packages: ['@aws-sdk/lib-dynamodb'],
    makers: ['from'],
    types: ['DynamoDBDocumentClient', 'DynamoDBDocument'],
    lease: { files: ['stores/dynamodb.ts'], make: 'dynamodbStore' },
    inbox: null,
    tables: null,
  },
  {
    driver: 'mongodb',
    title: 'MongoDB',
    packages: ['mongodb'],
    makers: ['MongoClient'],
    types: ['MongoClient'],
    lease: { files: ['stores/mongodb.ts'], make: 'mongodbStore' },
    inbox: 'inbox/mongodb.ts',
    tables: null,
  },
  {
    driver: 'mongoose',
    title: 'MongoDB through mongoose',
    packages: ['mongoose', '@nestjs/mongoose'],
    makers: [],
    types: [],
    lease: { files: ['stores/mongodb.ts'], make: 'mongodbStore' },
    inbox: 'inbox/mongoose.ts',
    tables: null,
  },
  {
    driver: 'sqlite',
    title: 'SQLite',
    packages: ['better-sqlite3'],
    makers: ['Database'],
    types: [],
    lease: { files: ['stores/sqlite.ts'], make: 'sqliteStore' },
    inbox: 'inbox/sqlite.ts',
    tables: 'tables/sqlite.sql',
  },
];

export function factsOf(driver: Driver): DriverFacts {
  const facts = drivers.find((one) => one.driver === driver);
  if (facts === undefined) throw new RangeError(driver);
  return facts;
}
