// Processors in files of their own: `new Worker(name, path.join(__dirname, 'processor.js'))` runs what that file exports.
import ts from 'typescript';
import { membersOf } from '../provenance/making.ts';
import type { FunctionValue } from '../provenance/values.ts';
import { bare } from '../syntax/bare.ts';
import { lastNameOf } from '../syntax/file-index.ts';
import { exportsOf } from '../syntax/modules.ts';
import { resolveName } from '../syntax/scopes.ts';
import type { Search } from './draft.ts';
import { callersOf, through, type Answer, type Context, type Question } from './outward.ts';

const furthest = 3;

/** What the file runs that stands in an argument, or that the callers of a wrapper hand over for it. */
export function inProcessorFiles(search: Search, expression: ts.Expression, question: Question, context: Context, depth = 0): readonly Answer[] {
  const here = processorsIn(search, expression);
  const parameter = parameterAt(expression);
  if (here.length > 0 || !parameter || depth >= furthest) return here.map((fn) => ({ context, fn, linked: false }));
  const owner = parameter.parent;
  return callersOf(search.program, owner, question.at).flatMap((site) => {
    const handed = 'arguments' in site.node ? site.node.arguments?.[owner.parameters.indexOf(parameter)] : undefined;
    return handed ? inProcessorFiles(search, handed, question, through(search.program, question, owner, site, context), depth + 1) : [];
  });
}

function parameterAt(expression: ts.Expression): ts.ParameterDeclaration | null {
  const inner = bare(expression);
  const declaration = ts.isIdentifier(inner) ? resolveName(inner.text, inner) : null;
  return declaration && ts.isParameter(declaration) && ts.isIdentifier(declaration.name) ? declaration : null;
}

/** The functions exported by the file that an expression names, relative to the file it stands in; none where it names no file of the workspace. */
function processorsIn(search: Search, expression: ts.Node): readonly FunctionValue[] {
  const specifier = relativePath(expression);
  const resolution = specifier === null ? null : search.workspace.resolve(search.program.fileOf(expression), specifier);
  return resolution?.kind === 'file' ? wholeExport(search, resolution.file) : [];
}

/** `./jobs/mail.js`, where the expression is put together from the place of its file and constants. */
function relativePath(expression: ts.Node): string | null {
  const inner = ts.isExpression(expression) ? bare(expression) : expression;
  const declaration = ts.isIdentifier(inner) ? resolveName(inner.text, inner) : null;
  if (declaration) return ts.isVariableDeclaration(declaration) && declaration.initializer ? relativePath(declaration.initializer) : null;
  const parts: string[] = [];
  let isRelative = false;
  const visit = (node: ts.Node, depth = 0): void => {
    // The extension of the file it stands in: resolving the path finds that.
    if (ts.isCallExpression(node) && lastNameOf(node.expression) === 'extname') return;
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node)) parts.push(node.text);
    if (ts.isMetaProperty(node) || (ts.isIdentifier(node) && node.text === '__dirname')) isRelative = true;
    const part = depth < furthest && isPart(node) ? resolveName(node.text, node) : null;
    if (part && ts.isVariableDeclaration(part) && part.initializer) visit(part.initializer, depth + 1);
    ts.forEachChild(node, (child) => visit(child, depth));
  };
  visit(inner);
  const path = parts.filter((part) => part !== '').join('/');
  return isRelative && path !== '' ? `./${path.replaceAll(/\/{2,}/g, '/').replace(/^(?:\.?\/)+/, '')}` : null;
}

/** A name that stands for a part of the path, not for what puts it together. */
function isPart(node: ts.Node): node is ts.Identifier {
  const { parent } = node;
  if (!ts.isIdentifier(node)) return false;
  return ts.isTemplateSpan(parent) || ts.isBinaryExpression(parent) || (ts.isCallExpression(parent) && parent.expression !== node);
}

function wholeExport(search: Search, file: string): readonly FunctionValue[] {
  const source = search.program.sourceFile(file);
  const table = source && exportsOf(source);
  const found = table?.named.get('default');
  if (found?.kind === 'declaration' && ts.isFunctionDeclaration(found.node)) return [{ kind: 'function', node: found.node, env: null, self: null }];
  const node = found?.kind === 'expression' ? found.node : found?.kind === 'local' ? found.name : table?.whole[0];
  return node ? membersOf(search.program.valueOf(node, null)).filter((value) => value.kind === 'function') : [];
}
