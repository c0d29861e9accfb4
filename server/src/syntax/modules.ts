// What a file exports and where it says so, in every ESM and CommonJS form. Where a specifier leads is the workspace's business.
import ts from 'typescript';
import { bare } from './bare.ts';
import { indexOf, type CallNode } from './file-index.ts';

/** Where an exported name's value is found. */
export type Export =
  /** An expression of this file (`export default x`, `exports.a = x`). */
  | { readonly kind: 'expression'; readonly node: ts.Expression }
  /** A name declared in this file. */
  | { readonly kind: 'local'; readonly name: ts.Identifier }
  | { readonly kind: 'declaration'; readonly node: ts.FunctionDeclaration | ts.ClassDeclaration }
  /** `export { name } from 'specifier'`. */
  | { readonly kind: 'from'; readonly specifier: string; readonly name: string }
  /** `export * as x from 'specifier'`. */
  | { readonly kind: 'namespace'; readonly specifier: string };

export interface ModuleTable {
  readonly named: ReadonlyMap<string, Export>;
  /** `export * from`, `__exportStar(require())`. */
  readonly stars: readonly string[];
  /** `module.exports =`, `export =`: the module itself. */
  readonly whole: readonly ts.Expression[];
  /** `Object.assign(module.exports, x)`, `module.exports = { ...}` parts: objects whose members are exports. */
  readonly assigned: readonly ts.Expression[];
}

const moduleTables = new WeakMap<ts.SourceFile, ModuleTable>();

export function exportsOf(source: ts.SourceFile): ModuleTable {
  const known = moduleTables.get(source);
  if (known) return known;
  const table = build(source);
  moduleTables.set(source, table);
  return table;
}

/** The specifier of `require('x')`, `import('x')`, `import x = require('x')`, else null. */
export function requiredSpecifier(node: ts.Node): string | null {
  if (ts.isExternalModuleReference(node)) return ts.isStringLiteralLike(node.expression) ? node.expression.text : null;
  if (!ts.isCallExpression(node)) return null;
  const callee = node.expression;
  const argument = node.arguments[0];
  if (!argument || !ts.isStringLiteralLike(argument)) return null;
  if (callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require')) return argument.text;
  const interop = ts.isIdentifier(callee) && /^__?(importDefault|importStar|interopRequireDefault|interopRequireWildcard)$|^_interop/.test(callee.text);
  return interop ? requiredSpecifier(argument) : null;
}

interface Building {
  readonly named: Map<string, Export>;
  readonly stars: string[];
  readonly whole: ts.Expression[];
  readonly assigned: ts.Expression[];
}

function build(source: ts.SourceFile): ModuleTable {
  const table: Building = { named: new Map(), stars: [], whole: [], assigned: [] };
  if (source.fileName.endsWith('.json')) {
    const statement = source.statements[0];
    if (statement && ts.isExpressionStatement(statement)) table.whole.push(statement.expression);
    return table;
  }
  for (const statement of source.statements) addStatement(statement, table);
  addCommonJs(source, table);
  return table;
}

function addStatement(statement: ts.Statement, table: Building): void {
  if (ts.isExportDeclaration(statement)) return addExportDeclaration(statement, table);
  if (ts.isExportAssignment(statement)) {
    if (statement.isExportEquals) table.whole.push(statement.expression);
    else table.named.set('default', { kind: 'expression', node: statement.expression });
    return;
  }
  if (!ts.canHaveModifiers(statement)) return;
  const modifiers = ts.getModifiers(statement) ?? [];
  if (!modifiers.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword)) return;
  const isDefault = modifiers.some((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword);
  if (ts.isVariableStatement(statement)) {
    for (const declaration of statement.declarationList.declarations) addNames(declaration.name, table);
  } else if (isDefault && (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement))) {
    table.named.set('default', { kind: 'declaration', node: statement });
  } else if (hasIdentifierName(statement)) {
    table.named.set(statement.name.text, { kind: 'local', name: statement.name });
  }
}

function hasIdentifierName(node: ts.Node): node is ts.Node & { readonly name: ts.Identifier } {
  return 'name' in node && typeof node.name === 'object' && node.name !== null && 'kind' in node.name && node.name.kind === ts.SyntaxKind.Identifier;
}

function addNames(name: ts.BindingName, table: Building): void {
  if (ts.isIdentifier(name)) {
    table.named.set(name.text, { kind: 'local', name });
    return;
  }
  for (const element of name.elements) if (ts.isBindingElement(element)) addNames(element.name, table);
}

function addExportDeclaration(statement: ts.ExportDeclaration, table: Building): void {
  const from = statement.moduleSpecifier && ts.isStringLiteralLike(statement.moduleSpecifier) ? statement.moduleSpecifier.text : null;
  const clause = statement.exportClause;
  if (!clause) {
    if (from !== null) table.stars.push(from);
    return;
  }
  if (ts.isNamespaceExport(clause)) {
    if (from !== null) table.named.set(clause.name.text, { kind: 'namespace', specifier: from });
    return;
  }
  for (const specifier of clause.elements) {
    const local = specifier.propertyName ?? specifier.name;
    if (from !== null) table.named.set(specifier.name.text, { kind: 'from', specifier: from, name: local.text });
    else if (ts.isIdentifier(local)) table.named.set(specifier.name.text, { kind: 'local', name: local });
  }
}

function addCommonJs(source: ts.SourceFile, table: Building): void {
  const index = indexOf(source);
  for (const write of index.memberWrites.get('exports') ?? []) {
    if (write.path.length === 0 && isModuleExports(write.target)) table.whole.push(withoutAssignment(write.value));
  }
  for (const [name, writes] of index.memberWrites) {
    for (const write of writes) {
      const target = bare(write.target);
      if (!ts.isPropertyAccessExpression(target) || !isExports(target.expression) || write.path.length > 0) continue;
      const value = withoutAssignment(write.value);
      // TypeScript's output first writes `exports.a = void 0`.
      if (!ts.isVoidExpression(value)) table.named.set(name, { kind: 'expression', node: value });
    }
  }
  for (const call of index.calls.get('assign') ?? []) {
    if (ts.isCallExpression(call) && call.arguments[0] && isExports(call.arguments[0])) table.assigned.push(...call.arguments.slice(1));
  }
  for (const name of ['__exportStar', '__export']) {
    for (const call of index.calls.get(name) ?? []) {
      const specifier = ts.isCallExpression(call) && call.arguments[0] ? requiredSpecifier(call.arguments[0]) : null;
      if (specifier !== null) table.stars.push(specifier);
    }
  }
  for (const call of index.calls.get('defineProperty') ?? []) addDefinedProperty(call, table);
}

/** `Object.defineProperty(exports, 'a', { enumerable: true, get: function () { return x.a } })`: a re-export in compiled output. */
function addDefinedProperty(call: CallNode, table: Building): void {
  if (!ts.isCallExpression(call)) return;
  const [object, name, descriptor] = call.arguments;
  if (!object || !isExports(object) || !name || !ts.isStringLiteralLike(name) || !descriptor || !ts.isObjectLiteralExpression(descriptor)) return;
  for (const property of descriptor.properties) {
    if (!property.name || !ts.isIdentifier(property.name)) continue;
    const fn = ts.isPropertyAssignment(property) ? property.initializer : property;
    if (property.name.text === 'value' && ts.isPropertyAssignment(property) && name.text !== '__esModule') {
      table.named.set(name.text, { kind: 'expression', node: property.initializer });
    }
    if (property.name.text !== 'get' || !ts.isFunctionLike(fn) || !('body' in fn) || !fn.body) continue;
    const body = fn.body;
    if (!ts.isBlock(body)) table.named.set(name.text, { kind: 'expression', node: body });
    else
      for (const line of body.statements)
        if (ts.isReturnStatement(line) && line.expression) table.named.set(name.text, { kind: 'expression', node: line.expression });
  }
}

/** `exports = module.exports = x` means `x`. */
function withoutAssignment(value: ts.Expression): ts.Expression {
  const inner = bare(value);
  return ts.isBinaryExpression(inner) && inner.operatorToken.kind === ts.SyntaxKind.EqualsToken ? withoutAssignment(inner.right) : inner;
}

function isModuleExports(node: ts.Expression): boolean {
  const inner = bare(node);
  return ts.isPropertyAccessExpression(inner) && inner.name.text === 'exports' && ts.isIdentifier(inner.expression) && inner.expression.text === 'module';
}

function isExports(node: ts.Expression): boolean {
  const inner = bare(node);
  return (ts.isIdentifier(inner) && inner.text === 'exports') || isModuleExports(inner);
}
