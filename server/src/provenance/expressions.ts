// The evaluator's switch: what each form of expression evaluates to, in terms of its parts.
import ts from 'typescript';
import { requiredSpecifier } from '../syntax/modules.ts';
import { bare } from '../syntax/bare.ts';
import { builtinCall, builtinInstance } from './builtins.ts';
import { environmentOutside, frameOf } from './environments.ts';
import type { Evaluator } from './evaluator.ts';
import { modulesIn } from './folder-modules.ts';
import { apiChild, constant, isNothing, membersOf, parameterStep, undefinedValue, unionOf, unknown } from './making.ts';
import { knownByCall } from './known-by-calls.ts';
import { located } from './own-locators.ts';
import { writtenAbove } from './parameters.ts';
import { putOn } from './put-on.ts';
import { madeByFunction, memberOfPrototype, thisOfPrototype } from './prototypes.ts';
import type { CallSite, Environment, Value } from './values.ts';

/** Evaluates one expression; memory, cycles and budgets are the caller's business. */
export function evaluate(ev: Evaluator, node: ts.Expression, env: Environment): Value {
  if (ts.isIdentifier(node)) return node.text === 'undefined' ? undefinedValue : ev.valueOfName(node.text, node, env);
  if (ts.isPropertyAccessExpression(node)) return orDeclared(ev, node, env, () => propertyOf(ev, node, env));
  if (ts.isCallExpression(node)) return orDeclared(ev, node, env, () => call(ev, node, env));
  if (ts.isElementAccessExpression(node)) return orDeclared(ev, node, env, () => indexed(ev, node, env));
  if (ts.isNewExpression(node)) return created(ev, node, env);
  if (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node) || ts.isSatisfiesExpression(node)) {
    const inner = ev.valueOf(node.expression, env);
    if (isPlaceholder(node)) return declaredByPackage(ev.valueOfType(node.type, env)) ?? inner;
    return isVague(inner) ? preferred(ev.valueOfType(node.type, env), inner) : inner;
  }
  if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node) || ts.isAwaitExpression(node)) return ev.valueOf(node.expression, env);
  // Where a generator is run as a coroutine (`co`), it is given back what it yields, settled.
  if (ts.isYieldExpression(node) && node.expression && !node.asteriskToken) return ev.valueOf(node.expression, env);
  if (ts.isFunctionExpression(node) || ts.isArrowFunction(node)) return { kind: 'function', node, env, self: null };
  if (ts.isClassExpression(node)) return { kind: 'class', node, env };
  if (ts.isObjectLiteralExpression(node)) return { kind: 'object', node, env };
  if (ts.isArrayLiteralExpression(node)) return { kind: 'array', node, env };
  if (node.kind === ts.SyntaxKind.ThisKeyword) return thisValue(ev, node, env);
  if (node.kind === ts.SyntaxKind.SuperKeyword) return superValue(ev, node, env);
  if (ts.isConditionalExpression(node)) return unionOf(branchesOf(ev, node, env).map((branch) => ev.valueOf(branch, env)));
  if (ts.isBinaryExpression(node)) return binary(ev, node, env);
  if (ts.isTaggedTemplateExpression(node)) return ev.returnOf(ev.valueOf(node.tag, env), { node, env });
  return literal(ev, node, env);
}

/** `{} as PrismaClient`, which a proxy or a later assignment fills: nothing in it says as much as its type. */
function isPlaceholder({ expression }: ts.AssertionExpression | ts.SatisfiesExpression): boolean {
  const inner = bare(expression);
  return ts.isObjectLiteralExpression(inner) && inner.properties.length === 0;
}

function declaredByPackage(value: Value): Value | null {
  return value.kind === 'api' ? value : null;
}

/** Both, unless a caller's argument says which. */
function branchesOf(ev: Evaluator, { condition, whenTrue, whenFalse }: ts.ConditionalExpression, env: Environment): readonly ts.Expression[] {
  const asked = env === null ? unknown : ev.valueOf(condition, env);
  if (asked.kind !== 'constant') return [whenTrue, whenFalse];
  return [asked.value ? whenTrue : whenFalse];
}

function literal(ev: Evaluator, node: ts.Expression, env: Environment): Value {
  if (ts.isStringLiteralLike(node)) return constant(node.text);
  if (ts.isNumericLiteral(node)) return constant(Number(node.text));
  if (ts.isTemplateExpression(node)) return template(ev, node, env);
  if (ts.isPrefixUnaryExpression(node)) return prefixed(ev, node, env);
  switch (node.kind) {
    case ts.SyntaxKind.TrueKeyword:
      return constant(true);
    case ts.SyntaxKind.FalseKeyword:
      return constant(false);
    case ts.SyntaxKind.NullKeyword:
      return constant(null);
    default:
      return ts.isVoidExpression(node) ? undefinedValue : unknown;
  }
}

function prefixed(ev: Evaluator, node: ts.PrefixUnaryExpression, env: Environment): Value {
  const operand = ev.valueOf(node.operand, env);
  if (operand.kind !== 'constant') return unknown;
  if (node.operator === ts.SyntaxKind.ExclamationToken) return constant(!operand.value);
  if (typeof operand.value !== 'number') return unknown;
  return node.operator === ts.SyntaxKind.MinusToken ? constant(-operand.value) : node.operator === ts.SyntaxKind.PlusToken ? operand : unknown;
}

function template(ev: Evaluator, node: ts.TemplateExpression, env: Environment): Value {
  let text = node.head.text;
  for (const span of node.templateSpans) {
    const part = ev.valueOf(span.expression, env);
    if (part.kind !== 'constant') return unknown;
    text += `${String(part.value)}${span.literal.text}`;
  }
  return constant(text);
}

function binary(ev: Evaluator, node: ts.BinaryExpression, env: Environment): Value {
  const right = (): Value => ev.valueOf(node.right, env);
  switch (node.operatorToken.kind) {
    case ts.SyntaxKind.CommaToken:
    case ts.SyntaxKind.EqualsToken:
    case ts.SyntaxKind.AmpersandAmpersandToken:
      return right();
    case ts.SyntaxKind.BarBarToken:
    case ts.SyntaxKind.QuestionQuestionToken:
    case ts.SyntaxKind.BarBarEqualsToken:
    case ts.SyntaxKind.QuestionQuestionEqualsToken:
      return unionOf([ev.valueOf(node.left, env), right()]);
    case ts.SyntaxKind.PlusToken:
      return sum(ev.valueOf(node.left, env), right());
    case ts.SyntaxKind.AsteriskToken:
      return product(ev.valueOf(node.left, env), right());
    default:
      return unknown;
  }
}

function sum(left: Value, right: Value): Value {
  if (left.kind !== 'constant' || right.kind !== 'constant') return unknown;
  if (typeof left.value === 'number' && typeof right.value === 'number') return constant(left.value + right.value);
  return typeof left.value === 'string' || typeof right.value === 'string' ? constant(`${String(left.value)}${String(right.value)}`) : unknown;
}

function product(left: Value, right: Value): Value {
  const numbers = left.kind === 'constant' && right.kind === 'constant' && typeof left.value === 'number' && typeof right.value === 'number';
  return numbers ? constant(Number(left.value) * Number(right.value)) : unknown;
}

/** What the value alone does not tell, a declared type may. */
function orDeclared(ev: Evaluator, node: ts.Expression, env: Environment, work: () => Value): Value {
  const value = work();
  if (!isVague(value)) return value;
  const type = ev.declaredType(node);
  return type ? preferred(ev.valueOfType(type, env), value) : value;
}

function isVague(value: Value): boolean {
  return value.kind === 'unknown' || isNothing(value);
}

function preferred(first: Value, second: Value): Value {
  return first.kind === 'unknown' ? second : first;
}

function propertyOf(ev: Evaluator, node: ts.PropertyAccessExpression, env: Environment): Value {
  if (ts.isMetaProperty(node.expression)) return unknown;
  const object = ev.valueOf(node.expression, env);
  const put = object.kind === 'api' ? putOn(ev, node.expression, node.name.text, env) : null;
  const held = put ?? ev.memberOf(object, node.name.text);
  const member = isVague(held) && /^(?:unknown|map|object)$/.test(object.kind) ? preferred(memberOfPrototype(ev, node, env), held) : held;
  return isVague(member) || member.kind === 'parameter' ? preferred(writtenAbove(ev, node, env), member) : member;
}

function indexed(ev: Evaluator, node: ts.ElementAccessExpression, env: Environment): Value {
  const object = ev.valueOf(node.expression, env);
  const key = ev.valueOf(node.argumentExpression, env);
  const keys = membersOf(key).filter((member) => member.kind === 'constant');
  if (keys.length === 0 || keys.length < membersOf(key).length) return ev.anyMember(object);
  return unionOf(keys.map((member) => (typeof member.value === 'number' ? ev.elementAt(object, member.value) : ev.memberOf(object, String(member.value)))));
}

function call(ev: Evaluator, node: ts.CallExpression, env: Environment): Value {
  const specifier = requiredSpecifier(node);
  if (specifier !== null && !isShadowedRequire(ev, node)) return ev.required(specifier, node);
  if (specifier === null && isLoading(ev, node)) return loaded(ev, node, env);
  if (node.expression.kind === ts.SyntaxKind.SuperKeyword) return unknown;
  const site: CallSite = { node, env };
  const looked = ev.lookedUp(node, env);
  if (looked) return looked;
  const builtin = builtinCall(ev, site, node);
  if (builtin) return builtin;
  const callee = ev.valueOf(node.expression, env);
  const spoken = importIn(callee, node);
  if (spoken !== null) return spoken.of === null ? loaded(ev, node, env) : ev.required(spoken.of, node);
  const value = located(ev, callee, site) ?? ev.returnOf(callee, site);
  return knownByCall(ev, value, site) ?? value;
}

/**
 * `new Function('path', 'return import(path)')`, `eval("import('kafka')")`: said so that a compiler which turns `import()` into `require()` leaves it alone. `of` is null where the
 * call hands over what to import.
 */
function importIn(callee: Value, node: ts.CallExpression): { readonly of: string | null } | null {
  if (callee.kind !== 'api' || callee.package !== 'global') return null;
  const made = callee.call?.node;
  const maker = made && (ts.isNewExpression(made) || ts.isCallExpression(made)) ? made : null;
  const isFunction = maker !== null && ts.isIdentifier(maker.expression) && maker.expression.text === 'Function';
  const isEval = made === undefined && callee.token?.kind === 'member' && callee.token.name === 'eval';
  const text = isFunction ? maker.arguments?.at(-1) : isEval ? node.arguments[0] : undefined;
  if (text === undefined || !ts.isStringLiteralLike(text)) return null;
  const [, named, given] = /^\s*(?:return\s+)?import\(\s*(?:['"`]([^'"`]+)['"`]|(\w+))\s*\)\s*;?\s*$/.exec(text.text) ?? [];
  return named !== undefined ? { of: named } : given !== undefined && isFunction ? { of: null } : null;
}

/** `require(...)` or `import(...)` of what is no literal. */
function isLoading(ev: Evaluator, node: ts.CallExpression): boolean {
  if (node.expression.kind === ts.SyntaxKind.ImportKeyword) return true;
  if (!ts.isIdentifier(node.expression) || node.expression.text !== 'require') return false;
  return membersOf(ev.valueOf(node.expression, null)).every((value) => value.kind === 'api' && value.package === 'global');
}

/** A module whose path is put together: known where its parts are, `require('./' + config.storage)`; any other is not the language's own. */
function loaded(ev: Evaluator, node: ts.CallExpression, env: Environment): Value {
  const [path] = node.arguments;
  const paths = path ? membersOf(ev.valueOf(path, env)) : [];
  const known = unionOf(paths.map((one) => (one.kind === 'constant' && typeof one.value === 'string' ? ev.required(one.value, node) : besideFile(ev, one))));
  return known.kind === 'unknown' && path ? modulesIn(ev, path) : known;
}

/** `require(path.join(__dirname, '../shared'))`: seen from the file that says `__dirname`. */
function besideFile(ev: Evaluator, path: Value): Value {
  if (path.kind !== 'api' || path.package !== 'node:path' || path.call === null || path.parent?.token?.kind !== 'member') return unknown;
  const [folder] = ts.isCallExpression(path.call.node) ? path.call.node.arguments : [];
  if (!/^(?:join|resolve)$/.test(path.parent.token.name) || !folder || !ts.isIdentifier(folder) || folder.text !== '__dirname') return unknown;
  const parts = ev.argumentsOf(path.call).slice(1);
  const names = parts.flatMap((part) => (part.kind === 'constant' && typeof part.value === 'string' ? [part.value] : []));
  return names.length < parts.length ? unknown : ev.required(['.', ...names].join('/'), folder);
}

function isShadowedRequire(ev: Evaluator, node: ts.CallExpression): boolean {
  if (!ts.isIdentifier(node.expression) || node.expression.text !== 'require') return false;
  const value = ev.valueOf(node.expression, null);
  return value.kind === 'function';
}

function created(ev: Evaluator, node: ts.NewExpression, env: Environment): Value {
  const site: CallSite = { node, env };
  return unionOf(membersOf(ev.valueOf(node.expression, env)).map((callee) => instance(ev, callee, site, node)));
}

function instance(ev: Evaluator, callee: Value, site: CallSite, node: ts.NewExpression): Value {
  if (callee.kind === 'api') return builtinInstance(ev, callee, site, node) ?? apiChild(callee, { kind: 'instance' }, site);
  if (callee.kind === 'class') return ev.instanceOf(callee, site);
  if (callee.kind === 'parameter') return parameterStep(callee, { kind: 'instance' });
  if (callee.kind === 'function') return madeByFunction(ev, callee);
  return unknown;
}

function thisValue(ev: Evaluator, node: ts.Node, env: Environment): Value {
  const container = thisContainer(node);
  if (!container) return unknown;
  const self = frameOf(container, env)?.self;
  if (self) return self;
  if (ts.isObjectLiteralExpression(container.parent)) return { kind: 'object', node: container.parent, env };
  const assigned = container.parent;
  if (ts.isPropertyAssignment(assigned) && ts.isObjectLiteralExpression(assigned.parent)) return { kind: 'object', node: assigned.parent, env };
  const cls = ev.classAround(container);
  if (!cls) return thisOfPrototype(ev, node);
  return isStatic(container) || isStatic(node, container) ? cls : ev.instanceOf({ ...cls, env: environmentOutside(cls.node, env) }, null);
}

/** The function, or the class for field initialisers, whose `this` it is. */
function thisContainer(node: ts.Node): ts.SignatureDeclaration | ts.ClassLikeDeclaration | null {
  for (let at: ts.Node = node.parent; !ts.isSourceFile(at); at = at.parent) {
    if (ts.isClassLike(at)) return at;
    if (ts.isFunctionLike(at) && !ts.isArrowFunction(at)) return at;
  }
  return null;
}

function isStatic(node: ts.Node, upTo: ts.Node = node): boolean {
  for (let at: ts.Node = node; ; at = at.parent) {
    if (ts.isClassStaticBlockDeclaration(at)) return true;
    if (ts.canHaveModifiers(at) && (ts.getModifiers(at) ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.StaticKeyword)) return true;
    if (at === upTo || ts.isSourceFile(at)) return false;
  }
}

function superValue(ev: Evaluator, node: ts.Node, env: Environment): Value {
  const container = thisContainer(node);
  const cls = container && ev.classAround(container);
  const heritage = cls?.node.heritageClauses?.find((clause) => clause.token === ts.SyntaxKind.ExtendsKeyword)?.types[0];
  if (!cls || !heritage) return unknown;
  const self = thisValue(ev, node, env);
  const constructs = ts.isCallExpression(node.parent) && node.parent.expression === node;
  const bases = membersOf(ev.valueOf(heritage.expression, cls.env));
  return unionOf(
    bases.map((base) => {
      if (base.kind === 'api') return constructs ? base : apiChild(base, { kind: 'subclass' });
      if (base.kind !== 'class') return unknown;
      return self.kind === 'class' ? base : { kind: 'instance', class: base, made: null };
    }),
  );
}
