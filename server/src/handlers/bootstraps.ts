// Where a framework's start-up says which transport its handlers are on: found by the names of the calls, matched to handlers by the nearest common folder.
import ts from 'typescript';
import { calleeOf } from '../syntax/file-index.ts';
import { membersOf } from '../provenance/making.ts';
import type { Program } from '../provenance/program.ts';
import type { Value } from '../provenance/values.ts';
import type { Workspace } from '../workspace/workspace.ts';

export interface Bootstrap {
  readonly file: string;
  readonly options: Value;
}

const starters = [
  { name: 'createMicroservice', argument: 1 },
  { name: 'connectMicroservice', argument: 0 },
] as const;

export function bootstrapsOf(program: Program, workspace: Workspace): readonly Bootstrap[] {
  return starters.flatMap(({ name, argument }) =>
    workspace.filesNaming(name, 200).flatMap((file) =>
      program.callsNamed(file, name).flatMap((node) => {
        if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(calleeOf(node))) return [];
        const given = program.argumentsOf({ node, env: null })[argument];
        return given ? membersOf(given).map((value) => ({ file, options: settled(program, value) })) : [];
      }),
    ),
  );
}

/** Options made by a factory (`{ useFactory: (config) => ({ ... }) }`) are what it returns. */
function settled(program: Program, options: Value): Value {
  const factory = program.functionsOf(program.memberOf(options, 'useFactory'))[0];
  const body = factory?.node.body;
  if (!body) return options;
  const returned = ts.isBlock(body) ? firstReturn(body) : body;
  return returned ? program.valueOf(returned, factory.env) : options;
}

function firstReturn(body: ts.Block): ts.Expression | null {
  for (const statement of body.statements) if (ts.isReturnStatement(statement) && statement.expression) return statement.expression;
  return null;
}

/** The start-ups of the application that `file` belongs to: those with the longest common folder. */
export function bootstrapsFor(bootstraps: readonly Bootstrap[], file: string): readonly Bootstrap[] {
  const depth = (one: Bootstrap): number => commonFolders(one.file, file);
  const deepest = Math.max(-1, ...bootstraps.map(depth));
  return bootstraps.filter((one) => depth(one) === deepest);
}

function commonFolders(left: string, right: string): number {
  const a = left.split('/').slice(0, -1);
  const b = right.split('/').slice(0, -1);
  let count = 0;
  while (count < a.length && count < b.length && a[count] === b[count]) count++;
  return count;
}
