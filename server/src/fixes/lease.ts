// What the fixes that write a lease have in common: the store, the files, the imports.
import type ts from 'typescript';
import { connectionsFor, driversInUse, type Connection } from '../guards/connections.ts';
import { factsOf, type Driver } from '../guards/drivers.ts';
import { guardFiles, type GuardFiles } from '../guards/emit-guard.ts';
import type { KeyChoice } from './event-key.ts';
import type { FixEdit, FixEdits } from './fix.ts';
import { addImports, type ImportWanted } from './imports.ts';
import type { Subject } from './subject.ts';

export interface StoreChoice {
  readonly connection: Connection;
  /** Nothing in sight makes one: the user fills it in. */
  readonly isPlaceholder: boolean;
}

/** Best first; what a user fills in where the project has none. */
function storesFor(subject: Subject, at: ts.Node): readonly StoreChoice[] {
  const connections = connectionsFor(subject.workspace, subject.source, at, subject.parse).map((connection) => ({ connection, isPlaceholder: false }));
  if (connections.length > 0) return connections;
  const inUse = driversInUse(subject.workspace, subject.source.fileName);
  const offered = inUse.length > 0 ? inUse : [factsOf('pg'), factsOf('ioredis')];
  return offered.map((driver) => ({ connection: { driver, expression: 'TODO_CONNECTION', importFrom: null }, isPlaceholder: true }));
}

/** The best key in the two best stores, and another key in the best: at most three actions. */
export function choicesFor(subject: Subject, at: ts.Node, keys: readonly KeyChoice[]): readonly { readonly store: StoreChoice; readonly key: KeyChoice }[] {
  const stores = storesFor(subject, at).slice(0, 2);
  const [best, ...others] = keys;
  const inEach = best === undefined ? [] : stores.map((store) => ({ store, key: best }));
  return [...inEach, ...stores.slice(0, 1).flatMap((store) => others.slice(0, 1).map((key) => ({ store, key })))];
}

/** For titles: what has to be filled in is said, and promises nothing before it is. */
export function nameOfStore({ connection, isPlaceholder }: StoreChoice): string {
  return `${connection.driver.title}${isPlaceholder ? ', connection to be filled in,' : ''}`;
}

/** The expressions a lease is written with, and what goes with them. */
export interface Lease {
  /** The local name of `once` or `idempotent`. */
  readonly guard: string;
  /** `pgStore(pool)`. */
  readonly store: string;
  /** Of the imports, and of the schema where the project keeps one. */
  readonly imports: readonly FixEdit[];
  readonly rest: Pick<FixEdits, 'newFiles' | 'toDo'>;
  /** A string in the file's quotes. */
  text(value: string): string;
}

export function leaseIn(
  { source, style, workspace }: Subject,
  { connection, isPlaceholder }: StoreChoice,
  key: KeyChoice,
  guard: 'once' | 'idempotent',
): Lease {
  const { driver } = connection;
  const files = guardFiles(workspace, source.fileName, style, driver, 'lease');
  const wanted: ImportWanted[] = [
    { name: guard, from: files.placed['core.ts'] ?? '' },
    { name: driver.lease.make, from: files.placed[driver.lease.files.at(-1) ?? ''] ?? '' },
    ...(connection.importFrom === null ? [] : [{ name: connection.expression, from: connection.importFrom }]),
  ];
  const imports = addImports(source, style, wanted);
  const local = (name: string) => imports.local[name] ?? name;
  const connected = connection.importFrom === null ? connection.expression : local(connection.expression);
  return {
    guard: local(guard),
    store: `${local(driver.lease.make)}(${storeArguments(driver.driver, connected, style.quote)})`,
    imports: [...imports.edits, ...atTheEnd(workspace, files.appended)],
    rest: {
      newFiles: files.newFiles,
      toDo: [
        ...files.toDo,
        ...(isPlaceholder ? ['Put your connection in the place of TODO_CONNECTION.'] : []),
        ...(key.isPlaceholder ? [`Put the event's ID, the same on every delivery, in the place of ${key.expression}.`] : []),
        'Set retentionMs to more than the time in which the broker can redeliver.',
      ],
    },
    text: (value) => `${style.quote}${value}${style.quote}`,
  };
}

/** DynamoDB and MongoDB keep the records in a table or collection that has to be named. */
function storeArguments(driver: Driver, connected: string, quote: string): string {
  const name = `${quote}message_lease${quote}`;
  if (driver === 'dynamodb') return `${connected}, ${name}`;
  if (driver === 'mongoose') return `${connected}.collection(${name})`;
  return driver === 'mongodb' ? `${connected}.db().collection(${name})` : connected;
}

/** What goes to the end of files: models of the guard's tables. */
export function atTheEnd(workspace: Subject['workspace'], appended: GuardFiles['appended']): readonly FixEdit[] {
  return appended.map(({ file, text }) => {
    const end = workspace.read(file)?.length ?? 0;
    return { file, start: end, end, newText: text };
  });
}
