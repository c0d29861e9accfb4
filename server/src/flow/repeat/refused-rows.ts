// Whether a second insert of the same message's row meets a unique key: asked of the workspace's schema where that is in sight, else of the columns' names.
import type { TableSchema } from './tables.ts';

/** What fills a column, as a redelivery sees it. */
export type Filled = 'message' | 'same' | 'anew' | 'unknown';

export interface Row {
  /** By column, however it is spelled. */
  readonly columns: ReadonlyMap<string, Filled>;
  /** It may have more columns. */
  readonly open: boolean;
}

export type Refused = 'yes' | 'no' | 'maybe';

/** Column names are compared without their spelling: libraries turn `eventId` into `event_id`. */
export function spelled(column: string): string {
  return column.toLowerCase().replaceAll('_', '');
}

/** Whether one of the keys holds the message's own values; `maybe` for what can't be told. */
export function refusedBy(keys: readonly (readonly string[])[], row: Row): Refused {
  const each = keys.map((key) => refusedByKey(key, row));
  return each.includes('yes') ? 'yes' : each.includes('maybe') ? 'maybe' : 'no';
}

function refusedByKey(key: readonly string[], row: Row): Refused {
  const parts = key.map((column) => row.columns.get(spelled(column)) ?? (row.open ? 'unknown' : 'anew'));
  if (parts.includes('anew')) return 'no';
  return parts.includes('message') && !parts.includes('unknown') ? 'yes' : 'maybe';
}

/** The sentence for a row that nothing refuses. */
export function notRefused(table: string, { keys, file }: TableSchema): string {
  const said =
    keys.length === 0 ? `${table} has no unique key` : `no unique key of ${table} comes from the message (${keys.map((key) => key.join(', ')).join('; ')})`;
  return `each run adds another row: ${said}, says ${file}`;
}
