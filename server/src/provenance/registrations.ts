// What is registered with dependency containers, in the ways of NestJS, inversify, tsyringe, typedi and awilix; one list a file, made once.
import { byText } from '../base/by-text.ts';
import { escapeWord } from '../base/escape-word.ts';
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { indexOf, type CallNode } from '../syntax/file-index.ts';
import { contains } from '../syntax/places.ts';
import type { Evaluator } from './evaluator.ts';
import { nearness } from './loaded-modules.ts';

export interface Registration {
  readonly token: ts.Expression;
  /** Whether `node` is the class to construct, the value, the function that makes it, or another token. */
  readonly how: 'class' | 'value' | 'factory' | 'existing';
  readonly node: ts.Expression;
  /** The tokens of a factory's arguments. */
  readonly inject?: readonly ts.Expression[];
}

const registrations = new WeakMap<ts.SourceFile, readonly Registration[]>();
const mostFiles = 100;

const registering = /\bprovide\s*[:,]|\b(?:re)?bind\s*(?:<[^>]*>)?\(|\bregister\w*\s*(?:<[^>]*>)?\(|\bcontainer\b.*\.(?:set|addClass)\(/i;
const mayRegister = byText((text) => registering.test(text));

/** The registrations of all files in which the word occurs. */
export function registrationsNaming(ev: Evaluator, word: string): readonly Registration[] {
  return ev.workspace.filesNaming(word, mostFiles).flatMap((file) => {
    // A token is named by everybody who wants it; only a few files say what it stands for, and only those are worth parsing.
    const source = mayRegister(ev.workspace.read(file) ?? '') ? ev.sourceFile(file) : null;
    return source ? registrationsIn(source) : [];
  });
}

function registrationsIn(source: ts.SourceFile): readonly Registration[] {
  const known = registrations.get(source);
  if (known) return known;
  const found = [...providersIn(source), ...bindingsIn(source), ...registeredIn(source)];
  registrations.set(source, found);
  return found;
}

/** `{ provide: TOKEN, useClass: X }` of NestJS modules. */
function providersIn(source: ts.SourceFile): readonly Registration[] {
  if (!source.text.includes('provide')) return [];
  const found: Registration[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) {
      const token = propertyOf(node, 'provide');
      const provider = token && useOf(node, token);
      if (provider) found.push(provider);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function useOf(node: ts.ObjectLiteralExpression, token: ts.Expression): Registration | null {
  for (const [name, how] of [
    ['useClass', 'class'],
    ['useValue', 'value'],
    ['useFactory', 'factory'],
    ['useExisting', 'existing'],
    ['useToken', 'existing'],
  ] as const) {
    const value = propertyOf(node, name);
    const inject = propertyOf(node, 'inject');
    if (value) return { token, how, node: value, inject: inject && ts.isArrayLiteralExpression(bare(inject)) ? listOf(bare(inject)) : undefined };
  }
  return null;
}

function listOf(node: ts.Expression): readonly ts.Expression[] {
  return ts.isArrayLiteralExpression(node) ? node.elements : [];
}

function propertyOf(node: ts.ObjectLiteralExpression, name: string): ts.Expression | null {
  for (const property of node.properties) {
    if (!property.name || !('text' in property.name) || property.name.text !== name) continue;
    if (ts.isPropertyAssignment(property)) return property.initializer;
    if (ts.isShorthandPropertyAssignment(property)) return property.name;
    if (ts.isMethodDeclaration(property)) return null;
  }
  return null;
}

const bindings: Readonly<Record<string, Registration['how']>> = {
  to: 'class',
  toConstantValue: 'value',
  toDynamicValue: 'factory',
  toFactory: 'factory',
  toConstructor: 'value',
  toService: 'existing',
  toFunction: 'value',
  toProvider: 'factory',
};

/** `bind(TOKEN).to(X)` of inversify. */
function bindingsIn(source: ts.SourceFile): readonly Registration[] {
  const calls = indexOf(source).calls;
  return Object.entries(bindings).flatMap(([name, how]) =>
    (calls.get(name) ?? []).flatMap((call) => {
      const [node] = argumentsOf(call);
      const token = node && ts.isCallExpression(call) ? boundToken(call.expression) : null;
      return node && token ? [{ token, how, node }] : [];
    }),
  );
}

function boundToken(callee: ts.Expression): ts.Expression | null {
  const receiver = ts.isPropertyAccessExpression(callee) ? callee.expression : null;
  if (!receiver || !ts.isCallExpression(receiver)) return null;
  const name = ts.isIdentifier(receiver.expression)
    ? receiver.expression.text
    : ts.isPropertyAccessExpression(receiver.expression)
      ? receiver.expression.name.text
      : '';
  return name === 'bind' || name === 'rebind' ? (receiver.arguments[0] ?? null) : boundToken(receiver.expression);
}

function argumentsOf(call: CallNode): readonly ts.Expression[] {
  return ts.isCallExpression(call) ? call.arguments : [];
}

const directs: Readonly<Record<string, Registration['how']>> = {
  registerSingleton: 'class',
  registerType: 'class',
  registerInstance: 'value',
  set: 'value',
  addClass: 'class',
};

/** `container.register(TOKEN, { useClass })` of tsyringe, `Container.set(TOKEN, value)` of typedi, `register({ name: asClass(X) })` of awilix. */
function registeredIn(source: ts.SourceFile): readonly Registration[] {
  const calls = indexOf(source).calls;
  const found: Registration[] = [];
  for (const call of calls.get('register') ?? []) {
    const [token, how] = argumentsOf(call);
    if (token && how) {
      const options = bare(how);
      const made = ts.isObjectLiteralExpression(options) ? useOf(options, token) : asRegistration(token, options);
      if (made) found.push(made);
    }
    const table = token && bare(token);
    if (table && ts.isObjectLiteralExpression(table)) found.push(...tableOf(table));
  }
  for (const [name, how] of Object.entries(directs)) {
    for (const call of calls.get(name) ?? []) {
      const [token, node] = argumentsOf(call);
      const onContainer =
        ts.isCallExpression(call) &&
        ts.isPropertyAccessExpression(call.expression) &&
        (name !== 'set' || /container/i.test(call.expression.expression.getText(source)));
      if (token && node && onContainer) found.push({ token, how, node });
    }
  }
  return found;
}

function tableOf(table: ts.ObjectLiteralExpression): readonly Registration[] {
  return table.properties.flatMap((property) => {
    if (!ts.isPropertyAssignment(property) || !('text' in property.name)) return [];
    const token = ts.isIdentifier(property.name) || ts.isStringLiteralLike(property.name) ? property.name : null;
    const made = token && asRegistration(token, property.initializer);
    return made ? [made] : [];
  });
}

const makers: Readonly<Record<string, Registration['how'] | undefined>> = { asClass: 'class', asFunction: 'factory', asValue: 'value', aliasTo: 'existing' };

/** `asClass(X).singleton()`. */
function asRegistration(token: ts.Expression, expression: ts.Expression): Registration | null {
  const call = bare(expression);
  if (!ts.isCallExpression(call)) return null;
  const how = ts.isIdentifier(call.expression)
    ? makers[call.expression.text]
    : ts.isPropertyAccessExpression(call.expression)
      ? makers[call.expression.name.text]
      : undefined;
  const [node] = call.arguments;
  if (how && node) return { token, how, node };
  return ts.isPropertyAccessExpression(call.expression) ? asRegistration(token, call.expression.expression) : null;
}

/** Registrations made through functions of the workspace's own: `mapClass(Tokens.Orders, PostgresOrders)` around `container.register(token, { useClass })`. */
export function registeredThroughOwn(ev: Evaluator, word: string): readonly Registration[] {
  const called = new RegExp(`\\b[\\w$]+(?:<[^<>()]*>)?\\(\\s*(?:[\\w$]+\\.)*['"]?${escapeWord(word)}['"]?\\s*,`);
  return ev.workspace.filesNaming(word, mostFiles).flatMap((file) => {
    const source = called.test(ev.workspace.read(file) ?? '') ? ev.sourceFile(file) : null;
    return source ? [...indexOf(source).calls.values()].flat().flatMap((call) => throughOwn(ev, call, word)) : [];
  });
}

function throughOwn(ev: Evaluator, call: CallNode, word: string): readonly Registration[] {
  if (!ts.isCallExpression(call) || !ts.isIdentifier(call.expression)) return [];
  const [token] = call.arguments;
  if (!token || lastWordOf(token) !== word) return [];
  return ev.functionsOf(ev.valueOf(call.expression, null)).flatMap(({ node }) => {
    const [own] = node.parameters;
    const made = own && registrationsIn(node.getSourceFile()).filter((one) => namesParameter(one.token, own) && contains(node, one.token));
    return (made ?? []).flatMap((one) => {
      const given = node.parameters.findIndex((parameter) => namesParameter(one.node, parameter));
      const argument = call.arguments[given];
      return argument ? [{ token, how: one.how, node: argument }] : [];
    });
  });
}

function lastWordOf(token: ts.Expression): string | null {
  if (ts.isIdentifier(token)) return token.text;
  if (ts.isPropertyAccessExpression(token)) return token.name.text;
  return ts.isStringLiteralLike(token) ? token.text : null;
}

function namesParameter(node: ts.Expression, parameter: ts.ParameterDeclaration): boolean {
  return ts.isIdentifier(node) && ts.isIdentifier(parameter.name) && node.text === parameter.name.text;
}

/** The awilix registration of a name, if the workspace has such; of several services' the one nearest to the file that asks. */
export function registeredByName(ev: Evaluator, name: string, from: string): Registration | null {
  const users = new Set(['asClass', 'asFunction', 'asValue'].flatMap((maker) => ev.workspace.filesNaming(maker, mostFiles)));
  const naming = users.size > 0 ? ev.workspace.filesNaming(name, mostFiles).filter((file) => users.has(file)) : [];
  for (const file of naming.toSorted((left, right) => nearness(right, from) - nearness(left, from))) {
    const source = ev.sourceFile(file);
    const found = source && registrationsIn(source).find((registration) => 'text' in registration.token && registration.token.text === name);
    if (found) return found;
  }
  return null;
}
