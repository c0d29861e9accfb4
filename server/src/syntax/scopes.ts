// Which declaration a name means. Scopes are found by walking up from the name; each scope's table is built once, when first asked for.
import ts from 'typescript';

/** What can introduce a name. For destructuring it is the binding element; for imports the specifier. */
export type Declaration =
  | ts.VariableDeclaration
  | ts.BindingElement
  | ts.ParameterDeclaration
  | ts.FunctionDeclaration
  | ts.FunctionExpression
  | ts.ClassDeclaration
  | ts.ClassExpression
  | ts.EnumDeclaration
  | ts.ModuleDeclaration
  | ts.InterfaceDeclaration
  | ts.TypeAliasDeclaration
  | ts.TypeParameterDeclaration
  | ts.ImportClause
  | ts.NamespaceImport
  | ts.ImportSpecifier
  | ts.ImportEqualsDeclaration;

type Table = Map<string, Declaration[]>;
export type Meaning = 'value' | 'type';

const tables = new WeakMap<ts.Node, Table>();

/** The declaration that `name` means at `from`, or null when the file declares none (a global). */
export function resolveName(name: string, from: ts.Node, meaning: Meaning = 'value'): Declaration | null {
  for (let scope: ts.Node | undefined = from; scope; scope = scope.parent) {
    if (!scopeKinds.has(scope.kind)) continue;
    const found = tableOf(scope)
      .get(name)
      ?.filter((declaration) => hasMeaning(declaration, meaning));
    // Of overloads, the one with the body.
    if (found?.[0]) return found.find((declaration) => !ts.isFunctionDeclaration(declaration) || declaration.body) ?? found[0];
  }
  return null;
}

/** Type-only declarations are no values, and the other way round; classes, enums, namespaces and imports are both. */
function hasMeaning(declaration: Declaration, meaning: Meaning): boolean {
  const typeOnly = ts.isInterfaceDeclaration(declaration) || ts.isTypeAliasDeclaration(declaration) || ts.isTypeParameterDeclaration(declaration);
  if (meaning === 'value') return !typeOnly;
  return (
    typeOnly || !(ts.isVariableDeclaration(declaration) || ts.isBindingElement(declaration) || ts.isParameter(declaration) || ts.isFunctionLike(declaration))
  );
}

const scopeKinds: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.SourceFile,
  ts.SyntaxKind.Block,
  ts.SyntaxKind.ModuleBlock,
  ts.SyntaxKind.CaseBlock,
  ts.SyntaxKind.ForStatement,
  ts.SyntaxKind.ForInStatement,
  ts.SyntaxKind.ForOfStatement,
  ts.SyntaxKind.CatchClause,
  ts.SyntaxKind.FunctionDeclaration,
  ts.SyntaxKind.FunctionExpression,
  ts.SyntaxKind.ArrowFunction,
  ts.SyntaxKind.MethodDeclaration,
  ts.SyntaxKind.Constructor,
  ts.SyntaxKind.GetAccessor,
  ts.SyntaxKind.SetAccessor,
  ts.SyntaxKind.MethodSignature,
  ts.SyntaxKind.CallSignature,
  ts.SyntaxKind.ConstructSignature,
  ts.SyntaxKind.FunctionType,
  ts.SyntaxKind.ConstructorType,
  ts.SyntaxKind.ClassDeclaration,
  ts.SyntaxKind.ClassExpression,
  ts.SyntaxKind.InterfaceDeclaration,
  ts.SyntaxKind.TypeAliasDeclaration,
]);

function tableOf(scope: ts.Node): Table {
  const known = tables.get(scope);
  if (known) return known;
  const table: Table = new Map();
  tables.set(scope, table);
  fill(scope, table);
  return table;
}

function fill(scope: ts.Node, table: Table): void {
  if (ts.isSourceFile(scope) || ts.isModuleBlock(scope)) {
    for (const statement of scope.statements) addStatement(statement, table);
    for (const statement of scope.statements) hoist(statement, table);
  } else if (ts.isBlock(scope)) {
    for (const statement of scope.statements) addStatement(statement, table);
    if (ts.isFunctionLike(scope.parent)) for (const statement of scope.statements) hoist(statement, table);
  } else if (ts.isCaseBlock(scope)) {
    for (const clause of scope.clauses) for (const statement of clause.statements) addStatement(statement, table);
  } else if (ts.isForStatement(scope) || ts.isForInStatement(scope) || ts.isForOfStatement(scope)) {
    if (scope.initializer && ts.isVariableDeclarationList(scope.initializer)) addList(scope.initializer, table);
  } else if (ts.isCatchClause(scope)) {
    if (scope.variableDeclaration) addBinding(scope.variableDeclaration.name, scope.variableDeclaration, table);
  } else if (ts.isFunctionLike(scope)) fillFunction(scope, table);
  else if (ts.isClassLike(scope) || ts.isInterfaceDeclaration(scope) || ts.isTypeAliasDeclaration(scope)) {
    if (scope.name && ts.isClassExpression(scope)) add(scope.name.text, scope, table);
    addTypeParameters(scope.typeParameters, table);
  }
}

function fillFunction(scope: ts.SignatureDeclaration, table: Table): void {
  if (ts.isFunctionExpression(scope) && scope.name) add(scope.name.text, scope, table);
  addTypeParameters(scope.typeParameters, table);
  for (const parameter of scope.parameters) if (ts.isParameter(parameter)) addBinding(parameter.name, parameter, table);
}

function addTypeParameters(parameters: readonly ts.TypeParameterDeclaration[] | undefined, table: Table): void {
  for (const parameter of parameters ?? []) add(parameter.name.text, parameter, table);
}

function addStatement(statement: ts.Statement, table: Table): void {
  if (ts.isVariableStatement(statement)) addList(statement.declarationList, table);
  else if (ts.isImportDeclaration(statement)) addImport(statement, table);
  else if (ts.isImportEqualsDeclaration(statement)) add(statement.name.text, statement, table);
  else if (isNamedDeclaration(statement)) {
    if (statement.name && ts.isIdentifier(statement.name)) add(statement.name.text, statement, table);
    const global = ts.isModuleDeclaration(statement) && statement.name.text === 'global' ? statement.body : undefined;
    if (global && ts.isModuleBlock(global)) for (const inner of global.statements) addStatement(inner, table);
  }
}

function isNamedDeclaration(
  node: ts.Node,
): node is ts.FunctionDeclaration | ts.ClassDeclaration | ts.EnumDeclaration | ts.ModuleDeclaration | ts.InterfaceDeclaration | ts.TypeAliasDeclaration {
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isEnumDeclaration(node) ||
    ts.isModuleDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node)
  );
}

function addImport(statement: ts.ImportDeclaration, table: Table): void {
  const clause = statement.importClause;
  if (!clause) return;
  if (clause.name) add(clause.name.text, clause, table);
  if (!clause.namedBindings) return;
  if (ts.isNamespaceImport(clause.namedBindings)) add(clause.namedBindings.name.text, clause.namedBindings, table);
  else for (const specifier of clause.namedBindings.elements) add(specifier.name.text, specifier, table);
}

function addList(list: ts.VariableDeclarationList, table: Table): void {
  for (const declaration of list.declarations) addBinding(declaration.name, declaration, table);
}

function addBinding(name: ts.BindingName, declaration: Declaration, table: Table): void {
  if (ts.isIdentifier(name)) return add(name.text, declaration, table);
  for (const element of name.elements) if (ts.isBindingElement(element)) addBinding(element.name, element, table);
}

function add(name: string, declaration: Declaration, table: Table): void {
  const list = table.get(name);
  if (!list) table.set(name, [declaration]);
  else if (!list.includes(declaration)) list.push(declaration);
}

/** `var` and sloppy function declarations in nested statements belong to the function around them. */
function hoist(node: ts.Node, table: Table): void {
  if (ts.isFunctionLike(node) || ts.isClassLike(node) || ts.isExpression(node) || ts.isModuleDeclaration(node)) return;
  if (ts.isVariableDeclarationList(node)) {
    if ((node.flags & ts.NodeFlags.BlockScoped) === 0) addList(node, table);
    return;
  }
  ts.forEachChild(node, (child) => hoist(child, table));
}
