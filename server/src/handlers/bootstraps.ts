// Where a framework's start-up says which transport its handlers are on: found by the names of the calls, matched to handlers by the nearest common folder.
import ts from 'typescript';
import { calleeOf, lastNameOf } from '../syntax/file-index.ts';
import { resolveName } from '../syntax/scopes.ts';
import { membersOf } from '../provenance/making.ts';
import type { Program } from '../provenance/program.ts';
import type { ClassValue, Value } from '../provenance/values.ts';
import type { Workspace } from '../workspace/workspace.ts';

export interface Bootstrap {
  readonly file: string;
  readonly options: Value;
  /** The module whose controllers it serves, where it is started for one. */
  readonly module: Value | null;
}

const starters = [
  { name: 'createMicroservice', argument: 1 },
  { name: 'connectMicroservice', argument: 0 },
] as const;

export function bootstrapsOf(program: Program, workspace: Workspace): readonly Bootstrap[] {
  return starters.flatMap(({ name, argument }) =>
    workspace.filesNaming(name, 200).flatMap((file) =>
      program.callsNamed(file, name).flatMap((node) => {
        if (!ts.isCallExpression(node) || !isMethod(calleeOf(node), name)) return [];
        const given = program.argumentsOf({ node, env: null });
        const [options, module = null] = [given[argument], argument > 0 ? given[0] : null];
        return options ? membersOf(options).map((value) => ({ file, options: settled(program, value), module })) : [];
      }),
    ),
  );
}

/** `app.connectMicroservice`, also where a variable holds it: `const connect = app.connectMicroservice<KafkaOptions>`. A function of that name is the workspace's own. */
function isMethod(callee: ts.Expression, name: string): boolean {
  if (ts.isPropertyAccessExpression(callee)) return true;
  const declaration = ts.isIdentifier(callee) ? resolveName(callee.text, callee) : null;
  const made = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  const inner = made && ts.isExpressionWithTypeArguments(made) ? made.expression : made;
  return inner !== undefined && ts.isPropertyAccessExpression(inner) && inner.name.text === name;
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

/** The start-ups of the application that a controller belongs to: those with the longest common folder, and of these the ones for a module that has it. */
export function bootstrapsFor(program: Program, bootstraps: readonly Bootstrap[], controller: ClassValue): readonly Bootstrap[] {
  const file = program.fileOf(controller.node);
  const depth = (one: Bootstrap): number => commonFolders(one.file, file);
  const deepest = Math.max(-1, ...bootstraps.map(depth));
  const near = bootstraps.filter((one) => depth(one) === deepest);
  const serving = near.length > 1 ? near.filter(({ module }) => module !== null && hasController(program, module, controller, new Set())) : [];
  return serving.length > 0 ? serving : near;
}

/** Whether a module or one that it imports lists the controller. */
function hasController(program: Program, module: Value, controller: ClassValue, seen: Set<ts.Node>): boolean {
  return membersOf(module).some((value) => {
    // `OrdersModule.forRoot(...)` gives an object that names its module.
    if (value.kind === 'object') return hasController(program, program.memberOf(value, 'module'), controller, seen);
    if (value.kind !== 'class' || seen.has(value.node)) return false;
    seen.add(value.node);
    return moduleOptions(value.node).some((options) => {
      const listed = (name: string): readonly Value[] => program.elementsOf(program.memberOf(program.valueOf(options, value.env), name)) ?? [];
      const isOwn = listed('controllers').some((one) => membersOf(one).some((member) => member.kind === 'class' && member.node === controller.node));
      return isOwn || listed('imports').some((one) => hasController(program, one, controller, seen));
    });
  });
}

function moduleOptions(node: ts.ClassLikeDeclaration): readonly ts.Expression[] {
  return (ts.canHaveDecorators(node) ? (ts.getDecorators(node) ?? []) : []).flatMap(({ expression }) =>
    ts.isCallExpression(expression) && lastNameOf(expression.expression) === 'Module' ? expression.arguments.slice(0, 1) : [],
  );
}

function commonFolders(left: string, right: string): number {
  const a = left.split('/').slice(0, -1);
  const b = right.split('/').slice(0, -1);
  let count = 0;
  while (count < a.length && count < b.length && a[count] === b[count]) count++;
  return count;
}
