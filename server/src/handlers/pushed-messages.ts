// Push subscriptions of Pub/Sub: it posts `{ message: { data, messageId }, subscription }` to a route, with the data in base64. The route is known by taking the data out of that.
import ts from 'typescript';
import { bare } from '../syntax/bare.ts';
import { indexOf } from '../syntax/file-index.ts';
import { resolveName } from '../syntax/scopes.ts';
import { isTest } from '../workspace/file-kinds.ts';
import type { Search } from './draft.ts';
import { functionAround, routesOf, type Route } from './webhook-routes.ts';

const mostFiles = 400;
const mayTake = /\bmessage\b[\s\S]*\.data\b/i;

export function pushedRoutes(search: Search): readonly Route[] {
  const files = new Set(['base64', 'atob'].flatMap((word) => search.workspace.filesNaming(word, mostFiles)));
  const takers = [...files]
    .filter((file) => !isTest(file) && mayTake.test(search.workspace.read(file) ?? ''))
    .sort()
    .flatMap((file) => search.program.sourceFile(file) ?? [])
    .flatMap((source) => takersIn(source));
  // What a broker hands to a function of a cloud has the same shape, and is no request.
  return [...new Set(takers)].flatMap((taker) => routesOf(search, taker)).filter(({ framework }) => framework !== 'aws-lambda');
}

/** `Buffer.from(body.message.data, 'base64')`, `atob(message.data)` */
function takersIn(source: ts.SourceFile): readonly NonNullable<ReturnType<typeof functionAround>>[] {
  const { calls } = indexOf(source);
  const decoding = [
    ...(calls.get('from') ?? []).filter((call) => ts.isCallExpression(call) && /base64/.test(call.arguments[1]?.getText() ?? '')),
    ...(calls.get('atob') ?? []),
  ];
  return decoding.flatMap((call) => {
    const data = ts.isCallExpression(call) ? call.arguments[0] : undefined;
    return data !== undefined && isDataOfMessage(data) ? (functionAround(call) ?? []) : [];
  });
}

function isDataOfMessage(expression: ts.Expression): boolean {
  const node = bare(expression);
  return ts.isPropertyAccessExpression(node) && node.name.text === 'data' && isMessage(bare(node.expression));
}

/** `body.message`, and a variable that it is taken into. */
function isMessage(node: ts.Expression): boolean {
  if (ts.isPropertyAccessExpression(node)) return node.name.text === 'message';
  const declaration = ts.isIdentifier(node) ? resolveName(node.text, node) : null;
  if (declaration === null) return false;
  if (ts.isBindingElement(declaration)) return (declaration.propertyName ?? declaration.name).getText() === 'message';
  return ts.isVariableDeclaration(declaration) && declaration.initializer !== undefined && isMessage(bare(declaration.initializer));
}
