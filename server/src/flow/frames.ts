// The walk comes by the same call again and again: once for each thing known on the way, for each turn of a loop, for each plan of marks.
// What is bound in the function entered there is the same each time, and so is everything evaluated in it: one frame stands for all.
import type ts from 'typescript';
import type { Program } from '../provenance/program.ts';
import type { Environment, Value } from '../provenance/values.ts';
import type { Activation } from './walk.ts';

interface Entry {
  readonly activation: Activation;
  readonly frame: Environment;
}

export interface Frames {
  /** The frame of an activation: the same for the same function, called from the same place or with the same values. */
  enter(activation: Activation): Environment;
}

export function createFrames(program: Program): Frames {
  const entries = new Map<ts.Node, Entry[]>();

  return {
    enter(activation) {
      const { fn, args, from } = activation;
      const at = from?.node ?? fn.node;
      const known = entries.get(at) ?? [];
      const same = known.find((entry) => isSame(entry.activation, activation));
      if (same !== undefined) return same.frame;
      const frame = program.enter(fn, args, from);
      known.push({ activation, frame });
      entries.set(at, known);
      return frame;
    },
  };
}

function isSame(one: Activation, other: Activation): boolean {
  if (one.fn.node !== other.fn.node || one.fn.env !== other.fn.env || one.fn.self !== other.fn.self) return false;
  if (!areSame(one.fn.bound ?? [], other.fn.bound ?? [])) return false;
  if (one.from?.node !== other.from?.node) return false;
  return one.from === undefined ? areSame(one.args, other.args) : one.from.env === other.from?.env;
}

function areSame(one: readonly Value[], other: readonly Value[]): boolean {
  return one.length === other.length && one.every((value, index) => value === other[index]);
}
