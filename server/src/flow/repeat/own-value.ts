// Does a new value depend on the value it replaces? `stock: row.stock - 1` moves at each run, `status: 'paid'` does not.
import ts from 'typescript';
import { escapeWord } from '../../base/escape-word.ts';
import { identifiersNamed } from '../../syntax/mentions.ts';
import type { EffectKind } from '../../facts/vocabulary.ts';
import { membersOf } from '../../provenance/making.ts';
import type { Environment } from '../../provenance/values.ts';
import { resolveName } from '../../syntax/scopes.ts';
import { bare, type Located } from './locate.ts';
import { assignmentsTo, scopeAround } from './locals.ts';
import { givenTo, originsOf, partGiven, returnsOf, type Walk } from './origins.ts';
import { readSql } from './sql.ts';
import { textOf } from './text.ts';

/** `name` is the column, field or property that is written, `[column]` where it is computed. */
export function movesOwnValue(walk: Walk, name: string, expression: ts.Expression, env: Environment, depth = 0): boolean {
  const node = bare(expression);
  if (depth > 6) return false;
  if (ts.isBinaryExpression(node) && isArithmetic(node.operatorToken.kind))
    return mentions(walk, name, node.left, env, depth) || mentions(walk, name, node.right, env, depth);
  if (ts.isArrayLiteralExpression(node))
    return node.elements.some((element) => ts.isSpreadElement(element) && mentions(walk, name, element.expression, env, depth));
  if (ts.isConditionalExpression(node))
    return chosenByOwn(walk, name, node, env, depth) || [node.whenTrue, node.whenFalse].some((part) => movesOwnValue(walk, name, part, env, depth + 1));
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) return mentions(walk, name, node.operand, env, depth);
  if (ts.isTaggedTemplateExpression(node)) return movesInText(walk, name, node, env);
  if (ts.isCallExpression(node)) return movesInCall(walk, name, node, env, depth);
  if (ts.isNewExpression(node)) return (node.arguments ?? []).some((argument) => movesOwnValue(walk, name, argument, env, depth + 1));
  if (ts.isArrowFunction(node) && !ts.isBlock(node.body)) return movesInText(walk, name, node.body, env);
  if (ts.isObjectLiteralExpression(node)) return node.properties.some((property) => movesProperty(walk, property, env, depth));
  if (ts.isIdentifier(node))
    return behind(node, env).some(
      (value) => movesOwnValue(walk, name, value.node, value.env, depth + 1) || (isFilled(node) && mentions(walk, name, value.node, value.env, depth)),
    );
  return false;
}

/** A part of what is written, by its own name: `meta: { ...meta, visits: meta.visits + 1 }`. */
function movesProperty(walk: Walk, property: ts.ObjectLiteralElementLike, env: Environment, depth: number): boolean {
  const value = ts.isPropertyAssignment(property) ? property.initializer : ts.isShorthandPropertyAssignment(property) ? property.name : null;
  return value !== null && property.name !== undefined && movesOwnValue(walk, property.name.getText(), value, env, depth + 1);
}

/** Something is added to what this local is: `history.push(entry)`, `balance += amount`. */
function isFilled(name: ts.Identifier): boolean {
  const declaration = resolveName(name.text, name);
  if (declaration === null || !ts.isVariableDeclaration(declaration)) return false;
  return identifiersNamed(name.text, scopeAround(declaration)).some((list) => {
    const { parent } = list;
    if (countsUp(list) && resolveName(list.text, list) === declaration) return true;
    if (!ts.isPropertyAccessExpression(parent) || parent.expression !== list || resolveName(list.text, list) !== declaration) return false;
    const call = parent.parent;
    if (!ts.isCallExpression(call) || call.expression !== parent) return false;
    return /^(push|unshift)$/.test(parent.name.text) || (/^set\w/.test(parent.name.text) && asksItself(call, list.text));
  });
}

/** `until.setMonth(until.getMonth() + 1)`. */
function asksItself({ arguments: given }: ts.CallExpression, name: string): boolean {
  return given.some((argument) => identifiersNamed(name, argument).length > 0);
}

function countsUp(name: ts.Identifier): boolean {
  const { parent } = name;
  if (ts.isBinaryExpression(parent)) return parent.left === name && /^[-+*/]=$/.test(parent.operatorToken.getText());
  return ts.isPostfixUnaryExpression(parent) || (ts.isPrefixUnaryExpression(parent) && /^(\+\+|--)/.test(parent.getText()));
}

/** `status: row.status === 'paid' ? 'review' : 'cancelled'`, `active: row.active ? false : true`: what the first run wrote makes the second choose otherwise. */
function chosenByOwn(walk: Walk, name: string, node: ts.ConditionalExpression, env: Environment, depth: number): boolean {
  const keepsOwn = [node.whenTrue, node.whenFalse].some((part) => mentions(walk, name, part, env, depth));
  return (
    !keepsOwn &&
    node.whenTrue.getText() !== node.whenFalse.getText() &&
    isLiteral(bare(node.whenTrue)) &&
    isLiteral(bare(node.whenFalse)) &&
    mentions(walk, name, node.condition, env, depth)
  );
}

function isLiteral(node: ts.Node): boolean {
  return ts.isStringLiteralLike(node) || ts.isNumericLiteral(node) || node.kind === ts.SyntaxKind.TrueKeyword || node.kind === ts.SyntaxKind.FalseKeyword;
}

function isArithmetic(kind: ts.SyntaxKind): boolean {
  return kind === ts.SyntaxKind.PlusToken || kind === ts.SyntaxKind.MinusToken || kind === ts.SyntaxKind.AsteriskToken || kind === ts.SyntaxKind.SlashToken;
}

/** What gives its arguments in another form. */
const keepsValue = /^(stringify|structuredClone|Number|String|BigInt|parseFloat|parseInt|max|min|round|floor|ceil)$/;

/** A method that answers a question; any other gives the value it is of in another form: `total.toFixed(2)`, `until.toJSDate()`. */
const answers = /^(?:is[A-Z]|has|can[A-Z]|includes$|some$|every$|startsWith$|endsWith$|test$|equals?$)/;

/** Of decimal.js, big.js, bignumber.js, dinero and their like, and of dates: luxon, dayjs, moment. */
const calculates = /^(plus|add|sub|minus|subtract|times|mul|multiply|multipliedBy|div|divide|dividedBy)$/;

function movesInCall(walk: Walk, name: string, node: ts.CallExpression, env: Environment, depth: number): boolean {
  const callee = node.expression;
  const method = ts.isPropertyAccessExpression(callee) ? callee.name.text : ts.isIdentifier(callee) ? callee.text : '';
  if (/^(raw|literal|sql|unsafe)$/.test(method)) return movesInText(walk, name, node, env);
  if (/^(increment|arrayAppend)$/.test(method)) return true;
  if (method === 'concat' && ts.isPropertyAccessExpression(callee)) return mentions(walk, name, callee.expression, env, depth);
  if (method === 'map' && ts.isPropertyAccessExpression(callee))
    return mentions(walk, name, callee.expression, env, depth) && mappedTo(node).some((part) => movesOwnValue(walk, name, part, env, depth + 1));
  const operands = ts.isPropertyAccessExpression(callee) ? [callee.expression] : node.arguments;
  if (calculates.test(method) && operands.some((operand) => mentions(walk, name, operand, env, depth))) return true;
  if (movesDate(walk, callee, env) && node.arguments.slice(0, 1).some((date) => mentions(walk, name, date, env, depth))) return true;
  if ((keepsValue.test(method) || calculates.test(method)) && node.arguments.some((argument) => movesOwnValue(walk, name, argument, env, depth + 1)))
    return true;
  if (ts.isPropertyAccessExpression(callee) && !answers.test(method) && movesOwnValue(walk, name, callee.expression, env, depth + 1)) return true;
  return (
    returnedBy(walk, node, env).some((value) => movesOwnValue(walk, name, value.node, value.env, depth + 1)) ||
    (addsUp(walk, callee, env) && node.arguments.some((argument) => mentions(walk, name, argument, env, depth)))
  );
}

/** `addMonths(subscription.until, 1)` of date-fns. */
function movesDate({ program }: Walk, callee: ts.Expression, env: Environment): boolean {
  const value = program.valueOf(callee, env);
  return value.kind === 'api' && value.package === 'date-fns' && value.token?.kind === 'member' && /^(?:add|sub)(?:[A-Z]|$)/.test(value.token.name);
}

/** What a callback makes of each: `items.map((item) => ({ ...item, quantity: item.quantity + 1 }))`. */
function mappedTo(node: ts.CallExpression): readonly ts.Expression[] {
  const [callback] = node.arguments;
  return callback !== undefined && (ts.isArrowFunction(callback) || ts.isFunctionExpression(callback)) ? returnsOf(callback.body) : [];
}

/** A function of the workspace that adds to what it holds under a key: `sum[key] = (sum[key] ?? 0) + more[key]`. */
function addsUp({ program }: Walk, callee: ts.Expression, env: Environment): boolean {
  const adds = (node: ts.Node): boolean => {
    if (ts.isBinaryExpression(node) && ts.isElementAccessExpression(node.left)) {
      const { left, right, operatorToken } = node;
      if (/^[-+*/]=$/.test(operatorToken.getText())) return true;
      const sum = operatorToken.kind === ts.SyntaxKind.EqualsToken ? bare(right) : null;
      if (sum !== null && ts.isBinaryExpression(sum) && isArithmetic(sum.operatorToken.kind) && sum.getText().includes(left.getText())) return true;
    }
    return ts.forEachChild(node, (child) => adds(child) || undefined) === true;
  };
  return program
    .functionsOf(program.valueOf(callee, env))
    .slice(0, 3)
    .some((fn) => fn.node.body !== undefined && adds(fn.node.body));
}

/** A raw fragment: `n + 1`, `` sql`${table.n} + 1` ``. */
function movesInText(walk: Walk, name: string, node: ts.Expression, env: Environment): boolean {
  const text = textOf(walk.program, node, env);
  if (text === null) return false;
  const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).toLowerCase();
  return [name.toLowerCase(), snake].some((column) => readSql(`update t set ${column} = ${text.text}`).moves);
}

/** Does a read value's member of that name take part in it? */
function mentions(walk: Walk, name: string, expression: ts.Expression, env: Environment, depth: number): boolean {
  const node = bare(expression);
  if (depth > 6) return false;
  const within = (part: ts.Expression): boolean => mentions(walk, name, part, env, depth + 1);
  if (ts.isPropertyAccessExpression(node)) return (isNamed(node.name, name) && isRead(walk, node.expression, env)) || within(node.expression);
  if (ts.isElementAccessExpression(node)) return (isNamedBy(node.argumentExpression, name) && isRead(walk, node.expression, env)) || within(node.expression);
  if (ts.isIdentifier(node))
    return takesFromRead(walk, name, node, env) || behind(node, env).some((value) => mentions(walk, name, value.node, value.env, depth + 1));
  if (ts.isBinaryExpression(node)) return within(node.left) || within(node.right);
  if (ts.isNewExpression(node)) return (node.arguments ?? []).some(within);
  if (ts.isCallExpression(node))
    return (
      node.arguments.some(within) ||
      (ts.isPropertyAccessExpression(node.expression) && within(node.expression.expression)) ||
      returnedBy(walk, node, env).some((value) => mentions(walk, name, value.node, value.env, depth + 2))
    );
  if (ts.isConditionalExpression(node)) return within(node.whenTrue) || within(node.whenFalse);
  return false;
}

/** What a function of the workspace gives: `const balance = await balanceOf(account)`. */
function returnedBy(walk: Walk, node: ts.CallExpression, env: Environment): readonly Located[] {
  const args = walk.program.argumentsOf({ node, env });
  return walk.program
    .functionsOf(walk.program.valueOf(node.expression, env))
    .slice(0, 3)
    .flatMap((fn) => returnsOf(fn.node.body).map((returned) => ({ node: returned, env: walk.program.enter(fn, args, { node, env }) })));
}

/** `const { points } = await load(id)`. */
function takesFromRead(walk: Walk, name: string, node: ts.Identifier, env: Environment): boolean {
  const element = resolveName(node.text, node);
  if (element === null || !ts.isBindingElement(element) || !isSame((element.propertyName ?? element.name).getText(), name)) return false;
  const holder = element.parent.parent;
  return ts.isVariableDeclaration(holder) && holder.initializer !== undefined && isRead(walk, holder.initializer, env);
}

/** The column under its own name, or under the one that a statement of the file selects it as: `SELECT valid_until AS "validUntil"`. */
function isNamed(member: ts.MemberName, column: string): boolean {
  if (isSame(member.text, column)) return true;
  const renamed = new RegExp(`\\b${escapeWord(column)}"?\\s+as\\s+["'\`]?${escapeWord(member.text)}\\b`, 'i');
  return renamed.test(member.getSourceFile().text);
}

/** `row['visits']`, and `row[column]` of what is written as `{ [column]: ... }`. */
function isNamedBy(key: ts.Expression, name: string): boolean {
  return ts.isStringLiteralLike(key) ? isSame(key.text, name) : `[${key.getText()}]` === name;
}

/** `hlp_points` in the table is `hlpPoints` in the code. */
function isSame(left: string, right: string): boolean {
  return left.replaceAll('_', '').toLowerCase() === right.replaceAll('_', '').toLowerCase();
}

function isRead(walk: Walk, node: ts.Expression, env: Environment): boolean {
  if (walk.self === 'read' && isOfThis(node)) return true;
  if (walk.into === 'database' && isOfService(walk, node, env)) return false;
  const origins = originsOf({ ...walk, seen: new Set(), depth: 0 }, node, env);
  return origins.has('read') || origins.has('unknown');
}

/** `this`, `this.props`. */
function isOfThis(node: ts.Expression): boolean {
  const inner = bare(node);
  return inner.kind === ts.SyntaxKind.ThisKeyword || (ts.isPropertyAccessExpression(inner) && isOfThis(inner.expression));
}

/** `new Date(subscription.current_period_end * 1000)`: what another service answered is not what stands in the database. */
function isOfService({ program }: Walk, node: ts.Expression, env: Environment): boolean {
  const values = membersOf(program.valueOf(node, env));
  const isService = (package_: string): boolean => {
    const rows = program.catalogue.modelsOf(package_).effects.flatMap(({ effects }) => effects);
    return rows.length > 0 && !rows.some(({ kind }) => stores.has(kind));
  };
  return values.length > 0 && values.every((value) => value.kind === 'api' && isService(value.package));
}

const stores: ReadonlySet<EffectKind> = new Set(['database', 'counter', 'state', 'cache', 'storage', 'other']);

/** What a name stands for: what a local was set to, what a parameter was given. */
function behind(node: ts.Identifier, env: Environment): readonly Located[] {
  const declaration = resolveName(node.text, node);
  const parameter = declaration !== null && ts.isBindingElement(declaration) ? declaration.parent.parent : declaration;
  const given = parameter !== null && ts.isParameter(parameter) ? givenTo(parameter, env) : null;
  if (given === null) return localValues(node).map((value) => ({ node: value, env }));
  return [declaration !== null && ts.isBindingElement(declaration) ? { node: partGiven(declaration, given.node), env: given.env } : given];
}

export function localValues(node: ts.Identifier): readonly ts.Expression[] {
  const declaration = resolveName(node.text, node);
  if (declaration === null || !ts.isVariableDeclaration(declaration)) return [];
  return [...(declaration.initializer === undefined ? [] : [declaration.initializer]), ...assignmentsTo(node.text, declaration)];
}
