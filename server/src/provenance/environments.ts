// Frames stand in lexical order: the outer frame of a frame belongs to a function around it. These are the look-ups that rest on it.
import type ts from 'typescript';
import type { Environment, Frame } from './values.ts';

/** The frame of exactly this function (or class), if one is bound. */
export function frameOf(node: ts.Node, env: Environment): Frame | null {
  for (let frame = env; frame; frame = frame.outer) if (frame.node === node) return frame;
  return null;
}

/** The environment cut down to the frames that enclose `node`: what its value can depend on. */
export function environmentAt(node: ts.Node, env: Environment): Environment {
  let frame = env;
  while (frame && !encloses(frame.node, node)) frame = frame.outer;
  return frame;
}

/** Whether `inner` is `outer` or lies within it. */
export function encloses(outer: ts.Node, inner: ts.Node): boolean {
  for (let at: ts.Node | undefined = inner; at && at.pos >= outer.pos && at.end <= outer.end; at = at.parent) if (at === outer) return true;
  return false;
}

/** The frames outside `node`. */
export function environmentOutside(node: ts.Node, env: Environment): Environment {
  let frame = env;
  while (frame && encloses(node, frame.node)) frame = frame.outer;
  return frame;
}
