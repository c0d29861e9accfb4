// Which SQL a project's query builder speaks: said by its configuration, else by the one database driver beside it.
import type { Workspace } from '../workspace/workspace.ts';
import { ancestors } from './code-style.ts';
import type { Driver } from './drivers.ts';

export type Dialect = 'postgres' | 'mysql' | 'sqlite' | 'other';

export type ReadsFiles = Pick<Workspace, 'read' | 'filesLike' | 'filesNaming'>;

interface Says {
  /** Files that may say it: by name, or by a word in them. */
  readonly files: readonly string[];
  readonly words: readonly string[];
  /** Its first group names the database. */
  readonly pattern: RegExp;
}

const configured: Partial<Record<Driver, Says>> = {
  prisma: { files: ['*.prisma'], words: [], pattern: /^\s*provider\s*=\s*"(postgres(?:ql)?|mysql|sqlite|sqlserver|mongodb|cockroachdb)"/gm },
  knex: { files: ['knexfile.*'], words: ['knex'], pattern: /\bclient:\s*['"`]([\w-]+)['"`]/g },
  typeorm: { files: ['ormconfig.*'], words: ['DataSource', 'TypeOrmModule', 'createConnection'], pattern: /["']?\btype["']?:\s*['"`]([\w-]+)['"`]/g },
  drizzle: { files: ['drizzle.config.*'], words: ['drizzle'], pattern: /(?:\bdialect:\s*['"`]|['"]drizzle-orm\/)([\w-]+)['"`]/g },
};

const named: Readonly<Record<string, Dialect>> = {
  postgres: 'postgres',
  postgresql: 'postgres',
  pg: 'postgres',
  'pg-native': 'postgres',
  pgnative: 'postgres',
  'node-postgres': 'postgres',
  'postgres-js': 'postgres',
  'pg-core': 'postgres',
  'neon-serverless': 'postgres',
  'neon-http': 'postgres',
  'vercel-postgres': 'postgres',
  pglite: 'postgres',
  mysql: 'mysql',
  mysql2: 'mysql',
  mariadb: 'mysql',
  'mysql-core': 'mysql',
  'planetscale-serverless': 'other', // its answers have another form
  singlestore: 'other',
  sqlite: 'sqlite',
  sqlite3: 'sqlite',
  'better-sqlite3': 'sqlite',
  'sqlite-core': 'sqlite',
  libsql: 'sqlite',
  turso: 'sqlite',
  d1: 'sqlite',
  'bun-sqlite': 'sqlite',
  'expo-sqlite': 'sqlite',
  sqljs: 'sqlite',
  sqlserver: 'other',
  mssql: 'other',
  tedious: 'other',
  oracle: 'other',
  oracledb: 'other',
  mongodb: 'other',
  cockroachdb: 'other',
};

/** The dialect of `driver` as a file of the workspace would meet it; null when nothing in sight says. Several are one only if the nearest files agree. */
export function dialectOf(workspace: ReadsFiles, driver: Driver, from: string): Dialect | null {
  const says = configured[driver];
  if (says === undefined) return null;
  const files = new Set([...says.files.flatMap((pattern) => workspace.filesLike(pattern)), ...says.words.flatMap((word) => workspace.filesNaming(word, 50))]);
  const found = [...files]
    .filter((file) => !/\b(test|tests|spec|__tests__|examples?)\b/.test(file))
    .map((file) => ({ file, dialects: [...(workspace.read(file) ?? '').matchAll(says.pattern)].flatMap((match) => named[match[1] ?? ''] ?? []) }))
    .filter(({ dialects }) => dialects.length > 0);
  const nearest = ancestors(from)
    .map((folder) => found.filter(({ file }) => file.startsWith(folder)))
    .find((near) => near.length > 0);
  const said = new Set(nearest?.flatMap(({ dialects }) => dialects));
  if (said.size > 1) return 'other';
  return [...said][0] ?? byPackages(workspace, from);
}

function byPackages(workspace: ReadsFiles, from: string): Dialect | null {
  const manifests = ancestors(from).map((folder) => workspace.read(`${folder}package.json`) ?? '');
  const packages: readonly (readonly [string, Dialect])[] = [
    ['pg', 'postgres'],
    ['postgres', 'postgres'],
    ['mysql2', 'mysql'],
    ['mysql', 'mysql'],
    ['mariadb', 'mysql'],
    ['better-sqlite3', 'sqlite'],
    ['sqlite3', 'sqlite'],
    ['mssql', 'other'],
  ];
  const found = new Set(packages.flatMap(([name, dialect]) => (manifests.some((text) => text.includes(`"${name}":`)) ? [dialect] : [])));
  return found.size === 1 ? ([...found][0] ?? null) : null;
}
