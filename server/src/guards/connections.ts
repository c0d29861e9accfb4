// Finds a database connection that a handler can reach: in its own file, in its class, or exported by another file of the workspace.
import ts from 'typescript';
import type { Workspace } from '../workspace/workspace.ts';
import { ancestors } from './code-style.ts';
import { dialectOf } from './dialect.ts';
import { drivers, type DriverFacts } from './drivers.ts';

export interface Connection {
  readonly driver: DriverFacts;
  /** As it is written where the handler stands: `pool`, `this.prisma`. */
  readonly expression: string;
  /** Import it from there first, under this name; null when it is in reach. */
  readonly importFrom: string | null;
}

type ReadsFiles = Pick<Workspace, 'read' | 'files' | 'filesNaming' | 'filesLike' | 'resolve'>;

/** Every store the project has, best first: what the handler's file has at hand before what another file exports, databases before caches. */
export function connectionsFor(
  workspace: ReadsFiles,
  source: ts.SourceFile,
  at: ts.Node,
  parse: (file: string) => ts.SourceFile | null,
): readonly Connection[] {
  const inUse = driversInUse(workspace, source.fileName);
  const near = inUse.flatMap((driver) => {
    const expression = inClass(at, driver) ?? inFile(workspace, source, driver, parse);
    return expression === null ? [] : [{ driver, expression, importFrom: null }];
  });
  const known = new Set(near.map((connection) => connection.driver.driver));
  const far = inUse.flatMap((driver) => (known.has(driver.driver) ? [] : exported(workspace, source, driver, parse)));
  return [...near, ...far];
}

/** Drivers in the dependencies of the packages around a file; of a query builder, the database it speaks here, where there is a guard for it. */
export function driversInUse(workspace: Pick<Workspace, 'read' | 'filesNaming' | 'filesLike'>, file: string): readonly DriverFacts[] {
  const manifests = ancestors(file).map((folder) => workspace.read(`${folder}package.json`) ?? '');
  return drivers
    .filter((facts) => facts.packages.some((name) => manifests.some((text) => text.includes(`"${name}":`))))
    .flatMap((facts) => {
      const dialect = dialectOf(workspace, facts.driver, file) ?? 'postgres';
      if (dialect === 'postgres') return [facts];
      const spoken = dialect === 'other' ? undefined : facts.otherwise?.[dialect];
      return spoken === undefined ? [] : [{ ...facts, ...spoken }];
    });
}

/** `constructor(private readonly prisma: PrismaService)`, or a field of such a type. */
function inClass(at: ts.Node, driver: DriverFacts): string | null {
  const cls = ts.findAncestor(at, ts.isClassLike);
  if (cls === undefined) return null;
  for (const member of cls.members) {
    if (ts.isPropertyDeclaration(member) && ts.isIdentifier(member.name) && isOfType(member.type, driver)) return `this.${member.name.text}`;
    if (!ts.isConstructorDeclaration(member)) continue;
    const held = member.parameters.find((parameter) => (ts.getModifiers(parameter) ?? []).length > 0 && isOfType(parameter.type, driver));
    if (held && ts.isIdentifier(held.name)) return `this.${held.name.text}`;
  }
  return null;
}

function isOfType(type: ts.TypeNode | undefined, driver: DriverFacts): boolean {
  if (type === undefined || !ts.isTypeReferenceNode(type)) return false;
  const name = ts.isIdentifier(type.typeName) ? type.typeName.text : type.typeName.right.text;
  return driver.types.includes(name);
}

/** `mongoose.connection`, where the project opens it: what Nest or `createConnection` opens is another. */
function ofMongoose(workspace: ReadsFiles, source: ts.SourceFile): { readonly imported: string | null } | null {
  const opens = workspace
    .filesNaming('mongoose', 50)
    .some((file) => /\bmongoose\.connect\(|\bconnect\b[^;]*from ['"]mongoose['"]/.test(workspace.read(file) ?? ''));
  if (!opens) return null;
  const own = /^import (?:\* as )?(\w+)[^;\n]* from ['"]mongoose['"]|^(?:const|var|let) (\w+) = require\(['"]mongoose['"]\)/m.exec(source.text);
  return { imported: own?.[1] ?? own?.[2] ?? null };
}

function inFile(workspace: ReadsFiles, source: ts.SourceFile, driver: DriverFacts, parse: (file: string) => ts.SourceFile | null): string | null {
  if (driver.driver === 'mongoose') {
    const name = ofMongoose(workspace, source)?.imported ?? null;
    return name === null ? null : `${name}.connection`;
  }
  const [own] = madeIn(source, driver);
  if (own !== undefined) return own.name;
  for (const statement of source.statements) {
    const bindings = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : undefined;
    if (!ts.isImportDeclaration(statement) || !bindings || !ts.isNamedImports(bindings) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const target = workspace.resolve(source.fileName, statement.moduleSpecifier.text);
    const module = target?.kind === 'file' ? parse(target.file) : null;
    if (module === null) continue;
    const made = madeIn(module, driver).map((one) => one.name);
    const found = bindings.elements.find((element) => made.includes((element.propertyName ?? element.name).text));
    if (found) return found.name.text;
  }
  return null;
}

function exported(workspace: ReadsFiles, source: ts.SourceFile, driver: DriverFacts, parse: (file: string) => ts.SourceFile | null): readonly Connection[] {
  if (driver.driver === 'mongoose') return ofMongoose(workspace, source) === null ? [] : [{ driver, expression: 'connection', importFrom: 'mongoose' }];
  for (const maker of driver.makers) {
    for (const file of workspace.filesNaming(maker, 50)) {
      if (file === source.fileName || /\b(test|spec|__tests__|examples?|scripts?)\b/.test(file)) continue;
      const module = parse(file);
      const made = module === null ? [] : madeIn(module, driver).filter((one) => one.isExported && isOpened(workspace, driver, one.name));
      if (made[0]) return [{ driver, expression: made[0].name, importFrom: file }];
    }
  }
  return [];
}

/** A data source that nobody initializes is there for the migrations' command line. */
function isOpened(workspace: ReadsFiles, { driver }: DriverFacts, name: string): boolean {
  return driver !== 'typeorm' || workspace.filesNaming('initialize', 50).some((file) => workspace.read(file)?.includes(`${name}.initialize(`));
}

/** `const pool = new Pool(...)`, `const db = drizzle(...)` at the top of a file that imports the maker. */
function madeIn(source: ts.SourceFile, driver: DriverFacts): readonly { readonly name: string; readonly isExported: boolean }[] {
  if (!driver.packages.some((name) => source.text.includes(name)) && driver.driver !== 'prisma') return [];
  return source.statements.flatMap((statement) => {
    if (!ts.isVariableStatement(statement)) return [];
    const isExported = (statement.modifiers ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword);
    return statement.declarationList.declarations.flatMap((declaration) =>
      ts.isIdentifier(declaration.name) && isMade(declaration.initializer, driver) ? [{ name: declaration.name.text, isExported }] : [],
    );
  });
}

function isMade(initializer: ts.Expression | undefined, driver: DriverFacts): boolean {
  if (initializer === undefined) return false;
  if (ts.isBinaryExpression(initializer)) return isMade(initializer.left, driver) || isMade(initializer.right, driver);
  if (!ts.isNewExpression(initializer) && !ts.isCallExpression(initializer)) return false;
  const callee = initializer.expression;
  const name = ts.isIdentifier(callee) ? callee.text : ts.isPropertyAccessExpression(callee) ? callee.name.text : '';
  return driver.makers.includes(name);
}
