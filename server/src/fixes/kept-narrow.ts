// TypeScript forgets inside a callback what a condition around it has said about `order.email` or a `let`. What a claimed call reads of those is read once, in front of it.
import ts from 'typescript';
import { boundNames } from '../handlers/event-ids.ts';
import { insertAt, replaceNode } from './edits.ts';
import type { FixEdit } from './fix.ts';
import { freeName } from './imports.ts';
import { indentOf, isWithin, statementOf, type Subject } from './subject.ts';

/** The edits that keep a call's types when it is put into a callback; none for JavaScript. `taken` are names that edits made before have taken, and gets those made here. */
export function keptNarrow({ style, source }: Subject, call: ts.Expression | ts.Statement, taken: Set<string>): readonly FixEdit[] {
  const statement = statementOf(call);
  if (style.language === 'js' || statement === null || !(ts.isBlock(statement.parent) || ts.isSourceFile(statement.parent))) return [];
  if (ts.isIterationStatement(statement, false)) return []; // its condition reads what the last round has written
  const tested = testedAround(call);
  const isKept = (read: Read) =>
    (ts.isPropertyAccessExpression(read) ? tested.has(plain(read)) : isKeptVariable(read, call, tested.has(read.text))) && !isBoundInside(read, statement);
  const reads = outermost(readsIn(call).filter(isKept));
  const edits: FixEdit[] = [];
  const names = new Map<string, string>();
  for (const read of reads) {
    const name = names.get(plain(read)) ?? free(freeName(source, `${lastName(read)}${ts.isIdentifier(read) ? 'Now' : ''}`), taken);
    if (!names.has(plain(read)))
      edits.push(
        insertAt(source, statement.getStart(source), `const ${name} = ${read.getText(source)}${style.semicolon}${style.newline}${indentOf(source, statement)}`),
      );
    names.set(plain(read), name);
    taken.add(name);
    edits.push(replaceNode(source, read, ts.isShorthandPropertyAssignment(read.parent) ? `${read.getText(source)}: ${name}` : name));
  }
  return edits;
}

function free(name: string, taken: ReadonlySet<string>): string {
  for (let count = 2, next = name; ; next = `${name}${count++}`) if (!taken.has(next)) return next;
}

type Read = ts.PropertyAccessExpression | ts.Identifier;

/** What conditions that hold at the call look at: of the branches it stands in, and of those that leave before it. */
function testedAround(call: ts.Node): ReadonlySet<string> {
  const tested = new Set<string>();
  const add = (condition: ts.Node) => allReads(condition).forEach((read) => tested.add(plain(read)));
  for (let node: ts.Node = call; !ts.isFunctionLike(node) && !ts.isSourceFile(node); node = node.parent) {
    const { parent } = node;
    if (ts.isIfStatement(parent) && node !== parent.expression) add(parent.expression);
    if (ts.isConditionalExpression(parent) && node !== parent.condition) add(parent.condition);
    if (ts.isSwitchStatement(parent)) add(parent.expression);
    if (ts.isBinaryExpression(parent) && node === parent.right) add(parent.left);
    if (!ts.isBlock(parent) && !ts.isSourceFile(parent) && !ts.isCaseClause(parent)) continue;
    for (const before of parent.statements) {
      if (before === node) break;
      if (ts.isIfStatement(before)) add(before.expression);
      else if (ts.isExpressionStatement(before)) allWritten(before).forEach((name) => tested.add(name));
    }
  }
  return tested;
}

/** An assignment narrows as well. */
function allWritten({ expression }: ts.ExpressionStatement): readonly string[] {
  return ts.isBinaryExpression(expression) && expression.operatorToken.kind === ts.SyntaxKind.EqualsToken && isRead(expression.left)
    ? [plain(expression.left)]
    : [];
}

function allReads(root: ts.Node): readonly Read[] {
  const reads: Read[] = [];
  const visit = (node: ts.Node): void => {
    if (isRead(node)) reads.push(node);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return reads;
}

/** What is called stays as it is. */
function readsIn(root: ts.Node): readonly Read[] {
  return allReads(root).filter((read) => !(ts.isCallExpression(read.parent) && read.parent.expression === read));
}

function outermost(reads: readonly Read[]): readonly Read[] {
  return reads.filter((read) => !reads.some((other) => other !== read && isWithin(read, other)));
}

/** `item.price` in `items.map((item) => ...)` is not there in front of the statement. */
function isBoundInside(read: Read, statement: ts.Node): boolean {
  let root: ts.Node = read;
  while (ts.isPropertyAccessExpression(root)) root = root.expression;
  const name = root.getText();
  for (let node: ts.Node = read; node !== statement; node = node.parent) {
    if (ts.isFunctionLike(node) && node.parameters.some((parameter) => boundNames(parameter.name).includes(name))) return true;
  }
  return false;
}

/** `order.customer.email`, `this.order`, `email`; not the name of a property. */
function isRead(node: ts.Node): node is Read {
  if (ts.isIdentifier(node)) return !((ts.isPropertyAccessExpression(node.parent) || ts.isPropertyAssignment(node.parent)) && node.parent.name === node);
  return ts.isPropertyAccessExpression(node) && (isRead(node.expression) || node.expression.kind === ts.SyntaxKind.ThisKeyword);
}

function plain(read: ts.Node): string {
  return read.getText().replace(/\s+|!/g, '').replaceAll('?.', '.');
}

function lastName(read: Read): string {
  return ts.isIdentifier(read) ? read.text : read.name.text;
}

/** A `const` and a parameter that nobody writes to stay narrow; of a `let` it depends on its type, or on what has been said of it. */
function isKeptVariable(read: ts.Identifier, call: ts.Node, isTested: boolean): boolean {
  const around = ts.findAncestor(call.parent, ts.isFunctionLike) ?? read.getSourceFile();
  const declared = letsIn(around).filter(({ name }) => name.text === read.text);
  if (declared.some((variable) => isWithin(variable, call)) || isWrittenIn(call, read.text)) return false;
  return declared.some((variable) => isTested || !isTyped(variable) || mayBeNothing(variable));
}

function isWrittenIn(root: ts.Node, name: string): boolean {
  const isWrite = (node: ts.Node): boolean => {
    if (ts.isBinaryExpression(node) && node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment && node.operatorToken.kind <= ts.SyntaxKind.LastAssignment)
      return plain(node.left) === name;
    const isStep = (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) && /\+\+|--/.test(node.getText());
    return isStep && plain(node.operand) === name;
  };
  const visit = (node: ts.Node): boolean => isWrite(node) || ts.forEachChild(node, (child) => visit(child) || undefined) === true;
  return visit(root);
}

/**
 * Whether a block of TypeScript reads or writes a `let` that its function declares around it without a value. In a callback such a variable has no type, or, read behind the
 * callback, counts as never assigned (TS7034, TS2454).
 */
export function usesUnsetVariable(block: ts.Block): boolean {
  const around = ts.isFunctionLike(block.parent) ? null : ts.findAncestor(block, ts.isFunctionLike);
  if (!around) return false;
  const unset = letsIn(around).filter((variable) => !isWithin(variable, block) && (variable.initializer === undefined || !isTyped(variable)));
  const isInHead = ({ parent }: Variable) => ts.isIterationStatement(parent.parent, false);
  const names = new Set(unset.filter((variable) => !isInHead(variable)).map(({ name }) => name.text));
  return names.size > 0 && allReads(block).some((read) => ts.isIdentifier(read) && names.has(read.text));
}

type Variable = ts.VariableDeclaration & { readonly name: ts.Identifier };

function letsIn(root: ts.Node): readonly Variable[] {
  const found: Variable[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && isNamedLet(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}

function isNamedLet(variable: ts.VariableDeclaration): variable is Variable {
  return ts.isVariableDeclarationList(variable.parent) && (variable.parent.flags & ts.NodeFlags.Let) !== 0 && ts.isIdentifier(variable.name);
}

/** `let total;`, `let user = null;` and `let lines = [];` take their type from what is assigned, which TypeScript follows up to the next function only. */
function isTyped({ type, initializer }: Variable): boolean {
  if (type !== undefined) return true;
  const isEmptyList = initializer !== undefined && ts.isArrayLiteralExpression(initializer) && initializer.elements.length === 0;
  return initializer !== undefined && !isEmptyList && !isNothing(initializer);
}

/** `let user: User | undefined`: an assignment in a `try` in front of it narrows as well. */
function mayBeNothing({ type }: Variable): boolean {
  return type !== undefined && ts.isUnionTypeNode(type) && type.types.some((one) => isNothing(ts.isLiteralTypeNode(one) ? one.literal : one));
}

function isNothing(node: ts.Node): boolean {
  return node.kind === ts.SyntaxKind.NullKeyword || node.kind === ts.SyntaxKind.UndefinedKeyword || (ts.isIdentifier(node) && node.text === 'undefined');
}
