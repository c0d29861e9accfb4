// Middleware around an exported handler that changes what its answer means.
import ts from 'typescript';
import { settledReporter } from '../models/packages-by-role.ts';
import { membersOf } from '../provenance/making.ts';
import type { Program } from '../provenance/program.ts';
import { bare } from '../syntax/bare.ts';
import { callsIn } from './message-names.ts';

/** `middy(handler).use(sqsPartialBatchFailure())`, also in a wrapper of the workspace's own: results of `allSettled` that the handler returns become item failures. */
export function reportsSettled(program: Program, exported: ts.Expression | ts.FunctionDeclaration): boolean {
  return (ts.isFunctionDeclaration(exported) ? [] : callsWithin(exported)).some(
    (call) =>
      isReporting(program, call) ||
      program
        .functionsOf(program.valueOf(call.expression, null))
        .some(({ node }) => bodyNames(node) && callsIn(node).some((inner) => isReporting(program, inner))),
  );
}

function isReporting(program: Program, call: ts.CallExpression): boolean {
  return membersOf(program.valueOf(call.expression, null)).some((value) => value.kind === 'api' && value.package === settledReporter);
}

/** A file that does not name the package has no need of a closer look. */
function bodyNames(node: ts.SignatureDeclaration): boolean {
  return node.getSourceFile().text.includes(settledReporter);
}

/** The calls that an expression is made of: `middy(handler).use([a(), b()])`. */
function callsWithin(node: ts.Expression): readonly ts.CallExpression[] {
  const inner = bare(node);
  if (ts.isArrayLiteralExpression(inner)) return inner.elements.flatMap(callsWithin);
  if (ts.isPropertyAccessExpression(inner)) return callsWithin(inner.expression);
  if (!ts.isCallExpression(inner)) return [];
  return [inner, ...callsWithin(inner.expression), ...inner.arguments.flatMap(callsWithin)];
}
