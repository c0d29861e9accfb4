// Where the mark of an inbox goes in a handler's code, and how it is asked for there.
import ts from 'typescript';
import type { DriverFacts } from '../guards/drivers.ts';
import type { FixEdit } from './fix.ts';
import type { ImportWanted } from './imports.ts';
import type { JudgedEffect } from './subject.ts';

export interface Site {
  readonly driver: DriverFacts;
  /** The first of the statements that the mark decides about. */
  readonly at: ts.Node;
  readonly covered: readonly JudgedEffect[];
  readonly imports: 'isFirst' | 'handleOnce';
  /** What the edits name besides. */
  readonly alsoImports?: readonly ImportWanted[];
  /** What the database must be for it. */
  readonly needs?: { readonly short: string; readonly toDo: string };
  edits(text: { readonly handler: string; readonly key: string; readonly imported: string }): readonly FixEdit[];
}

export type Callback = (ts.ArrowFunction | ts.FunctionExpression) & { readonly body: ts.Block };

/** The function with a body of statements among the arguments of a call. */
export function callbackOf(call: ts.CallExpression): Callback | null {
  return (
    call.arguments.find((argument): argument is Callback => (ts.isArrowFunction(argument) || ts.isFunctionExpression(argument)) && ts.isBlock(argument.body)) ??
    null
  );
}
