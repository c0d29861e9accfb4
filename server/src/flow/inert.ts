// Questions about code that need no walk: whether an expression can do anything at all, and which variables decide something.
import ts from 'typescript';

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
  const take = (node: ts.Node | undefined): void => {
    if (node === undefined) return;
    if (ts.isIdentifier(node)) names.add(node.text);
    ts.forEachChild(node, take);
  };
  const visit = (node: ts.Node): void => {
    take(deciding(node));
    ts.forEachChild(node, visit);
  };
  visit(file);
  return names;
}

function deciding(node: ts.Node): ts.Node | undefined {
  if (
    ts.isIfStatement(node) ||
    ts.isWhileStatement(node) ||
    ts.isDoStatement(node) ||
    ts.isSwitchStatement(node) ||
    ts.isReturnStatement(node) ||
    ts.isThrowStatement(node)
  )
    return node.expression;
  if (ts.isForOfStatement(node)) return node.expression;
  if (ts.isConditionalExpression(node) || ts.isForStatement(node)) return node.condition;
  if (ts.isBinaryExpression(node) && isLogical(node.operatorToken.kind)) return node;
  if (ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node)) return node.initializer;
  if (ts.isShorthandPropertyAssignment(node)) return node.name;
  return ts.isArrowFunction(node) && !ts.isBlock(node.body) ? node.body : undefined;
}

function isLogical(kind: ts.SyntaxKind): boolean {
  return kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken || kind === ts.SyntaxKind.QuestionQuestionToken;
}
