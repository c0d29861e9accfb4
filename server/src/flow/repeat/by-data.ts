// What the data handed to a write does the second time: rows that are refused or added again, values that are moved on, and what a fluent chain or a batch says it does with them.
import ts from 'typescript';
import type { EffectFact } from '../../facts/steps.ts';
import type { EffectRow } from '../../models/schema.ts';
import type { Program } from '../../provenance/program.ts';
import type { CallSite } from '../../provenance/values.ts';
import { byWord, exposed, natural } from './by-word.ts';
import { insertByData, namesNewRow, repeatedInsert } from './inserts.ts';
import { bare, chainOf, type Located } from './locate.ts';
import { movedBefore } from './moved-before.ts';
import type { Walk } from './origins.ts';
import { callsQueued, queuedBefore } from './queued.ts';
import { demandedKeysOf, entityOf, uniqueKeysOf } from './unique-columns.ts';
import { isOfMessage, isMadeAnew, movingPart, pickedIn, unstableKeyIn } from './written-data.ts';

type Repeat = EffectFact['repeat'];

/** One call under judgement, and the row that lies on it. */
export interface Judge {
  readonly program: Program;
  readonly row: EffectRow;
  readonly site: CallSite;
  readonly walk: Walk;
}

export function withUniqueKeys({ program, site, walk }: Judge): Walk {
  return { ...walk, unique: uniqueKeysOf(program, site), entity: entityOf(program, site) };
}

export function byData(judge: Judge, found: Located | null, as: 'insert' | 'set' | 'upsert', by: 'chain' | 'model' = 'chain'): Repeat {
  const { walk, site, row } = judge;
  if (found === null) return byWord(as);
  const own = typeof row.write === 'object' && 'data' in row.write ? (row.write.key ?? null) : null;
  if (as === 'insert')
    return repeatedInsert(insertByData(withUniqueKeys(judge), site, found, by, 'error', own)) ?? broughtWhole(judge, found) ?? byWord('insert');
  // Prisma's skipDuplicates.
  if (as === 'upsert' && by === 'model') return repeatedInsert(insertByData(walk, site, found, by, 'found')) ?? byWord('upsert');
  const changed = { ...walk, entity: entityOf(judge.program, site) };
  const moved = movingPart(walk, found.node, found.env) ?? movedBefore(changed, found.node, found.env);
  if (moved !== null) return { mask: 'exposed', why: `${moved.name} depends on the stored value`, place: walk.program.placeOf(moved.node) };
  if (as === 'upsert' && unstableKeyIn(walk, found.node, found.env) !== null) return exposed('its key is made anew on each run');
  const picked = as === 'set' ? pickedIn(walk, found.node, found.env) : null;
  if (picked !== null) return { mask: 'exposed', why: `${picked.name} is picked anew on each run`, place: walk.program.placeOf(picked.node) };
  return byWord(as);
}

/** `User.create(message)`, where the schema asks each document for a value that no other has: so the message brings one. */
function broughtWhole({ program, site, walk }: Judge, { node, env }: Located): Repeat | null {
  const isMessage = (part: ts.Expression): boolean => !ts.isObjectLiteralExpression(bare(part)) && isOfMessage(walk, { name: '', node: part, env });
  const object = bare(node);
  const parts = ts.isObjectLiteralExpression(object) ? object.properties : [];
  const isBrought = isMessage(node) || parts.some((part) => ts.isSpreadAssignment(part) && isMessage(part.expression));
  const keys = isBrought ? demandedKeysOf(program, site).filter((key) => !parts.some((part) => part.name?.getText() === key)) : [];
  return keys[0] === undefined ? null : natural(`the message has to bring ${keys[0]}, which is unique: a second insert is refused`);
}

/** The last method of the model's list that occurs in the chain says what the chain does; its argument is the data. */
export function byChain(judge: Judge, methods: Readonly<Record<string, 'insert' | 'set' | 'upsert' | 'delete' | 'relative'>>): Repeat {
  const links = chainOf(judge.site.node);
  const present = Object.keys(methods).filter((name) => links.some((link) => link.name === name));
  const queued = queuedBefore(judge.site.node);
  const moves = Object.keys(methods).filter((name) => methods[name] === 'relative' && (present.includes(name) || queued.includes(name)));
  const strongest = moves.at(-1) ?? present.at(-1);
  const as = strongest === undefined ? Object.values(methods)[0] : methods[strongest];
  if (strongest === undefined || as === undefined) return byWord(as ?? 'set');
  const updating = links.find((link) => link.name === strongest);
  const [argument] = (updating?.node.arguments ?? []).slice(strongest === 'update' ? 1 : 0);
  const added = as === 'upsert' ? addedByConflict(judge) : null;
  if (added !== null) return added;
  if (argument === undefined || as === 'delete' || as === 'relative') return byWord(as);
  const data = { node: argument, env: judge.site.env };
  return /conflict|duplicate/i.test(strongest) ? byConflict(judge.walk, strongest, data) : byData(judge, data, as);
}

/** An insert whose conflict clause never finds the row of the first run. */
function addedByConflict({ walk, site }: Judge): Repeat | null {
  const given = chainOf(site.node).findLast(({ name, node }) => /^(insert|values)$/.test(name) && node.arguments.length > 0)?.node.arguments[0];
  const repeat = given === undefined ? null : repeatedInsert(insertByData(walk, site, { node: given, env: site.env }, 'chain', 'found'));
  return repeat?.mask === 'exposed' || repeat?.unless !== undefined ? repeat : null;
}

/** `onConflictDoUpdate({ set: {...} })` and its like, and callbacks that build the clause. */
function byConflict(walk: Walk, method: string, { node, env }: Located): Repeat {
  const text = node.getText();
  if (/DoNothing/i.test(method) || /doNothing/.test(text)) return natural('a second run finds the row and does nothing');
  const moved = movingPart(walk, node, env);
  if (moved !== null) return { mask: 'exposed', why: `${moved.name} depends on the stored value`, place: walk.program.placeOf(moved.node) };
  return byWord('upsert');
}

/** What a batch does at its commit: what was queued on it, each with what it writes to and its data. Null where some of it is not in sight. */
export function byQueued(judge: Judge, methods: Readonly<Record<string, 'set' | 'upsert' | 'delete'>>): Repeat | null {
  const calls = callsQueued(judge.site.node);
  const repeats = (calls ?? []).flatMap(({ name, node }): readonly Repeat[] => {
    const as = methods[name];
    const [of, data] = node.arguments;
    if (as === undefined || of === undefined) return [];
    const { env } = judge.site;
    return [newlyNamed(judge.walk, { node: of, env }) ?? (as === 'delete' ? byWord(as) : byData(judge, data === undefined ? null : { node: data, env }, as))];
  });
  return repeats.find(({ mask }) => mask === 'exposed') ?? (calls === null ? null : (repeats[0] ?? null));
}

/** A document of which the store makes up the name, and a row that is looked for by one that the run itself adds. */
export function newlyNamed(walk: Walk, of: Located): Repeat | null {
  if (namesNewRow(walk, of.node, of.env)) return exposed('it is looked for by a row that each run adds');
  // What is looked for by the day is found again on the same day.
  if (ts.isObjectLiteralExpression(bare(of.node))) return null;
  return isMadeAnew(walk, { name: '', ...of }) ? exposed('it writes under a new name on each run') : null;
}
