// A wrapper whose users are elsewhere, or nowhere: a copy of another service's bus, a package that nothing here depends on.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { resolveName } from '../syntax/scopes.ts';
import type { Program } from '../provenance/program.ts';
import { calledThrough } from './callees.ts';
import { callsIn, handsOver, namesFrom, taintedNames } from './message-names.ts';
import { originOf } from './origins.ts';
import type { Answer } from './outward.ts';

/**
 * The message is handed to what the wrapper is to be given, and nobody in the workspace gives it anything: no message is handled here.
 * What a loop fetches, it has under names of its own.
 */
export function isUnusedWrapper(program: Program, { fn, context }: Pick<Answer, 'fn' | 'context'>, fetched: readonly string[] | null = null): boolean {
  const { body } = fn.node;
  if (!body) return false;
  const tainted = fetched ? namesFrom(body, fetched) : taintedNames(fn.node);
  const subject = { fn, context, read: () => fn, fetched };
  const wrappers = callsIn(body).flatMap(({ expression, arguments: given, parent }) => {
    const callee = calledThrough(bare(expression));
    // What is asked something by the message, and gives back what to do next, is no handler.
    if (
      !ts.isIdentifier(callee) ||
      ts.isPropertyAccessExpression(parent) ||
      !given.some((argument) => handsOver(argument, tainted)) ||
      originOf(subject, callee) !== 'called'
    )
      return [];
    const declaration = resolveName(callee.text, callee);
    return declaration && ts.isParameter(declaration) && !ts.isConstructorDeclaration(declaration.parent) ? [declaration.parent] : [];
  });
  return wrappers.length > 0 && wrappers.every((wrapper) => !program.mayBeUsed(wrapper));
}
