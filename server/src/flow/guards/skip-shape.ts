// How a read's answer decides: which condition looks at it, and on which answer the work is skipped.
import ts from 'typescript';
import { bare } from '../../syntax/bare.ts';
import { mentionsAny } from '../../syntax/mentions.ts';
import { saysPresence, truthOf, type Known } from '../known.ts';
import { looksLikeLog } from '../plain-names.ts';
import { knownOf } from '../read-known.ts';
import { doneValuesIn, opposite, type DoneValues } from './done-values.ts';

export interface SkipShape {
  readonly decides: { readonly condition: ts.Expression; readonly whenDone: boolean } | null;
  /** The work is skipped when nothing was found. */
  readonly inverted: boolean;
  /** The field whose state decides, where it is not being there at all. */
  readonly field: string | null;
  /** The values of that field that make the code skip, where the condition says so. */
  readonly done: DoneValues | null;
  /** The field's name says nothing of a state: only a write that puts the very value there which is asked for leaves the mark. */
  readonly sameValue?: true;
  /** The condition asks whether anything is left over of what the message brings. */
  readonly sifts?: true;
  /** Only this part is skipped, and other work follows: what leaves the mark stands in it. */
  readonly within?: ts.Statement;
}

/** The shapes in which the answer of `read` makes the code skip what follows, in the order of the code: `if (!order) return`, then `if (order.paidAt) return`. */
export function skipShapesOf(read: ts.Node): readonly SkipShape[] {
  const whole = outermost(read);
  const { parent } = whole;
  const asked: SkipShape = { decides: null, inverted: false, field: null, done: null };
  if (ts.isIfStatement(parent) && parent.expression === whole) return listed(shapeOf(parent, null));
  const condition = conditionAround(whole);
  if (condition !== null) return listed(shapeOf(condition, null));
  if (ts.isReturnStatement(parent) || ts.isArrowFunction(parent)) return namedLikeTest(parent) ? [asked] : [];
  if (!ts.isVariableDeclaration(parent)) return [];
  return testsOf(parent).flatMap((use) => (ts.isIfStatement(use) ? listed(shapeOf(use, parent)) : namedLikeTest(use) ? [asked] : []));
}

/** The questions about what a variable holds. */
export function shapesOfHeld(variable: ts.VariableDeclaration): readonly SkipShape[] {
  return testsOf(variable).flatMap((use) => (ts.isIfStatement(use) ? listed(shapeOf(use, variable)) : []));
}

/** Of a row handed to a function, the questions about its state with which that begins: `pay(order)`, then `if (order.status === 'paid') return` there. */
export function shapesHandedTo(parameter: ts.ParameterDeclaration): readonly SkipShape[] {
  return testsOf(parameter)
    .flatMap((use) => (ts.isIfStatement(use) ? listed(shapeOf(use, parameter)) : []))
    .filter((shape) => shape.field !== null);
}

/** The name that the answer of `read` is kept under, and the function around mentions. */
export function holderOf(read: ts.Node): ts.Identifier | null {
  const { parent } = outermost(read);
  return ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) ? parent.name : null;
}

function listed(shape: SkipShape | null): readonly SkipShape[] {
  return shape === null ? [] : [shape];
}

/** The answer is what the function gives back. */
export function isHandedOn(read: ts.Node): boolean {
  const { parent } = outermost(read);
  if (ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && !ts.isBlock(parent.body))) return true;
  if (ts.isBinaryExpression(parent)) return isHandedOn(parent);
  if (!ts.isVariableDeclaration(parent)) return false;
  const [use] = testsOf(parent);
  return use !== undefined && (ts.isReturnStatement(use) || answersWhether(use, parent));
}

/** `const token = await cache.get(key); if (token) return token;`: what was found is itself the answer of the function around. */
export function givesWhatItFound(read: ts.Node, through = /(?:await\s+|JSON\.parse\()?/): boolean {
  const at = ts.isAwaitExpression(read.parent) ? read.parent : read;
  const holder = at.parent;
  if (!ts.isVariableDeclaration(holder) || !ts.isIdentifier(holder.name)) return false;
  let fn: ts.Node = holder;
  while (!ts.isFunctionLike(fn) && !ts.isSourceFile(fn)) fn = fn.parent;
  return new RegExp(`\\breturn\\s+${through.source}${holder.name.text}\\b(?!\\s*(?:\\??\\.(?:length|rowCount)\\b|[!=]=))`).test(fn.getText());
}

/** `if (!doc.exists) return null; return doc.data();`, or the other way about. */
function answersWhether(test: ts.IfStatement, variable: ts.VariableDeclaration): boolean {
  const then = returnedBy(test.thenStatement);
  const after = following(variable).at(-1);
  const otherwise = test.elseStatement ?? (after === test ? undefined : after);
  if (then === null || (otherwise !== undefined && !ts.isReturnStatement(otherwise) && !ts.isBlock(otherwise))) return false;
  const otherwiseEmpty = otherwise === undefined || returnedBy(otherwise)?.empty === true;
  const whenFound = truthWhen(test.expression, variable, true);
  const whenAbsent = truthWhen(test.expression, variable, false);
  return then.empty !== otherwiseEmpty && whenAbsent === then.empty && whenFound === otherwiseEmpty;
}

/** What a branch that only returns gives back. */
function returnedBy(statement: ts.Statement): { readonly empty: boolean } | null {
  const last = ts.isBlock(statement) ? statement.statements.at(-1) : statement;
  if (last === undefined || !ts.isReturnStatement(last)) return null;
  return { empty: last.expression === undefined || /^(?:null|undefined|false)$/.test(bare(last.expression).getText()) };
}

/** Through `await`, parentheses, `!`, `?.length > 0`: up to what is compared or kept. */
export function outermost(node: ts.Node): ts.Node {
  let at = node;
  while (
    ts.isAwaitExpression(at.parent) ||
    ts.isParenthesizedExpression(at.parent) ||
    ts.isNonNullExpression(at.parent) ||
    ts.isAsExpression(at.parent) ||
    ts.isPropertyAccessExpression(at.parent) ||
    (ts.isCallExpression(at.parent) && at.parent.expression === at)
  )
    at = at.parent;
  return at;
}

function conditionAround(node: ts.Node): ts.IfStatement | null {
  let at = node;
  while (
    ts.isPrefixUnaryExpression(at.parent) ||
    ts.isBinaryExpression(at.parent) ||
    ts.isParenthesizedExpression(at.parent) ||
    ts.isAwaitExpression(at.parent)
  )
    at = at.parent;
  return ts.isIfStatement(at.parent) && at.parent.expression === at ? at.parent : null;
}

type Holder = ts.VariableDeclaration | ts.ParameterDeclaration;

function shapeOf(node: ts.IfStatement, variable: Holder | null): SkipShape | null {
  const found = truthWhen(node.expression, variable, true);
  const absent = truthWhen(node.expression, variable, false);
  const skips = leaves(node.thenStatement);
  const state = fieldIn(node.expression, variable);
  const field = state ?? comparedIn(node.expression, variable);
  const same = state === null ? { sameValue: true as const } : {};
  if (field !== null && (found === null || found === absent || absent === false)) {
    const done = doneValuesIn(node.expression, field);
    const passed: SkipShape = { decides: { condition: node.expression, whenDone: true }, inverted: false, field, done, ...same };
    if (skips) return passed;
    const entered: SkipShape = { ...passed, decides: { condition: node.expression, whenDone: false }, done: opposite(done) };
    if (!isLast(node)) return state === null && node.elseStatement === undefined ? { ...entered, within: node.thenStatement } : null;
    if (onlyTells(node.elseStatement)) return entered;
    // Work on both sides is a choice, not a guard.
    return onlyTells(node.thenStatement) ? passed : null;
  }
  const passes = skips || (node.elseStatement !== undefined && onlyTells(node.thenStatement) && isLast(node));
  if (passes && found === true && absent !== true) return { decides: { condition: node.expression, whenDone: true }, inverted: false, field: null, done: null };
  if (passes && absent === true && found !== true) return { decides: { condition: node.expression, whenDone: true }, inverted: true, field: null, done: null };
  if (passes || !onlyTells(node.elseStatement)) return null;
  if (!isLast(node)) {
    const within = node.thenStatement;
    return found === true && absent === false
      ? { decides: { condition: node.expression, whenDone: false }, inverted: true, field: null, done: null, within }
      : null;
  }
  if (absent === true && found === false) return { decides: { condition: node.expression, whenDone: false }, inverted: false, field: null, done: null };
  return found === true && absent === false ? { decides: { condition: node.expression, whenDone: false }, inverted: true, field: null, done: null } : null;
}

/** Otherwise nothing is done but to log it. */
function onlyTells(statement: ts.Statement | undefined): boolean {
  if (statement === undefined) return true;
  const inside: readonly ts.Statement[] = ts.isBlock(statement) ? statement.statements : [statement];
  return inside.every((one) => ts.isExpressionStatement(one) && ts.isCallExpression(one.expression) && looksLikeLog(one.expression.expression.getText()));
}

function truthWhen(condition: ts.Expression, variable: Holder | null, found: boolean): boolean | null {
  const known: Known = { is: 'found', found };
  return variable === null ? direct(condition, found) : truthOf(knownOf(condition, new Map([[variable, known]])));
}

/** The read stands in the condition itself. */
function direct(condition: ts.Expression, found: boolean): boolean | null {
  const node = bare(condition);
  if (ts.isPrefixUnaryExpression(node)) {
    const inner = direct(node.operand, found);
    return inner === null ? null : !inner;
  }
  if (ts.isAwaitExpression(node) || ts.isCallExpression(node) || ts.isPropertyAccessExpression(node)) return found;
  if (!ts.isBinaryExpression(node)) return null;
  const right = knownOf(node.right, new Map());
  if (right?.is !== 'constant') return null;
  const equal = node.operatorToken.kind === ts.SyntaxKind.EqualsEqualsEqualsToken || node.operatorToken.kind === ts.SyntaxKind.EqualsEqualsToken;
  const more = node.operatorToken.kind === ts.SyntaxKind.GreaterThanToken || node.operatorToken.kind === ts.SyntaxKind.GreaterThanEqualsToken;
  if (more) return found;
  const empty = right.value === 0 || right.value === null || right.value === undefined || right.value === false;
  return equal === empty ? !found : found;
}

/** Ends in `return`, `continue` or `break` without failing: the work is skipped. */
export function leaves(statement: ts.Statement): boolean {
  if (ts.isBlock(statement)) {
    const last = statement.statements.at(-1);
    return last !== undefined && leaves(last);
  }
  return ts.isReturnStatement(statement) || ts.isContinueStatement(statement) || ts.isBreakStatement(statement);
}

/** Nothing follows in its block but a return, or the transaction's end. */
function isLast(node: ts.IfStatement): boolean {
  if (!ts.isBlock(node.parent)) return false;
  const after = node.parent.statements.slice(node.parent.statements.indexOf(node) + 1);
  return after.every((statement) => ts.isReturnStatement(statement) || endsTransaction(statement));
}

function endsTransaction(statement: ts.Statement): boolean {
  return ts.isExpressionStatement(statement) && /\b(commit|rollback|release)\b/i.test(statement.getText());
}

/** `order.status === 'paid'`, `order.shippedAt`, `user?.welcomeSent`, `rows[0].state`; a field that is only asked whether it is filled may have any name. */
function fieldIn(condition: ts.Expression, variable: Holder | null): string | null {
  if (variable === null) return null;
  const names = rowNames(variable);
  const filled = filledIn(condition);
  if (filled !== null && saysPresence(filled.name.text)) return null;
  if (filled !== null && isRow(filled.expression, names)) return filled.name.text;
  const visit = (node: ts.Node): string | null => {
    if (
      ts.isPropertyAccessExpression(node) &&
      isRow(node.expression, names) &&
      /status|state|stage|phase|sent|done|processed|paid|completed|handled|At$|_at$|On$|_on$|is[A-Z]|has[A-Z]|notified|published|synced|delivered|cancelled|canceled/.test(
        node.name.text,
      )
    )
      return node.name.text;
    return ts.forEachChild(node, (child) => visit(child) ?? undefined) ?? null;
  };
  return visit(condition);
}

/** `order.price === price`: what the row has is held against what the message brings. */
function comparedIn(condition: ts.Expression, variable: Holder | null): string | null {
  const node = bare(condition);
  if (variable === null || !ts.isBinaryExpression(node) || !/^[!=]==?$/.test(node.operatorToken.getText())) return null;
  const [left, right] = [bare(node.left), bare(node.right)];
  const isNamed = ts.isIdentifier(right) ? right.text !== 'undefined' : ts.isPropertyAccessExpression(right);
  return isNamed && ts.isPropertyAccessExpression(left) && isRow(left.expression, rowNames(variable)) ? left.name.text : null;
}

/** `order.chargeId`, `order.chargeId != null`. */
function filledIn(condition: ts.Expression): ts.PropertyAccessExpression | null {
  const node = bare(condition);
  if (ts.isPropertyAccessExpression(node)) return node;
  if (!ts.isBinaryExpression(node) || !/^!==?$/.test(node.operatorToken.getText()) || !/^(?:null|undefined)$/.test(node.right.getText())) return null;
  const left = bare(node.left);
  return ts.isPropertyAccessExpression(left) ? left : null;
}

/** Each `if` after the declaration that looks at the variable, up to the first `return` that does. */
function testsOf(declaration: Holder): readonly (ts.IfStatement | ts.ReturnStatement)[] {
  const names = rowNames(declaration);
  const tests = following(declaration)
    .slice(0, 6)
    .flatMap((candidate) =>
      ((ts.isIfStatement(candidate) && !onlyThrows(candidate)) || ts.isReturnStatement(candidate)) &&
      candidate.expression !== undefined &&
      mentionsAny(candidate.expression, names)
        ? [candidate]
        : [],
    );
  const end = tests.findIndex((test) => ts.isReturnStatement(test));
  return end < 0 ? tests : tests.slice(0, end + 1);
}

/** The statements behind a variable's declaration in its block, or of the function that takes a parameter. */
export function following(declaration: Holder): readonly ts.Statement[] {
  if (ts.isParameter(declaration)) {
    const body = 'body' in declaration.parent ? declaration.parent.body : undefined;
    return body !== undefined && ts.isBlock(body) ? body.statements : [];
  }
  const statement = declaration.parent.parent;
  const block = statement.parent;
  if (!ts.isBlock(block) && !ts.isCaseClause(block) && !ts.isSourceFile(block)) return [];
  const statements: readonly ts.Statement[] = block.statements;
  return statements.slice(statements.findIndex((candidate) => candidate === statement) + 1);
}

/** What the answer, or the row in it, is called: `const order = result.rows[0]` follows the read. */
function rowNames(declaration: Holder): readonly string[] {
  const names = [...namesIn(declaration.name)];
  for (const statement of following(declaration)) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations)
      if (initializer !== undefined && isRow(initializer, names) && bare(initializer).kind !== ts.SyntaxKind.Identifier) names.push(...namesIn(name));
  }
  return names;
}

/** The name itself, or the way from it to its first row. */
function isRow(expression: ts.Expression, names: readonly string[]): boolean {
  const node = bare(expression);
  if (ts.isIdentifier(node)) return names.includes(node.text);
  if (ts.isPropertyAccessExpression(node)) return /^(rows|data|body|Item|value)$/.test(node.name.text) && isRow(node.expression, names);
  if (ts.isElementAccessExpression(node)) return ts.isNumericLiteral(node.argumentExpression) && isRow(node.expression, names);
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken && isRow(node.left, names);
}

/** `if (!order) throw new Error('no such order')`: not what skips the work. */
function onlyThrows(node: ts.IfStatement): boolean {
  const { thenStatement } = node;
  const last = ts.isBlock(thenStatement) ? thenStatement.statements.at(-1) : thenStatement;
  return node.elseStatement === undefined && last !== undefined && ts.isThrowStatement(last);
}

export function namesIn(name: ts.BindingName): readonly string[] {
  return ts.isIdentifier(name) ? [name.text] : name.elements.flatMap((element) => (ts.isBindingElement(element) ? namesIn(element.name) : []));
}

/** A function whose name asks a question hands the answer on as yes or no. */
function namedLikeTest(node: ts.Node): boolean {
  let fn: ts.Node = node;
  while (!ts.isFunctionLike(fn) && !ts.isSourceFile(fn)) fn = fn.parent;
  const holder = ts.isVariableDeclaration(fn.parent) || ts.isPropertyAssignment(fn.parent) ? fn.parent : fn;
  const name = 'name' in holder && holder.name !== undefined && ts.isIdentifier(holder.name) ? holder.name.text : '';
  return /^(is|has|was|already|exists|seen|check|did|should)|(processed|exists|seen|duplicate|handled)$/i.test(name);
}
