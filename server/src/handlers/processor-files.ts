// Processors in files of their own: `new Worker(name, path.join(__dirname, 'processor.js'))` runs what that file exports.
import ts from 'typescript';
import { membersOf } from '../provenance/making.ts';
import type { Environment, FunctionValue, Value } from '../provenance/values.ts';
import { bare } from '../syntax/bare.ts';
import { lastNameOf } from '../syntax/file-index.ts';
import { exportsOf } from '../syntax/modules.ts';
import { resolveName } from '../syntax/scopes.ts';
import type { Search } from './draft.ts';
import { callersOf, through, type Answer, type Context, type Question } from './outward.ts';

const furthest = 3;
const deepest = 8;
/** A table of paths has a dozen or two; more are not told apart any more. */
const mostPaths = 60;

/** What the file runs that stands in an argument, or that the callers of a wrapper hand over for it. */
export function inProcessorFiles(search: Search, expression: ts.Expression, question: Question, context: Context): readonly Answer[] {
  return filesAt(search, expression, context.env, question, context, 0);
}

function filesAt(search: Search, expression: ts.Expression, env: Environment, question: Question, context: Context, depth: number): readonly Answer[] {
  const files = new Set(pathsAt(search, expression, env, 0).flatMap((path) => fileOf(search, path)));
  const here = [...files].flatMap((file) => wholeExport(search, file));
  const parameter = parameterAt(expression);
  if (here.length > 0 || !parameter || depth >= furthest) return here.map((fn) => ({ context, fn, linked: false }));
  const owner = parameter.parent;
  return callersOf(search.program, owner, question.at).flatMap((site) => {
    const handed = 'arguments' in site.node ? site.node.arguments?.[owner.parameters.indexOf(parameter)] : undefined;
    return handed ? filesAt(search, handed, site.env, question, through(search.program, question, owner, site, context), depth + 1) : [];
  });
}

function parameterAt(expression: ts.Expression): ts.ParameterDeclaration | null {
  const inner = bare(expression);
  const declaration = ts.isIdentifier(inner) ? resolveName(inner.text, inner) : null;
  return declaration && ts.isParameter(declaration) && ts.isIdentifier(declaration.name) ? declaration : null;
}

/** What a text may be, put together from constants and the place of a file, `from`. */
interface Path {
  readonly from: string | null;
  readonly text: string;
}

/** All that an expression may say; nothing where a part of it is not known. */
function pathsAt(search: Search, expression: ts.Expression, env: Environment, depth: number): readonly Path[] {
  const { program } = search;
  const node = bare(expression);
  if (depth > deepest) return [];
  if (/^(?:__dirname|import\.meta\.dirname)$/.test(node.getText())) return [{ from: program.fileOf(node), text: '.' }];
  if (ts.isNewExpression(node) && node.arguments?.[1]?.getText() === 'import.meta.url')
    return pathsAt(search, node.arguments[0] ?? node, env, depth + 1).map(({ text }) => ({ from: program.fileOf(node), text }));
  const parts = partsOf(node);
  if (parts === null) return saidBy(search, program.valueOf(node, env), node, depth);
  return parts.reduce<readonly Path[]>(
    (starts, part) =>
      starts.flatMap((start) => (typeof part === 'string' ? [{ ...start, text: start.text + part }] : extended(search, start, part, env, depth))),
    [{ from: null, text: '' }],
  );
}

function extended(search: Search, start: Path, part: ts.Expression, env: Environment, depth: number): readonly Path[] {
  const next = pathsAt(search, part, env, depth + 1).slice(0, mostPaths);
  // The extension is what the code is run as: resolving the path finds that.
  if (next.length === 0 && start.text.endsWith('.')) return [start];
  return next.map(({ from, text }) => ({ from: start.from ?? from, text: start.text + text }));
}

/** The texts among the values, and what a function of `path` made in a place of its own. */
function saidBy(search: Search, value: Value, asked: ts.Expression, depth: number): readonly Path[] {
  return membersOf(value).flatMap((member) => {
    if (member.kind === 'constant') return typeof member.value === 'string' ? [{ from: null, text: member.value }] : [];
    const made = member.kind === 'api' ? member.call : null;
    if (!made || made.node === asked || !(ts.isCallExpression(made.node) || ts.isNewExpression(made.node))) return [];
    return pathsAt(search, made.node, made.env, depth + 1);
  });
}

/** What a path is put together from by a template, by `+` or by a function of `path` or `url`; null for anything else. */
function partsOf(node: ts.Expression): readonly (ts.Expression | string)[] | null {
  if (ts.isTemplateExpression(node)) return [node.head.text, ...node.templateSpans.flatMap(({ expression, literal }) => [expression, literal.text])];
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) return [node.left, node.right];
  if (ts.isPropertyAccessExpression(node) && /^(?:href|pathname)$/.test(node.name.text)) return [node.expression];
  if (!ts.isCallExpression(node)) return null;
  const name = lastNameOf(node.expression) ?? '';
  if (name === 'toString' && ts.isPropertyAccessExpression(node.expression)) return [node.expression.expression];
  if (name === 'extname') return [''];
  if (/^(?:pathToFileURL|fileURLToPath|normalize)$/.test(name)) return node.arguments.slice(0, 1);
  if (!/^(?:join|resolve)$/.test(name)) return null;
  return node.arguments.flatMap((argument, index) => (index === 0 ? [argument] : ['/', argument]));
}

/** The file of the workspace that a path names, seen from the file it stands in. */
function fileOf(search: Search, { from, text }: Path): readonly string[] {
  if (from === null) return [];
  const path = text
    .replaceAll(/\/{2,}/g, '/')
    .replaceAll(/(?<=^|\/)\.\//g, '')
    .replace(/\.$/, '');
  const resolution = search.workspace.resolve(from, path.startsWith('..') ? path : `./${path.replace(/^\//, '')}`);
  return resolution?.kind === 'file' ? [resolution.file] : [];
}

function wholeExport(search: Search, file: string): readonly FunctionValue[] {
  const source = search.program.sourceFile(file);
  const table = source && exportsOf(source);
  const found = table?.named.get('default');
  if (found?.kind === 'declaration' && ts.isFunctionDeclaration(found.node)) return [{ kind: 'function', node: found.node, env: null, self: null }];
  const node = found?.kind === 'expression' ? found.node : found?.kind === 'local' ? found.name : table?.whole[0];
  return node ? membersOf(search.program.valueOf(node, null)).filter((value) => value.kind === 'function') : [];
}
