// Results as values of the libraries that have them: `ok(receipt)`, `err(error)`, and `result.isErr()` of what is known to be one.
import type ts from 'typescript';
import { resultLibraries } from '../models/packages-by-role.ts';
import type { Value } from '../provenance/values.ts';
import { isFalse, isTrue, memberOf, type Known } from './known.ts';
import { apisOf } from './matching-rows.ts';

/** The names of such calls. */
export const mayBeResult = /^(?:is)?(?:ok|err)(?:Async)?$/i;

/** What such a call makes or answers; null for any other call. */
export function resultOf(node: ts.CallExpression, value: Value, receiver: Known | undefined, name: string): Known | null {
  const went = /^(ok|err)(?:Async)?$/i.exec(name)?.[1]?.toLowerCase();
  if (went !== undefined && apisOf(value).some((api) => resultLibraries.has(api.package))) return resultThatIs(went === 'ok');
  const isAsked = receiver?.is === 'object' && node.arguments.length === 0 && /^is(?:Ok|Err)$/i.test(name);
  return isAsked ? (memberOf(receiver, name.toLowerCase() === 'isok' ? 'isOk' : 'isErr') ?? null) : null;
}

export function resultThatIs(isOk: boolean): Known {
  return {
    is: 'object',
    fields: new Map<string, Known>([
      ['isOk', isOk ? isTrue : isFalse],
      ['isErr', isOk ? isFalse : isTrue],
    ]),
  };
}
