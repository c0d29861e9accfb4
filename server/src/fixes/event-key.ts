// The expression for the event's ID at a place in the handler's code, and the names a guard's key is made of.
import ts from 'typescript';
import type { EffectFact } from '../facts/steps.ts';
import { mentions, namesFrom } from '../handlers/message-names.ts';
import { boundNames, eventKeys } from '../handlers/event-ids.ts';
import { resolveName } from '../syntax/scopes.ts';
import type { FixEdit } from './fix.ts';
import { functionAround, isWithin, nodeAt, type JudgedEffect, type Subject } from './subject.ts';

export interface KeyChoice {
  /** As it is to be written; a placeholder that does not compile when there is no ID. */
  readonly expression: string;
  readonly isPlaceholder: boolean;
  /** What the handler's destructured parameter has to take as well. */
  readonly bind: readonly FixEdit[];
}

const placeholder: KeyChoice = { expression: 'TODO_ID_OF_THE_EVENT', isPlaceholder: true, bind: [] };

/** What can be written at `at`, best first; never empty. */
export function keysAt(subject: Subject, at: ts.Node): readonly KeyChoice[] {
  const { eventId, otherEventIds } = subject.report;
  const all = eventId === null ? otherEventIds : [eventId, ...otherEventIds];
  const usable = all.flatMap(({ expression, isInReach }): readonly KeyChoice[] => {
    if (!isInReach) return [];
    const missing = /\.(headers|timestamp)$/.test(expression) ? null : namesMissing(expression, at);
    const bind = missing === null ? null : taking(subject, missing, at);
    return bind === null ? [] : [{ expression, isPlaceholder: false, bind }];
  });
  return usable.length === 0 ? [placeholder] : usable;
}

/** Whether an expression that the handler's code has elsewhere can be written at `at` as well. */
export function isWritable(expression: string, at: ts.Node): boolean {
  return namesMissing(expression, at)?.length === 0;
}

const roundByRound = /^(map|forEach|flatMap|filter|reduce|some|every)$/;

/** The loop of the handler's code that `at` stands in, the innermost one. */
export function loopAround({ handler }: Subject, at: ts.Node): ts.Node | null {
  for (let node = at.parent; node !== handler && !ts.isSourceFile(node); node = node.parent) {
    const caller = ts.isFunctionLike(node) && ts.isCallExpression(node.parent) ? node.parent.expression : null;
    const isRound = caller !== null && ts.isPropertyAccessExpression(caller) && roundByRound.test(caller.name.text);
    if (ts.isIterationStatement(node, false) || isRound) return node;
  }
  return null;
}

/** Whether the key is another one in each round of the loop around `at`: with one key for all, what the first round does would be all that is done. */
export function differsByRound(subject: Subject, at: ts.Node, { expression, isPlaceholder }: KeyChoice): boolean {
  const loop = loopAround(subject, at);
  if (loop === null || isPlaceholder) return true;
  return (expression.match(/(?<![.\w$])[A-Za-z_$][\w$]*/g) ?? []).some((name) => {
    const declared = resolveName(name, at);
    return declared !== null && isWithin(declared, loop);
  });
}

/** For a call in a helper that the handler calls: the IDs in what the handler gives it of its message. */
export function keysGivenTo({ handler, source }: Subject, effect: EffectFact, at: ts.Node): readonly KeyChoice[] {
  const helper = functionAround(at);
  if (!handler?.body || helper === null) return [];
  const ofMessage = namesFrom(
    handler.body,
    handler.parameters.flatMap((parameter) => boundNames(parameter.name)),
  );
  const calls = (effect.reachedFrom ?? []).flatMap((place) => nodeAt(source, place, ts.isCallExpression) ?? []);
  const isOfMessage = (index: number) => calls.every((call) => call.arguments[index] && mentions(call.arguments[index], ofMessage));
  if (calls.length === 0 || !calls.every((call) => lastName(call.expression) === nameOf(helper))) return [];
  const expressions = helper.parameters.flatMap((parameter, index) => (isOfMessage(index) ? idsIn(parameter, helper) : []));
  return expressions.map((expression) => ({ expression, isPlaceholder: false, bind: [] }));
}

/** `event.id` where the parameter's type or the helper's own code says that there is one. */
function idsIn({ name, type }: ts.ParameterDeclaration, helper: ts.SignatureDeclaration): readonly string[] {
  const keys = [...eventKeys, 'id'];
  const bound = boundNames(name);
  if (!ts.isIdentifier(name) || keys.includes(name.text)) return keys.filter((key) => bound.includes(key));
  const members = new Set(type && membersOf(type).flatMap((member) => member.name?.getText() ?? []));
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === name.text) members.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(helper);
  return keys.filter((key) => members.has(key)).map((key) => `${name.text}.${key}`);
}

/** The members of a type that is written out, here or elsewhere in the file. */
function membersOf(type: ts.TypeNode): readonly ts.TypeElement[] {
  if (ts.isTypeLiteralNode(type)) return type.members;
  if (!ts.isTypeReferenceNode(type)) return [];
  return type.getSourceFile().statements.flatMap((statement) => {
    const isNamed = (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) && statement.name.text === type.typeName.getText();
    if (!isNamed) return [];
    return ts.isInterfaceDeclaration(statement) ? statement.members : membersOf(statement.type);
  });
}

function lastName(callee: ts.Expression): string | null {
  if (ts.isIdentifier(callee)) return callee.text;
  return ts.isPropertyAccessExpression(callee) ? callee.name.text : null;
}

function nameOf(helper: ts.SignatureDeclaration): string | null {
  const named = helper.name ?? (ts.isVariableDeclaration(helper.parent) || ts.isPropertyDeclaration(helper.parent) ? helper.parent.name : undefined);
  return named && ts.isIdentifier(named) ? named.text : null;
}

/** Kafka's handlers take `{ topic, partition, message }`: a member that is not taken yet can be. */
const members = ['topic', 'partition', 'message'];

function taking({ handler, source }: Subject, missing: readonly string[], at: ts.Node): readonly FixEdit[] | null {
  if (missing.length === 0) return [];
  const pattern = handler?.parameters[0]?.name;
  const last = pattern && ts.isObjectBindingPattern(pattern) ? pattern.elements.at(-1) : undefined;
  const isReached = handler !== null && at.pos >= handler.pos && at.end <= handler.end;
  if (!isReached || !last || last.dotDotDotToken || !missing.every((name) => members.includes(name))) return null;
  return [{ file: source.fileName, start: last.end, end: last.end, newText: `, ${missing.join(', ')}` }];
}

/** The variables that the expression starts from and that nothing around `at` declares; null when it has none at all. */
function namesMissing(expression: string, at: ts.Node): readonly string[] | null {
  const source = ts.createSourceFile('key.ts', `(${expression})`, ts.ScriptTarget.Latest, true);
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !isMemberName(node)) names.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  const unknown = names.filter((name) => !['String', 'JSON', 'Number', 'Buffer'].includes(name) && !isDeclaredAround(name, at));
  return names.length === 0 ? null : [...new Set(unknown)];
}

function isMemberName(node: ts.Identifier): boolean {
  return ts.isPropertyAccessExpression(node.parent) && node.parent.name === node;
}

function isDeclaredAround(name: string, at: ts.Node): boolean {
  for (let node: ts.Node | undefined = at; node; node = node.parent) {
    if (ts.isFunctionLike(node) && node.parameters.some((parameter) => bindsName(parameter.name, name))) return true;
    if (
      (ts.isForOfStatement(node) || ts.isForStatement(node)) &&
      node.initializer &&
      ts.isVariableDeclarationList(node.initializer) &&
      listBinds(node.initializer, name)
    )
      return true;
    if (ts.isBlock(node) || ts.isSourceFile(node) || ts.isCaseClause(node)) {
      const before = node.statements.filter((statement) => statement.end <= at.getStart());
      if (before.some((statement) => ts.isVariableStatement(statement) && listBinds(statement.declarationList, name))) return true;
    }
  }
  return false;
}

function listBinds(list: ts.VariableDeclarationList, name: string): boolean {
  return list.declarations.some((declaration) => bindsName(declaration.name, name));
}

function bindsName(binding: ts.BindingName, name: string): boolean {
  if (ts.isIdentifier(binding)) return binding.text === name;
  return binding.elements.some((element) => ts.isBindingElement(element) && bindsName(element.name, name));
}

/** A constant that tells this handler's records from those of another: `onMessage` alone is the name of every listener's method. */
export function handlerName(subject: Subject): string {
  const { name, source, place } = subject.report.handler;
  const file = place.file.slice(place.file.lastIndexOf('/') + 1).replace(/\.[cm]?[jt]sx?$/, '');
  const readable =
    name !== null && !/^(handler|default|anonymous|eachMessage|eachBatch|process|handle|consume|run)$/.test(name)
      ? `${className(subject)}${name}`
      : (source ?? `${file}${name === null ? '' : `.${name}`}`);
  return readable.replace(/[^\w./:-]+/g, '-');
}

/** `OrderListener.` for a method of it. */
function className({ handler }: Subject): string {
  const owner = handler !== null && ts.isPropertyDeclaration(handler.parent) ? handler.parent.parent : handler?.parent;
  return owner !== undefined && ts.isClassLike(owner) && owner.name !== undefined ? `${owner.name.text}.` : '';
}

/** `charges.create` for `stripe.charges.create(...)`: one name an effect. */
export function effectName(effect: JudgedEffect, all: readonly JudgedEffect[]): string {
  const name = shortName(effect);
  const before = all.filter((other) => other.id < effect.id && shortName(other) === name).length;
  return before === 0 ? name : `${name}-${before + 1}`;
}

function shortName({ fact }: JudgedEffect): string {
  const parts = fact.call
    .replace(/\(.*$/s, '')
    .split('.')
    .filter((part) => /^\w+$/.test(part));
  return parts.slice(-2).join('.') || fact.kind;
}
