// Modules that a loop over a folder loads, one after the other: `for (const file of fs.readdirSync('./jobs')) start(require(`./jobs/${file}`))`.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { resolveName } from '../syntax/scopes.ts';
import { isTest } from '../workspace/file-kinds.ts';
import { folderOf } from '../workspace/package-files.ts';
import { join } from '../workspace/project-files.ts';
import type { Evaluator } from './evaluator.ts';
import { unionOf, unknown } from './making.ts';
import type { Environment, Value } from './values.ts';

/** More than these tell nothing. */
const mostModules = 40;
const mostFiles = 200;
const deepest = 6;

/** Any of the modules in the folder that a path leads into whose last part is not known; unknown where the folder is not known either. */
export function modulesIn(ev: Evaluator, path: ts.Expression): Value {
  const { text, isOpen } = startOf(ev, path, 0);
  const folder = /^(\.{1,2}(?:\/.*)?)\/[^/]*$/.exec(text)?.[1];
  if (!isOpen || folder === undefined) return unknown;
  const [loop, prefix] = [ev.fileOf(path), `${join(folderOf(ev.fileOf(path)), folder)}/`.replace(/^\//, '')];
  const names = ev.workspace.files.filter((file) => file.startsWith(prefix) && file !== loop && !isTest(file)).map((file) => file.slice(prefix.length));
  const modules = names.filter((name) => /^(?:[^/]+\/index|(?!index\.)[^/]+)\.[cm]?[jt]s$/.test(name));
  return modules.length > mostModules ? unknown : unionOf(modules.map((name) => ev.required(`${folder}/${name}`, path)));
}

interface Start {
  readonly text: string;
  /** What follows is not known. */
  readonly isOpen: boolean;
}

/** A path up to its first part that is not known, as seen from the folder of the file. */
function startOf(ev: Evaluator, path: ts.Expression, depth: number): Start {
  const node = bare(path);
  if (depth > deepest) return { text: '', isOpen: true };
  if (/^(?:__dirname|import\.meta\.dirname)$/.test(node.getText())) return { text: '.', isOpen: false };
  const parts = partsOf(node);
  if (parts !== null) return parts.reduce<Start>((start, part) => (start.isOpen ? start : extended(ev, start, part, depth)), { text: '', isOpen: false });
  const value = ev.valueOf(node, null);
  if (value.kind === 'constant' && typeof value.value === 'string') return { text: value.value, isOpen: false };
  const made = ts.isIdentifier(node) ? initializerOf(node) : undefined;
  return made ? startOf(ev, made, depth + 1) : { text: '', isOpen: true };
}

function extended(ev: Evaluator, { text }: Start, part: ts.Expression | string, depth: number): Start {
  const next = typeof part === 'string' ? { text: part, isOpen: false } : startOf(ev, part, depth + 1);
  return { text: text + next.text, isOpen: next.isOpen };
}

/** What a path is put together from by a template, by `+` or by `path.join`; null for anything else. */
function partsOf(node: ts.Expression): readonly (ts.Expression | string)[] | null {
  if (ts.isTemplateExpression(node)) return [node.head.text, ...node.templateSpans.flatMap(({ expression, literal }) => [expression, literal.text])];
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) return [node.left, node.right];
  if (!ts.isCallExpression(node) || !/^(?:path\.)?(?:join|resolve)$/.test(node.expression.getText())) return null;
  return node.arguments.flatMap((argument, index) => (index === 0 ? [argument] : ['/', argument]));
}

/**
 * Of modules that are each kept under the name that they give themselves, `db[model.name] = require(path.join(__dirname, file))(sequelize, DataTypes)`, as sequelize-cli writes it for
 * every project (sequelize-cli 6.6.3, lib/assets/models/index.js): what the one that makes something of this name gives, of those that stand beside
 * or below the loop; `unknown` where `kept` is loaded from no folder, or none of them does.
 */
export function namedInFolder(ev: Evaluator, kept: ts.Expression, name: string, env: Environment): Value {
  const loop = ev.fileOf(kept);
  const load = loadIn(kept, 0);
  if (!load || !/^\w+$/.test(name)) return unknown;
  const files = ev.workspace
    .filesNaming(name, mostFiles)
    .filter((file) => file !== loop && file.startsWith(`${folderOf(loop)}/`) && !isTest(file) && makes(ev.workspace.read(file) ?? '', name));
  return unionOf(files.map((file) => through(ev, kept, load, ev.exportOf(file, 'default'), env)));
}

/** `require(...)` or `import(...)` of a path that is put together, in what is kept or in what its name was made by. */
function loadIn(kept: ts.Expression, depth: number): ts.CallExpression | null {
  const inner = bare(kept);
  if (depth > deepest) return null;
  if (ts.isIdentifier(inner)) {
    const made = initializerOf(inner);
    return made ? loadIn(made, depth + 1) : null;
  }
  if (ts.isAwaitExpression(inner) || ts.isPropertyAccessExpression(inner)) return loadIn(inner.expression, depth + 1);
  if (!ts.isCallExpression(inner)) return null;
  const [path] = inner.arguments;
  const loads = inner.expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(inner.expression) && inner.expression.text === 'require');
  if (!loads) return loadIn(inner.expression, depth + 1);
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
