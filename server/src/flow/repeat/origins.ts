// What a value is made of: the message, constants, the clock, chance, what a store answered. Follows locals, templates, destructuring, hashing and the workspace's own functions.
import ts from 'typescript';
import { packageOfSpecifier } from '../../models/catalogue.ts';
import type { EffectKind } from '../../facts/vocabulary.ts';
import { validators } from '../../models/effects/pure.ts';
import type { Program } from '../../provenance/program.ts';
import { membersOf } from '../../provenance/making.ts';
import type { ApiValue, ClassValue, Environment, MessageValue, ObjectValue, Value } from '../../provenance/values.ts';
import { isPlaceholder } from './placeholder.ts';
import { resolveName } from '../../syntax/scopes.ts';
import { frameOf } from '../../provenance/environments.ts';
import { defaultsOf, heldIn } from './constructed.ts';
import { bare, type Located } from './locate.ts';
import { isPure, isVerified, madeBy } from './made-by.ts';
import { lookedUpBy } from './looked-up.ts';
import type { RepeatContext } from './nature.ts';
import { assignmentsTo, callbackSource, isPartOf, toldTo } from './locals.ts';

export type Origin = 'message' | 'delivery-scoped' | 'attempt' | 'clock' | 'chance' | 'read' | 'unknown' | 'placeholder';

export interface Walk {
  readonly program: Program;
  readonly context: RepeatContext;
  readonly seen: Set<ts.Node>;
  readonly depth: number;
  /** Names that are unique in what is written, each list together. */
  readonly unique?: readonly (readonly string[])[];
  /** What kind of place is written to. */
  readonly into?: EffectKind;
  /** The class of what is saved. */
  readonly entity?: ClassValue | null;
  /** Set in a method of what was read: what `this` holds has been read. */
  readonly self?: 'read';
}

/** The origins of an expression; none means constants only. */
export function originsOf(walk: Walk, node: ts.Expression, env: Environment): ReadonlySet<Origin> {
  const found = new Set<Origin>();
  collect(walk, node, env, found);
  return found;
}

const deepest = 24;

function collect(outer: Walk, expression: ts.Expression, env: Environment, found: Set<Origin>): void {
  const node = bare(expression);
  if (outer.depth > deepest || outer.seen.size > 400) return void found.add('unknown');
  if (outer.seen.has(node)) return;
  outer.seen.add(node);
  const walk: Walk = { ...outer, depth: outer.depth + 1 };
  const each = (...parts: readonly (ts.Expression | undefined)[]): void => {
    for (const part of parts) if (part !== undefined) collect(walk, part, env, found);
  };
  if (ts.isLiteralExpression(node) || ts.isFunctionExpression(node) || ts.isArrowFunction(node)) return;
  if (ts.isTemplateExpression(node)) return each(...node.templateSpans.map((span) => span.expression));
  if (ts.isTaggedTemplateExpression(node))
    return ts.isTemplateExpression(node.template) ? each(...node.template.templateSpans.map((span) => span.expression)) : undefined;
  if (ts.isBinaryExpression(node)) return each(node.left, node.right);
  if (ts.isConditionalExpression(node)) return each(node.condition, node.whenTrue, node.whenFalse);
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) return each(node.operand);
  if (ts.isTypeOfExpression(node) || ts.isVoidExpression(node) || ts.isSpreadElement(node)) return each(node.expression);
  if (ts.isArrayLiteralExpression(node)) return each(...node.elements);
  if (ts.isObjectLiteralExpression(node)) return each(...node.properties.map(writtenValue));
  if (ts.isIdentifier(node)) return collectName(walk, node, env, found);
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) return collectMember(walk, node, env, found);
  if (ts.isNewExpression(node)) return collectNew(walk, node, env, found);
  if (ts.isCallExpression(node)) return collectCall(walk, node, env, found);
  if (node.kind === ts.SyntaxKind.ThisKeyword || isKeywordConstant(node)) return;
  found.add('unknown');
}

function isKeywordConstant(node: ts.Node): boolean {
  return (
    node.kind === ts.SyntaxKind.TrueKeyword ||
    node.kind === ts.SyntaxKind.FalseKeyword ||
    node.kind === ts.SyntaxKind.NullKeyword ||
    ts.isOmittedExpression(node)
  );
}

/** What an object literal has for one of its entries; a method is none. */
export function writtenValue(property: ts.ObjectLiteralElementLike): ts.Expression | undefined {
  if (ts.isPropertyAssignment(property)) return property.initializer;
  if (ts.isShorthandPropertyAssignment(property)) return property.name;
  return ts.isSpreadAssignment(property) ? property.expression : undefined;
}

/** True when the value alone said enough. */
function collectValue(walk: Walk, value: Value, found: Set<Origin>): boolean {
  switch (value.kind) {
    case 'constant':
    case 'function':
    case 'class':
    case 'module':
      return true;
    case 'message':
      found.add(partOf(walk.context, value));
      return true;
    case 'api':
      return collectApi(walk, value, found);
    case 'object':
    case 'array':
      collect(walk, value.node, value.env, found);
      return true;
    case 'union':
      return value.values.map((member) => collectValue(walk, member, found)).every(Boolean);
    case 'list':
      return value.whole && value.elements.map((element) => collectValue(walk, element, found)).every(Boolean);
    case 'map':
    case 'instance':
    case 'parameter':
    case 'unknown':
      return false;
  }
}

const attemptNames =
  /^(attempts?|attemptsMade|attemptNumber|attemptsStarted|retryCount|retry_count|retrycount|deliveryAttempt|deliveryCount|redelivered|redeliveryCount|timesDelivered|numDelivered|ApproximateReceiveCount|receiveCount)$/;
const deliveryNames = /^(deliveryTag|receiptHandle|ReceiptHandle|ackId|consumerTag|lockToken|lockedUntilUtc|processedOn|ApproximateFirstReceiveTimestamp)$/;

/** Which of the transport's identities a part of the message belongs to. */
function partOf(context: RepeatContext, value: MessageValue): Origin {
  if (value.path.some((name) => attemptNames.test(name))) return 'attempt';
  if (value.path.some((name) => deliveryNames.test(name))) return 'delivery-scoped';
  const scoped = context.identity.some((row) => row.stable === 'delivery-scoped' && isPartOf(value.path, row.at));
  return scoped ? 'delivery-scoped' : 'message';
}

/** A value that came from a package: made of the arguments of pure calls, of chance, of the clock, or of what a store answered. */
function collectApi(walk: Walk, value: ApiValue, found: Set<Origin>): boolean {
  if (isKeptGlobally(value)) return false;
  for (let at: ApiValue | null = value; at !== null; at = at.parent) {
    if (at.call === null) continue;
    const name = at.parent === null ? '' : nameOf(at.parent);
    const given = at.call.node;
    const args = ts.isTaggedTemplateExpression(given) || ts.isDecorator(given) ? [] : (given.arguments ?? []);
    const isFunction = callsBefore(at) === 0;
    const made = madeBy(walk.program.catalogue, { package_: packageOfSpecifier(at.package), name, given: args.length, isFunction });
    if (made !== 'arguments') found.add(made);
    else for (const argument of isVerified(name) ? args.slice(0, 1) : args) collect(walk, argument, at.call.env, found);
    // Not of the client that looks at the signature.
    if (isVerified(name)) break;
  }
  return true;
}

/** How many calls lead to what is called. */
function callsBefore(value: ApiValue): number {
  let calls = 0;
  for (let at = value.parent; at !== null; at = at.parent) if (at.call !== null) calls++;
  return calls;
}

const builtins = /^(String|Number|BigInt|Boolean|JSON|Math|Date|Object|Array|Buffer|crypto|process|performance|structuredClone|encodeURIComponent|btoa)$/;

/** `globalThis.db.find()`: something of the workspace's own, and no function of the language that is made of its arguments. */
function isKeptGlobally(value: ApiValue): boolean {
  let [at, after]: [ApiValue, ApiValue | null] = [value, null];
  while (at.parent?.token != null) [at, after] = [at.parent, at];
  const isGlobalObject = value.package === 'global' && at.token?.kind === 'member' && /^(global|globalThis|self|window)$/.test(at.token.name);
  return isGlobalObject && after?.token?.kind === 'member' && !builtins.test(after.token.name);
}

function nameOf(value: ApiValue): string {
  for (let at: ApiValue | null = value; at !== null; at = at.parent) if (at.token?.kind === 'member' || at.token?.kind === 'type') return at.token.name;
  return '';
}

function collectName(walk: Walk, node: ts.Identifier, env: Environment, found: Set<Origin>): void {
  if (node.text === 'undefined' || node.text === 'NaN') return;
  if (isToBeFilledIn(node, env)) return void found.add('placeholder');
  const value = walk.program.valueOf(node, env);
  const declaration = resolveName(node.text, node);
  const made = declaration !== null && value.kind === 'api' ? madeByOwn(walk, declaration, env) : null;
  if (made !== null) return collect(walk, made, env, found);
  const isFirst = value.kind === 'constant' && isReassigned(node.text, declaration);
  if (value.kind !== 'instance' && !isFirst && collectValue(walk, value, found)) return;
  if (declaration === null) return void found.add('unknown');
  if (ts.isVariableDeclaration(declaration) || ts.isBindingElement(declaration)) return collectLocal(walk, node, declaration, env, found);
  if (ts.isParameter(declaration)) {
    const given = givenTo(declaration, env);
    if (given !== null) return collect(walk, given.node, given.env, found);
    const source = callbackSource(declaration);
    if (source !== null) return collect(walk, source, env, found);
  }
  if (ts.isParameter(declaration) || ts.isImportSpecifier(declaration) || ts.isImportClause(declaration)) found.add('unknown');
}

/** `let name = ''` that is given something else further on: what it starts with says nothing of the rest. */
function isReassigned(name: string, declaration: ts.Node | null): boolean {
  return declaration !== null && ts.isVariableDeclaration(declaration) && assignmentsTo(name, declaration).length > 0;
}

/** A placeholder, or a parameter that is given one. */
function isToBeFilledIn(node: ts.Expression, env: Environment): boolean {
  const declaration = ts.isIdentifier(node) ? resolveName(node.text, node) : null;
  if (declaration === null) return isPlaceholder(node);
  const given = ts.isParameter(declaration) ? givenTo(declaration, env) : null;
  return given !== null && isToBeFilledIn(bare(given.node), given.env);
}

/** `const file = pathOf(name)`: made by a function of the workspace from what this call hands it. */
function madeByOwn({ program }: Walk, declaration: ts.Node, env: Environment): ts.CallExpression | null {
  const call = ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined ? bare(declaration.initializer) : null;
  return call !== null && ts.isCallExpression(call) && program.valueOf(call.expression, env).kind === 'function' ? call : null;
}

function collectLocal(walk: Walk, node: ts.Identifier, declaration: ts.VariableDeclaration | ts.BindingElement, env: Environment, found: Set<Origin>): void {
  let root: ts.Node = declaration;
  while (ts.isBindingElement(root) || ts.isObjectBindingPattern(root) || ts.isArrayBindingPattern(root)) {
    if (ts.isBindingElement(root) && root.initializer !== undefined) collect(walk, root.initializer, env, found);
    root = root.parent;
  }
  if (ts.isParameter(root)) {
    const given = givenTo(root, env);
    if (given !== null) return collect(walk, partGiven(declaration, given.node), given.env, found);
    const source = callbackSource(root);
    return source === null ? void found.add('unknown') : collect(walk, source, env, found);
  }
  if (!ts.isVariableDeclaration(root)) return void found.add('unknown');
  const taken = root.initializer === undefined ? null : takenOut(walk, declaration, root.initializer, env);
  if (taken !== null) collect(walk, taken.node, taken.env, found);
  else if (root.initializer !== undefined) collect(walk, root.initializer, env, found);
  const loop = root.parent.parent;
  if ((ts.isForOfStatement(loop) || ts.isForInStatement(loop)) && loop.initializer === root.parent) collect(walk, loop.expression, env, found);
  for (const assigned of assignmentsTo(node.text, declaration)) collect(walk, assigned, env, found);
  if (ts.isCatchClause(loop) || ts.isCatchClause(root.parent)) found.add('unknown');
}

/** `const { data } = event`: the one member of an object whose others may be made of the clock. */
function takenOut({ program }: Walk, declaration: ts.Node, whole: ts.Expression, env: Environment): Located | null {
  if (!ts.isBindingElement(declaration) || !ts.isVariableDeclaration(declaration.parent.parent)) return null;
  const name = declaration.propertyName ?? declaration.name;
  const owner = ts.isIdentifier(name) && declaration.dotDotDotToken === undefined ? program.valueOf(whole, env) : null;
  if (owner?.kind !== 'object') return null;
  const value = owner.node.properties
    .filter((property) => property.name?.getText() === name.getText())
    .map(writtenValue)
    .at(-1);
  return value === undefined ? null : { node: value, env: owner.env };
}

function collectMember(walk: Walk, node: ts.PropertyAccessExpression | ts.ElementAccessExpression, env: Environment, found: Set<Origin>): void {
  if (ts.isElementAccessExpression(node)) collect(walk, node.argumentExpression, env, found);
  if (ts.isPropertyAccessExpression(node) && attemptNames.test(node.name.text)) found.add('attempt');
  if (node.getText().startsWith('process.env')) return;
  const asked = ts.isPropertyAccessExpression(node) ? lookedUpBy(walk.program, node, env) : null;
  if (asked !== null) return collect(walk, asked.node, asked.env, found);
  const value = walk.program.valueOf(node, env);
  const owner = ts.isPropertyAccessExpression(node) ? walk.program.valueOf(node.expression, env) : null;
  const named = value.kind === 'constant' && owner?.kind === 'object' && ts.isPropertyAccessExpression(node) ? nameWrittenFor(owner, node.name.text) : null;
  if (named !== null) return collect(walk, named.node, named.env, found);
  if (collectValue(walk, value, found)) return;
  if (node.expression.kind === ts.SyntaxKind.ThisKeyword) return void found.add('unknown');
  const held = owner !== null && ts.isPropertyAccessExpression(node) ? heldIn(owner, node.name.text) : null;
  if (held !== null) return collect(walk, held.node, held.env, found);
  collect(walk, node.expression, env, found);
}

/** `{ name }`, `{ name: fileName }`: the variable that an object takes a member from. */
function nameWrittenFor({ node, env }: ObjectValue, member: string): Located | null {
  const written = node.properties.filter((property) => property.name?.getText() === member).map(writtenValue);
  const last = written.at(-1);
  return last !== undefined && ts.isIdentifier(bare(last)) ? { node: last, env } : null;
}

function collectNew(walk: Walk, node: ts.NewExpression, env: Environment, found: Set<Origin>): void {
  const name = ts.isIdentifier(node.expression) ? node.expression.text : ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : '';
  const given = node.arguments ?? [];
  if (given.length === 0 && name === 'Date') return void found.add('clock');
  if (given.length === 0 && /^ObjectI[dD]$/.test(name)) return void found.add('chance');
  for (const argument of given) collect(walk, argument, env, found);
  const made = walk.program.valueOf(node, env);
  if (made.kind === 'instance') for (const left of defaultsOf(made)) collect(walk, left.node, left.env, found);
}

function collectCall(walk: Walk, node: ts.CallExpression, env: Environment, found: Set<Origin>): void {
  const value = walk.program.valueOf(node, env);
  if (value.kind === 'constant' || value.kind === 'message') return void collectValue(walk, value, found);
  const callee = walk.program.valueOf(node.expression, env);
  const name = ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : ts.isIdentifier(node.expression) ? node.expression.text : '';
  // `globalThis.db ?? new Client()` is the client, for the answer it gives.
  const api = membersOf(callee).find((member) => member.kind === 'api' && (callee.kind === 'api' || !isPure(walk.program.catalogue, member.package)));
  if (api?.kind === 'api') {
    if (ts.isPropertyAccessExpression(node.expression) && isPure(walk.program.catalogue, api.package)) collect(walk, node.expression.expression, env, found);
    if (validators.includes(api.package) || !collectByName(name, node, found)) collectApi(walk, value.kind === 'api' ? value : api, found);
    return;
  }
  const functions = walk.program.functionsOf(callee);
  if (functions.length > 0 && functions.every((fn) => fn.node.body !== undefined)) {
    const args = walk.program.argumentsOf({ node, env });
    // What a local object gives is made of what it was told: `name.append(now()); name.toString()`.
    for (const part of toldTo(node)) collect(walk, part, env, found);
    for (const fn of functions.slice(0, 3))
      for (const returned of returnsOf(fn.node.body)) collect(walk, returned, walk.program.enter(fn, args, { node, env }), found);
    return;
  }
  if (collectByName(name, node, found)) return;
  // A method of something known, or a function that could not be found: at best made of what it was given.
  if (ts.isPropertyAccessExpression(node.expression)) collect(walk, node.expression.expression, env, found);
  else found.add('unknown');
  for (const argument of node.arguments) collect(walk, argument, env, found);
}

/** Chance and clock, recognised by how everybody names them. */
function collectByName(name: string, node: ts.CallExpression, found: Set<Origin>): boolean {
  const text = node.expression.getText();
  if (text === 'Date.now' || text === 'performance.now' || text === 'process.hrtime') found.add('clock');
  else if (/^(uuidv?[1467]?|nanoid|ulid|cuid|createId|randomUUID|randomBytes|generateUuid|generateUUID)$/.test(name) || text === 'Math.random')
    found.add('chance');
  else return false;
  return true;
}

/** What a function's body returns, its inner functions left out. */
export function returnsOf(body: ts.ConciseBody | undefined): readonly ts.Expression[] {
  if (body === undefined) return [];
  if (!ts.isBlock(body)) return [body];
  const returned: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    if (ts.isReturnStatement(node) && node.expression !== undefined) returned.push(node.expression);
    ts.forEachChild(node, visit);
  };
  visit(body);
  return returned;
}

/** What the call that entered a function hands to its parameter. */
export function givenTo(parameter: ts.ParameterDeclaration, env: Environment): Located | null {
  const site = frameOf(parameter.parent, env)?.site;
  if (site === undefined || parameter.dotDotDotToken !== undefined || ts.isDecorator(site.node) || ts.isTaggedTemplateExpression(site.node)) return null;
  const given = site.node.arguments?.[parameter.parent.parameters.findIndex((one) => one === parameter)];
  return given === undefined || ts.isSpreadElement(given) ? null : { node: given, env: site.env };
}

/** Of an object literal, the property that a destructured parameter takes. */
export function partGiven(element: ts.VariableDeclaration | ts.BindingElement, given: ts.Expression): ts.Expression {
  const object = bare(given);
  if (!ts.isBindingElement(element) || !ts.isObjectLiteralExpression(object)) return given;
  const name = (element.propertyName ?? element.name).getText();
  const property = object.properties.find((one) => one.name?.getText() === name);
  if (property !== undefined && ts.isPropertyAssignment(property)) return property.initializer;
  return property !== undefined && ts.isShorthandPropertyAssignment(property) ? property.name : given;
}
