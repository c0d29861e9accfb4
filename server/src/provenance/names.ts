// From a name to its value: through its declaration, whatever form that has, and through the assignments that follow it.
import ts from 'typescript';
import { indexOf, type Write } from '../syntax/file-index.ts';
import { mentionsAny } from '../syntax/mentions.ts';
import { requiredSpecifier } from '../syntax/modules.ts';
import { resolveName, type Declaration } from '../syntax/scopes.ts';
import { encloses, environmentAt, frameOf } from './environments.ts';
import type { Evaluator } from './evaluator.ts';
import { handedIn } from './handed-in.ts';
import { putOn } from './put-on.ts';
import { saidByType } from './said-by-type.ts';
import { isOfPlatform, keptGlobally } from './global-names.ts';
import { constant, globalValue, unionOf, unknown } from './making.ts';
import type { Environment, Value } from './values.ts';

export function valueOfName(ev: Evaluator, name: string, from: ts.Node, env: Environment): Value {
  const declaration = resolveName(name, from);
  if (declaration) return valueOfDeclaration(ev, declaration, name, env);
  if (name === 'exports' || name === 'module') return { kind: 'module', file: ev.fileOf(from) };
  const written = undeclared(ev, name, from, env);
  if (written.kind !== 'unknown') return written;
  return isOfPlatform(name) ? globalValue(name) : keptGlobally(ev, name);
}

/** The value of a name by its declaration node. */
function valueOfDeclaration(ev: Evaluator, node: Declaration, name: string, env: Environment): Value {
  if (ts.isVariableDeclaration(node)) return ev.remember(node, env, (at) => variable(ev, node, name, at));
  if (ts.isBindingElement(node)) return ev.remember(node, env, (at) => withWrites(ev, node, name, bindingValue(ev, node, at), at));
  if (ts.isParameter(node)) return ev.remember(node.name, env, (at) => withWrites(ev, node, name, parameterValue(ev, node, at), at));
  if (ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node)) return { kind: 'function', node, env: environmentAt(node.parent, env), self: null };
  if (ts.isClassLike(node)) return { kind: 'class', node, env: environmentAt(node.parent, env) };
  if (ts.isEnumDeclaration(node)) return enumValue(ev, node);
  if (ts.isModuleDeclaration(node)) return namespaceValue(ev, node);
  if (ts.isImportClause(node)) return ts.isImportDeclaration(node.parent) ? imported(ev, node.parent, 'default') : unknown;
  if (ts.isNamespaceImport(node)) return imported(ev, node.parent.parent, '*');
  if (ts.isImportSpecifier(node)) return imported(ev, node.parent.parent.parent, (node.propertyName ?? node.name).text);
  if (ts.isImportEqualsDeclaration(node)) return importEquals(ev, node);
  return unknown;
}

/** An undeclared name that the file assigns to (sloppy scripts). */
function undeclared(ev: Evaluator, name: string, from: ts.Node, env: Environment): Value {
  const writes = indexOf(from.getSourceFile()).writes.get(name) ?? [];
  return unionOf(writes.map((write) => ev.valueOf(write.value, env)));
}

function variable(ev: Evaluator, node: ts.VariableDeclaration, name: string, env: Environment): Value {
  const scope = environmentAt(node, env);
  const value = withWrites(ev, node, name, variableSource(ev, node, scope), scope);
  if (value.kind !== 'unknown' && !(value.kind === 'constant' && value.value === null)) return value;
  const typed = node.type ? ev.valueOfType(node.type, scope) : unknown;
  return typed.kind === 'unknown' ? value : typed;
}

/** What a variable declaration starts with: its initialiser, or what its loop hands out. */
function variableSource(ev: Evaluator, node: ts.VariableDeclaration, env: Environment): Value {
  if (node.initializer) return ev.valueOf(node.initializer, env);
  const loop = node.parent.parent;
  if (ts.isForOfStatement(loop)) return ev.elementAt(ev.valueOf(loop.expression, env), null);
  if (ts.isForInStatement(loop)) return keys(ev.valueOf(loop.expression, env));
  return unknown;
}

function keys(object: Value): Value {
  if (object.kind !== 'object') return unknown;
  const names = object.node.properties.flatMap(({ name }) => (name && (ts.isIdentifier(name) || ts.isStringLiteralLike(name)) ? [name.text] : []));
  return unionOf(names.map((name) => constant(name)));
}

function isConst(node: Declaration): boolean {
  for (let at: ts.Node = node; ; at = at.parent) {
    if (ts.isVariableDeclarationList(at)) return (at.flags & ts.NodeFlags.Const) !== 0;
    if (!(ts.isVariableDeclaration(at) || ts.isBindingElement(at) || ts.isObjectBindingPattern(at) || ts.isArrayBindingPattern(at))) return false;
  }
}

const writesByDeclaration = new WeakMap<ts.Node, Map<string, readonly Write[]>>();

function writesTo(node: Declaration, name: string): readonly Write[] {
  const known = writesByDeclaration.get(node) ?? new Map<string, readonly Write[]>();
  writesByDeclaration.set(node, known);
  const found = known.get(name) ?? (indexOf(node.getSourceFile()).writes.get(name) ?? []).filter((write) => resolveName(name, write.target) === node);
  known.set(name, found);
  return found;
}

function writtenValue(ev: Evaluator, node: Declaration, write: Write, env: Environment): Value {
  const read = (at: Environment): Value =>
    write.path.reduce<Value>((value, step) => (typeof step === 'number' ? ev.elementAt(value, step) : ev.memberOf(value, step)), ev.valueOf(write.value, at));
  const fn = functionAround(write.target);
  const isOutside = fn !== null && !encloses(fn, node);
  const handed = isOutside ? handedIn(ev, write.value, fn, (args) => read({ outer: env, node: fn, args, self: null, depth: (env?.depth ?? 0) + 1 })) : null;
  return handed === null ? read(env) : unionOf(handed);
}

function functionAround(node: ts.Node): ts.SignatureDeclaration | null {
  for (let at = node.parent; !ts.isSourceFile(at); at = at.parent) if (ts.isFunctionLike(at)) return at;
  return null;
}

/** Joins what a name starts with and everything assigned to it later. */
function withWrites(ev: Evaluator, node: Declaration, name: string, first: Value, env: Environment): Value {
  if (isConst(node)) return first;
  const writes = writesTo(node, name);
  if (writes.length === 0) return first;
  const assigned = writes.map((write) => writtenValue(ev, node, write, env));
  // What starts empty, and what is made of the variable itself (`send = send.bind(client)`), says nothing of its own.
  const startsEmpty = first.kind === 'unknown' && ts.isVariableDeclaration(node) && node.initializer === undefined;
  const isOfItself = (write: Write | undefined): boolean => write !== undefined && mentionsAny(write.value, [name]);
  const telling = assigned.filter((value, at) => value.kind !== 'unknown' || !isOfItself(writes[at]));
  return unionOf(startsEmpty ? telling : [first, ...telling]);
}

function bindingValue(ev: Evaluator, node: ts.BindingElement, env: Environment): Value {
  const pattern = node.parent;
  const source = patternSource(ev, pattern, env);
  const value = node.dotDotDotToken
    ? rest(source)
    : ts.isArrayBindingPattern(pattern)
      ? ev.elementAt(source, pattern.elements.indexOf(node))
      : property(ev, node, source, env);
  if (!node.initializer) return value;
  const given = value.kind === 'unknown' || value.kind === 'parameter' || (value.kind === 'constant' && value.value === undefined);
  return given ? unionOf([ev.valueOf(node.initializer, env), value]) : value;
}

function rest(source: Value): Value {
  return source;
}

function property(ev: Evaluator, node: ts.BindingElement, source: Value, env: Environment): Value {
  const name = node.propertyName ?? node.name;
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) {
    const from = source.kind === 'api' && ts.isVariableDeclaration(node.parent.parent) ? node.parent.parent.initializer : undefined;
    return (from && putOn(ev, from, name.text, env)) ?? ev.memberOf(source, name.text);
  }
  if (!ts.isComputedPropertyName(name)) return unknown;
  const key = ev.valueOf(name.expression, env);
  return key.kind === 'constant' ? ev.memberOf(source, String(key.value)) : ev.anyMember(source);
}

function patternSource(ev: Evaluator, pattern: ts.BindingPattern, env: Environment): Value {
  const owner = pattern.parent;
  if (ts.isBindingElement(owner)) return bindingValue(ev, owner, env);
  if (ts.isParameter(owner)) return parameterValue(ev, owner, env);
  const scope = environmentAt(owner, env);
  const value = variableSource(ev, owner, scope);
  return value.kind === 'unknown' && owner.type ? ev.valueOfType(owner.type, scope) : value;
}

/** A parameter: what the frame of its function binds, else what is known without one. */
export function parameterValue(ev: Evaluator, node: ts.ParameterDeclaration, env: Environment): Value {
  const fn = node.parent;
  const bound = boundValue(ev, node, fn, env);
  return bound ?? ev.unboundParameter(node, env);
}

function boundValue(ev: Evaluator, node: ts.ParameterDeclaration, fn: ts.SignatureDeclaration, env: Environment): Value | null {
  const own = frameOf(fn, env);
  // Field initialisers and parameter properties see the constructor's arguments through the frame of their class.
  const frame = own ?? (ts.isConstructorDeclaration(fn) ? frameOf(fn.parent, env) : null);
  if (!frame) return null;
  const index = fn.parameters.findIndex((parameter) => parameter === node);
  if (node.dotDotDotToken) return frame.args.length > index ? { kind: 'list', elements: frame.args.slice(index), whole: true } : null;
  const value = frame.args[index];
  // A call that leaves a parameter out gets its default.
  if (value === undefined) return own && node.initializer ? ev.valueOf(node.initializer, env) : null;
  const isAbsent = value.kind === 'constant' && value.value === undefined;
  if (node.initializer && (isAbsent || value.kind === 'unknown')) return unionOf([ev.valueOf(node.initializer, env), value]);
  if (value.kind !== 'unknown') return saidByType(ev, node, value, env) ?? value;
  const handed = ev.handedTo(node, env);
  return handed.kind === 'unknown' && node.type ? ev.valueOfType(node.type, env) : handed;
}

function enumValue(ev: Evaluator, node: ts.EnumDeclaration): Value {
  let next = 0;
  const entries = node.members.map((member) => {
    const name = ts.isIdentifier(member.name) || ts.isStringLiteralLike(member.name) ? member.name.text : '';
    const value = member.initializer ? ev.valueOf(member.initializer, null) : constant(next);
    if (value.kind === 'constant' && typeof value.value === 'number') next = value.value + 1;
    return { key: constant(name), value };
  });
  return { kind: 'map', entries };
}

function namespaceValue(ev: Evaluator, node: ts.ModuleDeclaration): Value {
  const body = node.body;
  if (!body || !ts.isModuleBlock(body)) return unknown;
  const names = body.statements.flatMap((statement) => {
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.flatMap((declaration) => (ts.isIdentifier(declaration.name) ? [declaration.name] : []));
    const named = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement) || ts.isEnumDeclaration(statement);
    return named && statement.name ? [statement.name] : [];
  });
  return { kind: 'map', entries: names.map((name) => ({ key: constant(name.text), value: ev.valueOfName(name.text, body.statements[0] ?? body, null) })) };
}

function imported(ev: Evaluator, declaration: ts.ImportDeclaration | ts.JSDocImportTag, name: string): Value {
  const specifier = declaration.moduleSpecifier;
  if (!ts.isStringLiteralLike(specifier)) return unknown;
  return exportFrom(ev, declaration, specifier.text, name);
}

/** The export `name` (`*`: all of them) of what `specifier` means in the file of `from`. */
export function exportFrom(ev: Evaluator, from: ts.Node, specifier: string, name: string): Value {
  const resolution = ev.workspace.resolve(ev.fileOf(from), specifier);
  if (!resolution) return unknown;
  if (resolution.kind === 'file') return name === '*' ? { kind: 'module', file: resolution.file } : ev.exportOf(resolution.file, name);
  const root = ev.required(specifier, from);
  return name === '*' || name === 'default' ? root : ev.memberOf(root, name);
}

function importEquals(ev: Evaluator, node: ts.ImportEqualsDeclaration): Value {
  const reference = node.moduleReference;
  if (ts.isExternalModuleReference(reference)) {
    const specifier = requiredSpecifier(reference);
    return specifier === null ? unknown : ev.required(specifier, node);
  }
  return entityValue(ev, reference);
}

function entityValue(ev: Evaluator, name: ts.EntityName): Value {
  return ts.isIdentifier(name) ? ev.valueOfName(name.text, name.parent, null) : ev.memberOf(entityValue(ev, name.left), name.right.text);
}
