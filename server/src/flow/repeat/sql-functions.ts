// Functions of the database that a SELECT calls: what they do stands in no text here, and some are nothing but writes.
import { assumedEffect } from '../plain-names.ts';
import type { Token } from './sql-tokens.ts';

/** Settings of the session, and words of the language that sound like changes. */
const harmless: ReadonlySet<string> = new Set(['set_config', 'set_bit', 'set_byte', 'set_masklen', 'add_months', 'add_days', 'row_to_json']);

const further =
  /^(?:increment|decrement|refresh|flush|recalculate|recompute|rebuild|process|purge|cleanup|clean|claim|acquire|release|expire|reset|rotate|apply|mark|sync|record|consume|deduct|credit|debit|adjust|rollup|bump|merge|migrate|ensure|drop|reserve|settle|dequeue|truncate|run|execute|perform|archive|prune|populate|finalize|advance|maintain)_/;

/** The function a SELECT calls, in its list or in FROM, that is named for a change: `SELECT refresh_totals($1)`, `SELECT * FROM claim_jobs($1)`. */
export function changingFunction(tokens: readonly Token[]): string | null {
  const where = tokens.indexOf('where');
  const told = tokens.slice(0, where < 0 ? tokens.length : where);
  return told.find((token, index) => told[index + 1] === '(' && soundsLikeChange(token)) ?? null;
}

/** The language's own functions say what they make in one word, or begin with what they take: `json_agg`, `date_trunc`, `pg_sleep`. */
function soundsLikeChange(name: string): boolean {
  if (!/^[a-z]+_/.test(name) || harmless.has(name)) return false;
  return further.test(name) || assumedEffect(name) !== null;
}
