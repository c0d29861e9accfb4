// Modules of which one after the other is loaded: `for (const file of fs.readdirSync('./jobs')) start(require(`./jobs/${file}`))`.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { resolveName } from '../syntax/scopes.ts';
import { isTest } from '../workspace/file-kinds.ts';
import { folderOf } from '../workspace/package-files.ts';
import { join } from '../workspace/project-files.ts';
import type { Evaluator } from './evaluator.ts';
import { unionOf, unknown } from './making.ts';
import type { Value } from './values.ts';

/** More than these tell nothing. */
const mostModules = 40;
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
  const declaration = ts.isIdentifier(node) ? resolveName(node.text, node) : null;
  return declaration && ts.isVariableDeclaration(declaration) && declaration.initializer
    ? startOf(ev, declaration.initializer, depth + 1)
    : { text: '', isOpen: true };
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
