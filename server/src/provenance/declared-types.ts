// What a type annotation says: the package's type, the workspace's class, the implementations of an interface; and which type a member of a type has.
import ts from 'typescript';
import { resolveName } from '../syntax/scopes.ts';
import { constructorOf, isStatic, nameOf } from './classes.ts';
import { annotationOf } from './contextual-types.ts';
import type { Evaluator, TypeMeaning } from './evaluator.ts';
import { hasOwnMembers, memberHandedThrough } from './shapes-of-types.ts';
import { classIn, queriedType, sharedByKind } from './kinds-of-class.ts';
import { apiChild, apiRoot, constant, membersOf, parameterStep, unionOf, unknown } from './making.ts';
import type { Environment, ObjectType, ParameterValue, Token, Value } from './values.ts';

/** Generic types that stand for their first argument. */
const seeThrough = new Set([
  'Promise',
  'PromiseLike',
  'Partial',
  'Required',
  'Readonly',
  'NonNullable',
  'Awaited',
  'Omit',
  'Pick',
  'DeepPartial',
  'DeepMocked',
  'Mocked',
  'Extract',
  'Exclude',
  'Ref',
  'ModuleRef',
  'WrapperType',
  'Relation',
  'Lazy',
]);
/** Packages whose types are there without an import. */
const platforms = ['@cloudflare/workers-types', 'global'];
const mostClasses = 40;
const lists = new Set(['Array', 'ReadonlyArray', 'Set', 'ReadonlySet', 'Iterable', 'AsyncIterable']);

export function valueOfType(ev: Evaluator, type: ts.TypeNode, env: Environment, depth = 0): Value {
  if (depth > 8) return unknown;
  const again = (inner: ts.TypeNode): Value => valueOfType(ev, inner, env, depth + 1);
  if (ts.isParenthesizedTypeNode(type) || ts.isOptionalTypeNode(type)) return again(type.type);
  if (ts.isTypeOperatorNode(type)) return again(type.type);
  if (ts.isUnionTypeNode(type) || ts.isIntersectionTypeNode(type)) return unionOf(type.types.map(again));
  if (ts.isTypeQueryNode(type)) return queriedType(ev, type, env);
  if (ts.isLiteralTypeNode(type)) return ts.isStringLiteral(type.literal) ? constant(type.literal.text) : unknown;
  if (ts.isImportTypeNode(type)) return importedType(ev, type);
  if (ts.isArrayTypeNode(type)) return listOf(again(type.elementType));
  if (ts.isIndexedAccessTypeNode(type)) return indexedType(ev, type, env, depth);
  if (ts.isTypeReferenceNode(type)) return referenced(ev, type, env, depth);
  if (ts.isExpressionWithTypeArguments(type)) return ts.isIdentifier(type.expression) ? named(ev, type.expression, type, env, depth) : unknown;
  return unknown;
}

function listOf(element: Value): Value {
  return element.kind === 'unknown' ? unknown : { kind: 'list', elements: membersOf(element), whole: false };
}

function importedType(ev: Evaluator, type: ts.ImportTypeNode): Value {
  const argument = ts.isLiteralTypeNode(type.argument) && ts.isStringLiteral(type.argument.literal) ? type.argument.literal.text : null;
  if (argument === null || !type.qualifier) return unknown;
  const name = ts.isIdentifier(type.qualifier) ? type.qualifier.text : type.qualifier.right.text;
  const resolution = ev.workspace.resolve(ev.fileOf(type), argument);
  if (resolution?.kind === 'package') return packageType(resolution.package, resolution.specifier, name);
  const value = resolution ? ev.exportOf(resolution.file, name) : unknown;
  return value.kind === 'class' ? ev.instanceOf(value, null) : unknown;
}

function indexedType(ev: Evaluator, type: ts.IndexedAccessTypeNode, env: Environment, depth: number): Value {
  const index = ts.isLiteralTypeNode(type.indexType) ? type.indexType.literal : null;
  if (index && ts.isNumericLiteral(index)) return parametersType(ev, type.objectType, Number(index.text), env, depth);
  const key = index && ts.isStringLiteral(index) ? index.text : null;
  const member = key === null ? null : memberType(ev, type.objectType, key);
  if (member) return valueOfType(ev, member, env, depth + 1);
  // `ReturnType<typeof createDb>['db']`
  return key === null ? unknown : ev.memberOf(valueOfType(ev, type.objectType, env, depth + 1), key);
}

/** `Parameters<typeof db.transaction>[0]`: what such a function is given. */
function parametersType(ev: Evaluator, type: ts.TypeNode, index: number, env: Environment, depth: number): Value {
  const [of] = ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName) && type.typeName.text === 'Parameters' ? (type.typeArguments ?? []) : [];
  if (!of) return unknown;
  const value = valueOfType(ev, of, env, depth + 1);
  if (value.kind === 'api') return apiChild(value, { kind: value.token?.kind === 'argument' ? 'parameter' : 'argument', index });
  const parameter = value.kind === 'function' ? value.node.parameters[index] : undefined;
  return parameter && ts.isParameter(parameter) && parameter.type ? valueOfType(ev, parameter.type, env, depth + 1) : unknown;
}

function packageType(package_: string, specifier: string, name: string): Value {
  const client = isPrisma(package_, name) ? '@prisma/client' : null;
  return apiChild(apiRoot(client ?? package_, client ?? specifier), { kind: 'type', name });
}

/** `PrismaService` from a company's own package: the generated client, under the name that it has in every Nest application. */
function isPrisma(package_: string, name: string): boolean {
  return package_.startsWith('@') && /^Prisma(?:Client|Service)$/.test(name);
}

function referenced(ev: Evaluator, type: ts.TypeReferenceNode, env: Environment, depth: number): Value {
  const name = type.typeName;
  const [first] = type.typeArguments ?? [];
  // Its members are not the package's: they are asked for one by one.
  if (first && memberHandedThrough(name) !== null) return unknown;
  if (ts.isQualifiedName(name)) return qualified(ev, name, env);
  if (first && seeThrough.has(name.text)) return valueOfType(ev, first, env, depth + 1);
  if (first && lists.has(name.text)) return listOf(valueOfType(ev, first, env, depth + 1));
  if (first && name.text === 'InstanceType') return unionOf(membersOf(classIn(ev, first, env)).map((value) => instanceOf(ev, value)));
  if (first && name.text === 'ReturnType') {
    const callee = valueOfType(ev, first, env, depth + 1);
    if (callee.kind === 'api') return apiChild(callee, { kind: 'return' });
    const functions = ev.functionsOf(callee);
    return unionOf(functions.map((fn) => ev.returned(fn, { outer: fn.env, node: fn.node, args: [], self: fn.self, depth: 1 })));
  }
  return named(ev, name, type, env, depth);
}

function instanceOf(ev: Evaluator, value: Value): Value {
  if (value.kind === 'class') return ev.instanceOf(value, null);
  if (value.kind !== 'api') return unknown;
  const name = value.token?.kind === 'member' ? value.token.name : 'default';
  return apiChild(value.parent ?? value, { kind: 'type', name });
}

/** `amqp.Channel`, `AWS.SQS`, `Prisma.TransactionClient`: the type is known by its last name. */
function qualified(ev: Evaluator, name: ts.QualifiedName, env: Environment): Value {
  const head = headOf(name);
  const meaning = ev.typeNamed(head.text, name);
  if (meaning?.kind === 'package') return packageType(meaning.package, meaning.specifier, name.right.text);
  if (meaning?.kind === 'module') return ofMeaning(ev, ev.typeExported(meaning.file, name.right.text), env, 1);
  const value = ev.valueOfName(head.text, name, env);
  return value.kind === 'api' ? packageType(value.package, value.specifier, name.right.text) : instanceOf(ev, ev.memberOf(value, name.right.text));
}

function headOf(name: ts.EntityName): ts.Identifier {
  return ts.isIdentifier(name) ? name : headOf(name.left);
}

function named(ev: Evaluator, name: ts.Identifier, at: ts.Node, env: Environment, depth: number): Value {
  const meaning = ev.typeNamed(name.text, at);
  // A platform's type (a worker's `R2Bucket`) is declared nowhere in sight.
  const platform = meaning === null ? platforms.find((one) => ev.catalogue.typesOf(one).has(name.text)) : undefined;
  if (platform !== undefined) return packageType(platform, platform, name.text);
  return ofMeaning(ev, meaning, env, depth);
}

function ofMeaning(ev: Evaluator, meaning: TypeMeaning | null, env: Environment, depth: number): Value {
  if (!meaning || meaning.kind === 'module') return unknown;
  if (meaning.kind === 'package') return packageType(meaning.package, meaning.specifier, meaning.name);
  const node = meaning.node;
  if (ts.isTypeAliasDeclaration(node)) return ofAlias(ev, node, env, depth);
  if (ts.isTypeParameterDeclaration(node)) return node.constraint ? valueOfType(ev, node.constraint, env, depth + 1) : unknown;
  if (ts.isInterfaceDeclaration(node)) return ofInterface(ev, node, env, depth);
  return ts.isClassLike(node) ? ev.instanceOf({ kind: 'class', node, env: null }, null) : unknown;
}

/** `type QueueClient = Pick<QueueService, 'publish' | 'subscribe'>`: the classes that implement it by this name, or else what the type says. */
function ofAlias(ev: Evaluator, node: ts.TypeAliasDeclaration, env: Environment, depth: number): Value {
  const filled = isOwnShape(node.type) ? implementing(ev, node) : null;
  if (filled && filled.kind !== 'unknown') return filled;
  const made = hasOwnMembers(node.type) ? ev.madeAs(node) : unknown;
  return made.kind !== 'unknown' || ts.isTypeLiteralNode(node.type) ? made : valueOfType(ev, node.type, env, depth + 1);
}

/** A shape that classes can implement, and not another name for one. */
function isOwnShape(type: ts.TypeNode): boolean {
  if (ts.isTypeReferenceNode(type)) return ts.isIdentifier(type.typeName) && seeThrough.has(type.typeName.text);
  return ts.isTypeLiteralNode(type) || ts.isIntersectionTypeNode(type);
}

/** An interface is what it extends, if that comes from a package, or else any class that implements it, or what functions return for it. */
function ofInterface(ev: Evaluator, node: ts.InterfaceDeclaration, env: Environment, depth: number): Value {
  const bases = (node.heritageClauses ?? []).flatMap((clause) => clause.types.map((type) => valueOfType(ev, type, env, depth + 1)));
  const apis = bases.filter((base) => base.kind === 'api');
  if (apis.length > 0) {
    const made = node.members.length > 0 ? ev.madeAs(node) : unknown;
    return made.kind === 'unknown' ? unionOf(apis) : made;
  }
  return implementing(ev, node) ?? ev.madeAs(node);
}

/** Any class that implements it, and any object that is written down as one beside them; null without such a class. */
function implementing(ev: Evaluator, node: ObjectType): Value | null {
  const classes = ev.subclassesOf(node).map((cls) => ev.instanceOf(cls, null));
  const all = classes.length > 0 ? [...classes, ...ev.writtenAs(node)] : [];
  return all.length === 0 ? null : all.length <= mostClasses ? unionOf(all) : unknown;
}

/** What a type name means where it stands, through imports and barrels. */
export function typeNamed(ev: Evaluator, name: string, from: ts.Node, depth = 0): TypeMeaning | null {
  const declaration = resolveName(name, from, 'type');
  if (!declaration || depth > 12) return null;
  if (
    ts.isClassLike(declaration) ||
    ts.isInterfaceDeclaration(declaration) ||
    ts.isTypeAliasDeclaration(declaration) ||
    ts.isTypeParameterDeclaration(declaration) ||
    ts.isEnumDeclaration(declaration)
  ) {
    return { kind: 'declaration', node: declaration };
  }
  if (ts.isImportSpecifier(declaration))
    return fromModule(ev, declaration, specifierOf(declaration.parent.parent.parent), (declaration.propertyName ?? declaration.name).text);
  if (ts.isImportClause(declaration)) return fromModule(ev, declaration, specifierOf(declaration.parent), 'default');
  if (ts.isNamespaceImport(declaration)) return fromModule(ev, declaration, specifierOf(declaration.parent.parent), '*');
  if (!ts.isImportEqualsDeclaration(declaration) || !ts.isExternalModuleReference(declaration.moduleReference)) return null;
  const reference = declaration.moduleReference.expression;
  return ts.isStringLiteralLike(reference) ? fromModule(ev, declaration, reference.text, 'default') : null;
}

function specifierOf(node: ts.Node): string | null {
  const declaration = ts.isImportDeclaration(node) ? node.moduleSpecifier : null;
  return declaration && ts.isStringLiteralLike(declaration) ? declaration.text : null;
}

function fromModule(ev: Evaluator, from: ts.Node, specifier: string | null, name: string): TypeMeaning | null {
  const resolution = specifier === null ? null : ev.workspace.resolve(ev.fileOf(from), specifier);
  if (!resolution) return null;
  if (resolution.kind === 'package') return { kind: 'package', package: resolution.package, specifier: resolution.specifier, name };
  return name === '*' ? { kind: 'module', file: resolution.file } : ev.typeExported(resolution.file, name);
}

/** The type a file exports under a name, through its re-exports. */
export function typeIn(ev: Evaluator, file: string, name: string): TypeMeaning | null {
  const source = ev.sourceFile(file);
  if (!source) return null;
  for (const statement of source.statements) {
    if (!ts.isExportDeclaration(statement)) {
      const isDefault =
        name === 'default' &&
        (ts.isClassDeclaration(statement) || ts.isInterfaceDeclaration(statement)) &&
        (ts.getModifiers(statement) ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword);
      if (isDefault) return { kind: 'declaration', node: statement };
      if (name === 'default' && ts.isExportAssignment(statement) && ts.isIdentifier(statement.expression))
        return typeNamed(ev, statement.expression.text, source);
      continue;
    }
    const found = reexported(ev, statement, file, name);
    if (found) return found;
  }
  return typeNamed(ev, name, source);
}

function reexported(ev: Evaluator, statement: ts.ExportDeclaration, file: string, name: string): TypeMeaning | null {
  const specifier = statement.moduleSpecifier && ts.isStringLiteralLike(statement.moduleSpecifier) ? statement.moduleSpecifier.text : null;
  const clause = statement.exportClause;
  const element = clause && ts.isNamedExports(clause) ? clause.elements.find(({ name: exported }) => exported.text === name) : undefined;
  if (clause && !element) return clause.kind === ts.SyntaxKind.NamespaceExport && clause.name.text === name ? fromModule(ev, statement, specifier, '*') : null;
  const local = element ? (element.propertyName ?? element.name).text : name;
  if (specifier === null) return element ? typeNamed(ev, local, statement) : null;
  const resolution = ev.workspace.resolve(file, specifier);
  if (resolution?.kind === 'file') return ev.typeExported(resolution.file, local);
  return element && resolution ? { kind: 'package', package: resolution.package, specifier: resolution.specifier, name: local } : null;
}

/** The annotation of a member of a type: of an interface, a class, a literal, an alias of these. `null` as name: of its elements. */
export function memberType(ev: Evaluator, type: ts.TypeNode, name: string | null, depth = 0): ts.TypeNode | null {
  if (depth > 8) return null;
  const again = (inner: ts.TypeNode): ts.TypeNode | null => memberType(ev, inner, name, depth + 1);
  if (ts.isParenthesizedTypeNode(type) || ts.isTypeOperatorNode(type)) return again(type.type);
  if (ts.isArrayTypeNode(type)) return name === null ? type.elementType : null;
  if (ts.isUnionTypeNode(type) || ts.isIntersectionTypeNode(type)) return firstFound(type.types, again);
  if (ts.isTypeLiteralNode(type)) return amongMembers(type.members, name);
  if (!ts.isTypeReferenceNode(type)) return null;
  const [argument] = type.typeArguments ?? [];
  if (argument && name !== null && memberHandedThrough(type.typeName) === name) return argument;
  if (!ts.isIdentifier(type.typeName)) return null;
  if (argument && seeThrough.has(type.typeName.text)) return again(argument);
  if (argument && name === null && lists.has(type.typeName.text)) return argument;
  if (name === null) return type.typeArguments?.[1] ?? null;
  const meaning = ev.typeNamed(type.typeName.text, type);
  return meaning?.kind === 'declaration' ? memberOfDeclaration(ev, meaning.node, name, depth + 1) : null;
}

function memberOfDeclaration(ev: Evaluator, node: ts.Node, name: string, depth: number): ts.TypeNode | null {
  if (ts.isTypeAliasDeclaration(node)) return memberType(ev, node.type, name, depth);
  if (ts.isTypeParameterDeclaration(node)) return node.constraint ? memberType(ev, node.constraint, name, depth) : null;
  if (ts.isClassLike(node)) {
    const field = node.members.find((member) => ts.isPropertyDeclaration(member) && !isStatic(member) && nameOf(member) === name);
    if (field && ts.isPropertyDeclaration(field)) return field.type ?? null;
    const property = constructorOf(node)?.parameters.find((parameter) => ts.isIdentifier(parameter.name) && parameter.name.text === name);
    return property?.type ?? null;
  }
  if (!ts.isInterfaceDeclaration(node)) return null;
  const own = amongMembers(node.members, name);
  if (own) return own;
  const bases = (node.heritageClauses ?? []).flatMap((clause) => clause.types);
  return firstFound(bases, (base) => {
    const meaning = ts.isIdentifier(base.expression) ? ev.typeNamed(base.expression.text, base) : null;
    return meaning?.kind === 'declaration' && depth < 8 ? memberOfDeclaration(ev, meaning.node, name, depth + 1) : null;
  });
}

function amongMembers(members: readonly ts.TypeElement[], name: string | null): ts.TypeNode | null {
  for (const member of members) {
    if (ts.isIndexSignatureDeclaration(member)) return member.type;
    if (name !== null && nameOf(member) === name && ts.isPropertySignature(member)) return member.type ?? null;
  }
  return null;
}

function firstFound<Item, Result>(items: readonly Item[], find: (item: Item) => Result | null): Result | null {
  for (const item of items) {
    const found = find(item);
    if (found !== null) return found;
  }
  return null;
}

/** The annotation behind an expression that has none of its own: of its variable, parameter or member. */
export function declaredType(ev: Evaluator, node: ts.Expression, depth = 0): ts.TypeNode | null {
  if (depth > 6) return null;
  if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node) || ts.isAwaitExpression(node)) return declaredType(ev, node.expression, depth + 1);
  if (ts.isAsExpression(node)) return node.type;
  if (ts.isIdentifier(node)) {
    const declaration = resolveName(node.text, node);
    if (!declaration) return null;
    if (ts.isParameter(declaration)) return annotationOf(ev, declaration);
    if (ts.isVariableDeclaration(declaration)) return declaration.type ?? null;
    return null;
  }
  if (!ts.isPropertyAccessExpression(node)) return null;
  if (node.expression.kind === ts.SyntaxKind.ThisKeyword) {
    const cls = ev.classAround(node);
    return cls ? memberOfDeclaration(ev, cls.node, node.name.text, 0) : null;
  }
  const object = declaredType(ev, node.expression, depth + 1);
  return object ? memberType(ev, object, node.name.text) : null;
}

/** A member (null: an element) of an unbound parameter: what its annotation says of it, else a longer path. */
export function declaredMember(ev: Evaluator, value: ParameterValue, name: string | null): Value {
  const token: Token = name === null ? { kind: 'element' } : { kind: 'member', name };
  const longer = parameterStep(value, token);
  const shared = name !== null && value.path.length === 0 ? sharedByKind(ev, value, name) : null;
  if (shared) return shared;
  const type = [...value.path, token].reduce<ts.TypeNode | null>(
    (at, step) => {
      if (!at || (step.kind !== 'member' && step.kind !== 'element')) return null;
      return memberType(ev, at, step.kind === 'member' ? step.name : null);
    },
    annotationOf(ev, value.node),
  );
  const typed = type ? ev.valueOfType(type, null) : unknown;
  if (typed.kind === 'api' && typed.token?.kind === 'type' && longer.kind === 'parameter') return { ...typed, open: longer };
  // A list's caller may put in something else than objects of the classes of its type.
  if (typed.kind === 'list' && typed.elements.length > 0 && longer.kind === 'parameter' && typed.elements.every((one) => one.kind === 'instance'))
    return { ...typed, elements: [parameterStep(longer, { kind: 'element' }), ...typed.elements] };
  if (typed.kind !== 'unknown' && typed.kind !== 'constant') return typed;
  return (name !== null && value.path.length === 0 ? ev.injectedByName(value.node, name) : null) ?? longer;
}
