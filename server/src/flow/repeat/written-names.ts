// What is written under a name (a file, an object of a bucket, a key of a store) is overwritten by the second run, unless each run makes a new name for it.
import ts from 'typescript';
import type { EffectFact } from '../../facts/steps.ts';
import type { CallSite } from '../../provenance/values.ts';
import { byWord, exposed, natural } from './by-word.ts';
import { bare, type Located } from './locate.ts';
import { originsOf, type Walk } from './origins.ts';
import { movesNamed, movesOwnKey } from './own-key.ts';

type Repeat = EffectFact['repeat'];

/** Bytes under one name. */
export function byName(walk: Walk, site: CallSite, found: Located | null): Repeat {
  if (found === null) return natural('it overwrites what the first run wrote');
  if (movesNamed(site, found.node)) return exposed('it is made of what was there before');
  return isMadeAnew(walk, found) ? exposed('it writes under a new name on each run') : natural('it overwrites what the first run wrote');
}

/** A value of a key-value store, under a key and perhaps a member. */
export function byKeys(walk: Walk, site: CallSite, found: readonly (Located | null)[]): Repeat {
  if (movesOwnKey(site)) return byWord('relative');
  // A member and its score may stand in one object: what changes in it may be the score.
  const isNew = found.some((name) => name !== null && !ts.isObjectLiteralExpression(bare(name.node)) && isMadeAnew(walk, name));
  return isNew ? exposed('it writes under a new name on each run') : byWord('set');
}

function isMadeAnew(walk: Walk, { node, env }: Located): boolean {
  const origins = originsOf({ ...walk, seen: new Set(), depth: 0 }, node, env);
  return origins.has('chance') || origins.has('clock') || origins.has('attempt');
}
