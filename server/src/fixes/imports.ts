// Adds names to a file's imports in the file's own style: merged into an import of the same module, else one line after the last import.
import ts from 'typescript';
import { relativePath, type CodeStyle } from '../guards/code-style.ts';
import type { FixEdit } from './fix.ts';

export interface ImportWanted {
  readonly name: string;
  /** The file that exports it, relative to the root, or a package. */
  readonly from: string;
}

export interface Imported {
  readonly edits: readonly FixEdit[];
  /** The local name of each wanted name; another one where the file already uses it for something else. */
  readonly local: Readonly<Record<string, string>>;
}

export function addImports(source: ts.SourceFile, style: CodeStyle, wanted: readonly ImportWanted[]): Imported {
  const local: Record<string, string> = {};
  const missing = new Map<string, string[]>();
  for (const { name, from } of wanted) {
    const specifier = specifierTo(source.fileName, from, style);
    const known = importedAs(source, specifier, name);
    local[name] = known ?? freeName(source, name);
    if (known === null) missing.set(specifier, [...(missing.get(specifier) ?? []), local[name] === name ? name : aliased(name, local[name] ?? name, style)]);
  }
  const edits: FixEdit[] = [];
  const lines: string[] = [];
  for (const [specifier, names] of missing) {
    const existing = namedImportOf(source, specifier);
    if (existing) edits.push(merged(source, existing, names));
    else lines.push(importLine(specifier, names, style));
  }
  if (lines.length > 0) edits.push(inserted(source, lines, style));
  return { edits, local };
}

function aliased(name: string, alias: string, style: CodeStyle): string {
  return style.module === 'cjs' ? `${name}: ${alias}` : `${name} as ${alias}`;
}

function importLine(specifier: string, names: readonly string[], { quote, semicolon, module }: CodeStyle): string {
  const list = names.join(', ');
  const path = `${quote}${specifier}${quote}`;
  return module === 'cjs' ? `const { ${list} } = require(${path})${semicolon}` : `import { ${list} } from ${path}${semicolon}`;
}

/** The specifier that leads from one file to another. */
function specifierTo(from: string, to: string, style: CodeStyle): string {
  if (!/\.[cm]?[jt]sx?$/.test(to)) return to;
  return relativePath(from, to).replace(/\.([cm]?)[jt]sx?$/, style.importExtension);
}

interface NamedImport {
  readonly specifier: string;
  readonly names: ts.NamedImports | ts.ObjectBindingPattern;
}

function namedImports(source: ts.SourceFile): readonly NamedImport[] {
  return source.statements.flatMap((statement): readonly NamedImport[] => {
    if (ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)) {
      const bindings = statement.importClause?.namedBindings;
      const isUsable = bindings !== undefined && ts.isNamedImports(bindings) && statement.importClause?.isTypeOnly !== true;
      return isUsable ? [{ specifier: statement.moduleSpecifier.text, names: bindings }] : [];
    }
    if (!ts.isVariableStatement(statement)) return [];
    return statement.declarationList.declarations.flatMap((declaration) => {
      const call = declaration.initializer;
      const requires = call !== undefined && ts.isCallExpression(call) && ts.isIdentifier(call.expression) && call.expression.text === 'require';
      const argument = requires ? call.arguments[0] : undefined;
      return argument && ts.isStringLiteral(argument) && ts.isObjectBindingPattern(declaration.name)
        ? [{ specifier: argument.text, names: declaration.name }]
        : [];
    });
  });
}

function namedImportOf(source: ts.SourceFile, specifier: string): ts.NamedImports | ts.ObjectBindingPattern | null {
  return namedImports(source).find((one) => one.specifier === specifier && one.names.elements.length > 0)?.names ?? null;
}

function importedAs(source: ts.SourceFile, specifier: string, name: string): string | null {
  for (const { names } of namedImports(source).filter((one) => one.specifier === specifier)) {
    for (const element of names.elements) {
      const exported = element.propertyName ?? element.name;
      if (ts.isIdentifier(exported) && exported.text === name && ts.isIdentifier(element.name)) return element.name.text;
    }
  }
  return null;
}

function merged(source: ts.SourceFile, names: ts.NamedImports | ts.ObjectBindingPattern, added: readonly string[]): FixEdit {
  const last = names.elements.at(-1);
  const at = last?.end ?? names.getStart(source) + 1;
  return { file: source.fileName, start: at, end: at, newText: `, ${added.join(', ')}` };
}

/** After the last import (or top-level require), else before the first statement, below directives and the file's head comment. */
function inserted(source: ts.SourceFile, lines: readonly string[], { newline }: CodeStyle): FixEdit {
  const text = lines.join(newline);
  const last = source.statements.findLast((statement) => ts.isImportDeclaration(statement) || isRequire(statement));
  if (last) return { file: source.fileName, start: last.end, end: last.end, newText: `${newline}${text}` };
  const first = source.statements.find((statement) => !(ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression)));
  const at = first?.getStart(source, true) ?? source.text.length;
  return { file: source.fileName, start: at, end: at, newText: `${text}${newline}${newline}` };
}

function isRequire(statement: ts.Statement): boolean {
  if (!ts.isVariableStatement(statement)) return false;
  return statement.declarationList.declarations.every((declaration) => {
    const call = declaration.initializer;
    return call !== undefined && call.getText().startsWith('require(');
  });
}

/** The edits that import one name as a type; none where it is imported. */
export function addTypeImport(source: ts.SourceFile, style: CodeStyle, name: string, specifier: string): readonly FixEdit[] {
  const lists = source.statements.flatMap((statement) => {
    const bindings = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : undefined;
    const isFrom = ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier) && statement.moduleSpecifier.text === specifier;
    return isFrom && bindings && ts.isNamedImports(bindings) ? [bindings] : [];
  });
  if (lists.some(({ elements }) => elements.some((element) => element.name.text === name))) return [];
  const [list] = lists;
  if (list) return [merged(source, list, [list.elements.some(({ isTypeOnly }) => isTypeOnly) ? `type ${name}` : name])];
  return [inserted(source, [`import type { ${name} } from ${style.quote}${specifier}${style.quote}${style.semicolon}`], style)];
}

/** `name`, or with a number where the file uses it already. */
export function unusedName(source: ts.SourceFile, name: string): string {
  for (let count = 2, next = name; ; next = `${name}${count++}`) if (freeName(source, next) === next) return next;
}

/** `name`, or another where the file, or a part of it, uses it already. */
export function freeName(within: ts.Node, name: string): string {
  let isTaken = false;
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === name && !isMemberName(node)) isTaken = true;
    if (!isTaken) ts.forEachChild(node, visit);
  };
  visit(within);
  return isTaken ? `${name}ForEvent` : name;
}

/** What only names a member takes no name from the file. */
function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  const isMember =
    ts.isPropertyAccessExpression(parent) ||
    ts.isPropertyAssignment(parent) ||
    ts.isPropertySignature(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isMethodDeclaration(parent);
  return isMember && parent.name === node;
}
