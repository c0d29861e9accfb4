// The expression for the event's ID at a place in the handler's code, and the names a guard's key is made of.
import ts from 'typescript';
import type { FixEdit } from './fix.ts';
import type { JudgedEffect, Subject } from './subject.ts';

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
  const usable = all.flatMap(({ expression }): readonly KeyChoice[] => {
    const missing = /\.(headers|timestamp)$/.test(expression) ? null : namesMissing(expression, at);
    const bind = missing === null ? null : taking(subject, missing, at);
    return bind === null ? [] : [{ expression, isPlaceholder: false, bind }];
  });
  return usable.length === 0 ? [placeholder] : usable;
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
