// What a process makes once and keeps: `if (instance) return instance; instance = new Queue(...); ...; return instance;`. Making it belongs to the process, as start-up code does,
// not to the message that happens to come first.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { identifiersNamed } from '../syntax/mentions.ts';
import { resolveName } from '../syntax/scopes.ts';

/** Which way a decision goes once the thing it asks for is there; null where it asks for something else. */
export function wayWhenMade(node: ts.IfStatement): 'then' | 'otherwise' | null {
  const asked = askedOf(bare(node.expression));
  const body = asked === null ? null : functionAround(node);
  if (asked === null || body === null || !isOfTheProcess(asked.kept, body)) return null;
  const name = nameOf(asked.kept);
  const uses = identifiersNamed(name, body)
    .map(wholeOf)
    .filter((use) => use.getText() === asked.kept.getText());
  const isSetAfterwards = uses.some((use) => use.pos > asked.kept.pos && isAssigned(use));
  return isSetAfterwards && uses.some((use) => ts.isReturnStatement(use.parent)) ? (asked.whenThere ? 'then' : 'otherwise') : null;
}

/** What may fail while it is made: the first thing that the making side waits for. */
export function waitedForWhileMaking(node: ts.IfStatement, made: 'then' | 'otherwise'): ts.AwaitExpression | null {
  const block = ts.isBlock(node.parent) ? node.parent.statements : [node];
  const making = made === 'otherwise' ? [node.thenStatement] : [...(node.elseStatement ? [node.elseStatement] : []), ...block.slice(block.indexOf(node) + 1)];
  return making.reduce<ts.AwaitExpression | null>((found, part) => found ?? firstAwait(part), null);
}

function firstAwait(node: ts.Node): ts.AwaitExpression | null {
  if (ts.isAwaitExpression(node)) return node;
  return ts.isFunctionLike(node) ? null : (ts.forEachChild(node, (child) => firstAwait(child) ?? undefined) ?? null);
}

type Kept = ts.Identifier | ts.PropertyAccessExpression;

/** `if (kept)`, `if (!kept)`, `if (kept === null)`. */
function askedOf(test: ts.Expression): { readonly kept: Kept; readonly whenThere: boolean } | null {
  if (isKept(test)) return { kept: test, whenThere: true };
  if (ts.isPrefixUnaryExpression(test) && test.operator === ts.SyntaxKind.ExclamationToken) {
    const operand = bare(test.operand);
    return isKept(operand) ? { kept: operand, whenThere: false } : null;
  }
  if (!ts.isBinaryExpression(test) || !/^(null|undefined)$/.test(test.right.getText())) return null;
  const left = bare(test.left);
  const operator = test.operatorToken.getText();
  return isKept(left) && /^[!=]==?$/.test(operator) ? { kept: left, whenThere: operator.startsWith('!') } : null;
}

function isKept(node: ts.Expression): node is Kept {
  return (
    ts.isIdentifier(node) || (ts.isPropertyAccessExpression(node) && (ts.isIdentifier(node.expression) || node.expression.kind === ts.SyntaxKind.ThisKeyword))
  );
}

/** A variable of the module, or a static member: what an object keeps may be one message's. */
function isOfTheProcess(kept: Kept, within: ts.FunctionLikeDeclaration): boolean {
  if (ts.isIdentifier(kept)) {
    const declared = resolveName(kept.text, kept);
    return declared !== null && ts.isVariableDeclaration(declared) && ts.isSourceFile(declared.parent.parent.parent);
  }
  if (ts.isIdentifier(kept.expression)) {
    const declared = resolveName(kept.expression.text, kept);
    return declared !== null && ts.isClassLike(declared);
  }
  return ts.isClassElement(within) && ts.canHaveModifiers(within) && (ts.getModifiers(within) ?? []).some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword);
}

function functionAround(node: ts.Node): ts.FunctionLikeDeclaration | null {
  const around = ts.findAncestor(node, ts.isFunctionLike);
  return around !== undefined && 'body' in around ? around : null;
}

function nameOf(kept: Kept): string {
  return ts.isIdentifier(kept) ? kept.text : kept.name.text;
}

function wholeOf(name: ts.Identifier): ts.Node {
  return ts.isPropertyAccessExpression(name.parent) && name.parent.name === name ? name.parent : name;
}

function isAssigned(use: ts.Node): boolean {
  const { parent } = use;
  return ts.isBinaryExpression(parent) && parent.left === use && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
}
