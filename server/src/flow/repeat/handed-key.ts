// The idempotency key that a call hands to its receiver.
import type { AccessPath, EffectRow } from '../../models/schema.ts';
import type { Program } from '../../provenance/program.ts';
import { membersOf } from '../../provenance/making.ts';
import type { CallSite, Value } from '../../provenance/values.ts';
import { argumentOf, isMemberOf, isNamedIn, locate, type Located } from './locate.ts';

/** What the call hands over as an idempotency key; null when there is none. Of an object that can't be looked into, or a message's own, nobody knows whether it holds one. */
export function keyHanded(program: Program, key: NonNullable<EffectRow['key']>, site: CallSite): Located | null {
  for (const place of keyPlaces(program, key, site)) {
    const found = locate(program, place, site);
    if (found !== null && (isMemberOf(found.node, place) || isSeenInto(program.valueOf(found.node, found.env), place))) return found;
  }
  return null;
}

function isSeenInto(value: Value, place: AccessPath): boolean {
  return membersOf(value).every((member) => member.kind === 'object' && isNamedIn(member.node, place));
}

/** Where this call may hand over a key that its receiver heeds. */
function keyPlaces(program: Program, key: NonNullable<EffectRow['key']>, site: CallSite): readonly AccessPath[] {
  const places = typeof key.at === 'string' ? [key.at] : key.at;
  const heeded = (key.together ?? []).filter((pair) => locate(program, [pair.with], site) !== null);
  const first = argumentOf(site, 0);
  const isUnnamed = key.unnamed !== undefined && first !== null && program.valueOf(first.node, first.env).kind === 'object';
  return [...places, ...heeded.map((pair) => pair.at), ...(isUnnamed && key.unnamed !== undefined ? [key.unnamed] : [])];
}
