// Modules that a loop over a folder loads, each kept under the name that it gives itself: `db[model.name] = require(path.join(__dirname, file))(sequelize, DataTypes)`,
// as sequelize-cli writes it for every project (sequelize-cli 6.6.3, lib/assets/models/index.js).
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { resolveName } from '../syntax/scopes.ts';
import { isTest } from '../workspace/file-kinds.ts';
import { folderOf } from '../workspace/package-files.ts';
import type { Evaluator } from './evaluator.ts';
import { unionOf, unknown } from './making.ts';
import type { Environment, Value } from './values.ts';

const mostFiles = 200;

/** What the module that makes something of this name gives, of those that stand beside or below the loop; `unknown` where `kept` is loaded from no folder, or none of them does. */
export function fromFolder(ev: Evaluator, kept: ts.Expression, name: string, env: Environment): Value {
  const loop = ev.fileOf(kept);
  const load = loadIn(kept);
  if (!load) return unknown;
  const files = ev.workspace
    .filesNaming(name, mostFiles)
    .filter((file) => file !== loop && file.startsWith(`${folderOf(loop)}/`) && !isTest(file) && makes(ev.workspace.read(file) ?? '', name));
  return unionOf(files.map((file) => through(ev, kept, load, ev.exportOf(file, 'default'), env)));
}

/** `require(...)` or `import(...)` of a path that is put together, in what is kept or in what its name was made by. */
function loadIn(kept: ts.Expression): ts.CallExpression | null {
  const inner = bare(kept);
  if (ts.isIdentifier(inner)) {
    const made = initializerOf(inner);
    return made ? loadIn(made) : null;
  }
  if (ts.isAwaitExpression(inner) || ts.isPropertyAccessExpression(inner)) return loadIn(inner.expression);
  if (!ts.isCallExpression(inner)) return null;
  const [path] = inner.arguments;
  const loads = inner.expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(inner.expression) && inner.expression.text === 'require');
  if (!loads) return loadIn(inner.expression);
  return path && !ts.isStringLiteralLike(path) ? inner : null;
}

/** What is kept, with the module in the place of its loading. */
function through(ev: Evaluator, kept: ts.Expression, load: ts.CallExpression, module: Value, env: Environment): Value {
  const inner = bare(kept);
  if (inner === load) return module;
  if (ts.isIdentifier(inner)) {
    const made = initializerOf(inner);
    return made ? through(ev, made, load, module, env) : unknown;
  }
  if (ts.isAwaitExpression(inner)) return through(ev, inner.expression, load, module, env);
  if (ts.isPropertyAccessExpression(inner) && inner.name.text === 'default') return through(ev, inner.expression, load, module, env);
  return ts.isCallExpression(inner) ? ev.returnOf(through(ev, inner.expression, load, module, env), { node: inner, env }) : unknown;
}

function initializerOf(name: ts.Identifier): ts.Expression | undefined {
  const declaration = resolveName(name.text, name);
  return declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
}

/** A model or a class by that name, in the text of a module. */
function makes(text: string, name: string): boolean {
  return new RegExp(String.raw`(?:\bdefine\(\s*|\bmodelName:\s*)['"\`]${name}['"\`]|\bclass\s+${name}\b`).test(text);
}
