// A refused row is written again under another name: `while (!saved) try { insert(slug + suffix) } catch { suffix += 1 }`. Nothing is kept from happening twice by that.
import ts from 'typescript';
import { mentions, namesFrom } from '../../handlers/message-names.ts';
import { bare } from '../../syntax/bare.ts';

/** The write stands in a loop, and is made of something that the catch around it changes before the next turn. */
export function isTriedAnew(node: ts.Node): boolean {
  for (let at: ts.Node = node; at.parent && !ts.isFunctionLike(at); at = at.parent) {
    const { parent } = at;
    if (!ts.isTryStatement(parent) || at !== parent.tryBlock || !parent.catchClause || !isInLoop(parent)) continue;
    const changed = assignedIn(parent.catchClause.block);
    return changed.length > 0 && isMadeOf(node, new Set(changed), namesFrom(parent.tryBlock, changed));
  }
  return false;
}

/** A counter of attempts that is merely noted down in the row makes no other row of it. */
function isMadeOf(node: ts.Node, changed: ReadonlySet<string>, made: ReadonlySet<string>): boolean {
  if (ts.isIdentifier(node)) return mentions(node, made) && !(changed.has(node.text) && isNoted(node));
  return ts.forEachChild(node, (child) => isMadeOf(child, changed, made) || undefined) ?? false;
}

function isNoted({ parent }: ts.Identifier): boolean {
  return ts.isShorthandPropertyAssignment(parent) || ts.isPropertyAssignment(parent);
}

function isInLoop(node: ts.Node): boolean {
  for (let at = node.parent; at && !ts.isFunctionLike(at); at = at.parent) if (ts.isIterationStatement(at, false)) return true;
  return false;
}

/** The names that are given another value somewhere in a block. */
function assignedIn(block: ts.Node): readonly string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    const target =
      ts.isBinaryExpression(node) && node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment && node.operatorToken.kind <= ts.SyntaxKind.LastAssignment
        ? bare(node.left)
        : (ts.isPostfixUnaryExpression(node) || ts.isPrefixUnaryExpression(node)) && isStep(node.operator)
          ? bare(node.operand)
          : null;
    if (target !== null && ts.isIdentifier(target)) names.push(target.text);
    ts.forEachChild(node, visit);
  };
  visit(block);
  return names;
}

function isStep(operator: ts.PrefixUnaryOperator): boolean {
  return operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken;
}
