// What a call that matched an effect row is, once its arguments have been looked at: an effect and how it behaves when done twice, or no effect after all
// (a SELECT in `query`, a GET in `fetch`). Masks by guards and transactions are flow's; this file and its neighbours look at the one call only.
import ts from 'typescript';
import type { Place } from '../../base/place.ts';
import type { EffectFact } from '../../facts/steps.ts';
import type { EffectKind } from '../../facts/vocabulary.ts';
import type { EffectRow, IdentityRow, Write } from '../../models/schema.ts';
import type { Program } from '../../provenance/program.ts';
import type { CallSite, Value } from '../../provenance/values.ts';
import { byChain, byData, byQueued, newlyNamed, withUniqueKeys, type Judge } from './by-data.ts';
import { byWord, exposed, natural } from './by-word.ts';
import { onceByChain } from './chain-condition.ts';
import { byCypher } from './cypher.ts';
import { movingItem, movingUpdate, upsertOfNew, onceByExpression } from './documents.ts';
import { keyHanded } from './handed-key.ts';
import { bare, chainOf, locate, type Located } from './locate.ts';
import { namesNewRow } from './inserts.ts';
import { savesNextFree, statementTakesNextFree, takesNextFree } from './next-free-row.ts';
import type { Walk } from './origins.ts';
import type { Once } from './own-condition.ts';
import { movesOwnKey } from './own-key.ts';
import { hostOf, isMutation, onlyLooks, requestOf, scriptMoves, urlOf } from './requests.ts';
import { savedEntity } from './saved-entity.ts';
import { readSql, type SqlFact } from './sql.ts';
import { onceByStatement, repeatOfStatement, verbOf } from './sql-statements.ts';
import { stabilityOf } from './stability.ts';
import { isFragment, textOf } from './text.ts';
import { isTemporary } from './temporary-files.ts';
import { asksForToken } from './token-requests.ts';
import { lookedUpAsUnique } from './unique-lookups.ts';
import { byKeys, byName } from './written-names.ts';

export type { SqlFact } from './sql.ts';

export interface RepeatContext {
  /** The identity rows of the handler's transport, to know which parts of the message change with each delivery. */
  readonly identity: readonly IdentityRow[];
}

type Repeat = EffectFact['repeat'];

export type Nature =
  | {
      readonly is: 'effect';
      readonly kind: EffectKind;
      readonly verb: string;
      readonly repeat: Repeat;
      readonly sql: SqlFact | null;
      /** Where a reader looks for it, if that is not the call itself: the `update` of a chain that ends in `execute`. */
      readonly place: Place | null;
      /** It refuses its own repetition by its condition. */
      readonly once: Once | null;
      /** What is sent (a script, a statement) stands nowhere in sight: how it behaves is a guess. */
      readonly guessed: boolean;
    }
  | { readonly is: 'read'; readonly sql: SqlFact | null }
  | { readonly is: 'harmless'; readonly kind: 'log' | 'metric' | 'trace' | 'cache' | 'other' }
  | { readonly is: 'transaction'; readonly does: 'begin' | 'commit' | 'rollback' };

/** Looks at the arguments of a call on which `row` lies. */
export function natureOf(program: Program, row: EffectRow, site: CallSite, context: RepeatContext): Nature {
  const judge: Judge = { program, row, site, walk: { program, context, seen: new Set(), depth: 0, into: row.kind } };
  const { write } = row;
  if (row.temporary !== undefined && isTemporary(program, row.temporary, site)) return { is: 'read', sql: null };
  if (typeof write === 'object' && 'sql' in write) return bySql(judge, write);
  if (typeof write === 'object' && 'http' in write) return byRequest(judge, write);
  if (typeof write === 'object' && 'graphql' in write && !isMutation(program, locate(program, write.graphql, site))) return { is: 'read', sql: null };
  if (typeof write === 'object' && 'cypher' in write) return byGraph(judge, locate(program, write.cypher, site));
  if (typeof write === 'object' && 'shell' in write && onlyLooks(program, locate(program, write.shell, site))) return { is: 'read', sql: null };
  if (typeof write === 'object' && 'queued' in write) return byBatch(judge, byQueued(judge, write.queued));
  const guessed = typeof write === 'object' && 'script' in write && scriptMoves(program, locate(program, write.script, site)) === null;
  return effect(judge, byWrite(judge, write), { guessed });
}

function byBatch(judge: Judge, repeat: Repeat | null): Nature {
  return effect(judge, repeat ?? byWord('set'), { guessed: repeat === null });
}

function byGraph(judge: Judge, statement: Located | null): Nature {
  const found = byCypher(judge.walk, judge.site, statement);
  if (found === null) return { is: 'read', sql: null };
  return found === 'unread' ? effect(judge, exposed('its statement could not be read'), { guessed: true }) : effect(judge, found);
}

/** An effect, with its key looked at where nothing else masks it. */
function effect(
  judge: Judge,
  repeat: Repeat,
  changed: { readonly kind?: EffectKind; readonly verb?: string; readonly sql?: SqlFact; readonly once?: Once | null; readonly guessed?: boolean } = {},
): Nature {
  const { row } = judge;
  if (repeat.mask === 'natural' && row.kind === 'database' && takesNextFree(judge.walk, judge.site)) return effect(judge, next, { ...changed, once: null });
  const once = changed.once === undefined ? onceOf(judge) : changed.once;
  const byItself = once === null || once.expires ? null : natural('its own condition lets it happen once');
  const masked = repeat.mask === 'exposed' ? (byItself ?? keyOf(judge) ?? repeat) : repeat;
  return {
    is: 'effect',
    kind: changed.kind ?? row.kind,
    verb: changed.verb ?? row.verb,
    repeat: masked,
    sql: changed.sql ?? null,
    place: placeInChain(judge),
    once,
    guessed: changed.guessed ?? false,
  };
}

const next: Repeat = { mask: 'exposed', why: 'it takes a free row, and a second run takes the next one', keyless: true };

/** By the objects and calls that it is made of. */
function onceOf({ program, row, site, walk }: Judge): Once | null {
  const { write } = row;
  if (row.kind !== 'database' && row.kind !== 'state' && row.kind !== 'counter') return null;
  if (typeof write !== 'object' || !('dynamo' in write)) return onceByChain(walk, site);
  const input = locate(program, write.dynamo, site);
  return input === null ? null : onceByExpression(walk, input.node, input.env);
}

const sending = /^(execute|executeTakeFirst|executeTakeFirstOrThrow)$/;
const writing = /^(insert|update|delete|softDelete|restore|insertInto|updateTable|deleteFrom|replaceInto|mergeInto)$/;

function placeInChain({ program, site }: Judge): Place | null {
  const links = chainOf(site.node);
  const head = sending.test(links.find((link) => link.node === site.node)?.name ?? '') ? links.find((link) => writing.test(link.name)) : undefined;
  return head !== undefined && ts.isPropertyAccessExpression(head.node.expression) ? program.placeOf(head.node.expression.name) : null;
}

/** The idempotency key handed to the receiver. */
function keyOf({ program, row, site, walk }: Judge): Repeat | null {
  const key = row.key === undefined ? null : keyHanded(program, row.key, site);
  // An object is no key: one that is spread from elsewhere may hold it, and may not.
  if (key === null || ts.isObjectLiteralExpression(bare(key.node)) || isNothing(program.valueOf(key.node, key.env))) return null;
  const place = program.placeOf(key.node);
  const text = key.node.getText().slice(0, 60);
  const stability = stabilityOf(program, key.node, key.env, walk.context);
  switch (row.key?.counted === true && stability !== 'message' ? 'unstable' : stability) {
    case 'message':
    case 'constant':
    case 'read':
      if (stability === 'read' && namesNewRow(walk, key.node, key.env))
        return { mask: 'unstable-key', why: `the key ${text} names a row that each run adds`, place };
      return { mask: 'keyed', why: `the receiver deduplicates on ${text}${row.key?.lifetime === undefined ? '' : ` ${row.key.lifetime}`}`, place };
    case 'unstable':
      return { mask: 'unstable-key', why: `the key ${text} is made anew on each run`, place };
    case 'delivery-scoped':
      return { mask: 'unstable-key', why: `the key ${text} changes with each delivery`, place };
    case 'placeholder':
      return { mask: 'exposed', why: `the key ${text} is still to be filled in`, place };
    case 'unknown':
      return { mask: 'exposed', why: `it could not be told whether the key ${text} is the same on a redelivery`, place };
  }
}

/** An option that this call leaves out, handed on by a function that takes many. */
function isNothing(value: Value): boolean {
  return value.kind === 'constant' && (value.value === undefined || value.value === null || value.value === '');
}

function byWrite(judge: Judge, write: Write): Repeat {
  const { program, site, walk } = judge;
  const at = (path: string): Located | null => locate(program, path, site);
  if (typeof write === 'string') return write === 'set' && movesOwnKey(site) ? byWord('relative') : byWord(write);
  if ('data' in write) {
    const found = at(write.data);
    const of = write.of === undefined ? null : at(write.of);
    const renamed = of === null ? null : newlyNamed(walk, of);
    if (renamed !== null) return renamed;
    const fields = found !== null && write.unique ? lookedUpAsUnique(walk, site, write.unique, found) : null;
    return fields === null
      ? byData(judge, found, write.as, write.unique === undefined ? 'chain' : 'model')
      : natural(`rows are looked up by a unique ${fields.join(', ')} of the message: a second insert is refused`);
  }
  if ('saved' in write) return bySaved(withUniqueKeys(judge), at(write.saved));
  if ('mongoUpdate' in write) {
    const inserted = upsertOfNew(walk, at('Call.Argument[0]'), at('Call.Argument[2]'));
    return inserted === null
      ? byReason(at(write.mongoUpdate), (found) => movingUpdate(walk, found.node, found.env), 'the update sets absolute values')
      : exposed(inserted);
  }
  if ('dynamo' in write) return byReason(at(write.dynamo), (found) => movingItem(walk, found.node, found.env), 'the item is written with absolute values');
  if ('chained' in write) return byChain(judge, write.chained);
  if ('named' in write) return byName(walk, site, at(write.named));
  if ('keyed' in write) return byKeys(walk, site, write.keyed.map(at));
  if ('script' in write)
    return scriptMoves(program, at(write.script)) === false ? natural('the script sets absolute values') : exposed('the script may move stored values');
  return exposed('nothing makes the second time harmless');
}

function bySaved(walk: Walk, found: Located | null): Repeat {
  if (found === null) return natural('it writes what was read and changed');
  const saved = savedEntity(walk, found.node, found.env);
  switch (saved.is) {
    case 'loaded':
      if (savesNextFree(walk, found)) return next;
      return { ...natural('it sets absolute values on a row that exists'), ...(saved.unless === undefined ? {} : { unless: saved.unless }) };
    case 'new':
      return saved.keyed ? natural('its key comes from the message') : exposed('each run adds another row');
    case 'moved':
      return { mask: 'exposed', why: 'a value is computed from the stored one', place: walk.program.placeOf(saved.by) };
    case 'unknown':
      return exposed('it could not be told whether this is a new row');
  }
}

function byReason(found: Located | null, moving: (found: Located) => string | null, otherwise: string): Repeat {
  const why = found === null ? null : moving(found);
  return why === null ? natural(otherwise) : exposed(why);
}

function byRequest(judge: Judge, write: { readonly http: string | readonly string[]; readonly default: string }): Nature {
  const request = requestOf(judge.program, write.http, write.default, judge.site);
  if (request.is === 'read' || asksForToken(judge.site.node)) return { is: 'read', sql: null };
  const host = hostOf(urlOf(judge.program, judge.site));
  if (host === 'harmless') return { is: 'harmless', kind: 'metric' };
  return effect(judge, request.is === 'idempotent' ? natural(request.why) : exposed(request.why), host ?? {});
}

function bySql(judge: Judge, write: Extract<EffectRow['write'], { readonly sql: string }>): Nature {
  const found = locate(judge.program, write.sql, judge.site);
  const text = found === null ? null : textOf(judge.program, found.node, found.env);
  const isPart = judge.row.lazy === true && isFragment(judge.site, text);
  if (text === null)
    return isPart || write.unknown === 'read' ? { is: 'read', sql: null } : effect(judge, exposed('the SQL text is not known here'), { guessed: true });
  const sql = readSql(text.text);
  switch (sql.verb) {
    case 'begin':
    case 'commit':
    case 'rollback':
      return { is: 'transaction', does: sql.verb };
    case 'select':
    case 'savepoint':
      return { is: 'read', sql };
    case 'other':
      if (sql.called !== null && !isPart)
        return effect(judge, exposed(`what ${sql.called} does stands in the database`), { sql, verb: `calls ${sql.called}`, guessed: true });
      return isPart ||
        write.unknown === 'read' ||
        /^\s*(set|show|explain|analyze|listen|unlisten|lock|create|alter|drop|use|pragma|values|refresh|vacuum|with)\b/i.test(text.text)
        ? { is: 'read', sql }
        : effect(judge, exposed('the SQL text was not understood'), { sql });
    case 'insert':
    case 'update':
    case 'delete':
      if (statementTakesNextFree(text.text, sql.sets)) return effect(judge, next, { sql, verb: verbOf(sql), once: null });
      return effect(judge, repeatOfStatement(judge, sql, text), { sql, verb: verbOf(sql), once: onceByStatement(judge, sql, text) });
  }
}
