// The guard as JavaScript a person would have written: types are cut out of our own TypeScript, and layout, names and comments stay as they are.
// Only for the guard's sources, whose syntax is known: no enums, namespaces, parameter properties or decorators.
import ts from 'typescript';

interface Span {
  readonly start: number;
  readonly end: number;
}

/** `module` decides between `import`/`export` and `require`/`module.exports`. */
export function asJavaScript(text: string, module: 'esm' | 'cjs'): string {
  const source = ts.createSourceFile('guard.ts', text, ts.ScriptTarget.Latest, true);
  const cuts: Span[] = [];
  const visit = (node: ts.Node): void => {
    const cut = cutIn(node, source);
    cuts.push(...cut);
    if (!isType(node)) ts.forEachChild(node, visit);
  };
  visit(source);
  const erased = withoutSpans(text, cuts);
  return tidy(module === 'cjs' ? asCommonJs(erased) : erased);
}

function isType(node: ts.Node): boolean {
  return ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
}

function cutIn(node: ts.Node, source: ts.SourceFile): readonly Span[] {
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return [{ start: node.getStart(source, true), end: node.end }];
  if (ts.isImportDeclaration(node) && node.importClause?.isTypeOnly) return [lineOf(node, source)];
  if (ts.isImportSpecifier(node) && node.isTypeOnly) return [{ start: node.getStart(source), end: endWithComma(node, source.text) }];
  if (ts.isAsExpression(node)) return [{ start: node.expression.end, end: node.end }];
  const spans: Span[] = [];
  if ('type' in node && isNode(node.type) && ts.isTypeNode(node.type) && !isType(node)) spans.push(annotation(node, node.type, source));
  if ('typeParameters' in node && isNodeArray(node.typeParameters)) spans.push(bracketed(node.typeParameters, source.text));
  if ((ts.isCallExpression(node) || ts.isNewExpression(node)) && node.typeArguments) spans.push(bracketed(node.typeArguments, source.text));
  if (ts.isPropertyDeclaration(node)) spans.push(...(node.modifiers ?? []).map((modifier) => ({ start: modifier.getStart(source), end: modifier.end + 1 })));
  return spans;
}

/** `?: Type`, from the end of what it annotates. */
function annotation(node: ts.Node, type: ts.TypeNode, source: ts.SourceFile): Span {
  const before = source.text.slice(node.getStart(source), type.getStart(source));
  const colon = /\??:\s*$/.exec(before);
  return { start: type.getStart(source) - (colon?.[0].length ?? 0), end: type.end };
}

function bracketed(list: ts.NodeArray<ts.Node>, text: string): Span {
  return { start: text.lastIndexOf('<', list.pos), end: text.indexOf('>', list.end) + 1 };
}

function lineOf(node: ts.Node, source: ts.SourceFile): Span {
  return { start: node.getStart(source), end: node.end + 1 };
}

function endWithComma(node: ts.Node, text: string): number {
  return node.end + (/^\s*,[ \t]*/.exec(text.slice(node.end))?.[0].length ?? 0);
}

function isNode(value: unknown): value is ts.Node {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

function isNodeArray(value: unknown): value is ts.NodeArray<ts.Node> {
  return Array.isArray(value) && value.length > 0;
}

function withoutSpans(text: string, cuts: readonly Span[]): string {
  let kept = '';
  let at = 0;
  for (const { start, end } of cuts.toSorted((left, right) => left.start - right.start || right.end - left.end)) {
    if (end <= at) continue;
    kept += text.slice(at, Math.max(at, start));
    at = end;
  }
  return kept + text.slice(at);
}

function asCommonJs(text: string): string {
  const exported: string[] = [];
  const body = text
    .replace(/^import \{ (.+) \} from ('[^']+');$/gm, (_, names: string, from: string) => `const { ${names.replaceAll(' as ', ': ')} } = require(${from});`)
    .replace(/^import (\w+) from ('[^']+');$/gm, 'const $1 = require($2);')
    .replace(/^export ((?:async )?function\*?|class|const) (\w+)/gm, (_, kind: string, name: string) => {
      exported.push(name);
      return `${kind} ${name}`;
    });
  return `${body.trimEnd()}\n\nmodule.exports = { ${exported.join(', ')} };\n`;
}

function tidy(text: string): string {
  return `${text
    .replace(/,\s*\} = require/g, ' } = require')
    .replace(/, *\} from/g, ' } from')
    .replace(/\n *\} from/g, '\n} from')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}
