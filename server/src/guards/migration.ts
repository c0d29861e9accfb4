// The tables a guard needs, in the form in which the project keeps its schema: a Prisma model, a Drizzle schema, a Knex or TypeORM migration, a numbered SQL file.
import { sources } from 'guard-sources';
import { parseFile } from '../syntax/parse.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { ancestors, relativePath, styleOf, type CodeStyle } from './code-style.ts';
import type { DriverFacts } from './drivers.ts';

export interface Migration {
  readonly newFiles: readonly { readonly file: string; readonly text: string }[];
  /** Text that goes to the end of a file. */
  readonly appended: readonly { readonly file: string; readonly text: string }[];
  /** What the user runs to have the tables; null when they are there. */
  readonly toDo: string | null;
}

type ReadsFiles = Pick<Workspace, 'read' | 'files' | 'filesLike'>;

/** How a file of ours is written in a workspace: see `emit-guard.ts`. */
type Writes = (source: string, style: CodeStyle) => string;

const nothing: Migration = { newFiles: [], appended: [], toDo: null };

/** `folder` is where the guard's own files go: the SQL stands there when the project has no migrations in sight. */
export function migrationFor(workspace: ReadsFiles, from: string, folder: string, driver: DriverFacts, write: Writes): Migration {
  if (driver.tables === null) return nothing;
  const found = inOwnForm(workspace, from, folder, driver, write) ?? asSqlFile(workspace, from, driver.tables);
  if (found !== null) return found;
  const file = `${folder}tables.sql`;
  const isThere = workspace.read(file) !== null;
  return {
    newFiles: isThere ? [] : [{ file, text: sources[driver.tables] ?? '' }],
    appended: [],
    toDo: isThere ? null : `Run ${file}: it makes the guard's tables.`,
  };
}

function inOwnForm(workspace: ReadsFiles, from: string, folder: string, { driver, tables }: DriverFacts, write: Writes): Migration | null {
  // The forms for PostgreSQL have the builder's name alone.
  const dialect = tables === 'tables/postgres.sql' ? '' : `-${tables?.slice('tables/'.length, -'.sql'.length)}`;
  const form = `tables/${driver}${dialect}.ts`;
  switch (driver) {
    case 'prisma':
      return asPrismaModel(workspace, from, `tables/models${dialect}.prisma`);
    case 'drizzle':
      return asDrizzleSchema(workspace, from, folder, form, write);
    case 'knex':
      return asCodeFile(workspace, from, form, /\b(?:exports\.up\b|function up\(|const up\b)/, write);
    case 'typeorm':
      return asCodeFile(workspace, from, form, /\bimplements MigrationInterface\b/, write);
    default:
      return null;
  }
}

function asPrismaModel(workspace: ReadsFiles, from: string, form: string): Migration | null {
  const schemas = nearest(from, workspace.filesLike('*.prisma'));
  if (schemas.some((file) => workspace.read(file)?.includes('"message_lease"'))) return nothing;
  const file = schemas.find((one) => /^\s*datasource\s/m.test(workspace.read(one) ?? ''));
  if (file === undefined) return null;
  const models = sources[form] ?? '';
  const newline = workspace.read(file)?.includes('\r\n') ? '\r\n' : '\n';
  return {
    newFiles: [],
    appended: [{ file, text: models.replaceAll('\n', newline) }],
    toDo: "Run npx prisma migrate dev --name message_guard: it makes the guard's tables.",
  };
}

/** drizzle-kit makes the migration from the schema that its configuration names. */
function asDrizzleSchema(workspace: ReadsFiles, from: string, folder: string, form: string, write: Writes): Migration | null {
  const [config] = nearest(from, workspace.filesLike('drizzle.config.*'));
  const named = config === undefined ? undefined : /\bschema:\s*['"`](?:\.\/)?([^'"`*]+\.ts)['"`]/.exec(workspace.read(config) ?? '')?.[1];
  if (config === undefined || named === undefined) return null;
  const schema = `${config.slice(0, config.lastIndexOf('/') + 1)}${named}`;
  const text = workspace.read(schema);
  if (text === null) return null;
  const style = styleOf(workspace, parseFile(schema, text));
  const file = `${folder}tables.${style.fileExtension}`;
  if (workspace.read(file) !== null) return nothing;
  const path = relativePath(schema, file).replace(/\.ts$/, style.importExtension);
  return {
    newFiles: [{ file, text: write(form, style) }],
    appended: [
      { file: schema, text: `${text.endsWith('\n') ? '' : style.newline}export * from ${style.quote}${path}${style.quote}${style.semicolon}${style.newline}` },
    ],
    toDo: "Run npx drizzle-kit generate and migrate: they make the guard's tables.",
  };
}

/** One migration more, in the language and after the number of the last one. */
function asCodeFile(workspace: ReadsFiles, from: string, source: string, isMigration: RegExp, write: Writes): Migration | null {
  const all = nearest(
    from,
    workspace.files.filter((file) => /(?:^|\/)migrations?\/(?:[^/]+\/)*\d[^/]*\.[cm]?[jt]s$/.test(file)),
  ).filter((file) => isMigration.test(workspace.read(file) ?? ''));
  if (all.some((file) => workspace.read(file)?.includes('message_lease'))) return nothing;
  const last = lastOf(all);
  const text = last === undefined ? null : workspace.read(last);
  const name = last === undefined ? null : nextName(last);
  if (last === undefined || text === null || name === null) return null;
  const style = styleOf(workspace, parseFile(last, text));
  const migration = write(source, style).replaceAll('0000000000000', name.number);
  return { newFiles: [{ file: name.file, text: migration }], appended: [], toDo: `Run your migrations: ${name.file} makes the guard's tables.` };
}

/** `V7__orders.sql`, `0007_orders.sql`, `20240131120000_orders.up.sql`: the next one of the folder that has most of them. */
function asSqlFile(workspace: ReadsFiles, from: string, tables: string): Migration | null {
  const all = nearest(
    from,
    workspace.filesLike('*.sql').filter((file) => /(?:^|\/)(?:V|v)?\d+[^/]*\.sql$/.test(file) && /migrat|(?:^|\/)db\//i.test(file)),
  );
  if (all.some((file) => workspace.read(file)?.includes('message_lease'))) return nothing;
  const last = lastOf(all.filter((file) => !/\bdown\.sql$/.test(file)));
  const name = last === undefined || all.length < 2 ? null : nextName(last);
  // A migration with a journal of its tool's is made by the tool.
  const isJournaled = last !== undefined && workspace.read(`${last.slice(0, last.lastIndexOf('/') + 1)}meta/_journal.json`) !== null;
  if (last === undefined || name === null || isJournaled) return null;
  const create = sources[tables] ?? '';
  const drop = 'DROP TABLE message_inbox;\nDROP TABLE message_lease;\n';
  const isDbmate = /^-- migrate:up/m.test(workspace.read(last) ?? '');
  const text = isDbmate ? `-- migrate:up\n${create}\n-- migrate:down\n${drop}` : create;
  const down = /\bup\.sql$/.test(last) ? [{ file: name.file.replace(/\bup\.sql$/, 'down.sql'), text: drop }] : [];
  return { newFiles: [{ file: name.file, text }, ...down], appended: [], toDo: `Run your migrations: ${name.file} makes the guard's tables.` };
}

/** The file with the highest number in its name. */
function lastOf(files: readonly string[]): string | undefined {
  const number = (file: string) => BigInt(/\d+/.exec(baseName(file))?.[0] ?? '0');
  return files.toSorted((left, right) => (number(left) < number(right) ? -1 : number(left) > number(right) ? 1 : left < right ? -1 : 1)).at(-1);
}

/** The name after `file`'s in the same style; a timestamp goes on by one as well, for nothing here knows the time. */
function nextName(file: string): { readonly file: string; readonly number: string } | null {
  const parts = /^(.*\/|)([Vv]?)(\d+)([_-]*)(.*?)((?:\.(?:up|do))?\.\w+)$/.exec(file);
  const [, folder = '', prefix = '', digits = '', separator = '', words = '', extension = ''] = parts ?? [];
  if (digits === '') return null;
  const number = String(BigInt(digits) + 1n).padStart(digits.length, '0');
  const isPascal = /^[A-Z]/.test(words);
  const name = isPascal ? 'MessageGuard' : words.includes('-') ? 'message-guard' : 'message_guard';
  return { file: `${folder}${prefix}${number}${separator}${name}${extension}`, number };
}

/** Those under the innermost folder around `from` that has any. */
function nearest(from: string, files: readonly string[]): readonly string[] {
  return (
    ancestors(from)
      .map((folder) => files.filter((file) => file.startsWith(folder)))
      .find((near) => near.length > 0) ?? []
  );
}

function baseName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}
