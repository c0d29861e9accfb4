// TypeScript forgets inside a callback what a condition around it has said about `order.email` or a `let`. What a claimed call reads of those is read once, in front of it.
import ts from 'typescript';
import { boundNames } from '../handlers/event-ids.ts';
import { insertAt, replaceNode } from './edits.ts';
import type { FixEdit } from './fix.ts';
import { freeName } from './imports.ts';
import { indentOf, isWithin, statementOf, type Subject } from './subject.ts';

/** The edits that keep a call's types when it is put into a callback; none for JavaScript. `taken` are names that edits made before have taken, and gets those made here. */
export function keptNarrow({ style, source }: Subject, call: ts.Expression, taken: Set<string>): readonly FixEdit[] {
  const statement = statementOf(call);
  if (style.language === 'js' || statement === null || !(ts.isBlock(statement.parent) || ts.isSourceFile(statement.parent))) return [];
  const tested = testedAround(call);
  const isKept = (read: Read) => tested.has(plain(read)) && (ts.isPropertyAccessExpression(read) || isVariable(read)) && !isBoundInside(read, call);
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
    edits.push(replaceNode(source, read, name));
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
  return allReads(root).filter(
    (read) => !(ts.isCallExpression(read.parent) && read.parent.expression === read) && !ts.isShorthandPropertyAssignment(read.parent),
  );
}

function outermost(reads: readonly Read[]): readonly Read[] {
  return reads.filter((read) => !reads.some((other) => other !== read && isWithin(read, other)));
}

/** `item.price` in `items.map((item) => ...)` is not there in front of the call. */
function isBoundInside(read: Read, call: ts.Node): boolean {
  let root: ts.Node = read;
  while (ts.isPropertyAccessExpression(root)) root = root.expression;
  const name = root.getText();
  for (let node: ts.Node = read; node !== call; node = node.parent) {
    if (ts.isFunctionLike(node) && node.parameters.some((parameter) => boundNames(parameter.name).includes(name))) return true;
  }
  return false;
}

/** `order.customer.email`, `this.order`, `email`; not the name of a property. */
function isRead(node: ts.Node): node is Read {
  if (ts.isIdentifier(node)) return !(ts.isPropertyAccessExpression(node.parent) && node.parent.name === node) && !ts.isPropertyAssignment(node.parent);
  return ts.isPropertyAccessExpression(node) && (isRead(node.expression) || node.expression.kind === ts.SyntaxKind.ThisKeyword);
}

function plain(read: ts.Node): string {
  return read.getText().replace(/\s+|!/g, '').replaceAll('?.', '.');
}

function lastName(read: Read): string {
  return ts.isIdentifier(read) ? read.text : read.name.text;
}

/** Declared with `let`: a `const` and a parameter that nobody writes to stay narrow. */
function isVariable(read: ts.Identifier): boolean {
  let found = false;
  const around = ts.findAncestor(read, ts.isFunctionLike) ?? read.getSourceFile();
  const visit = (node: ts.Node): void => {
    const isLet = ts.isVariableDeclaration(node) && ts.isVariableDeclarationList(node.parent) && (node.parent.flags & ts.NodeFlags.Let) !== 0;
    if (isLet && ts.isIdentifier(node.name) && node.name.text === read.text) found = true;
    ts.forEachChild(node, visit);
  };
  visit(around);
  return found;
}
