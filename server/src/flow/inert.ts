// Questions about code that need no walk: whether an expression can do anything at all, and which variables decide something.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { isWaitedFor } from './waited-names.ts';

const inertness = new WeakMap<ts.Node, boolean>();
const deciders = new WeakMap<ts.SourceFile, ReadonlySet<string>>();

/** No call, construction, assignment or exit in it (function bodies apart, they run elsewhere). */
export function isInert(node: ts.Node): boolean {
  const known = inertness.get(node);
  if (known !== undefined) return known;
  const inert = !acts(node) && ts.forEachChild(node, (child) => (ts.isFunctionLike(child) || isInert(child) ? undefined : true)) !== true;
  inertness.set(node, inert);
  return inert;
}

function acts(node: ts.Node): boolean {
  if (ts.isCallExpression(node) || ts.isNewExpression(node) || ts.isTaggedTemplateExpression(node) || ts.isYieldExpression(node)) return true;
  if (ts.isBinaryExpression(node)) return node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment && node.operatorToken.kind <= ts.SyntaxKind.LastAssignment;
  if (ts.isPostfixUnaryExpression(node)) return true;
  if (ts.isPrefixUnaryExpression(node)) return node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken;
  // What a function was handed may be a promise that fails there.
  if (ts.isAwaitExpression(node) && ts.isIdentifier(node.expression)) return isWaitedFor(node.expression);
  return ts.isReturnStatement(node) || ts.isThrowStatement(node) || ts.isBreakOrContinueStatement(node) || ts.isVariableDeclaration(node);
}

/** Whether a variable of this name stands in some condition or result of the file: only of those is it worth remembering anything. */
export function mayDecide(name: string, at: ts.Node): boolean {
  const file = at.getSourceFile();
  const known = deciders.get(file) ?? collect(file);
  deciders.set(file, known);
  return known.has(name);
}

function collect(file: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  const all = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.add(node.text);
    ts.forEachChild(node, all);
  };
  const visit = (node: ts.Node): void => {
    if (node.kind < ts.SyntaxKind.FirstNode || ts.isTypeNode(node)) return;
    if (decisive.has(node.kind)) {
      const condition = conditionOf(node);
      if (condition !== undefined) all(condition);
      const value = valueIn(node);
      if (value !== undefined) handOn(value, names);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return names;
}

/** Those that have a condition or a value below; every node of a file is asked. */
const decisive: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.IfStatement,
  ts.SyntaxKind.WhileStatement,
  ts.SyntaxKind.DoStatement,
  ts.SyntaxKind.SwitchStatement,
  ts.SyntaxKind.ConditionalExpression,
  ts.SyntaxKind.ForStatement,
  ts.SyntaxKind.CallExpression,
  ts.SyntaxKind.BinaryExpression,
  ts.SyntaxKind.ReturnStatement,
  ts.SyntaxKind.ThrowStatement,
  ts.SyntaxKind.ForOfStatement,
  ts.SyntaxKind.VariableDeclaration,
  ts.SyntaxKind.ArrowFunction,
]);

function conditionOf(node: ts.Node): ts.Node | undefined {
  if (ts.isIfStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node) || ts.isSwitchStatement(node)) return node.expression;
  if (ts.isConditionalExpression(node) || ts.isForStatement(node)) return node.condition;
  if (ts.isCallExpression(node)) return optionalIn(node) ?? walkedOver(node);
  return ts.isBinaryExpression(node) && isLogical(node.operatorToken.kind) ? node.left : undefined;
}

/** `callback?.()`, `options?.progress()`: what has to be there for the call to happen. */
function optionalIn({ expression, questionDotToken }: ts.CallExpression): ts.Node | undefined {
  if (questionDotToken !== undefined) return expression;
  return ts.isPropertyAccessExpression(expression) && expression.questionDotToken !== undefined ? expression.expression : undefined;
}

/** `results.forEach(...)`, `Promise.all(promises)`: what is known of the elements decides what is done for each. */
function walkedOver({ expression, arguments: [first] }: ts.CallExpression): ts.Node | undefined {
  if (!ts.isPropertyAccessExpression(expression) || !ts.isIdentifier(bare(expression.expression))) return undefined;
  if (expression.name.text === 'forEach') return expression.expression;
  return expression.expression.getText() === 'Promise' && first !== undefined && ts.isIdentifier(first) ? first : undefined;
}

function valueIn(node: ts.Node): ts.Expression | undefined {
  if (ts.isReturnStatement(node) || ts.isThrowStatement(node) || ts.isForOfStatement(node)) return node.expression;
  if (ts.isVariableDeclaration(node)) return node.initializer;
  return ts.isArrowFunction(node) && !ts.isBlock(node.body) ? node.body : undefined;
}

/** Variables whose value, or a test of it, the expression hands on. */
function handOn(expression: ts.Expression, names: Set<string>): void {
  const node = bare(expression);
  if (ts.isIdentifier(node)) names.add(node.text);
  else if (ts.isAwaitExpression(node) || ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) handOn(node.expression, names);
  else if (ts.isPrefixUnaryExpression(node)) handOn(node.operand, names);
  else if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) handOn(node.expression.expression, names);
  else if (ts.isBinaryExpression(node)) [node.left, node.right].forEach((side) => handOn(side, names));
  else if (ts.isConditionalExpression(node)) [node.whenTrue, node.whenFalse].forEach((side) => handOn(side, names));
  else if (ts.isObjectLiteralExpression(node) && node.properties.length < 6) node.properties.forEach((property) => handOnField(property, names));
}

function handOnField(property: ts.ObjectLiteralElementLike, names: Set<string>): void {
  if (ts.isShorthandPropertyAssignment(property)) names.add(property.name.text);
  else if (ts.isPropertyAssignment(property) && !ts.isObjectLiteralExpression(property.initializer)) handOn(property.initializer, names);
}

function isLogical(kind: ts.SyntaxKind): boolean {
  return kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.QuestionQuestionToken;
}
