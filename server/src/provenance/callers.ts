// Outward: who calls a function, who extends a class. A text search finds the files, evaluation confirms the calls.
import ts from 'typescript';
import { calleeOf, indexOf, type CallNode } from '../syntax/file-index.ts';
import { exportsOf } from '../syntax/modules.ts';
import { baseClass, constructorOf, nameOf } from './classes.ts';
import type { Evaluator } from './evaluator.ts';
import { membersOf, unknown } from './making.ts';
import type { CallSite, ClassValue, ParameterValue, Value } from './values.ts';

export const mostFiles = 200;

export function callsOf(ev: Evaluator, target: ts.Node): readonly CallSite[] {
  if (ts.isClassLike(target)) return constructions(ev, target);
  if (ts.isConstructorDeclaration(target)) return constructions(ev, target.parent);
  const found: CallSite[] = [];
  const method = ts.isClassLike(target.parent) || ts.isInterfaceDeclaration(target.parent);
  const owner = method ? (target.parent.name?.text ?? null) : null;
  for (const name of namesOf(ev, target)) {
    for (const call of callsNamedAnywhere(ev, name, owner)) {
      if (!found.some((site) => site.node === call) && isCallOf(ev, call, target, method ? name : null)) found.push({ node: call, env: null });
    }
  }
  return found.length > 0 ? found : callsOfMade(ev, target);
}

/** `const consume = createConsumer(connection)`, then `consume(queue, handle)`: the calls of a function that has no name where it is made, but where it is kept. */
function callsOfMade(ev: Evaluator, target: ts.Node): readonly CallSite[] {
  const maker = makerOf(target);
  if (!maker) return [];
  const kept = callsOf(ev, maker).flatMap(({ node }): readonly CallNode[] => {
    const called = node.parent;
    if (ts.isCallExpression(called) && called.expression === node) return [called];
    const name = ownName(node);
    return name === null ? [] : [...callsNamedAnywhere(ev, name)];
  });
  return [...new Set(kept)].filter((call) => isCallOf(ev, call, target, null)).map((node) => ({ node, env: null }));
}

/** `const setup = (queue) => (channel) => ...`: the function that makes this one and gives it back. */
export function makerOf(fn: ts.Node): ts.SignatureDeclaration | null {
  if (!ts.isArrowFunction(fn) && !ts.isFunctionExpression(fn)) return null;
  let at: ts.Node = fn.parent;
  while (ts.isParenthesizedExpression(at)) at = at.parent;
  if (ts.isArrowFunction(at)) return at;
  return ts.isReturnStatement(at) && ts.isBlock(at.parent) && ts.isFunctionLike(at.parent.parent) ? at.parent.parent : null;
}

function* callsNamedAnywhere(ev: Evaluator, name: string, owner: string | null = null): Generator<CallNode> {
  for (const file of filesWith(ev, name, owner)) {
    const source = ev.sourceFile(file);
    if (!source) continue;
    for (const local of localNames(source, name)) yield* indexOf(source).calls.get(local) ?? [];
  }
}

/** The files with a word; of more than can be looked at (`on` is a word of prose too) those first that name the owner of the method. */
function filesWith(ev: Evaluator, name: string, owner: string | null): readonly string[] {
  const files = ev.workspace.filesNaming(name);
  if (files.length <= mostFiles || owner === null) return files.slice(0, mostFiles);
  const naming = new Set(ev.workspace.filesNaming(owner));
  return [...files.filter((file) => naming.has(file)), ...files.filter((file) => !naming.has(file))].slice(0, mostFiles);
}

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

function ownName(target: ts.Node): string | null {
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
    for (const name of text.statements.flatMap((statement) => namesGivenIn(ev, other, statement))) names.add(name);
  }
  return [...names];
}

/** `import x from`, `const x = require()`, and what passes it on: `export { default as x } from`, `module.exports = { x: require() }`, `exports.x = require()`. */
function namesGivenIn(ev: Evaluator, file: string, statement: ts.Statement): readonly string[] {
  if (ts.isImportDeclaration(statement)) {
    const name = statement.importClause?.name?.text;
    const isOfFile = ts.isStringLiteralLike(statement.moduleSpecifier) && ev.workspace.resolve(file, statement.moduleSpecifier.text)?.kind === 'file';
    return name !== undefined && isOfFile ? [name] : [];
  }
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name, initializer }) => (ts.isIdentifier(name) && isRequire(initializer) ? [name.text] : []));
  if (ts.isExportDeclaration(statement)) {
    const specifiers = statement.exportClause !== undefined && ts.isNamedExports(statement.exportClause) ? statement.exportClause.elements : [];
    return specifiers.flatMap(({ name, propertyName }) => (propertyName?.text === 'default' && statement.moduleSpecifier !== undefined ? [name.text] : []));
  }
  if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) return [];
  const { left, right } = statement.expression;
  if (isRequire(right)) return ts.isPropertyAccessExpression(left) && left.name.text !== 'exports' ? [left.name.text] : [];
  const given = ts.isObjectLiteralExpression(right) ? right.properties : [];
  return given.flatMap((property) =>
    ts.isPropertyAssignment(property) && ts.isIdentifier(property.name) && isRequire(property.initializer) ? [property.name.text] : [],
  );
}

function isRequire(node: ts.Expression | undefined): boolean {
  return node !== undefined && ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'require';
}

function isCallOf(ev: Evaluator, call: CallNode, target: ts.Node, method: string | null): boolean {
  const callee = calleeOf(call);
  const value = ev.valueOf(callee, null);
  const members = membersOf(value);
  if (members.some((member) => 'node' in member && member.node === target)) return true;
  if (method === null) return false;
  // A call through an interface may run the method of any class that implements it; a call of the abstract method may run this one.
  if (members.some((member) => member.kind === 'function' && !member.node.body && ev.functionsOf(member).some((fn) => fn.node === target))) return true;
  if (members.some((member) => member.kind === 'parameter' && isGivenIn(ev, member, target))) return true;
  const isUnsure = members.every((member) => member.kind === 'unknown' || member.kind === 'parameter');
  return isUnsure && ts.isPropertyAccessExpression(callee) && isUnique(ev, method);
}

const mostMakings = 12;

const farthest = 2;

/** `this.transport.subscribe(...)` of a class that is constructed with its transport, `bus.subscribe(...)` in a function that is given the bus: what is handed over has the method. */
function isGivenIn(ev: Evaluator, { node, path }: ParameterValue, target: ts.Node, depth = 0): boolean {
  const owner = node.parent;
  if (depth > farthest || path.some((token) => token.kind !== 'member')) return false;
  return ev
    .callsOf(owner)
    .slice(0, mostMakings)
    .some((site) => {
      const [given = unknown] = ev.argumentsOf(site).slice(owner.parameters.indexOf(node));
      const callee = path.reduce<Value>((value, token) => (token.kind === 'member' ? ev.memberOf(value, token.name) : unknown), given);
      return membersOf(callee).some((member) =>
        member.kind === 'function' ? member.node === target : member.kind === 'parameter' && member.node !== node && isGivenIn(ev, member, target, depth + 1),
      );
    });
}

/** Whether one class alone has a method of this name. */
function isUnique(ev: Evaluator, method: string): boolean {
  let count = 0;
  for (const file of ev.workspace.filesNaming(method, mostFiles)) {
    const source = ev.sourceFile(file);
    if (!source) continue;
    for (const cls of indexOf(source).classes) if (cls.members.some((member) => nameOf(member) === method)) count += 1;
  }
  return count === 1 && method.length > 4 && !commonMethods.has(method);
}

const commonMethods = new Set([
  'subscribe',
  'publish',
  'consume',
  'process',
  'handle',
  'execute',
  'start',
  'listen',
  'connect',
  'register',
  'create',
  'update',
  'delete',
  'query',
  'close',
  'write',
  'send',
  'emit',
  'once',
  'forEach',
  'filter',
]);

/** `new X()`, `super()` in subclasses, and constructions of subclasses that have no constructor of their own. */
function constructions(ev: Evaluator, cls: ts.ClassLikeDeclaration): readonly CallSite[] {
  const found: CallSite[] = [];
  for (const name of namesOf(ev, cls)) {
    for (const call of callsNamedAnywhere(ev, name)) {
      const makes = ts.isNewExpression(call) && membersOf(ev.valueOf(call.expression, null)).some((value) => value.kind === 'class' && value.node === cls);
      if (makes && !found.some((site) => site.node === call)) found.push({ node: call, env: null });
    }
  }
  for (const sub of directSubclasses(ev, cls)) {
    const made = constructorOf(sub.node);
    if (!made) found.push(...constructions(ev, sub.node));
    else {
      for (const call of indexOf(sub.node.getSourceFile()).calls.get('super') ?? [])
        if (call.pos >= made.pos && call.end <= made.end) found.push({ node: call, env: null });
    }
  }
  return found;
}

/** All classes below, nearest first, each once. */
export function subclassesOf(ev: Evaluator, target: ClassValue | ts.InterfaceDeclaration): readonly ClassValue[] {
  const found: ClassValue[] = [];
  const pending: ts.Node[] = ['kind' in target && target.kind === 'class' ? target.node : target].filter(
    (node): node is ts.ClassLikeDeclaration | ts.InterfaceDeclaration => typeof node.kind === 'number',
  );
  while (pending.length > 0 && found.length < 200) {
    const next = pending.shift();
    if (!next || !(ts.isClassLike(next) || ts.isInterfaceDeclaration(next))) continue;
    for (const sub of directSubclasses(ev, next)) {
      if (found.some((other) => other.node === sub.node)) continue;
      found.push(sub);
      pending.push(sub.node);
    }
  }
  return found;
}

function directSubclasses(ev: Evaluator, target: ts.ClassLikeDeclaration | ts.InterfaceDeclaration): readonly ClassValue[] {
  const names = target.name ? [target.name.text] : namesOf(ev, target);
  const found: ClassValue[] = [];
  for (const name of names) {
    const word = name.replaceAll('$', '\\$');
    const heritage = new RegExp(`\\b(?:extends|implements)\\b[^{;]*(?<![\\w$])${word}(?![\\w$])|(?<![\\w$])${word}\\s*(?:as|:)\\s`);
    for (const file of ev.workspace.filesNaming(name, mostFiles)) {
      // Most files that name a type only use it.
      const source = heritage.test(ev.workspace.read(file) ?? '') ? ev.sourceFile(file) : null;
      if (!source) continue;
      for (const node of indexOf(source).classes) {
        const cls: ClassValue = { kind: 'class', node, env: null };
        const isBelow = ts.isInterfaceDeclaration(target) ? implementsIt(ev, node, target) : node !== target && extendsIt(ev, cls, target, name);
        if (isBelow && !found.some((other) => other.node === node)) found.push(cls);
      }
    }
  }
  return found;
}

function extendsIt(ev: Evaluator, cls: ClassValue, target: ts.ClassLikeDeclaration, name: string): boolean {
  const clauses = cls.node.heritageClauses ?? [];
  const written = clauses.some((clause) =>
    clause.types.some((type) => type.getText().includes(name) || localNames(cls.node.getSourceFile(), name).some((local) => type.getText().includes(local))),
  );
  if (!written) return false;
  if (membersOf(baseClass(ev, cls)).some((base: Value) => base.kind === 'class' && base.node === target)) return true;
  return implementsIt(ev, cls.node, target);
}

function implementsIt(ev: Evaluator, node: ts.ClassLikeDeclaration, target: ts.Node): boolean {
  const clauses = (node.heritageClauses ?? []).filter((clause) => clause.token === ts.SyntaxKind.ImplementsKeyword);
  return clauses.some((clause) =>
    clause.types.some((type) => {
      const meaning = ts.isIdentifier(type.expression) ? ev.typeNamed(type.expression.text, type) : null;
      return meaning?.kind === 'declaration' && (meaning.node === target || extendsInterface(ev, meaning.node, target, 0));
    }),
  );
}

function extendsInterface(ev: Evaluator, node: ts.Node, target: ts.Node, depth: number): boolean {
  if (!ts.isInterfaceDeclaration(node) || depth > 6) return false;
  return (node.heritageClauses ?? []).some((clause) =>
    clause.types.some((type) => {
      const meaning = ts.isIdentifier(type.expression) ? ev.typeNamed(type.expression.text, type) : null;
      return meaning?.kind === 'declaration' && (meaning.node === target || extendsInterface(ev, meaning.node, target, depth + 1));
    }),
  );
}
