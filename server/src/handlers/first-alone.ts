// Handlers of a batch that look at its first message alone, `const { body } = event.Records[0]`: the others are acknowledged with it, unseen.
import ts from 'typescript';
import { lastNameOf } from '../syntax/file-index.ts';
import { identifiersNamed } from '../syntax/mentions.ts';
import type { FunctionValue } from '../provenance/values.ts';
import type { AccessPath } from '../models/schema.ts';

/** Where the first message is taken; null where the handler sees to the others too, counts them, or hands the batch on. */
export function firstAlone({ parameters: [batch], body }: FunctionValue['node'], message: AccessPath): ts.Node | null {
  const member = /^Parameter\[0\]\.Member\[(\w+)\]\.Element$/.exec(message)?.[1];
  if (member === undefined || !batch || !body) return null;
  const lists = ts.isIdentifier(batch.name) ? listsOf(batch.name, member, body) : handedApart(batch.name, member, body);
  const uses = lists.map(useOf);
  return uses.includes('all') ? null : (uses.find((use) => typeof use === 'object') ?? null);
}

/** What becomes of the messages at one place: the first is taken (there), all may be, or they are only logged or counted. */
type Use = ts.Node | 'all' | 'told';

function listsOf(batch: ts.Identifier, member: string, body: ts.Node): readonly ts.Node[] {
  return identifiersNamed(batch.text, body).map((use) =>
    ts.isPropertyAccessExpression(use.parent) && use.parent.expression === use && use.parent.name.text === member ? use.parent : use,
  );
}

/** `({ Records }) => ...`, `({ Records: [record] }) => ...`. */
function handedApart(pattern: ts.BindingPattern, member: string, body: ts.Node): readonly ts.Node[] {
  if (!ts.isObjectBindingPattern(pattern)) return [];
  const element = pattern.elements.find((one) => (one.propertyName ?? one.name).getText() === member);
  if (!element) return [];
  return ts.isIdentifier(element.name) ? identifiersNamed(element.name.text, body) : [element.name];
}

function useOf(list: ts.Node): Use {
  if (ts.isArrayBindingPattern(list)) return onlyOne(list) ? list : 'all';
  let outer = list;
  while (ts.isNonNullExpression(outer.parent) || ts.isParenthesizedExpression(outer.parent) || ts.isAsExpression(outer.parent)) outer = outer.parent;
  const { parent } = outer;
  if (ts.isElementAccessExpression(parent) && parent.expression === outer && parent.argumentExpression.getText() === '0') return parent;
  if (ts.isVariableDeclaration(parent) && ts.isArrayBindingPattern(parent.name) && onlyOne(parent.name)) return parent;
  if (ts.isPropertyAccessExpression(parent) && parent.name.text === 'length') return /^1$/m.test(otherSide(parent)) ? 'all' : 'told';
  return isTold(outer) ? 'told' : 'all';
}

function onlyOne({ elements }: ts.ArrayBindingPattern): boolean {
  return elements.length === 1 && elements.every((element) => ts.isBindingElement(element) && !element.dotDotDotToken);
}

function otherSide(side: ts.Expression): string {
  const { parent } = side;
  return ts.isBinaryExpression(parent) ? (parent.left === side ? parent.right : parent.left).getText() : '';
}

function isTold(node: ts.Node): boolean {
  const call = ts.findAncestor(node, (outer) => ts.isCallExpression(outer) || ts.isStatement(outer));
  if (!call || !ts.isCallExpression(call)) return false;
  const name = lastNameOf(call.expression) ?? '';
  return name === 'stringify' ? isTold(call.parent) : /^(?:log|info|debug|warn|error|trace)$/.test(name);
}
