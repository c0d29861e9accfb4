// What a call that matched an effect row is, once its arguments have been looked at: an effect and how it behaves when done twice, or no effect after all
// (a SELECT in `query`, a GET in `fetch`). Masks by guards and transactions are flow's; this file and its neighbours look at the one call only.
import type { EffectFact } from '../../facts/steps.ts';
import type { EffectKind } from '../../facts/vocabulary.ts';
import type { EffectRow, IdentityRow } from '../../models/schema.ts';
import type { Program } from '../../provenance/program.ts';
import type { CallSite } from '../../provenance/values.ts';

export interface RepeatContext {
  /** The identity rows of the handler's transport, to know which parts of the message change with each delivery. */
  readonly identity: readonly IdentityRow[];
}

/** What a SQL statement does, as far as its text tells; `table` and columns are lower case without schema and quotes. */
export interface SqlFact {
  readonly verb: 'insert' | 'update' | 'delete' | 'select' | 'begin' | 'commit' | 'rollback' | 'savepoint' | 'other';
  readonly table: string | null;
  /** ON CONFLICT DO NOTHING, INSERT IGNORE, INSERT OR IGNORE: says by its count who won. `update`: an upsert. */
  readonly conflict: 'nothing' | 'update' | null;
  /** The columns that WHERE compares with something. */
  readonly where: readonly string[];
  readonly forUpdate: boolean;
}

export type Nature =
  | { readonly is: 'effect'; readonly kind: EffectKind; readonly verb: string; readonly repeat: EffectFact['repeat']; readonly sql: SqlFact | null }
  | { readonly is: 'read'; readonly sql: SqlFact | null }
  | { readonly is: 'harmless'; readonly kind: 'log' | 'metric' | 'trace' | 'cache' | 'other' }
  | { readonly is: 'transaction'; readonly does: 'begin' | 'commit' | 'rollback' };

/** Looks at the arguments of a call on which `row` lies. */
export function natureOf(_program: Program, row: EffectRow, _site: CallSite, _context: RepeatContext): Nature {
  return { is: 'effect', kind: row.kind, verb: row.verb, repeat: { mask: 'exposed', why: 'nothing makes the second time harmless' }, sql: null };
}

/** The mask alone. */
export function repeatOf(program: Program, row: EffectRow, site: CallSite, context: RepeatContext): EffectFact['repeat'] {
  const nature = natureOf(program, row, site, context);
  return nature.is === 'effect' ? nature.repeat : { mask: 'natural', why: 'it changes nothing' };
}
