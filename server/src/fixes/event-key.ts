// The expression for the event's ID at a place in the handler's code, and the names a guard's key is made of.
import ts from 'typescript';
import type { JudgedEffect, Subject } from './subject.ts';

export interface KeyChoice {
  /** As it is to be written; a placeholder that does not compile when there is no ID. */
  readonly expression: string;
  readonly isPlaceholder: boolean;
}

const placeholder: KeyChoice = { expression: 'TODO_ID_OF_THE_EVENT', isPlaceholder: true };

/** What can be written at `at`, best first; never empty. */
export function keysAt(subject: Subject, at: ts.Node): readonly KeyChoice[] {
  const { eventId, otherEventIds } = subject.report;
  const usable = (eventId === null ? otherEventIds : [eventId, ...otherEventIds])
    .map((id) => id.expression)
    .filter((text) => !/\.(headers|timestamp)$/.test(text) && isInScope(text, at));
  return usable.length === 0 ? [placeholder] : usable.map((expression) => ({ expression, isPlaceholder: false }));
}

/** Every variable that the expression starts from is declared by something around `at`, or by the file. */
function isInScope(expression: string, at: ts.Node): boolean {
  const source = ts.createSourceFile('key.ts', `(${expression})`, ts.ScriptTarget.Latest, true);
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !isMemberName(node)) names.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names.length > 0 && names.every((name) => ['String', 'JSON', 'Number', 'Buffer'].includes(name) || isDeclaredAround(name, at));
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

/** A constant that tells this handler's records from those of another. */
export function handlerName(subject: Subject): string {
  const { name, source, place } = subject.report.handler;
  const file = place.file.slice(place.file.lastIndexOf('/') + 1).replace(/\.[cm]?[jt]sx?$/, '');
  const readable =
    name !== null && !/^(handler|default|anonymous|eachMessage|eachBatch|process|handle|consume|run)$/.test(name)
      ? name
      : (source ?? `${file}${name === null ? '' : `.${name}`}`);
  return readable.replace(/[^\w./:-]+/g, '-');
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
