// Handlers of a batch that look at its first message alone, `const { body } = event.Records[0]`: the others are acknowledged with it, unseen.
import ts from 'typescript';
import { lastNameOf } from '../syntax/file-index.ts';
import { identifiersNamed } from '../syntax/mentions.ts';
import type { FunctionValue } from '../provenance/values.ts';
import type { AccessPath } from '../models/schema.ts';

/** Where the first message is taken; null where the handler sees to the others too, counts them, or hands the batch on. */
export function firstAlone(fn: FunctionValue['node'], message: AccessPath): ts.Node | null {
  const uses = placesOf(fn, message).map(useOf);
  return uses.includes('all') ? null : (uses.find((use) => typeof use === 'object') ?? null);
}

/** Where the list of messages stands in the function: also under the name it is given or taken apart to. */
export function listsOfBatch(fn: FunctionValue['node'], message: AccessPath): readonly ts.Node[] {
  return placesOf(fn, message).flatMap((list) => [list, ...namedLists(list, message, fn)]);
}

function placesOf({ parameters: [batch], body }: FunctionValue['node'], message: AccessPath): readonly ts.Node[] {
  const member = memberOf(message);
  if (member === undefined || !batch || !body) return [];
  return ts.isIdentifier(batch.name) ? listsOf(batch.name, member, body) : handedApart(batch.name, member, body);
}

function memberOf(message: AccessPath): string | undefined {
  return /^Parameter\[0\]\.Member\[(\w+)\]\.Element$/.exec(message)?.[1];
}

function namedLists(list: ts.Node, message: AccessPath, { body }: FunctionValue['node']): readonly ts.Node[] {
  const { parent } = list;
  const member = memberOf(message);
  if (!body || member === undefined || !ts.isVariableDeclaration(parent) || parent.initializer !== list) return [];
  return ts.isIdentifier(parent.name) ? identifiersNamed(parent.name.text, body) : handedApart(parent.name, member, body);
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
