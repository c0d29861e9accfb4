// A consumer made with a function for each kind of message: what the functions for other kinds do is no part of what becomes of this one.
import type ts from 'typescript';
import { listenersBeside } from '../handlers/supplied-parts.ts';
import type { Value } from '../provenance/values.ts';
import type { Walk } from './walk.ts';

/** `this.onOffer(offer)`, where this is about the function behind `this.onWakeUp`; a step that the class does itself is for all. */
export function isForOtherKind(w: Walk, node: ts.CallExpression, value: Value): boolean {
  const around = w.program.classAround(node)?.node;
  const isBeside = w.entered.hops?.some(({ call }) => listenersBeside(call, [node]).length > 0 && w.program.classAround(call)?.node === around);
  return isBeside === true && w.program.functionsOf(value).every((fn) => w.program.classAround(fn.node)?.node !== around);
}
