// Documents in versions, and transactions on snapshots of them. What two transactions write at once is refused to the second: WriteConflict, as WiredTiger does it.
import { notEmulated, ServerError } from './errors.ts';
import { bytesOf, equalities, type Doc } from './language.ts';

/** What stands under one `_id`: what has been committed there, and who is writing it. */
interface Slot {
  versions: { readonly at: number; readonly value: Doc | null }[];
  writer: Transaction | null;
}

export interface Transaction {
  readonly snapshot: number;
  readonly writes: Map<Slot, Doc | null>;
}

export class Database {
  private readonly collections = new Map<string, Collection>();
  private readonly open = new Set<Transaction>();
  private clock = 0;

  collection(name: string): Collection {
    const collection = this.collections.get(name) ?? new Collection(name);
    this.collections.set(name, collection);
    return collection;
  }

  drop(database: string): void {
    for (const name of this.collections.keys()) if (name.startsWith(`${database}.`)) this.collections.delete(name);
  }

  begin(): Transaction {
    const transaction = { snapshot: this.clock, writes: new Map() };
    this.open.add(transaction);
    return transaction;
  }

  commit(transaction: Transaction): void {
    this.open.delete(transaction);
    const at = (this.clock += 1);
    const oldest = Math.min(at, ...[...this.open].map((one) => one.snapshot));
    for (const [slot, value] of transaction.writes) {
      const seen = slot.versions.findLastIndex((version) => version.at <= oldest);
      slot.versions = [...slot.versions.slice(Math.max(0, seen)), { at, value }];
      slot.writer = null;
    }
  }

  abort(transaction: Transaction): void {
    this.open.delete(transaction);
    for (const slot of transaction.writes.keys()) slot.writer = null;
  }
}

export class Collection {
  private readonly slots = new Map<string, Slot>();
  constructor(private readonly name: string) {}

  /** All that a filter with this `_id`, or without one, has to look at. */
  candidates(filter: Doc, transaction: Transaction): readonly Doc[] {
    const { _id } = equalities(filter);
    const slots = _id === undefined ? [...this.slots.values()] : [this.slot(_id)];
    return slots.map((slot) => read(slot, transaction)).filter((doc) => doc !== null);
  }

  insert(doc: Doc, transaction: Transaction): void {
    const { _id } = doc;
    if (read(this.slot(_id), transaction) === null) return this.put(_id, doc, transaction);
    const message = `E11000 duplicate key error collection: ${this.name} index: _id_ dup key: { _id: ${JSON.stringify(_id)} }`;
    throw new ServerError('DuplicateKey', message, { keyPattern: { _id: 1 }, keyValue: { _id } });
  }

  /** Null deletes. */
  put(_id: unknown, doc: Doc | null, transaction: Transaction): void {
    if (doc !== null && !bytesOf(doc['_id']).equals(bytesOf(_id))) {
      throw new ServerError('ImmutableField', "Performing an update on the path '_id' would modify the immutable field '_id'");
    }
    if (Object.values(doc ?? {}).some(Array.isArray)) notEmulated('arrays in documents');
    const slot = this.slot(_id);
    const isBusy = slot.writer !== null && slot.writer !== transaction;
    if (isBusy || (slot.versions.at(-1)?.at ?? 0) > transaction.snapshot) {
      throw new ServerError('WriteConflict', 'Write conflict during plan execution and yielding is disabled. Please retry your operation.');
    }
    slot.writer = transaction;
    transaction.writes.set(slot, doc);
  }

  private slot(_id: unknown): Slot {
    const key = bytesOf(_id).toString('latin1');
    const slot = this.slots.get(key) ?? { versions: [], writer: null };
    this.slots.set(key, slot);
    return slot;
  }
}

function read(slot: Slot, { snapshot, writes }: Transaction): Doc | null {
  const own = writes.get(slot);
  return own === undefined ? (slot.versions.findLast((version) => version.at <= snapshot)?.value ?? null) : own;
}
