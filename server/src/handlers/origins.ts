// Where a function got what it calls from: what its callers supplied it with, a registry, a field of its object; nothing for what it has of its own.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { lastNameOf } from '../syntax/file-index.ts';
import { contains } from '../syntax/places.ts';
import { resolveName } from '../syntax/scopes.ts';
import { isThis } from '../syntax/this-names.ts';
import type { Environment, FunctionValue, Value } from '../provenance/values.ts';
import type { Context } from './outward.ts';

/** A function in one context, and where its message is: in its parameters, or (for a loop that fetches) in names of its own. */
export interface Subject {
  readonly fn: FunctionValue;
  readonly context: Context;
  /** The function again as another environment has it. */
  readonly read: (env: Environment) => Value;
  readonly fetched: readonly string[] | null;
  /** A function that the wrapper's own calls, with the message and what that was supplied with. */
  readonly helps?: true;
}

export type Origin =
  /** A parameter of a function around, itself called. */
  | 'called'
  /** A member of such a parameter. */
  | 'supplied'
  /** What a registry of handlers holds: a map in a field, a module's variable that a setter fills. */
  | 'table'
  /** A member of a field. */
  | 'field'
  /** A member of `this`. */
  | 'this'
  | null;

export function originOf(subject: Subject, callee: ts.Expression): Origin {
  if (ts.isIdentifier(callee)) return originOfName(subject, callee, 'called', 0);
  if (!ts.isPropertyAccessExpression(callee) && !ts.isElementAccessExpression(callee)) return null;
  if (isThis(callee.expression)) return 'this';
  const root = rootOf(callee);
  if (isThis(root)) return hasLookUp(callee) ? 'table' : 'field';
  if (!ts.isIdentifier(root)) return null;
  const origin = originOfName(subject, root, 'supplied', 0);
  return origin === 'table' && isFieldByName(root) && !hasLookUp(callee) ? 'field' : origin;
}

/** `const service = this.service`: another name for a field. */
function isFieldByName(name: ts.Identifier): boolean {
  const declaration = resolveName(name.text, name);
  const source = declaration && ts.isVariableDeclaration(declaration) && declaration.initializer ? bare(declaration.initializer) : null;
  return source !== null && ts.isPropertyAccessExpression(source) && isThis(source.expression);
}

function originOfName(subject: Subject, name: ts.Identifier, found: 'called' | 'supplied', depth: number): Origin {
  const declaration = resolveName(name.text, name);
  if (!declaration || depth > 4) return null;
  if (ts.isBindingElement(declaration)) {
    const owner = patternOwner(declaration);
    if (ts.isParameter(owner)) return originOfParameter(subject, owner, found, depth);
    const source = owner.initializer ?? loopedOver(owner);
    if (!source) return null;
    return originOfExpression(subject, source, found, depth + 1) ?? lookedUpBesides(subject, source, declaration, depth);
  }
  if (ts.isParameter(declaration)) return originOfParameter(subject, declaration, found, depth);
  if (!ts.isVariableDeclaration(declaration)) return null;
  if (isMadeHere(subject, declaration)) return null;
  if (isFilledLater(subject, declaration)) return 'table';
  if (declaration.initializer) return originOfExpression(subject, declaration.initializer, found, depth + 1);
  const list = loopedOver(declaration);
  if (list) return originOfExpression(subject, list, found, depth + 1);
  return contains(subject.fn.node, declaration) ? null : 'table';
}

/** A parameter of a function around, or of what each of several is handed to: `handlers.map((handler) => handler(message))`. */
function originOfParameter(subject: Subject, parameter: ts.ParameterDeclaration, found: 'called' | 'supplied', depth: number): Origin {
  if (!isMessage(subject, parameter)) return found;
  const list = listGoneThrough(parameter);
  return list ? originOfExpression(subject, list, found, depth + 1) : null;
}

function listGoneThrough({ parent: fn }: ts.ParameterDeclaration): ts.Expression | null {
  const call = fn.parent;
  if (!call || !ts.isCallExpression(call) || call.arguments[0] !== fn || !ts.isPropertyAccessExpression(call.expression)) return null;
  return /^(?:map|forEach|flatMap)$/.test(call.expression.name.text) ? call.expression.expression : null;
}

/** `for (const handler of handlers)`. */
function loopedOver({ parent }: ts.VariableDeclaration): ts.Expression | null {
  return ts.isForOfStatement(parent.parent) ? parent.parent.expression : null;
}

/** Put together for the message by a call of the function's own, which is more than looking it up. */
function isMadeHere({ fn }: Subject, { initializer, parent }: ts.VariableDeclaration): boolean {
  if (!initializer || !contains(fn.node, parent)) return false;
  const inner = bare(initializer);
  const call = ts.isAwaitExpression(inner) ? bare(inner.expression) : inner;
  return ts.isCallExpression(call) && ts.isIdentifier(call.expression);
}

/** `const { handler, payload } = parse(message, handlers)`: a function of the file looks the handler up, in what it is given for that. */
function lookedUpBesides(subject: Subject, source: ts.Expression, taken: ts.BindingElement, depth: number): Origin {
  const call = callBehind(source);
  const helper = call && ts.isIdentifier(call.expression) ? functionNamed(call.expression) : null;
  if (!call || !helper?.body || depth > 4) return null;
  const member = (taken.propertyName ?? taken.name).getText();
  for (const { initializer } of variablesIn(helper.body, memberNamesIn(helper.body, member))) {
    const table = initializer && hasLookUp(initializer) ? rootOf(initializer) : null;
    const owner = table && ts.isIdentifier(table) ? resolveName(table.text, table) : null;
    const given = owner && ts.isParameter(owner) ? call.arguments[helper.parameters.indexOf(owner)] : undefined;
    if (given && originOfExpression(subject, given, 'supplied', depth + 1) !== null) return 'table';
  }
  return null;
}

/** The call whose result an expression is, also by way of a variable. */
function callBehind(source: ts.Expression): ts.CallExpression | null {
  const inner = bare(source);
  const declaration = ts.isIdentifier(inner) ? resolveName(inner.text, inner) : null;
  const made = declaration && ts.isVariableDeclaration(declaration) && declaration.initializer ? bare(declaration.initializer) : inner;
  const call = ts.isAwaitExpression(made) ? bare(made.expression) : made;
  return ts.isCallExpression(call) ? call : null;
}

function functionNamed(name: ts.Identifier): ts.FunctionDeclaration | ts.ArrowFunction | ts.FunctionExpression | null {
  const declaration = resolveName(name.text, name);
  const node = declaration && ts.isVariableDeclaration(declaration) && declaration.initializer ? bare(declaration.initializer) : declaration;
  return node && (ts.isFunctionDeclaration(node) || ts.isArrowFunction(node) || ts.isFunctionExpression(node)) ? node : null;
}

/** The names that objects written in a body have for a member: `{ handler, payload }`, `{ handler: found }`. */
function memberNamesIn(body: ts.Node, member: string): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isShorthandPropertyAssignment(node) && node.name.text === member) names.add(member);
    if (ts.isPropertyAssignment(node) && node.name.getText() === member && ts.isIdentifier(node.initializer)) names.add(node.initializer.text);
    ts.forEachChild(node, visit);
  };
  visit(body);
  return names;
}

function variablesIn(body: ts.Node, names: ReadonlySet<string>): readonly ts.VariableDeclaration[] {
  const found: ts.VariableDeclaration[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && names.has(node.name.text)) found.push(node);
    ts.forEachChild(node, visit);
  };
  if (names.size > 0) visit(body);
  return found;
}

/** `const handlers = new Map()` around the function: others put in what it calls. */
function isFilledLater({ fn }: Subject, declaration: ts.VariableDeclaration): boolean {
  const made = declaration.initializer === undefined || contains(fn.node, declaration) ? null : bare(declaration.initializer);
  if (made === null) return false;
  if (ts.isNewExpression(made))
    return ts.isIdentifier(made.expression) && /^(?:Map|Set|Array)$/.test(made.expression.text) && (made.arguments ?? []).length === 0;
  return (ts.isObjectLiteralExpression(made) && made.properties.length === 0) || (ts.isArrayLiteralExpression(made) && made.elements.length === 0);
}

/** Parameters inside carry the message; those of a loop's own function, and those bound beforehand, do not. */
function isMessage(subject: Subject, parameter: ts.ParameterDeclaration): boolean {
  if (subject.fetched && parameter.parent === subject.fn.node) return false;
  if (parameter.parent === subject.fn.node && subject.fn.node.parameters.indexOf(parameter) < (subject.fn.bound?.length ?? 0)) return false;
  return contains(subject.fn.node, parameter);
}

function originOfExpression(subject: Subject, expression: ts.Expression, found: 'called' | 'supplied', depth: number): Origin {
  const root = rootOf(expression);
  const copied = ts.isArrayLiteralExpression(root) ? root.elements.find(ts.isSpreadElement) : undefined;
  if (copied && depth <= 4) return originOfExpression(subject, copied.expression, found, depth + 1);
  if (isThis(root)) return root === bare(expression) ? null : 'table';
  // `isFunction(entry) ? entry : entry[kind]`: either comes from the same place.
  if (ts.isConditionalExpression(root) && depth <= 4)
    return originOfExpression(subject, root.whenTrue, found, depth + 1) ?? originOfExpression(subject, root.whenFalse, found, depth + 1);
  const entries = entriesOf(root, bare(expression));
  if (entries && depth <= 4) return originOfExpression(subject, entries, found, depth + 1);
  return ts.isIdentifier(root) ? originOfName(subject, root, found, depth) : null;
}

/** What a table is made of: `new Map(handlers.map((one) => [one.topic, one]))`, `Object.fromEntries(...)`, `Array.from(...)`, `_.keyBy(handlers, 'topic')`, `_(handlers).keyBy('topic')`. */
function entriesOf(root: ts.Expression, expression: ts.Expression): ts.Expression | null {
  if (ts.isIdentifier(root) && /^(?:_|lodash|underscore|keyBy|mapValues|groupBy|fromPairs)$/.test(root.text)) {
    const called = ts.isPropertyAccessExpression(root.parent) ? root.parent : root;
    return ts.isCallExpression(called.parent) && called.parent.expression === called ? (called.parent.arguments[0] ?? null) : null;
  }
  if (ts.isNewExpression(root)) return ts.isIdentifier(root.expression) && /^(?:Map|Set)$/.test(root.expression.text) ? (root.arguments?.[0] ?? null) : null;
  const isGlobal = ts.isIdentifier(root) && /^(?:Object|Array)$/.test(root.text) && ts.isPropertyAccessExpression(root.parent);
  const call = isGlobal && root.pos === expression.pos ? root.parent.parent : null;
  return call && ts.isCallExpression(call) && /^(?:fromEntries|entries|values|from)$/.test(call.expression.getText().split('.')[1] ?? '')
    ? (call.arguments[0] ?? null)
    : null;
}

/** `table[key]`, `table.get(key)` somewhere in a chain. */
export function hasLookUp(expression: ts.Expression): boolean {
  const inner = bare(expression);
  if (ts.isElementAccessExpression(inner) || ts.isCallExpression(inner)) return true;
  return ts.isPropertyAccessExpression(inner) && hasLookUp(inner.expression);
}

function patternOwner(element: ts.BindingElement): ts.VariableDeclaration | ts.ParameterDeclaration {
  const owner = element.parent.parent;
  return ts.isBindingElement(owner) ? patternOwner(owner) : owner;
}

/** `_.clone(job)` is the job. */
export function copiedFrom(expression: ts.Expression): ts.Expression {
  const inner = bare(expression);
  const [original] = ts.isCallExpression(inner) && /^clone(?:Deep)?$/.test(lastNameOf(inner.expression) ?? '') ? inner.arguments : [];
  return original ? copiedFrom(original) : inner;
}

/** The leftmost expression of a chain of members, elements, calls and awaits. */
function rootOf(expression: ts.Expression): ts.Expression {
  const inner = copiedFrom(expression);
  if (ts.isPropertyAccessExpression(inner) || ts.isElementAccessExpression(inner) || ts.isCallExpression(inner) || ts.isAwaitExpression(inner))
    return rootOf(inner.expression);
  if (ts.isBinaryExpression(inner)) return rootOf(inner.left);
  return inner;
}
