// The names that a function or class may be called by: its own, those that files export and import it as.
import ts from 'typescript';
import { exportsOf } from '../syntax/modules.ts';
import { nameOf } from './classes.ts';
import type { Evaluator } from './evaluator.ts';
import { membersOf } from './making.ts';

/** No name is looked for in more files than this. */
export const mostFiles = 200;

/** The names under which a file may know `name`: itself, and what it imports or destructures it as. */
export function localNames(source: ts.SourceFile, name: string): readonly string[] {
  const byName = localNamesKnown.get(source) ?? new Map<string, readonly string[]>();
  localNamesKnown.set(source, byName);
  const known = byName.get(name) ?? localNamesIn(source, name);
  byName.set(name, known);
  return known;
}

/** Trees outlive the programs that ask. */
const localNamesKnown = new WeakMap<ts.SourceFile, Map<string, readonly string[]>>();

function localNamesIn(source: ts.SourceFile, name: string): readonly string[] {
  const names = new Set([name]);
  const visit = (node: ts.Node): void => {
    if (
      (ts.isImportSpecifier(node) || ts.isBindingElement(node)) &&
      node.propertyName &&
      ts.isIdentifier(node.name) &&
      'text' in node.propertyName &&
      node.propertyName.text === name
    )
      names.add(node.name.text);
    if (ts.isImportDeclaration(node) || ts.isImportClause(node) || ts.isNamedImports(node) || ts.isSourceFile(node)) ts.forEachChild(node, visit);
  };
  visit(source);
  return [...names];
}

/** Every name under which a function may be called: its own, its variable's or property's, and those it is exported as. */
export function namesOf(ev: Evaluator, target: ts.Node): readonly string[] {
  const names = new Set<string>();
  const own = ownName(target);
  if (own !== null) names.add(own);
  const source = target.getSourceFile();
  for (const [name, exported] of exportsOf(source).named) {
    if (name === own) continue;
    const isIt =
      exported.kind === 'local'
        ? exported.name.text === own
        : exported.kind === 'declaration'
          ? exported.node === target
          : exported.kind === 'expression' && membersOf(ev.valueOf(exported.node, null)).some((value) => 'node' in value && value.node === target);
    if (isIt && name !== 'default') names.add(name);
    if (isIt && name === 'default') for (const local of importedNames(ev, source)) names.add(local);
  }
  for (const whole of exportsOf(source).whole) {
    if (membersOf(ev.valueOf(whole, null)).some((value) => 'node' in value && value.node === target))
      for (const local of importedNames(ev, source)) names.add(local);
  }
  return [...names];
}

export function ownName(target: ts.Node): string | null {
  if ('name' in target && ts.isFunctionLike(target) && target.name && 'text' in target.name) return target.name.text;
  if (ts.isClassLike(target)) return target.name?.text ?? null;
  if (ts.isMethodSignature(target)) return nameOf(target);
  for (let at = target.parent; at; at = at.parent) {
    if (ts.isVariableDeclaration(at)) return ts.isIdentifier(at.name) ? at.name.text : null;
    if (ts.isPropertyAssignment(at) || ts.isPropertyDeclaration(at)) return 'text' in at.name ? at.name.text : null;
    if (ts.isBinaryExpression(at) && ts.isPropertyAccessExpression(at.left)) return at.left.name.text;
    const isPassing = ts.isParenthesizedExpression(at) || ts.isAsExpression(at) || ts.isSatisfiesExpression(at) || ts.isCallExpression(at);
    if (!isPassing) return null;
  }
  return null;
}

/** The names that other files give to the default export (or the whole) of a file. */
function importedNames(ev: Evaluator, source: ts.SourceFile): readonly string[] {
  const file = source.fileName;
  const parts = file.replace(/\.[cm]?[jt]sx?$/, '').split('/');
  const last = parts.at(-1) === 'index' ? parts.at(-2) : parts.at(-1);
  const word = last?.match(/[A-Za-z0-9_$]+/)?.[0];
  if (!word) return [];
  const names = new Set<string>();
  for (const other of ev.workspace.filesNaming(word, mostFiles)) {
    const text = ev.sourceFile(other);
    if (!text) continue;
    const isIt = (specifier: ts.Node | undefined, name: string): boolean =>
      leadsTo(ev, other, specifier, file, name.toLowerCase().includes(word.toLowerCase()));
    for (const name of text.statements.flatMap((statement) => namesGivenIn(statement, isIt))) names.add(name);
  }
  return [...names];
}

/** Whether a specifier is that of `file`; or, where the name speaks of it, of an index that may pass it on. */
function leadsTo(ev: Evaluator, from: string, specifier: ts.Node | undefined, file: string, isSpokenOf: boolean): boolean {
  if (specifier === undefined || !ts.isStringLiteralLike(specifier)) return false;
  const resolution = ev.workspace.resolve(from, specifier.text);
  if (resolution?.kind !== 'file') return false;
  return resolution.file === file || (isSpokenOf && /(?:^|\/)index\.[cm]?[jt]sx?$/.test(resolution.file));
}

type IsIt = (specifier: ts.Node | undefined, name: string) => boolean;

/** `import x from`, `const x = require()`, and what passes it on: `export { default as x } from`, `module.exports = { x: require() }`, `exports.x = require()`. */
function namesGivenIn(statement: ts.Statement, isIt: IsIt): readonly string[] {
  if (ts.isImportDeclaration(statement)) {
    const name = statement.importClause?.name?.text;
    return name !== undefined && isIt(statement.moduleSpecifier, name) ? [name] : [];
  }
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name, initializer }) =>
      ts.isIdentifier(name) && isIt(requiredIn(initializer), name.text) ? [name.text] : [],
    );
  if (ts.isExportDeclaration(statement)) {
    const specifiers = statement.exportClause !== undefined && ts.isNamedExports(statement.exportClause) ? statement.exportClause.elements : [];
    return specifiers.flatMap(({ name, propertyName }) => (propertyName?.text === 'default' && isIt(statement.moduleSpecifier, name.text) ? [name.text] : []));
  }
  if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) return [];
  const { left, right } = statement.expression;
  const assigned = ts.isPropertyAccessExpression(left) ? left.name.text : '';
  if (requiredIn(right)) return assigned !== 'exports' && isIt(requiredIn(right), assigned) ? [assigned] : [];
  const given = ts.isObjectLiteralExpression(right) ? right.properties : [];
  return given.flatMap((property) =>
    ts.isPropertyAssignment(property) && ts.isIdentifier(property.name) && isIt(requiredIn(property.initializer), property.name.text)
      ? [property.name.text]
      : [],
  );
}

/** The specifier of `require('./consumer')`. */
function requiredIn(node: ts.Expression | undefined): ts.Expression | undefined {
  return node !== undefined && ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'require'
    ? node.arguments[0]
    : undefined;
}
