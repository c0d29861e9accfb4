// What a call does the second time depends on the call and its frame, not on the way that led there: asked once, however often the walk comes by.
import type ts from 'typescript';
import type { EffectRow } from '../models/schema.ts';
import type { Program } from '../provenance/program.ts';
import type { CallSite, Environment } from '../provenance/values.ts';
import { natureOf, type Nature, type RepeatContext } from './repeat/nature.ts';

interface Entry {
  readonly row: EffectRow;
  readonly env: Environment;
  readonly nature: Nature;
}

export interface Natures {
  /** See `natureOf`. */
  of(row: EffectRow, site: CallSite): Nature;
}

export function createNatures(program: Program, context: RepeatContext): Natures {
  const entries = new Map<ts.Node, readonly Entry[]>();
  return {
    of(row, site) {
      const known = entries.get(site.node) ?? [];
      const same = known.find((entry) => entry.row === row && entry.env === site.env);
      if (same !== undefined) return same.nature;
      const nature = natureOf(program, row, site, context);
      entries.set(site.node, [...known, { row, env: site.env, nature }]);
      return nature;
    },
  };
}
