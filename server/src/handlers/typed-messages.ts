// Handlers that a library which is not here must call: functions of the workspace that nobody in it calls, whose parameter is a transport's message by its type,
// and that stand in a class with a foreign base or are handed to a foreign function. Company packages around a broker look like that.
import ts from 'typescript';
import { membersOf } from '../provenance/making.ts';
import type { CallSite, ClassValue, FunctionValue, Value } from '../provenance/values.ts';
import { bare } from '../syntax/bare.ts';
import { indexOf } from '../syntax/file-index.ts';
import { isTest } from '../workspace/file-kinds.ts';
import type { Draft, Search } from './draft.ts';
import { madeOf } from './handed-to.ts';
import { asInstance, isAbstract } from './outward.ts';
import { isAbout, type Registration } from './registrations.ts';

export function typedMessageHandlers(search: Search, file: string): readonly Draft[] {
  const text = search.workspace.read(file) ?? '';
  if (![...search.registrations.byMessageType.keys()].some((name) => text.includes(name))) return [];
  const source = search.program.sourceFile(file);
  if (!source) return [];
  return [
    ...indexOf(source).classes.flatMap((node) => [...foreignMethods(search, node), ...handedMembers(search, node)]),
    ...source.statements.flatMap((statement) => handedAway(search, statement)),
  ];
}

/** The message parameter of a function, if it has one. */
function typedParameter(
  search: Search,
  node: ts.SignatureDeclaration,
): { readonly registration: Registration; readonly package: string; readonly value: Value } | null {
  for (const parameter of node.parameters) {
    if (!ts.isParameter(parameter) || !parameter.type) continue;
    for (const value of membersOf(search.program.valueOfType(parameter.type, null))) {
      if (value.kind !== 'api' || value.token?.kind !== 'type') continue;
      const registration = (search.registrations.byMessageType.get(value.token.name) ?? []).find((one) => isAbout(one.model, value.package));
      if (registration) return { registration, package: value.package, value };
    }
  }
  return null;
}

function foreignMethods(search: Search, node: ts.ClassLikeDeclaration): readonly Draft[] {
  const [member] = node.members;
  const cls = member === undefined ? null : search.program.classAround(member);
  if (!cls || isAbstract(cls) || !hasForeignBase(search, cls)) return [];
  return node.members.flatMap((method) => {
    if (!ts.isMethodDeclaration(method) || !method.body || isPrivate(method)) return [];
    const typed = typedParameter(search, method);
    if (!typed || isCalled(search, method)) return [];
    const fn: FunctionValue = { kind: 'function', node: method, env: cls.env, self: madeOf(search.program, cls) };
    return [draftOf(typed, fn, cls, null, node.name ?? node)];
  });
}

/** Methods and fields of a class that it hands to a foreign function: `channel.consume(queue, this.onMessage)`, `subscribe((msg) => this.onMessage(msg))`. */
function handedMembers(search: Search, node: ts.ClassLikeDeclaration): readonly Draft[] {
  return node.members.flatMap((member) => {
    const fn = ts.isPropertyDeclaration(member) && member.initializer ? bare(member.initializer) : member;
    const name = member.name && 'text' in member.name ? member.name.text : null;
    if (name === null || !(ts.isMethodDeclaration(fn) || ts.isArrowFunction(fn) || ts.isFunctionExpression(fn))) return [];
    const typed = fn.body ? typedParameter(search, fn) : null;
    const cls = typed ? search.program.classAround(member) : null;
    const site = typed && cls && !isCalled(search, fn) ? siteWhere(search, node, (argument) => isOwnMember(argument, name)) : null;
    if (!typed || !cls || !site) return [];
    const self = madeOf(search.program, cls);
    return [draftOf(typed, { kind: 'function', node: fn, env: asInstance(search.program, fn, self), self }, cls, site, site.node)];
  });
}

/** `this.name`, also bound. */
function isOwnMember(argument: ts.Expression, name: string): boolean {
  const node = bare(argument);
  if (ts.isCallExpression(node)) {
    return ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'bind' && isOwnMember(node.expression.expression, name);
  }
  return ts.isPropertyAccessExpression(node) && node.expression.kind === ts.SyntaxKind.ThisKeyword && node.name.text === name;
}

function isPrivate(method: ts.MethodDeclaration): boolean {
  return ts.isPrivateIdentifier(method.name) || (ts.getModifiers(method) ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.PrivateKeyword);
}

/** Its outermost base class comes from a package that no model knows. */
function hasForeignBase(search: Search, cls: ClassValue): boolean {
  const heritage = cls.node.heritageClauses?.find((clause) => clause.token === ts.SyntaxKind.ExtendsKeyword)?.types[0]?.expression;
  return heritage !== undefined && membersOf(search.program.valueOf(heritage, cls.env)).some((value) => isForeign(search, value));
}

function isForeign(search: Search, value: Value): boolean {
  return value.kind === 'api' && value.package !== 'global' && search.program.catalogue.modelsOf(value.package).transports.length === 0;
}

function isCalled(search: Search, node: ts.Node): boolean {
  return search.program.callsOf(node).some((site) => !isTest(search.program.fileOf(site.node)));
}

/** An exported function that some file hands to a foreign function. */
function handedAway(search: Search, statement: ts.Statement): readonly Draft[] {
  return functionsOf(search, statement).flatMap(({ name, fn }) => {
    const typed = typedParameter(search, fn.node);
    if (!typed || isCalled(search, fn.node)) return [];
    const site = search.workspace
      .filesNaming(name, 40)
      .filter((other) => !isTest(other))
      .flatMap((other) => siteIn(search, other, name, fn) ?? [])[0];
    return site ? [draftOf(typed, fn, null, site, site.node)] : [];
  });
}

function functionsOf(search: Search, statement: ts.Statement): readonly { readonly name: string; readonly fn: FunctionValue }[] {
  if (ts.isFunctionDeclaration(statement) && statement.name && statement.body)
    return [{ name: statement.name.text, fn: { kind: 'function', node: statement, env: null, self: null } }];
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.flatMap((declaration) => {
    const value = ts.isIdentifier(declaration.name) && declaration.initializer ? search.program.valueOf(declaration.initializer, null) : null;
    return value?.kind === 'function' && ts.isIdentifier(declaration.name) ? [{ name: declaration.name.text, fn: value }] : [];
  });
}

function siteIn(search: Search, file: string, name: string, fn: FunctionValue): CallSite | null {
  const source = search.program.sourceFile(file);
  const isIt = (argument: ts.Expression): boolean =>
    ts.isIdentifier(bare(argument)) &&
    argument.getText() === name &&
    search.program.functionsOf(search.program.valueOf(argument, null)).some((one) => one.node === fn.node);
  return source ? siteWhere(search, source, isIt) : null;
}

/** The first call of a foreign function within `around` that is handed such an argument. */
function siteWhere(search: Search, around: ts.Node, isIt: (argument: ts.Expression) => boolean): CallSite | null {
  let found: CallSite | null = null;
  const visit = (node: ts.Node): void => {
    if (found !== null) return;
    const isHanded = (ts.isCallExpression(node) || ts.isNewExpression(node)) && (node.arguments ?? []).some(isIt);
    if (isHanded && membersOf(search.program.valueOf(node.expression, null)).some((value) => isForeign(search, value))) found = { node, env: null };
    ts.forEachChild(node, visit);
  };
  visit(around);
  return found;
}

function draftOf(
  typed: { readonly registration: Registration; readonly package: string },
  fn: FunctionValue,
  cls: ClassValue | null,
  site: CallSite | null,
  registeredAt: ts.Node,
): Draft {
  return {
    model: typed.registration.model,
    package: typed.package,
    rows: [typed.registration.row],
    loop: null,
    site,
    callee: null,
    fn,
    shown: fn,
    shownAt: null,
    delegate: null,
    registeredAt,
    outer: [],
    cls,
    trigger: null,
    bootstraps: [],
    frame: null,
  };
}
