// Calls that change a store whatever it holds, and are a claim where the code asks by their answer whether they were the first: `if (!(await redis.sadd('seen', id))) return`.
import ts from 'typescript';
import type { GuardRow } from '../../models/schema.ts';
import { identifiersNamed } from '../../syntax/mentions.ts';

/** Whether the answer of the call decides: `added` as it is or against none or one, `first` as a count against one. */
export function isAskedFirst(call: ts.Node, asked: NonNullable<GuardRow['asked']>): boolean {
  const answer = waited(call);
  const { parent } = answer;
  const name = ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) ? parent.name.text : null;
  const uses = name === null ? [answer] : identifiersNamed(name, aroundOf(parent));
  return uses.some((use) =>
    asked === 'first' ? isComparedTo(use, /^(?:[=!]==?|>|<=)1$|^(?:<|>=)2$/) : isDecision(use) || isComparedTo(use, /^(?:[=!]==?|>|<)[01]$/),
  );
}

function aroundOf(node: ts.Node): ts.Node {
  return ts.findAncestor(node, (outer) => ts.isFunctionLike(outer)) ?? node.getSourceFile();
}

function waited(call: ts.Node): ts.Node {
  let at = call;
  while (ts.isAwaitExpression(at.parent) || ts.isParenthesizedExpression(at.parent) || ts.isAsExpression(at.parent)) at = at.parent;
  return at;
}

function isComparedTo(use: ts.Node, comparison: RegExp): boolean {
  const at = waited(use).parent;
  return ts.isBinaryExpression(at) && at.left === waited(use) && comparison.test(at.operatorToken.getText() + at.right.getText());
}

/** `if (added)`, `if (!added)`, `added ? ... : ...`, `!added && ...`. */
function isDecision(use: ts.Node): boolean {
  const at = waited(use);
  const { parent } = at;
  if (ts.isPrefixUnaryExpression(parent) || (ts.isBinaryExpression(parent) && /^(?:&&|\|\|)$/.test(parent.operatorToken.getText()))) return isDecision(parent);
  return (ts.isIfStatement(parent) && parent.expression === at) || (ts.isConditionalExpression(parent) && parent.condition === at);
}
